// One order with its whole story: who did what when and why, its money, and all that the reader may do about it.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { clock, dateTime, money, orderNumber, words } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { linkToStore, storeDetails, tellZone } from "../kernel/stores.js";
import { html, Store, toast, useState, useStore } from "../kernel/ui.js";
import { toldInWords, wrongInWords } from "../orders/attention.js";
import { act, isGrave, nameOf, waysOf } from "./order_acts.js";
import { RefundForm } from "./order_refund.js";

const id = at("#main").dataset.order;
const DECIDERS = ["store_manager", "support", "admin"];
const shown = new Store({ order: /** @type {any} */ (null), history: [], delivery: null, couriers: [], zone: "UTC" });

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
      const { order, delivery, couriers } = shown.value;
      if (await act(way, { order, delivery, couriers })) toast(`Done: ${nameOf(way)}.`);
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
    <b>Somebody has to look at it: ${wrongInWords(attention.wrong)}</b>
    <p>Since ${clock(attention.since, zone)}; told: ${toldInWords(attention.level)}.</p>
    ${
      attention.solutions.length > 0
        ? html`<div class="buttons">${attention.solutions.map((way) => html`<${Button} key=${way.action} way=${way} />`)}</div>`
        : html`<p>You may not end it yourself.</p>`
    }
  </section>
`;

/** @param {{ ways: import("./order_acts.js").Way[] }} props */
const Ways = ({ ways }) => html`
  <section class="card">
    <h2 class="heading">What you may do</h2>
    <div class="buttons">${ways.map((way) => html`<${Button} key=${way.action} way=${way} />`)}</div>
  </section>
`;

/** @param {{ order: any, delivery: any, zone: string }} props */
function About({ order, delivery, zone }) {
  const { address, contact } = order;
  const street = address && `${address.street} ${address.house_number}, ${address.postcode} ${address.city}`;
  const facts = {
    Service: words(order.service),
    Promised: `${clock(order.promised_from, zone)} to ${clock(order.promised_to, zone)}`,
    "Expected now": `${clock(order.eta_from, zone)} to ${clock(order.eta_to, zone)}`,
    Customer: contact.name,
    Phone: contact.phone && html`<a href=${`tel:${contact.phone}`}>${contact.phone}</a>`,
    Address: street,
    Note: [address?.note, order.instructions].filter(Boolean).join(" · "),
    Courier: delivery?.courier?.name,
    Delivery: delivery && `${words(delivery.status)}${delivery.attempt > 1 ? `, attempt ${delivery.attempt}` : ""}`,
    "Cash at the door": delivery?.cash_due ? money(delivery.cash_due, order.currency) : "",
  };
  return html`
    <section class="card" id="about">
      <h2 class="heading">Who and where</h2>
      <dl>${Object.entries(facts)
        .filter(([, value]) => value)
        .map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${value}</dd>`)}</dl>
    </section>
  `;
}

/** @param {{ order: any }} props */
function Money({ order }) {
  const { amounts, currency } = order;
  const parts = {
    Food: amounts.food,
    Deals: -amounts.discount,
    Delivery: amounts.delivery_fee,
    "Small order": amounts.small_order_fee,
    Deposit: amounts.deposit,
    "Tax on top": amounts.tax_added,
    Tip: amounts.tip,
    Rounding: amounts.rounding,
  };
  const rows = Object.entries(parts).filter(([name, value]) => value || name === "Food");
  return html`
    <section class="card" id="money">
      <h2 class="heading">What it costs</h2>
      <ul>
        ${order.lines.map((line) => html`<li key=${line.number} class="row"><span>${line.quantity} × ${line.name} ${line.description && html`<small>${line.description}</small>`}</span> <span>${money(line.total, currency)}</span></li>`)}
      </ul>
      <dl>${rows.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${money(value, currency)}</dd>`)}
        <dt><b>Total</b></dt><dd><b>${money(order.total, currency)}</b></dd></dl>
      ${order.refunds.map((refund) => html`<p key=${refund.id}>${money(refund.amount, currency)} back (${words(refund.status)}): ${refund.is_by_rule ? "by rule" : refund.reason}</p>`)}
      ${order.dispute && html`<p>Disputed with the bank: ${words(order.dispute.status)}</p>`}
      ${decides() && ["COMPLETED", "CANCELLED", "RETURNED"].includes(order.status) && html`<${RefundForm} order=${order} onDone=${fill} />`}
    </section>
  `;
}

// What happened to the order and to its delivery, in the order of time.
/** @param {{ order: any, history: any[], delivery: any, zone: string }} props */
function Story({ order, history, delivery, zone }) {
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
    what: `delivery: ${words(row.action)} → ${words(row.status)}`,
    who: row.actor_id ? (row.actor_id === delivery.courier?.id ? "courier" : "a person") : "the platform",
    why: row.reason,
  }));
  const ofMoney = order.settlements.map((row) => ({
    key: `money ${row.at}`,
    at: row.at,
    what: `money: ${words(row.action)}`,
    who: "support",
    why: row.reason,
  }));
  const rows = [...ofOrder, ...ofDelivery, ...ofMoney].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return html`
    <section class="card" id="story">
      <h2 class="heading">What happened</h2>
      <ol>${rows.map((row) => html`<li key=${row.key}>${dateTime(row.at, zone)} · ${row.what}<small>${row.who}${row.why && `: ${row.why}`}</small></li>`)}</ol>
    </section>
  `;
}

function Page() {
  const { order, history, delivery, zone } = useStore(shown);
  if (order === null) return null;
  const ways = waysOf({ order, delivery, couriers: [] }, decides());
  return html`
    <h2 class="head">${orderNumber(order.number)} · ${words(order.status)} <small class="soft">${order.number}, ${order.store_name}</small></h2>
    ${order.attention && html`<${Attention} attention=${order.attention} zone=${zone} />`}
    ${ways.length > 0 && html`<${Ways} ways=${ways} />`}
    <${About} order=${order} delivery=${delivery} zone=${zone} />
    <${Money} order=${order} />
    <${Story} order=${order} history=${history} delivery=${delivery} zone=${zone} />
  `;
}

start(async () => {
  const order = await fill();
  document.title = `Order ${orderNumber(order.number)}`;
  linkToStore(order.store_id);
  const { timezone } = await storeDetails(order.store_id);
  tellZone(timezone);
  shown.set({ zone: timezone });
  mount("#main", html`<${Page} />`);
  const isOurs = (message) => message.order?.order_id === id;
  const onMessage = (message) => (message.type === "board" || isOurs(message)) && fill().catch(tell);
  new LiveSocket({ path: `/ws/v1/board/${order.store_id}`, onMessage, onState: followLive }).open();
});
