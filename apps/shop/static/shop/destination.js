// How the food comes: to a door, or over the counter of a store; and which store that is.

import { askPublic } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { html, useStore } from "../kernel/ui.js";
import { CollectFrom } from "./destination_collect.js";
import { DeliverTo } from "./destination_deliver.js";
import { orderDraft } from "./order_draft.js";

/** @typedef {"DELIVERY" | "CARRYOUT" | "CURBSIDE"} Service */

const WAYS = [
  ["DELIVERY", t("Deliver")],
  ["CARRYOUT", t("Collect")],
];

/** Goes on with a store, as soon as it is known. @param {Partial<import("./order_draft.js").OrderDraft>} choice */
export function choose(choice) {
  orderDraft.set({ ...choice, when: "" });
  location.assign("/menu/");
}

/** The store and the opening of a service there. @param {string} id @param {Service} service */
export async function storeFor(id, service) {
  const store = await askPublic(`/stores/${id}`);
  return { store, now: store.services.find((one) => one.service === service) };
}

export function Destination() {
  const { service } = useStore(orderDraft);
  const isCollected = service === "CARRYOUT" || service === "CURBSIDE";
  const pick = (/** @type {any} */ way) =>
    orderDraft.set(way === (isCollected ? "CARRYOUT" : "DELIVERY") ? {} : { service: way, store: "" });
  return html`
    <div class="where card">
      <fieldset class="switch">
        <legend class="unseen">${t("How do you want your food?")}</legend>
        ${WAYS.map(
          ([way, label]) => html`
          <label key=${way}>
            <input type="radio" name="service" value=${way} checked=${(way === "CARRYOUT") === isCollected} onChange=${() => pick(way)} />
            <span>${label}</span>
          </label>`,
        )}
      </fieldset>
      ${isCollected ? html`<${CollectFrom} />` : html`<${DeliverTo} />`}
    </div>
  `;
}
