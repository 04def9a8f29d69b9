// The checkout, on one page: when, who, how it is paid; then the order is placed once.

import { isOffline } from "../kernel/api.js";
import { clock, money } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { html, useEffect, useRef, useState, useStore } from "../kernel/ui.js";
import { cardToken } from "../payments/card.js";
import { Amounts } from "./amounts.js";
import { Refusal } from "./basket_check.js";
import { openMenu, shown } from "./catalogue.js";
import { askAbout } from "./checkout_change.js";
import { Contact, contactOf } from "./checkout_contact.js";
import { Pay, paymentOf, useWays } from "./checkout_pay.js";
import { useQuote } from "./checkout_quote.js";
import { When } from "./checkout_when.js";
import { reasonOf } from "./customer.js";
import { open } from "./frame.js";
import { hand } from "./hand.js";
import { place } from "./placing.js";
import { addressLine } from "./where_deliver.js";

const AGAIN_MS = 4000;

/** @param {{ quote: any, store: any }} props */
function Summary({ quote, store }) {
  const { service, address } = useStore(hand);
  const to =
    service === "DELIVERY" && address ? addressLine(address) : `${store.address.street} ${store.address.house_number}`;
  return html`
    <section class="card summary" aria-label="Your order">
      <p>${service === "DELIVERY" ? "To" : "Collect at"} <b>${to}</b><br /><span class="soft">${store.name}</span></p>
      ${quote && html`<p>Between <b>${clock(quote.promised_from, store.timezone)}</b> and <b>${clock(quote.promised_to, store.timezone)}</b></p>`}
      <ul class="plain-list">${quote?.lines.map((line) => html`<li key=${line.number}>${line.quantity} × ${line.name} ${line.description && html`<small class="soft">${line.description}</small>`}</li>`)}</ul>
      ${quote && html`<${Amounts} quote=${quote} />`}
      <p><a href="/basket/">Change the basket</a></p>
    </section>
  `;
}

/** @param {FormData} fields @param {any} quote @param {string} card */
const bodyOf = (fields, quote, card) => ({
  quote_id: quote.id,
  contact: contactOf(fields),
  instructions: String(fields.get("instructions") ?? ""),
  contactless: fields.has("contactless"),
  payment: paymentOf(fields, card),
});

function Waiting() {
  return html`
    <div class="card waiting" role="status">
      <h2>Your order is on its way to us</h2>
      <p>The connection is slow or gone. We send it again, the same order, until we have an answer: nothing is ordered or paid twice.</p>
      <button type="button" onClick=${() => place().catch(() => {})}>Try now</button>
    </div>
  `;
}

/** Sends what waits for its answer, again and again. @param {boolean} isWaiting @param {(error: any) => void} onRefusal */
function useResending(isWaiting, onRefusal) {
  useEffect(() => {
    if (!isWaiting) return;
    const again = () => place().catch((error) => isOffline(error) || onRefusal(error));
    const timer = setInterval(again, AGAIN_MS);
    addEventListener("online", again);
    again();
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, [isWaiting]);
}

function Checkout() {
  const held = useStore(hand);
  const { catalogue, store } = useStore(shown);
  const [choice, setChoice] = useState({ isCash: false, isContactless: false });
  const [state, setState] = useState({
    isBusy: false,
    isLost: held.attempt !== null,
    refusal: /** @type {any} */ (null),
  });
  const form = useRef(/** @type {any} */ (null));
  const { quote, refusal, ask } = useQuote(catalogue, held, choice.isCash);
  const ways = useWays();
  const refuse = async (error) => {
    const next = await askAbout(error, catalogue?.currency ?? "");
    if (next) return send(next);
    setState({ isBusy: false, isLost: false, refusal: error });
    if (error.status === 409 || error.status === 404) ask();
  };
  useResending(state.isLost, refuse);

  /** @param {string} [quoteId] a fresh quote the customer has agreed to */
  const send = async (quoteId) => {
    setState({ isBusy: true, isLost: false, refusal: null });
    try {
      const fields = new FormData(form.current);
      hand.set({ contact: contactOf(fields) });
      const isCard = fields.get("pay") === "card";
      const card = isCard && ways ? await cardToken(ways, form.current) : "";
      if (isCard && !card) return setState({ isBusy: false, isLost: false, refusal: null });
      await place(bodyOf(fields, { ...quote, ...(quoteId && { id: quoteId }) }, card));
    } catch (error) {
      if (isOffline(error)) setState({ isBusy: true, isLost: true, refusal: null });
      else await refuse(error);
    }
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (!state.isBusy) send();
  };
  if (state.isLost) return html`<${Waiting} />`;
  if (!held.lines.length)
    return held.last && !state.isBusy
      ? html`<p class="lead">Order ${held.last.number} is placed. <a href=${`/track/${held.last.token}`}>Follow it</a> or <a href="/menu/">order something more</a>.</p>`
      : html`<p class="lead">${state.isBusy ? "One moment …" : html`Your basket is empty. <a href="/menu/">Find something you like</a>`}</p>`;
  if (!catalogue || !store) return html`<p class="soft" role="status">One moment …</p>`;
  const say = (minor) => money(minor, catalogue.currency);
  return html`
    <form class="columns" ref=${form} onSubmit=${submit}>
      <div>
        <${When} store=${store} held=${held} quote=${quote} />
        <${Contact} service=${held.service} contact=${held.contact} isCash=${choice.isCash} onContactless=${(isContactless) => setChoice({ ...choice, isContactless })} />
        <${Pay} quote=${quote} ways=${ways} isContactless=${choice.isContactless} onCash=${(isCash) => setChoice({ ...choice, isCash })} />
      </div>
      <div class="side">
        <${Summary} quote=${quote} store=${store} />
        <p class="bad" role="alert">${state.refusal && reasonOf(state.refusal)}</p>
        ${refusal && html`<${Refusal} refusal=${refusal} money=${say} />`}
        <button class="main wide" disabled=${!quote || state.isBusy}>${state.isBusy ? "One moment …" : quote ? html`Order ${choice.isCash ? "" : "and pay "}${say(quote.amounts.total)}` : "Order"}</button>
        ${ways?.test_tokens.length > 0 && html`<p class="soft"><small>A test gateway: no money moves.</small></p>`}
      </div>
    </form>
  `;
}

open(async () => {
  if (!hand.value.store) {
    location.replace("/");
    return;
  }
  mount("#checkout", html`<${Checkout} />`);
  await openMenu(hand.value.store);
});
