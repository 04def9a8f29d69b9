// What may be done about an order: its own actions, interventions in its delivery, and its money.

import { call } from "../kernel/api.js";
import { clock, money } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { html, openDialog } from "../kernel/ui.js";
import { askForEnding } from "../orders/end_order_dialog.js";

/** @typedef {{ desk: string, action: string }} Way */
/** @typedef {{ order: any, delivery: any, couriers: any[], zone: string }} Known */

const WORDS = table({
  accept: "Accept",
  reject: "Reject",
  start: "Start making",
  bake: "Into the oven",
  ready: "Out of the oven",
  undo: "Undo",
  hand_over: "Hand over",
  redeliver: "Bring it again",
  remake: "Make it again",
  return_to_store: "It comes back",
  cancel: "Cancel",
  reassign: "Another courier",
  hire: "Another company brings it",
  finish: "Customer has the food",
  "pass-on": "Another courier has it",
  "give-up": "Nobody gets the food",
  "unlock-pin": "New PIN tries",
  "waive-geofence": "Allow pick-up from here",
  "ask-again": "Ask the bank again",
  "write-off": "Write it off",
});
const ENDINGS = ["reject", "cancel"];
const PLAIN = ["accept", "start", "bake", "ready", "undo"];

/** @param {Way} way */
export const nameOf = ({ action }) => WORDS[action] ?? action.replaceAll("_", " ");

/** @param {Way} way */
export const isGrave = ({ action }) => ["reject", "cancel", "give-up", "write-off", "return_to_store"].includes(action);

/**
 * Asks why, and for the courier or the code that the way needs; null where nothing is to be done.
 * @param {Way} way
 * @param {Known} known
 */
async function ask(way, { order, delivery, couriers }) {
  const needsCode = way.action === "hand_over";
  const others = couriers.filter((courier) => courier.id !== delivery?.courier?.id);
  const asksCourier = ["reassign", "pass-on"].includes(way.action);
  const submit = (event, close) => {
    event.preventDefault();
    const fields = [...new FormData(event.target)].filter(([, value]) => value !== "");
    close(Object.fromEntries(fields));
  };
  const answer = await openDialog(
    (close) => html`
      <form onSubmit=${(event) => submit(event, close)}>
        <h2>${nameOf(way)}: ${order.number}</h2>
        ${
          asksCourier &&
          html`<label>${t("Courier")}
            <select name="courier_id" required=${way.action === "pass-on"}>
              ${way.action === "reassign" && html`<option value="">${t("whoever is free")}</option>`}
              ${others.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
            </select>
          </label>`
        }
        ${
          needsCode
            ? html`
              <label>${t("The customer's code")} <input name="code" inputmode="numeric" autocomplete="off" autofocus /></label>
              <label>${t("Why without it? A manager may")} <input name="reason" maxlength="200" autocomplete="off" /></label>
            `
            : html`<label>${t("Why?")} <input name="reason" maxlength="200" required autocomplete="off" autofocus /></label>`
        }
        <div class="actions">
          <button type="button" onClick=${() => close()}>${t("Back")}</button>
          <button class=${isGrave(way) ? "main danger" : "main"}>${nameOf(way)}</button>
        </div>
      </form>
    `,
  );
  return answer ?? null;
}

/**
 * Asks which company brings it, for what it takes now, and why; null where nothing is to be done.
 * @param {Way} way
 * @param {Known} known
 */
async function askForCompany(way, { order, delivery, zone }) {
  const offers = await call(`/deliveries/${delivery.id}/providers`);
  const submit = (event, close) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const { provider, fee } = offers[Number(fields.get("offer"))];
    close({ provider, max_fee: fee, reason: fields.get("reason") });
  };
  const told = (offer) =>
    t("{who}: {price}, at the door at {time}", {
      who: offer.provider,
      price: money(offer.fee, offer.currency),
      time: clock(offer.drop_off_at, zone),
    });
  const answer = await openDialog(
    (close) => html`
      <form onSubmit=${(event) => submit(event, close)}>
        <h2>${nameOf(way)}: ${order.number}</h2>
        ${
          offers.length
            ? html`
              <label>${t("Company")}
                <select name="offer" autofocus>${offers.map((one, n) => html`<option key=${n} value=${n}>${told(one)}</option>`)}</select>
              </label>
              <label>${t("Why?")} <input name="reason" maxlength="200" required autocomplete="off" /></label>
            `
            : html`<p>${t("No other company brings this now.")}</p>`
        }
        <div class="actions">
          <button type="button" onClick=${() => close()}>${t("Back")}</button>
          ${offers.length > 0 && html`<button class="main">${nameOf(way)}</button>`}
        </div>
      </form>
    `,
  );
  return answer ?? null;
}

/** @param {Way} way @param {Known} known */
function pathOf(way, { order, delivery }) {
  if (way.action === "hire") return `/deliveries/${delivery.id}/providers`;
  if (way.desk === "delivery") return `/deliveries/${delivery.id}/actions/${way.action}`;
  if (way.desk === "money") return `/orders/${order.id}/settlement/${way.action}`;
  return `/orders/${order.id}/actions/${way.action}`;
}

/**
 * Asks what has to be asked and does it; whether it was done.
 * @param {Way} way
 * @param {Known} known
 * @returns {Promise<boolean>}
 */
export async function act(way, known) {
  const isOrders = way.desk === "order";
  let body = /** @type {object | null} */ ({});
  if (isOrders && ENDINGS.includes(way.action)) body = await askForEnding(known.order, /** @type {any} */ (way.action));
  else if (way.action === "hire") body = await askForCompany(way, known);
  else if (!(isOrders && PLAIN.includes(way.action))) body = await ask(way, known);
  if (body === null) return false;
  await call(pathOf(way, known), body);
  return true;
}

/** How one may step into a delivery, by its state. @type {Record<string, string[]>} */
const STEPS_IN = {
  WAITING: ["hire"],
  OFFERED: ["reassign", "hire"],
  ASSIGNED: ["reassign", "hire", "waive-geofence"],
  PICKED_UP: ["finish", "pass-on", "give-up"],
  ARRIVED: ["finish", "pass-on", "give-up", "unlock-pin"],
};

/**
 * All that the reader may do now, without what only a customer does.
 * @param {Known} known
 * @param {boolean} decides whether the reader may step into a delivery
 * @returns {Way[]}
 */
export function waysOf({ order, delivery }, decides) {
  const own = order.allowed_actions
    .filter((action) => action !== "revise")
    .map((action) => ({ desk: "order", action }));
  const steps = decides && delivery ? (STEPS_IN[delivery.status] ?? []) : [];
  return [...own, ...steps.map((action) => ({ desk: "delivery", action }))];
}
