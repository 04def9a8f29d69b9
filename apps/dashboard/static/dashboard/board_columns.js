// The columns of a board with their orders, what somebody has to look at and what was missed: live, or as it was.

import { clock, dateTime, money, orderNumber, words } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { levelText, problemText } from "../orders/attention.js";

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
          <p class="wrong">${problemText(order.attention.wrong)}</p>
          <p>${t("since {time} · told: {whom}", { time: clock(order.attention.since, zone), whom: levelText(order.attention.level) })}</p>
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

/** @param {{ columns: Record<string, string[]>, orders: any[], now: number, zone: string }} props */
export function Columns({ columns, orders, now, zone }) {
  const rows = orders.toSorted((a, b) => Date.parse(a.promised_to) - Date.parse(b.promised_to));
  const missed = rows.filter((order) => order.is_missed && now - Date.parse(order.changed_at) < MISSED_MS);
  const open = Object.entries(columns).map(([name, states]) => {
    const mine = rows.filter((order) => states.includes(order.status));
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
