// Draws the make line: stations, and a card for each order in promise order.

import { clock, money, orderNumber, span } from "../kernel/format.js";
import { html, useNow } from "../kernel/ui.js";
import { toldInWords, wrongInWords } from "./attention.js";

const BUMPS = ["accept", "start", "bake", "ready", "hand_over"];
/** @type {Record<string, string>} */
const WORDS = {
  accept: "Accept",
  start: "Start making",
  bake: "Into the oven",
  ready: "Out of the oven",
  hand_over: "Hand over",
  reject: "Reject",
  cancel: "Cancel",
  undo: "Undo",
};
// Of orders with nothing for the oven.
/** @type {Record<string, string>} */
const WORDS_UNBAKED = { start: "Start packing", ready: "Packed" };
/** @type {Record<string, string>} */
const STATES = {
  PLACED: "new",
  ACCEPTED: "to make",
  PREPARING: "making",
  BAKING: "baking",
  READY: "in the rack",
};
/** @type {Record<string, string>} */
const STATES_UNBAKED = { ACCEPTED: "to pack", PREPARING: "packing" };
const PARTS = [
  ["1/2", "left"],
  ["1/1", "whole"],
  ["2/2", "right"],
];

/** @typedef {(order: any, action: string) => void} Act */

const amount = (code, times) => (Number(times) === 1 ? code : `${code} ×${Number(times)}`);

/** @param {{ line: any }} props */
function Toppings({ line }) {
  const halves = PARTS.flatMap(([part, name]) => {
    const codes = Object.entries(line.options ?? {}).filter(([, on]) => Number(on[part] ?? 0) > 0);
    if (!codes.length) return [];
    const chips = codes.map(([code, on]) => html`<b key=${code}>${amount(code, on[part])}</b>`);
    return [html`<div key=${name} class=${`half is-${name}`}><i>${name}</i>${chips}</div>`];
  });
  return halves.length ? html`<div class="halves">${halves}</div>` : null;
}

/** @param {{ line: any }} props */
function Line({ line }) {
  const sides = Object.entries(line.sides ?? {}).map(([code, count]) => `${count} × ${code}`);
  const extras = [...(line.cooking ?? []), ...sides].join(" · ");
  return html`
    <li>
      <strong>${line.quantity} × ${line.name}</strong>
      <${Toppings} line=${line} />
      ${line.description && html`<small>${line.description}</small>`}
      ${extras && html`<small class="extras">${extras}</small>`}
      ${line.note && html`<em class="note"><b>Kitchen:</b> ${line.note}</em>`}
    </li>
  `;
}

/** @param {{ lines: any[] }} props */
const Lines = ({ lines }) =>
  lines.length > 0 &&
  html`<ul class="plain-list">${lines.map((line, index) => html`<${Line} key=${index} line=${line} />`)}</ul>`;

/** @param {{ here: any }} props */
function CustomerHere({ here }) {
  const where = [here.parking_spot && `spot ${here.parking_spot}`, here.vehicle].filter(Boolean).join(", ");
  return html`<p class="customer-here">Customer is here${where && `: ${where}`}</p>`;
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

/** @param {{ until: string, now: number }} props */
function Countdown({ until, now }) {
  const left = Math.max(Date.parse(until) - now, 0);
  return html`<p class=${`countdown ${left < 60_000 ? "soon" : ""}`} role="timer">Accept within <b>${span(left)}</b>, or it is rejected</p>`;
}

/** @param {{ missed: any[], zone: string }} props */
export const MissedOrders = ({ missed, zone }) => html`
  <details open>
    <summary>Missed: ${missed.length} ${missed.length === 1 ? "order was" : "orders were"} rejected because nobody accepted</summary>
    <ul class="plain-list">
      ${missed.map((order) => html`<li key=${order.id} data-missed=${order.id}><b>${orderNumber(order.number)}</b> ${order.service.toLowerCase()}, ${money(order.total, order.currency)}, at ${clock(order.at, zone)}</li>`)}
    </ul>
  </details>
`;

/** @param {{ order: any, now: number }} props */
function State({ order, now }) {
  const left = Date.parse(order.promised_to) - now;
  const since = order.stage_times[order.status];
  const tags = [order.service.toLowerCase(), order.attempt > 1 ? `attempt ${order.attempt}` : ""].filter(Boolean);
  return html`
    <p class="state">
      <mark>${(!order.pizzas && STATES_UNBAKED[order.status]) || STATES[order.status] || order.status}</mark>
      <span class="since">${since ? span(now - Date.parse(since)) : ""}</span>
      <span>${tags.join(" · ")}</span>
      <span class=${`left ${left < 0 ? "over" : ""}`}>${left < 0 ? "late" : "in"} ${span(left)}</span>
    </p>
  `;
}

/** @param {{ order: any, act: Act, ahead: number, zone: string }} props `ahead`: of this clock before the platform's */
export function Card({ order, act, ahead, zone }) {
  const now = useNow(500) - ahead;
  return html`
    <article
      class=${`card ${order.is_delayed ? "late" : ""} ${order.waits ? "waits" : ""}`}
      tabindex="0" data-order=${order.id} data-status=${order.status} aria-label=${`Order ${orderNumber(order.number)}`}
    >
      <h2><span>${orderNumber(order.number)}</span><time datetime=${order.promised_to}>${clock(order.promised_to, zone)}</time></h2>
      ${order.status === "PLACED" && order.accept_until && html`<${Countdown} until=${order.accept_until} now=${now} />`}
      <${State} order=${order} now=${now} />
      ${order.attention && html`<p class="attention" role="alert">Late: ${wrongInWords(order.attention.wrong)}; told: ${toldInWords(order.attention.level)}</p>`}
      ${order.check_in && html`<${CustomerHere} here=${order.check_in} />`}
      <${Lines} lines=${order.lines.filter((line) => line.needs_oven)} />
      ${order.pizzas > 0 && order.lines.some((line) => !line.needs_oven) && html`<h3>Not for the oven: pack with it</h3>`}
      <${Lines} lines=${order.lines.filter((line) => !line.needs_oven)} />
      ${order.instructions && html`<p class="door"><b>${order.service === "DELIVERY" ? "For the courier:" : "From the customer:"}</b> ${order.instructions}</p>`}
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
      <span>${row.working} of ${row.places} · ${row.waiting} waiting</span>
      <span>${span(row.mean_seconds * 1000)} each · clear in ${span(row.clear_in_seconds * 1000)}</span>
    </li>
  `;
}
