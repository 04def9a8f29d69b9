// How the food comes: to a door, or over the counter of a store; and which store that is.

import { askPublic } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { html, useStore } from "../kernel/ui.js";
import { hand } from "./hand.js";
import { CollectFrom } from "./where_collect.js";
import { DeliverTo } from "./where_deliver.js";

/** @typedef {"DELIVERY" | "CARRYOUT" | "CURBSIDE"} Service */

const WAYS = [
  ["DELIVERY", t("Deliver")],
  ["CARRYOUT", t("Collect")],
];

/** Goes on with a store, as soon as it is known. @param {Partial<import("./hand.js").Hand>} choice */
export function choose(choice) {
  hand.set({ ...choice, when: "" });
  location.assign("/menu/");
}

/** The store and the opening of a service there. @param {string} id @param {Service} service */
export async function storeFor(id, service) {
  const store = await askPublic(`/stores/${id}`);
  return { store, now: store.services.find((one) => one.service === service) };
}

export function Where() {
  const { service } = useStore(hand);
  const isCollected = service === "CARRYOUT" || service === "CURBSIDE";
  const pick = (/** @type {any} */ way) =>
    hand.set(way === (isCollected ? "CARRYOUT" : "DELIVERY") ? {} : { service: way, store: "" });
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
