// A gift card or store credit at the checkout: opened by its code or the account, then it pays first.

import { call, postPublic, reasonOf } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";

/** @typedef {{ credit_pass: string, balance: number, currency: string }} Credit */

/** What the credit pays of a quote. @param {Credit | null} credit @param {any} quote */
export const paidBy = (credit, quote) =>
  credit && quote && credit.currency === quote.currency ? Math.min(credit.balance, quote.amounts.total) : 0;

/** Whether it pays all of it. @param {Credit | null} credit @param {any} quote */
export const coversAll = (credit, quote) =>
  Boolean(quote?.amounts.total) && paidBy(credit, quote) === quote.amounts.total;

/** The store credit of the account that is signed in, in the quote's currency. @param {string | undefined} currency */
function useOwn(currency) {
  const [own, setOwn] = useState(/** @type {Credit[]} */ ([]));
  useEffect(() => {
    if (isSignedIn()) call("/payments/credit").then(setOwn, () => {});
  }, []);
  return own.filter((one) => one.currency === currency);
}

/** @param {{ quote: any, currency: string, credit: Credit | null, onCredit: (credit: Credit | null) => void }} props */
export function CreditPart({ quote, currency, credit, onCredit }) {
  const own = useOwn(currency);
  const [code, setCode] = useState("");
  const [told, tell] = useState("");
  const use = async () => {
    try {
      const found = await postPublic("/payments/credit/open", { code });
      const isUseful = found.currency === currency && found.balance > 0;
      tell(
        isUseful
          ? ""
          : found.balance > 0
            ? t("This gift card is of another currency.")
            : t("This gift card is used up."),
      );
      if (isUseful) onCredit(found);
    } catch (error) {
      tell(reasonOf(error));
    }
  };
  /** @param {KeyboardEvent} event */
  const onEnter = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would order
    use();
  };
  const sum = (minor) => money(minor, currency);
  if (credit)
    return html`
      <p role="status">${t("{amount} is paid with your gift card or store credit.", { amount: sum(quote ? paidBy(credit, quote) : credit.balance) })}
        <button type="button" class="plain" onClick=${() => onCredit(null)}>${t("Do not use it")}</button></p>
    `;
  return html`
    ${own.map((one) => html`<p key=${one.credit_pass}>${t("You have {amount} of store credit.", { amount: sum(one.balance) })} <button type="button" onClick=${() => onCredit(one)}>${t("Use it")}</button></p>`)}
    <details class="pick credit">
      <summary>${t("I have a gift card")}</summary>
      <div class="pair">
        <label>${t("Its code")} <input value=${code} onInput=${(event) => setCode(event.target.value)} onKeyDown=${onEnter} autocomplete="off" spellcheck=${false} maxlength="40" /></label>
        <button type="button" disabled=${!code.trim()} onClick=${use}>${t("Use it")}</button>
      </div>
      <p class="bad" role="alert">${told}</p>
    </details>
  `;
}
