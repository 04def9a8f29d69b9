// The screen of a station: which orders stand on it, how many of what they need, and what has left the kitchen.

import { call } from "../kernel/api.js";
import { at, meta, parameter } from "../kernel/dom.js";
import { clock, orderNumber, words } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { html, openDialog, useEffect, useState } from "../kernel/ui.js";
import { PrintButtons } from "./printing.js";
import { Allergies, Flags, ForTheDoor, TicketLines } from "./tickets.js";

/** @typedef {{ title: string, baked: string[], cold: string[], counts: string[], lines: string }} Screen */

const TITLES = table({
  all: "Whole kitchen",
  make: "Make",
  oven: "Oven",
  cut: "Cut and box",
  expo: "Pack and hand out",
});
/** @type {Record<string, Screen>} */
const SCREENS = JSON.parse(at("#screens").textContent);
const wanted = parameter("station") ?? "";
const name = wanted in SCREENS ? wanted : "all";

/** This device's. */
export const screen = SCREENS[name];
export const isBakedOnly = screen.lines === "baked";

/** @param {any} order */
export const stands = (order) => (order.pizzas ? screen.baked : screen.cold).includes(order.status);

/** Links to the screens of all stations. */
export const Stations = () => html`
  <nav aria-label=${t("Screens of the stations")}>
    ${Object.entries(SCREENS).map(
      ([key, { title }]) =>
        html`<a key=${key} href=${key === "all" ? location.pathname : `?station=${key}`} aria-current=${key === name ? "page" : null}>${TITLES[key] ?? title}</a>`,
    )}
  </nav>
`;

/** How many pieces of each thing are still to do here, the most first. @param {any[]} queue */
export function counted(queue) {
  /** @type {Map<string, number>} */
  const pieces = new Map();
  for (const order of queue.filter((one) => stands(one) && screen.counts.includes(one.status))) {
    for (const line of order.lines.filter((one) => one.needs_oven || !isBakedOnly)) {
      pieces.set(line.name, (pieces.get(line.name) ?? 0) + line.quantity);
    }
  }
  return [...pieces].sort(([one, few], [other, many]) => many - few || one.localeCompare(other));
}

/** @param {{ queue: any[] }} props */
export function AllDay({ queue }) {
  const pieces = counted(queue);
  return (
    pieces.length > 0 &&
    html`
      <details id="all-day">
        <summary>${t("All day: {count} to do", { count: pieces.reduce((sum, [, many]) => sum + many, 0) })}</summary>
        <ul class="plain-list">${pieces.map(([what, many]) => html`<li key=${what}><b>${many}</b> ${what}</li>`)}</ul>
      </details>
    `
  );
}

/** @param {{ order: any, zone: string }} props */
const Done = ({ order, zone }) => html`
  <article class="card done" data-done=${order.id}>
    <h2><span>${orderNumber(order.number)}</span><time datetime=${order.left_at}>${clock(order.left_at, zone)}</time></h2>
    <p class="state">${words(order.status)} · ${words(order.service)}</p>
    <${Allergies} allergies=${order.allergies} />
    <${Flags} order=${order} />
    <${TicketLines} order=${order} isBakedOnly=${false} />
    <${ForTheDoor} order=${order} />
    <${PrintButtons} order=${order} />
    <a href=${`/board/orders/${order.id}`}>${t("Its whole story")}</a>
  </article>
`;

/** @param {{ zone: string, close: () => void }} props */
function DoneList({ zone, close }) {
  const [orders, setOrders] = useState(/** @type {any[] | null} */ (null));
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    call(`/stores/${meta("store")}/make-line/done`).then(setOrders, (error) => setTrouble(error.message));
  }, []);
  return html`
    <h2>${t("Done")}</h2>
    <p role="status">${trouble || (orders === null ? t("Looking") : orders.length ? "" : t("Nothing has left the kitchen in the last four hours."))}</p>
    <div class="done-list">${(orders ?? []).map((order) => html`<${Done} key=${order.id} order=${order} zone=${zone} />`)}</div>
    <div class="actions"><button type="button" class="main" onClick=${close}>${t("Back to the line")}</button></div>
  `;
}

/** Recalls what has left the kitchen. @param {string} zone */
export const recall = (zone) => openDialog((close) => html`<${DoneList} zone=${zone} close=${() => close()} />`);
