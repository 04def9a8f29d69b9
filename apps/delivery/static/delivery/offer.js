// A run on offer, with the time there is to answer.

import { money } from "../kernel/format.js";
import { t, table, tn } from "../kernel/texts.js";
import { html, useNow } from "../kernel/ui.js";
import { storeClock } from "./store_time.js";

const REASONS = table({
  "Too far": "Too far",
  "Vehicle trouble": "Vehicle trouble",
  "Bag is full": "Bag is full",
  "I need a break": "I need a break",
});

/** @param {any} stop */
function summary(stop) {
  const facts = [
    `${stop.stop}. ${stop.address}`,
    t("by {time}", { time: storeClock(stop.promised_to) }),
    tn("{count} bag", "{count} bags", stop.bags),
    stop.cash_due && t("Cash {amount}", { amount: money(stop.cash_due, stop.currency) }),
  ];
  return facts.filter(Boolean).join(" · ");
}

/** @param {{ offer: any, ahead: number, actions: any }} props `ahead`: of the platform's clock before this one */
export function Offer({ offer, ahead, actions }) {
  const left = Math.max(0, (Date.parse(offer.expires_at) - useNow(500) - ahead) / 1000);
  const title = offer.joins
    ? t("More for your run")
    : tn("Run with {count} stop", "Run with {count} stops", offer.stops.length);
  return html`
    <article id="offer" class="card now">
      <h2>${title}<small class="left">${Math.ceil(left)} s</small></h2>
      <progress max=${offer.span} value=${left} aria-label=${t("time left")}></progress>
      <p>${t("{store}, pick up at {time}", { store: offer.stops[0].store.name, time: storeClock(offer.pick_up_at) })}</p>
      ${offer.stops.map((stop) => html`<p key=${stop.delivery}>${summary(stop)}</p>`)}
      <button type="button" class="go" disabled=${left === 0} onClick=${() => actions.accept(offer)}>${t("Accept")}</button>
      <details>
        <summary>${t("Decline")}</summary>
        ${Object.entries(REASONS).map(([reason, text]) => html`<button key=${reason} type="button" onClick=${() => actions.decline(offer, reason)}>${text}</button>`)}
      </details>
    </article>
  `;
}
