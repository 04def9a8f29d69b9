// A run on offer, with the time there is to answer.

import { money } from "../kernel/format.js";
import { html, useNow } from "../kernel/ui.js";
import { storeClock } from "./store_time.js";

const REASONS = ["Too far", "Vehicle trouble", "Bag is full", "I need a break"];
const plural = (count, word) => `${count} ${count === 1 ? word : `${word}s`}`;

/** @param {any} stop */
function summary(stop) {
  const cash = stop.cash_due ? ` · cash ${money(stop.cash_due, stop.currency)}` : "";
  return `${stop.stop}. ${stop.address} · by ${storeClock(stop.promised_to)} · ${plural(stop.bags, "bag")}${cash}`;
}

/** @param {{ offer: any, ahead: number, actions: any }} props `ahead`: of the platform's clock before this one */
export function Offer({ offer, ahead, actions }) {
  const left = Math.max(0, (Date.parse(offer.expires_at) - useNow(500) - ahead) / 1000);
  const title = offer.joins ? "More for your run" : `Run with ${plural(offer.stops.length, "stop")}`;
  return html`
    <article id="offer" class="card now">
      <h2>${title}<small class="left">${Math.ceil(left)} s</small></h2>
      <progress max=${offer.span} value=${left} aria-label="time left"></progress>
      <p>${offer.stops[0].store.name}, pick up at ${storeClock(offer.pick_up_at)}</p>
      ${offer.stops.map((stop) => html`<p key=${stop.delivery}>${summary(stop)}</p>`)}
      <button type="button" class="go" disabled=${left === 0} onClick=${() => actions.accept(offer)}>Accept</button>
      <details>
        <summary>Decline</summary>
        ${REASONS.map((reason) => html`<button key=${reason} type="button" onClick=${() => actions.decline(offer, reason)}>${reason}</button>`)}
      </details>
    </article>
  `;
}
