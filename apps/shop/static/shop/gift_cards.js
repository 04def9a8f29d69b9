// Gift cards: bought by card, their code mailed to whom they are for; and what is left on one.

import { askPublic, postPublic, reasonOf } from "../kernel/api.js";
import { dateTime, minorUnits, money } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { t, table, writing } from "../kernel/texts.js";
import { html, useEffect, useRef, useState } from "../kernel/ui.js";
import { Card, cardToken, takesCards } from "../payments/card.js";
import { forgetPendingPayment, keepPendingPayment } from "../payments/pending_payment.js";
import { asCustomer } from "./customer.js";
import { orderDraft } from "./order_draft.js";
import { open } from "./shop_page.js";

const MOVED = table({
  BOUGHT: "bought",
  GRANTED: "granted",
  HELD: "used for an order",
  RELEASED: "not needed for an order",
  RETURNED: "back from an order",
  WITHHELD: "taken back by the bank of who bought it",
  RESTORED: "returned by the bank of who bought it",
});

/** The currency of the chosen store, else of any: gift cards are of one. */
async function currencyHere() {
  if (orderDraft.value.store) return (await askPublic(`/stores/${orderDraft.value.store}`)).currency;
  const stores = await askPublic("/stores");
  return (stores.results ?? stores)[0]?.currency ?? "EUR";
}

function Balance() {
  const [code, setCode] = useState("");
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [told, tell] = useState("");
  /** @param {SubmitEvent} event */
  const look = async (event) => {
    event.preventDefault();
    setFound(null);
    tell("");
    await postPublic("/payments/credit/open", { code }).then(setFound, (error) => tell(reasonOf(error)));
  };
  return html`
    <form class="card pick" id="balance" onSubmit=${look}>
      <h2>${t("What is left on a gift card")}</h2>
      <div class="pair">
        <label>${t("Its code")} <input value=${code} onInput=${(event) => setCode(event.target.value)} required maxlength="40" autocomplete="off" spellcheck=${false} /></label>
        <button>${t("Show it")}</button>
      </div>
      <p class="bad" role="alert">${told}</p>
      <div role="status">${
        found &&
        html`
        <p class="lead">${t("There is {amount} left.", { amount: money(found.balance, found.currency) })}</p>
        <ul class="plain-list">${found.movements.map((one) => html`<li key=${one.moved_at}>${dateTime(one.moved_at)} · ${MOVED[one.kind]} · <b>${money(one.amount, found.currency)}</b></li>`)}</ul>
      `
      }</div>
    </form>
  `;
}

/** @param {FormData} fields @param {any} offer @param {string} token */
const wanted = (fields, offer, token) => ({
  amount: Number(fields.get("amount")) || minorUnits(String(fields.get("other") ?? ""), offer.currency) || 0,
  currency: offer.currency,
  token,
  recipient_email: String(fields.get("recipient_email")).trim(),
  sender: String(fields.get("sender") ?? "").trim(),
  words: String(fields.get("words") ?? "").trim(),
  locale: writing.slice(0, 2),
});

/** @param {{ offer: any, ways: any, onBought: (bought: any) => void }} props */
function Buy({ offer, ways, onBought }) {
  const [chosen, setChosen] = useState(String(offer.amounts[0]));
  const [state, setState] = useState({ isBusy: false, told: "" });
  const key = useRef(crypto.randomUUID());
  const sum = (minor) => money(minor, offer.currency);
  const buy = async (form) => {
    const token = await cardToken(ways, form);
    if (!token) return;
    const bought = await asCustomer("/payments/gift-cards", wanted(new FormData(form), offer, token), key.current);
    if (!bought.next_action) return onBought(bought);
    keepPendingPayment({ token: "", payment: "", gift: bought.id });
    location.assign(bought.next_action.url);
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    setState({ isBusy: true, told: "" });
    let told = "";
    try {
      await buy(event.target);
    } catch (error) {
      told = error.problem?.errors?.[0]?.message ?? reasonOf(error);
      if (error.status && error.status < 500) key.current = crypto.randomUUID(); // refused: the next try is another one
    }
    setState({ isBusy: false, told });
  };
  return html`
    <form class="card pick pay" id="buy" onSubmit=${submit}>
      <h2>${t("Give a gift card")}</h2>
      <fieldset class="pick"><legend>${t("How much")}</legend>
        <div class="chips">
        ${offer.amounts.map((amount) => html`<label class="chip" key=${amount}><input type="radio" name="amount" value=${amount} checked=${chosen === String(amount)} onChange=${() => setChosen(String(amount))} /><span>${sum(amount)}</span></label>`)}
          <label class="chip"><input type="radio" name="amount" value="" checked=${chosen === ""} onChange=${() => setChosen("")} /><span>${t("Another amount")}</span></label>
        </div>
        ${chosen === "" && html`<label>${t("{least} to {most}", { least: sum(offer.least), most: sum(offer.most) })} <input name="other" inputmode="decimal" required maxlength="12" /></label>`}
      </fieldset>
      <div class="pair">
        <label>${t("E-mail of whom it is for")} <input name="recipient_email" type="email" required maxlength="254" autocomplete="off" /></label>
        <label>${t("From whom")} <input name="sender" maxlength="100" autocomplete="name" /></label>
      </div>
      <label>${t("A few words")} <input name="words" maxlength="300" autocomplete="off" /></label>
      ${takesCards(ways) ? html`<${Card} entry=${ways} />` : html`<p class="bad">${t("Cards cannot be taken at the moment.")}</p>`}
      <p class="bad" role="alert">${state.told}</p>
      <button class="main wide" disabled=${state.isBusy || !takesCards(ways)}>${state.isBusy ? t("One moment …") : t("Buy it")}</button>
      <p class="soft"><small>${t("Its code goes to that address by mail. It does not run out.")}</small></p>
    </form>
  `;
}

/** Whoever comes back from their bank hears what became of it. @param {(bought: any) => void} onBought @param {(text: string) => void} tell */
function useReturn(onBought, tell) {
  useEffect(() => {
    const id = new URLSearchParams(location.search).get("confirm");
    if (!id) return;
    history.replaceState(null, "", location.pathname);
    asCustomer(`/payments/gift-cards/${id}/confirm`, {}).then(
      (bought) => {
        forgetPendingPayment();
        if (bought.status === "PAID") onBought(bought);
        else tell(t("Your bank has not agreed yet."));
      },
      (error) => tell(reasonOf(error)),
    );
  }, []);
}

/** @param {{ offer: any, ways: any }} props */
function GiftCards({ offer, ways }) {
  const [bought, setBought] = useState(/** @type {any} */ (null));
  const [told, tell] = useState("");
  useReturn(setBought, tell);
  return html`
    <p class="bad" role="alert">${told}</p>
    <div role="status">${bought && html`<p class="card lead">${t("Done: a gift card of {amount} is on its way to {email}.", { amount: money(bought.amount, bought.currency), email: bought.recipient_email })}</p>`}</div>
    ${!bought && html`<${Buy} offer=${offer} ways=${ways} onBought=${setBought} />`}
    <${Balance} />
  `;
}

open(async () => {
  const currency = await currencyHere();
  const [offer, ways] = await Promise.all([
    askPublic("/payments/gift-cards", { currency }),
    askPublic("/payments/card-entry"),
  ]);
  mount("#gift-cards", html`<${GiftCards} offer=${offer} ways=${ways} />`);
});
