// The checkout, on one page: when, who, how it is paid; then the order is placed once.

import { reasonOf } from "../kernel/api.js";
import { addressLine, clock, money } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { parts, t } from "../kernel/texts.js";
import { html, useRef, useState, useStore } from "../kernel/ui.js";
import { cardToken } from "../payments/card.js";
import { provePhone } from "../users/prove_phone.js";
import { Amounts } from "./amounts.js";
import { Refusal } from "./basket_check.js";
import { openMenu, shown } from "./catalogue.js";
import { askAbout } from "./checkout_change.js";
import { Contact, contactOf } from "./checkout_contact.js";
import { coversAll } from "./checkout_credit.js";
import { EACH_THEIR_PART, Pay, paymentOf, useWays, wayOf } from "./checkout_pay.js";
import { useQuote } from "./checkout_quote.js";
import { Rewards } from "./checkout_rewards.js";
import { Unknown, Waiting } from "./checkout_waiting.js";
import { When } from "./checkout_when.js";
import { asCustomer } from "./customer.js";
import { EmptyState } from "./empty_state.js";
import { orderDraft } from "./order_draft.js";
import { isWaiting, order } from "./place_order.js";
import { open } from "./shop_page.js";

/** @param {{ quote: any, store: any }} props */
function Summary({ quote, store }) {
  const { service, address } = useStore(orderDraft);
  const to = html`<b>${addressLine(service === "DELIVERY" && address ? address : store.address)}</b>`;
  return html`
    <section class="card summary" aria-label=${t("Your order")}>
      <p>${service === "DELIVERY" ? parts("Delivered to {address}", { address: to }) : parts("Collected at {address}", { address: to })}<br /><span class="soft">${store.name}</span></p>
      ${quote && html`<p>${parts("Between {first} and {last}", { first: html`<b>${clock(quote.promised_from, store.timezone)}</b>`, last: html`<b>${clock(quote.promised_to, store.timezone)}</b>` })}</p>`}
      <ul class="plain-list">${quote?.lines.map((line) => html`<li key=${line.number}>${line.quantity} × ${line.name} ${line.description && html`<small class="soft">${line.description}</small>`}</li>`)}</ul>
      ${quote && html`<${Amounts} quote=${quote} />`}
      <p><a href="/basket/">${t("Change the basket")}</a></p>
    </section>
  `;
}

/** @typedef {{ way: string, isContactless: boolean, instructions: string, credit: import("./checkout_credit.js").Credit | null }} Choice what was chosen here besides contact and time */

/** @param {FormData} fields @param {any} quote @param {string} card @param {Choice} choice */
const bodyOf = (fields, quote, card, { isContactless, instructions, credit }) => ({
  quote_id: quote.id,
  contact: contactOf(fields),
  instructions,
  contactless: isContactless && fields.has("contactless"),
  ...paymentOf(fields, card, credit?.credit_pass ?? ""),
});

/** What was chosen for the order that waits. @param {any} body @returns {Choice} */
const choiceOf = (body) => ({
  way: body?.payment?.type === "cash" ? "cash" : (body?.payment?.saved ?? ""),
  isContactless: body?.contactless ?? false,
  instructions: body?.instructions ?? "",
  credit: null,
});

function Checkout() {
  const held = useStore(orderDraft);
  const { catalogue, store } = useStore(shown);
  const [choice, setChoice] = useState(choiceOf(held.attempt?.body));
  const choose = (made) => setChoice((old) => ({ ...old, ...made }));
  const [state, setState] = useState({
    isBusy: false,
    waits: held.attempt, // the order that is sent until it is answered
    refusal: /** @type {any} */ (null),
  });
  const form = useRef(/** @type {any} */ (null));
  const ways = useWays();
  const way = wayOf(ways, choice.way);
  const isCash = way === "cash" && !choice.credit;
  const { quote, isCurrent, refusal, ask } = useQuote(catalogue, held, isCash);
  const isGroup = Boolean(held.splits && held.lines.some(({ id }) => held.splits?.lines.includes(id)));
  const needsCard = way === "card" && !coversAll(choice.credit, quote);
  const say = (isBusy, refusal = null, waits = null) => setState({ isBusy, refusal, waits });
  const refuse = async (error) => {
    say(true);
    const currency = shown.value.catalogue?.currency;
    const next = currency && (await askAbout(error, currency));
    if (next) return place({ ...error.attempt.body, quote_id: next });
    const body = error.problem?.code === "phone-not-proved" && error.attempt?.body;
    if (body && (await provePhone(error.problem.phone, asCustomer))) return place(body);
    say(false, orderDraft.value.attempt ? null : error);
    if (error.status === 409 || error.status === 404) ask();
  };
  const place = async (body) => {
    try {
      await order(body, body.payment ? "" : held.splits?.token);
    } catch (error) {
      if (error.attempt && isWaiting(error.attempt.key)) say(true, null, error.attempt);
      else await refuse(error);
    }
  };
  const send = async () => {
    say(true);
    const fields = new FormData(form.current);
    orderDraft.set({ contact: contactOf(fields) });
    const card = needsCard ? await cardToken(ways, form.current) : "";
    if (needsCard && !card) return say(false);
    await place(bodyOf(fields, quote, card, choice));
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (!state.isBusy) send().catch((error) => say(false, error));
  };
  if (held.attempt?.isUnknown) return html`<${Unknown} attempt=${held.attempt} store=${store} />`;
  if (state.waits) return html`<${Waiting} attempt=${state.waits} onRefusal=${refuse} />`;
  if (!held.lines.length)
    return held.last && !state.isBusy
      ? html`<p class="lead">${t("Order {number} is placed.", { number: held.last.number })} <a href=${`/track/${held.last.token}`}>${t("Follow it")}</a> · <a href="/menu/">${t("Order something more")}</a></p>`
      : state.isBusy
        ? html`<p class="lead">${t("One moment …")}</p>`
        : html`<${EmptyState} href="/menu/" action=${t("Find something you like")}>${t("Your basket is empty.")}<//>`;
  if (!catalogue || !store) return html`<p class="soft" role="status">${t("One moment …")}</p>`;
  const sum = (minor) => money(minor, catalogue.currency);
  return html`
    <form class="columns" ref=${form} onSubmit=${submit}>
      <div>
        <${When} store=${store} catalogue=${catalogue} held=${held} quote=${quote} />
        <${Contact} service=${held.service} contact=${held.contact} isCash=${isCash} choice=${choice} choose=${choose} />
        <${Rewards} catalogue=${catalogue} codes=${held.codes} quote=${quote} />
        <${Pay} quote=${quote} currency=${catalogue.currency} ways=${ways} way=${way} isContactless=${choice.isContactless} isGroup=${isGroup} onWay=${(chosen) => choose({ way: chosen })} credit=${choice.credit} onCredit=${(credit) => choose({ credit, ...(["cash", EACH_THEIR_PART].includes(way) && { way: "" }) })} />
      </div>
      <div class="side">
        <${Summary} quote=${quote} store=${store} />
        <p class="bad" role="alert">${state.refusal && reasonOf(state.refusal)}</p>
        ${refusal?.problem?.code === "basket-refused" && html`<p class="bad"><a href="/basket/">${t("Something in your basket has to be put right first.")}</a></p>`}
        ${refusal && html`<${Refusal} refusal=${refusal} money=${sum} />`}
        <button class="main wide" disabled=${!isCurrent || state.isBusy}>${state.isBusy ? t("One moment …") : quote ? (isCash || way === EACH_THEIR_PART ? t("Order {amount}", { amount: sum(quote.amounts.total) }) : t("Order and pay {amount}", { amount: sum(quote.amounts.total) })) : t("Order")}</button>
        ${ways?.test_tokens.length > 0 && html`<p class="soft"><small>${t("A test gateway: no money moves.")}</small></p>`}
      </div>
    </form>
  `;
}

open(async () => {
  if (!orderDraft.value.store) {
    location.replace("/");
    return;
  }
  mount("#checkout", html`<${Checkout} />`);
  await openMenu(orderDraft.value.store);
});
