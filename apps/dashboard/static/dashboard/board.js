// The live orders of a store in the columns of the API: all of them first, then every change.

import { call } from "../kernel/api.js";
import { clock, dateTime, money, orderNumber, words } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t, table } from "../kernel/texts.js";
import { html, Store, useNow, useStore } from "../kernel/ui.js";
import { toldInWords, wrongInWords } from "../orders/attention.js";
import { Alarm, callForCouriers } from "./board_alarm.js";

const board = new Store({ columns: {}, orders: new Map(), store: "", zone: "UTC" });

const COLUMNS = table({
  Ahead: "Ahead",
  New: "New",
  Kitchen: "Kitchen",
  Ready: "Ready",
  "On the road": "On the road",
  "Nobody opened": "Nobody opened",
});
const HALF_A_DAY_MS = 43_200_000;
const MISSED_MS = 4 * 3_600_000; // as the platform keeps them

// The time of something today or tonight, with its day for what is ordered for later.
const soon = (instant, now, zone) => (Date.parse(instant) - now > HALF_A_DAY_MS ? dateTime : clock)(instant, zone);

/** @param {{ order: any, zone: string }} props */
const Missed = ({ order, zone }) => html`
  <article class="card late" data-order=${order.order_id}>
    <b>${orderNumber(order.number)}</b>
    <p>${t("nobody accepted it, rejected at {time}", { time: clock(order.changed_at, zone) })}</p>
    <p>${words(order.service)} · ${money(order.total, order.currency)}</p>
  </article>
`;

/** @param {{ order: any }} props */
const Link = ({ order }) => html`<a href=${`/board/orders/${order.order_id}`}><b>${orderNumber(order.number)}</b></a>`;

/** @param {{ orders: any[], zone: string }} props */
const Attention = ({ orders, zone }) => html`
  <section id="attention">
    <h2 class="heading">${t("Somebody has to look")} (${orders.length})</h2>
    ${orders.map(
      (order) => html`
        <article key=${order.order_id} class="card late" data-attention=${order.order_id}>
          <${Link} order=${order} />
          <p class="wrong">${wrongInWords(order.attention.wrong)}</p>
          <p>${t("since {time} · told: {whom}", { time: clock(order.attention.since, zone), whom: toldInWords(order.attention.level) })}</p>
        </article>
      `,
    )}
  </section>
`;

/** @param {{ orders: any[], zone: string }} props */
const Missing = ({ orders, zone }) => html`
  <section id="missed">
    <h2 class="heading">${t("Missed")} (${orders.length})</h2>
    ${orders.map((order) => html`<${Missed} key=${order.order_id} order=${order} zone=${zone} />`)}
  </section>
`;

/** @param {{ order: any, now: number, zone: string }} props */
function Card({ order, now, zone }) {
  const due = order.eta_to ?? order.promised_to;
  const isLate = order.is_late || Date.parse(due) < now;
  const time = soon(due, now, zone);
  return html`
    <article class=${`card ${isLate || order.no_courier_since || order.attention ? "late" : ""}`} data-order=${order.order_id}>
      <${Link} order=${order} />
      <p>${words(order.status)} · ${words(order.service)}</p>
      <p>
        <span class=${`due ${isLate ? "late" : ""}`}>${isLate ? t("late, due {time}", { time }) : t("due {time}", { time })}</span>
        ${" · "}${money(order.total, order.currency)}
      </p>
      ${order.no_courier_since && html`<p class="no-courier">${t("no courier, ready since {time}", { time: clock(order.no_courier_since, zone) })}</p>`}
      ${order.courier_name && !order.no_courier_since && html`<p>${t("courier {name}", { name: order.courier_name })}</p>`}
    </article>
  `;
}

function Board() {
  const { columns, orders, zone } = useStore(board);
  const now = useNow(30_000);
  const rows = [...orders.values()].sort((a, b) => Date.parse(a.promised_to) - Date.parse(b.promised_to));
  const missed = rows.filter((order) => order.is_missed && now - Date.parse(order.changed_at) < MISSED_MS);
  const open = Object.entries(columns).map(([name, states]) => {
    const mine = rows.filter((order) => /** @type {string[]} */ (states).includes(order.status));
    return html`
      <section key=${name}>
        <h2 class="heading">${COLUMNS[name] ?? name} (${mine.length})</h2>
        ${mine.map((order) => html`<${Card} key=${order.order_id} order=${order} now=${now} zone=${zone} />`)}
      </section>
    `;
  });
  const waiting = rows.filter((order) => order.attention);
  return [
    waiting.length > 0 && html`<${Attention} key="attention" orders=${waiting} zone=${zone} />`,
    missed.length > 0 && html`<${Missing} key="missed" orders=${missed} zone=${zone} />`,
    ...open,
  ];
}

/** @param {any} message */
function take(message) {
  const orders = new Map(message.type === "board" ? [] : board.value.orders);
  for (const order of message.orders ?? [message.order]) {
    if (order.store_id === board.value.store) orders.set(order.order_id, order);
    else orders.delete(order.order_id); // another store makes it now
  }
  board.set({ orders });
  callForCouriers(
    [...orders.values()].filter((order) => order.no_courier_since).map((order) => orderNumber(order.number)),
  );
}

start(async () => {
  const store = await pickStore({ onChange: () => location.reload() });
  const { columns } = await call(`/dashboard/board?store=${store.id}`);
  board.set({ columns, store: store.id, zone: store.timezone });
  mount("#main", html`<${Board} />`);
  mount("#alarm", html`<${Alarm} onTrouble=${tell} />`);
  new LiveSocket({ path: `/ws/v1/board/${store.id}`, onMessage: take, onState: followLive }).open();
});
