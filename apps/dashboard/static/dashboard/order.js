// One order with its whole story: who did what when and why, its money, and all that the reader may do about it.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { addressLine, clock, dateTime, money, orderNumber, words } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { linkToStore, storeDetails, tellZone } from "../kernel/stores.js";
import { t, table } from "../kernel/texts.js";
import { html, Store, toast, useState, useStore } from "../kernel/ui.js";
import { levelText, problemText } from "../orders/attention.js";
import { act, isGrave, nameOf, waysOf } from "./order_acts.js";
import { SaidBetween } from "./order_conversation.js";
import { RefundForm } from "./order_refund.js";

const id = at("#main").dataset.order;
const DECIDERS = ["store_manager", "support", "admin"];
const shown = new Store({
  order: /** @type {any} */ (null),
  history: /** @type {any[]} */ ([]),
  delivery: /** @type {any} */ (null),
  couriers: /** @type {any[]} */ ([]),
  zone: "UTC",
});

const STEPS = table({
  request: "asked for",
  retry: "once more",
  offer: "offered",
  accept: "accepted",
  release: "given up",
  release_food: "the food is ready",
  pick_up: "picked up",
  near: "near the door",
  arrive: "at the door",
  contact: "tried to reach the customer",
  photo: "photographed",
  wrong_pin: "wrong PIN",
  hand_over: "handed over",
  fail: "nobody took it",
  finish: "ended for the courier",
  give_up: "given up for the courier",
  pass_on: "passed on",
  reassign: "another courier",
  unlock_pin: "new PIN tries",
  waive_geofence: "pick-up allowed from anywhere",
  resequence: "another place in the run",
  revise: "the order was changed",
  correct: "notes were changed",
  cancel: "cancelled",
});

const decides = () => claims().roles.some((role) => DECIDERS.includes(role));

async function fill() {
  const [order, history, { results }] = await Promise.all([
    call(`/orders/${id}`),
    call(`/orders/${id}/history`),
    call(`/deliveries?order=${id}`),
  ]);
  const delivery = results.length ? await call(`/deliveries/${results[0].id}`) : null;
  const couriers = delivery && decides() ? (await call(`/couriers?store=${order.store_id}&page_size=100`)).results : [];
  shown.set({ order, history, delivery, couriers });
  return order;
}

/** @param {{ way: import("./order_acts.js").Way }} props */
function Button({ way }) {
  const [isBusy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    tell();
    try {
      const { order, delivery, couriers, zone } = shown.value;
      if (await act(way, { order, delivery, couriers, zone })) toast(t("Done: {what}.", { what: nameOf(way) }));
      await fill();
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  return html`<button type="button" class=${isGrave(way) ? "danger" : ""} data-way=${way.action} disabled=${isBusy} onClick=${take}>${nameOf(way)}</button>`;
}

/** @param {{ attention: any, zone: string }} props */
const Attention = ({ attention, zone }) => html`
  <section class="card attention" role="alert">
    <b>${t("Somebody has to look at it: {wrong}", { wrong: problemText(attention.wrong) })}</b>
    <p>${t("Since {time}; told: {whom}.", { time: clock(attention.since, zone), whom: levelText(attention.level) })}</p>
    ${
      attention.solutions.length > 0
        ? html`<div class="buttons">${attention.solutions.map((way) => html`<${Button} key=${way.action} way=${way} />`)}</div>`
        : html`<p>${t("You may not end it yourself.")}</p>`
    }
  </section>
`;

/** @param {{ ways: import("./order_acts.js").Way[] }} props */
const Ways = ({ ways }) => html`
  <section class="card">
    <h2 class="heading">${t("What you may do")}</h2>
    <div class="buttons">${ways.map((way) => html`<${Button} key=${way.action} way=${way} />`)}</div>
  </section>
`;

/** @param {{ order: any, delivery: any, zone: string }} props */
function About({ order, delivery, zone }) {
  const { address, contact } = order;
  const street = address && addressLine(address);
  const attempt = delivery?.attempt > 1 && t("attempt {number}", { number: delivery.attempt });
  const window = (from, to) => t("{from} to {to}", { from: clock(from, zone), to: clock(to, zone) });
  const facts = {
    [t("Service")]: words(order.service),
    [t("Promised")]: window(order.promised_from, order.promised_to),
    [t("Expected now")]: window(order.eta_from, order.eta_to),
    [t("Customer")]: contact.name,
    [t("Phone")]: contact.phone && html`<a href=${`tel:${contact.phone}`}>${contact.phone}</a>`,
    [t("Address")]: street,
    [t("Note")]: [address?.note, order.instructions].filter(Boolean).join(" · "),
    [t("Courier")]: delivery?.courier?.name,
    [t("Delivery")]: delivery && [words(delivery.status), attempt].filter(Boolean).join(", "),
    [t("Cash at the door")]: delivery?.cash_due ? money(delivery.cash_due, order.currency) : "",
  };
  return html`
    <section class="card" id="about">
      <h2 class="heading">${t("Who and where")}</h2>
      <dl>${Object.entries(facts)
        .filter(([, value]) => value)
        .map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${value}</dd>`)}</dl>
    </section>
  `;
}

/** @param {{ order: any }} props */
function Money({ order }) {
  const { amounts, currency } = order;
  const added = {
    [t("Deals")]: -amounts.discount,
    [t("Delivery")]: amounts.delivery_fee,
    [t("Small order")]: amounts.small_order_fee,
    [t("Deposit")]: amounts.deposit,
    [t("Tax on top")]: amounts.tax_added,
    [t("Tip")]: amounts.tip,
    [t("Rounding")]: amounts.rounding,
  };
  const rows = [[t("Food"), amounts.food], ...Object.entries(added).filter(([, value]) => value)];
  return html`
    <section class="card" id="money">
      <h2 class="heading">${t("What it costs")}</h2>
      <ul>
        ${order.lines.map((line) => html`<li key=${line.number} class="row"><span>${line.quantity} × ${line.name} ${line.description && html`<small>${line.description}</small>`}</span> <span>${money(line.total, currency)}</span></li>`)}
      </ul>
      <dl>${rows.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${money(value, currency)}</dd>`)}
        <dt><b>${t("Total")}</b></dt><dd><b>${money(order.total, currency)}</b></dd></dl>
      ${order.refunds.map((refund) => html`<p key=${refund.id}>${t("{amount} back ({state}): {why}", { amount: money(refund.amount, currency), state: words(refund.status), why: refund.is_by_rule ? t("by rule") : refund.reason })}</p>`)}
      ${order.dispute && html`<p>${t("Disputed with the bank: {state}", { state: words(order.dispute.status) })}</p>`}
      ${decides() && ["COMPLETED", "CANCELLED", "RETURNED"].includes(order.status) && html`<${RefundForm} order=${order} onDone=${fill} />`}
    </section>
  `;
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

// What happened to the order and to its delivery, in the order of time.
/** @param {{ order: any, history: any[], delivery: any, couriers: any[], zone: string }} props */
function Story({ order, history, delivery, couriers, zone }) {
  const names = new Map([...couriers, delivery?.courier].filter(Boolean).map((one) => [one.id, one.name]));
  const ofOrder = history.map((row) => ({
    key: `order ${row.sequence}`,
    at: row.at,
    what: row.previous ? `${words(row.previous)} → ${words(row.status)}` : words(row.status),
    who: words(row.actor),
    why: row.reason,
  }));
  const ofDelivery = (delivery?.history ?? []).map((row) => ({
    key: `delivery ${row.sequence}`,
    at: row.at,
    what: `${t("delivery: {step}", { step: STEPS[row.action] ?? words(row.action) })} → ${words(row.status)}`,
    who: row.actor_id ? (row.actor_id === delivery.courier?.id ? t("courier") : t("a person")) : t("the platform"),
    why: row.reason.replace(ID, (id) => names.get(id) ?? t("another courier")),
  }));
  const ofMoney = order.settlements.map((row) => ({
    key: `money ${row.at}`,
    at: row.at,
    what: t("money: {step}", { step: nameOf({ desk: "money", action: row.action }) }),
    who: t("support"),
    why: row.reason,
  }));
  const rows = [...ofOrder, ...ofDelivery, ...ofMoney].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return html`
    <section class="card" id="story">
      <h2 class="heading">${t("What happened")}</h2>
      <ol>${rows.map((row) => html`<li key=${row.key}>${dateTime(row.at, zone)} · ${row.what}<small>${row.who}${row.why && `: ${row.why}`}</small></li>`)}</ol>
    </section>
  `;
}

function Page() {
  const { order, history, delivery, couriers, zone } = useStore(shown);
  if (order === null) return null;
  const ways = waysOf({ order, delivery, couriers: [], zone }, decides());
  return html`
    <h2 class="head">${orderNumber(order.number)} · ${words(order.status)} <small class="soft">${order.number}, ${order.store_name}</small></h2>
    ${order.attention && html`<${Attention} attention=${order.attention} zone=${zone} />`}
    ${ways.length > 0 && html`<${Ways} ways=${ways} />`}
    <${About} order=${order} delivery=${delivery} zone=${zone} />
    <${Money} order=${order} />
    <${Story} order=${order} history=${history} delivery=${delivery} couriers=${couriers} zone=${zone} />
    <${SaidBetween} key=${delivery?.id} delivery=${delivery} zone=${zone} />
  `;
}

start(async () => {
  const order = await fill();
  document.title = t("Order {number}", { number: orderNumber(order.number) });
  linkToStore(order.store_id);
  const { timezone } = await storeDetails(order.store_id);
  tellZone(timezone);
  shown.set({ zone: timezone });
  mount("#main", html`<${Page} />`);
  const isOurs = (message) => message.order?.order_id === id;
  const onMessage = (message) => (message.type === "board" || isOurs(message)) && fill().catch(tell);
  new LiveSocket({ path: `/ws/v1/board/${order.store_id}`, onMessage, onState: followLive }).open();
});
