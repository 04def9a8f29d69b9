// Draws the make line: stations, and a card for each order in promise order.

import { clock, money, orderNumber, span, words } from "../kernel/format.js";
import { parts, t, table, tn } from "../kernel/texts.js";
import { html, useNow } from "../kernel/ui.js";
import { levelText, problemText } from "./attention.js";
import { PrintButtons } from "./printing.js";
import { isBakedOnly } from "./screens.js";
import { Allergies, Flags, ForTheDoor, TicketLines } from "./tickets.js";

const BUMPS = ["accept", "start", "bake", "ready", "hand_over"];
const WORDS = table({
  accept: "Accept",
  start: "Start making",
  bake: "Into the oven",
  ready: "Out of the oven",
  hand_over: "Hand over",
  reject: "Reject",
  cancel: "Cancel",
  undo: "Undo",
});
// Of orders with nothing for the oven.
const WORDS_UNBAKED = table({ start: "Start packing", ready: "Packed" });
const STATES = table({
  PLACED: "new",
  ACCEPTED: "to make",
  PREPARING: "making",
  BAKING: "baking",
  READY: "in the rack",
});
const STATES_UNBAKED = table({ ACCEPTED: "to pack", PREPARING: "packing" });
/** @type {[string, number][]} */
const AGES = [
  ["fresh", 0.5],
  ["soon", 0.8],
  ["urgent", 1],
];

/** @typedef {(order: any, action: string) => void} Act */

/** @param {{ here: any }} props */
function CustomerHere({ here }) {
  const where = [here.parking_spot && t("spot {spot}", { spot: here.parking_spot }), here.vehicle]
    .filter(Boolean)
    .join(", ");
  return html`<p class="customer-here">${t("Customer is here")}${where && `: ${where}`}</p>`;
}

/** @param {{ order: any, action: string, act: Act, now: number }} props */
function Button({ order, action, act, now }) {
  const isNext = BUMPS.includes(action);
  const left = action === "undo" && order.undo_until ? Math.ceil((Date.parse(order.undo_until) - now) / 1000) : null;
  if (left !== null && left <= 0) return null;
  const kind = isNext ? "next go" : action === "undo" ? "undo" : "";
  const label = (!order.pizzas && WORDS_UNBAKED[action]) || WORDS[action] || action.replaceAll("_", " ");
  return html`
    <button type="button" class=${kind} data-action=${action} onClick=${() => act(order, action)}>
      ${left === null ? label : `${label} (${left})`}
    </button>
  `;
}

/** @param {{ order: any, zone: string, now: number }} props */
function Countdown({ order, zone, now }) {
  const { accept_until: until, offered_until: offered } = order;
  if (offered)
    return html`<p class="countdown soon">${t("Offered at another store until {time}; you can still accept", { time: clock(offered, zone) })}</p>`;
  const left = Math.max(Date.parse(until) - now, 0);
  return html`<p class=${`countdown ${left < 60_000 ? "soon" : ""}`} role="timer">${parts("Accept within {time}, or it is rejected", { time: html`<b>${span(left)}</b>` })}</p>`;
}

/** @param {{ missed: any[], zone: string }} props */
export const MissedOrders = ({ missed, zone }) => html`
  <details open>
    <summary>${tn("Missed: {count} order was rejected because nobody accepted", "Missed: {count} orders were rejected because nobody accepted", missed.length)}</summary>
    <ul class="plain-list">
      ${missed.map((order) => html`<li key=${order.id} data-missed=${order.id}><b>${orderNumber(order.number)}</b> ${t("{service}, {amount}, at {time}", { service: words(order.service), amount: money(order.total, order.currency), time: clock(order.at, zone) })}</li>`)}
    </ul>
  </details>
`;

/** @param {{ order: any, now: number }} props */
function State({ order, now }) {
  const left = Date.parse(order.promised_to) - now;
  const since = order.stage_times[order.status];
  return html`
    <p class="state">
      <mark>${(!order.pizzas && STATES_UNBAKED[order.status]) || STATES[order.status] || order.status}</mark>
      <span class="since">${since ? span(now - Date.parse(since)) : ""}</span>
      <span>${words(order.service)}</span>
      <span class=${`left ${left < 0 ? "over" : ""}`}>${left < 0 ? t("late {time}", { time: span(left) }) : t("in {time}", { time: span(left) })}</span>
    </p>
  `;
}

/**
 * How old an order looks: by the part of the time between its acceptance and its promise that has gone.
 * @param {any} order @param {number} now
 */
export function age(order, now) {
  const [from, to] = [order.stage_times.ACCEPTED ?? order.stage_times.PLACED, order.promised_to].map(Date.parse);
  const gone = to > from ? (now - from) / (to - from) : 1;
  return AGES.find(([, until]) => until > gone)?.[0] ?? "over";
}

/** @param {{ order: any, act: Act, ahead: number, zone: string }} props `ahead`: of this clock before the platform's */
export function Card({ order, act, ahead, zone }) {
  const now = useNow(500) - ahead;
  return html`
    <article
      class=${`card ${order.is_delayed ? "late" : ""} ${order.waits ? "waits" : ""}`}
      tabindex="0" data-order=${order.id} data-status=${order.status} data-age=${age(order, now)} aria-label=${t("Order {number}", { number: orderNumber(order.number) })}
    >
      <h2><span>${orderNumber(order.number)}</span><time datetime=${order.promised_to}>${clock(order.promised_to, zone)}</time></h2>
      ${order.status === "PLACED" && order.accept_until && html`<${Countdown} order=${order} zone=${zone} now=${now} />`}
      <${State} order=${order} now=${now} />
      <${Allergies} allergies=${order.allergies} />
      <${Flags} order=${order} />
      ${order.attention && html`<p class="attention" role="alert">${t("Late: {wrong}; told: {whom}", { wrong: problemText(order.attention.wrong), whom: levelText(order.attention.level) })}</p>`}
      ${order.check_in && html`<${CustomerHere} here=${order.check_in} />`}
      <${TicketLines} order=${order} isBakedOnly=${isBakedOnly} />
      <${ForTheDoor} order=${order} />
      ${order.status !== "PLACED" && html`<${PrintButtons} order=${order} />`}
      <footer>
        ${order.allowed_actions.map((action) => html`<${Button} key=${action} order=${order} action=${action} act=${act} now=${now} />`)}
      </footer>
    </article>
  `;
}

/** @param {{ row: any }} props */
export function Station({ row }) {
  const share = Math.min((row.working / row.places) * 100, 100);
  return html`
    <li class=${row.working > row.places ? "over" : ""}>
      <strong>${row.station}</strong>
      <div class="meter"><i style=${{ inlineSize: `${share}%` }}></i></div>
      <span>${t("{working} of {places} · {waiting} waiting", { working: row.working, places: row.places, waiting: row.waiting })}</span>
      <span>${t("{time} each · clear in {clear}", { time: span(row.mean_seconds * 1000), clear: span(row.clear_in_seconds * 1000) })}</span>
    </li>
  `;
}
