// How the order is paid: by a saved card, a new one, or in cash where the store takes it.

import { askPublic, call } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { Card, takesCards } from "../payments/card.js";
import { CreditPart, coversAll } from "./checkout_credit.js";

/** @typedef {import("./checkout_credit.js").Credit} Credit */

/** How cards are entered here, and which are saved: null until that is known. @returns {any} */
export function useWays() {
  const [ways, setWays] = useState(/** @type {any} */ (null));
  useEffect(() => {
    const saved = isSignedIn() ? call("/payments/methods").catch(() => []) : [];
    Promise.all([askPublic("/payments/card-entry"), saved]).then(
      ([entry, cards]) => setWays({ ...entry, saved: cards.filter(({ status }) => status === "READY") }),
      () => setWays({ test_tokens: [], card_form: "", saved: [] }),
    );
  }, []);
  return ways;
}

export const EACH_THEIR_PART = "parts";

/**
 * How the order is paid: its `payment`, or nothing where each of a group pays their part later.
 * @param {FormData} fields
 * @param {string} token of a new card
 * @param {string} credit the pass of a gift card or store credit, which pays first
 */
export function paymentOf(fields, token, credit) {
  const way = String(fields.get("pay") ?? "credit");
  if (way === EACH_THEIR_PART) return {};
  if (way === "cash") return { payment: { type: "cash" } };
  const beside = credit && { credit };
  if (way === "credit") return { payment: { type: "credit", ...beside } };
  return { payment: { type: "card", ...(way === "card" ? { token } : { saved: way }), ...beside } };
}

/** The way to pay, by what is offered where none was chosen yet. @param {any} ways @param {string} chosen */
export function wayOf(ways, chosen) {
  if (chosen || !ways) return chosen;
  return ways.saved[0]?.id ?? (takesCards(ways) ? "card" : "cash");
}

/** @param {{ value: string, chosen: string, onWay: (way: string) => void, isOff?: boolean, children?: any }} props */
const Way = ({ value, chosen, onWay, isOff = false, children }) => html`
  <label class="choice"><input type="radio" name="pay" value=${value} checked=${chosen === value} disabled=${isOff} onChange=${() => onWay(value)} required /> ${children}</label>
`;

/** Saved cards, and a new one. @param {{ ways: any, chosen: string, onWay: (way: string) => void }} props */
export const CardChoices = ({ ways, ...choice }) => html`
  ${ways.saved.map((card) => html`<${Way} key=${card.id} value=${card.id} ...${choice}>${t("{brand} ending in {digits}", { brand: card.brand, digits: card.last4 })} <small class="soft">${card.expires}</small><//>`)}
  ${takesCards(ways) && html`<${Way} value="card" ...${choice}>${t("By card")}<//>`}
  ${choice.chosen === "card" && html`<${Card} entry=${ways} />`}
`;

/** @param {{ quote: any, ways: any, way: string, currency: string, isContactless: boolean, isGroup: boolean, onWay: (way: string) => void, credit: Credit | null, onCredit: (credit: Credit | null) => void }} props */
export function Pay({ quote, ways, way: chosen, currency, isContactless, isGroup, onWay, credit, onCredit }) {
  if (!ways) return null;
  const choice = { chosen, onWay };
  const cashLimit = quote && money(quote.cash_limit, quote.currency);
  const noCash = isContactless
    ? t("not when it is left at the door")
    : credit
      ? t("not beside a gift card")
      : quote && !quote.guests_may_pay_in_cash && !isSignedIn()
        ? t("not for guests: sign in, or pay by card")
        : quote && !quote.may_pay_in_cash
          ? t("up to {amount}", { amount: cashLimit })
          : "";
  const choices = () => html`
      <${CardChoices} ways=${ways} ...${choice} />
      ${isGroup && takesCards(ways) && html`<${Way} value=${EACH_THEIR_PART} isOff=${Boolean(credit)} ...${choice}>${t("Each pays their part")} <small class="soft">${credit ? t("not beside a gift card") : t("on the page of the group order")}</small><//>`}
      <${Way} value="cash" isOff=${Boolean(noCash)} ...${choice}>${t("In cash")} <small class="soft">${noCash}</small><//>
  `;
  return html`
    <fieldset class="card pick pay">
      <legend>${t("How you pay")}</legend>
      <${CreditPart} quote=${quote} currency=${currency} credit=${credit} onCredit=${onCredit} />
      ${!coversAll(credit, quote) && choices()}
    </fieldset>
  `;
}
