// The live orders of a store in the columns of the API: all of them first, then every change.

import { call } from "../kernel/api.js";
import { clock, money, orderNumber, words } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { html, Store, useNow, useStore } from "../kernel/ui.js";

const board = new Store({ columns: {}, orders: new Map(), zone: "UTC" });

/** @param {{ order: any, now: number, zone: string }} props */
function Card({ order, now, zone }) {
  const due = order.eta_to ?? order.promised_to;
  const isLate = order.is_late || (due !== null && Date.parse(due) < now);
  const total = order.total === null ? "" : money(order.total, order.currency);
  return html`
    <article class=${`card ${isLate ? "late" : ""}`} data-order=${order.order_id}>
      <b>${orderNumber(order.number)}</b>
      <p>${words(order.status)} · ${words(order.service)}</p>
      <p>
        ${due && html`<span class=${`due ${isLate ? "late" : ""}`}>${isLate ? "late, due" : "due"} ${clock(due, zone)}</span>`}
        ${due && total && " · "}${total}
      </p>
      ${order.courier_name && html`<p>courier ${order.courier_name}</p>`}
    </article>
  `;
}

function Board() {
  const { columns, orders, zone } = useStore(board);
  const now = useNow(30_000);
  const rows = [...orders.values()].sort((a, b) => (a.promised_to ?? "z").localeCompare(b.promised_to ?? "z"));
  return Object.entries(columns).map(([name, states]) => {
    const mine = rows.filter((order) => /** @type {string[]} */ (states).includes(order.status));
    return html`
      <section key=${name}>
        <h2 class="heading">${name} (${mine.length})</h2>
        ${mine.map((order) => html`<${Card} key=${order.order_id} order=${order} now=${now} zone=${zone} />`)}
      </section>
    `;
  });
}

/** @param {any} message */
function take(message) {
  const orders = new Map(message.type === "board" ? [] : board.value.orders);
  for (const order of message.orders ?? [message.order]) orders.set(order.order_id, order);
  board.set({ orders });
}

start(async () => {
  const store = await pickStore({ onChange: () => location.reload() });
  const { columns } = await call(`/dashboard/board?store=${store.id}`);
  board.set({ columns, zone: store.timezone });
  mount("#main", html`<${Board} />`);
  new LiveSocket({ path: `/ws/v1/board/${store.id}`, onMessage: take, onState: followLive }).open();
});
