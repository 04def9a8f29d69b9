// An earlier order once more: into the basket as it is sold today, saying first what is gone of it.

import { reasonOf } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";
import { asCustomer } from "./customer.js";
import { orderDraft } from "./order_draft.js";

/** A line of a quote or an order, as it is asked for. @param {any} line */
export const asLine = ({ variant, quantity, options, second_half, sides, cooking, note }) => ({
  variant,
  quantity,
  options,
  ...(second_half && { second_half }),
  ...(Object.keys(sides).length && { sides }),
  ...(cooking.length && { cooking }),
  ...(note && { note }),
});

/**
 * Puts what was ordered into the basket.
 * @param {any} order
 * @returns {Promise<string[]>} the names of what cannot be had any more as it was
 */
async function again(order) {
  const { quote, changes } = await asCustomer(`/orders/${order.id}/reorder`, {});
  const { service, store_id: store, address, lines } = quote;
  orderDraft.set({
    service,
    store,
    address: service === "DELIVERY" ? address : null,
    lines: lines.map((line) => ({ ...asLine(line), id: crypto.randomUUID() })),
    when: "",
    codes: [],
    group: "",
  });
  return changes.lines.filter(({ now, corrections }) => now === null || corrections?.length).map(({ name }) => name);
}

/** One tap to the checkout; where something is gone that is said, and a second one goes on. @param {{ order: any, label: string }} props */
export function Reorder({ order, label }) {
  const [state, setState] = useState({ isBusy: false, told: "", gone: /** @type {string[]} */ ([]) });
  const take = async () => {
    setState({ ...state, isBusy: true });
    try {
      const gone = await again(order);
      if (!gone.length) return location.assign("/checkout/");
      setState({ isBusy: false, told: "", gone });
    } catch (error) {
      setState({ isBusy: false, told: reasonOf(error), gone: [] });
    }
  };
  return html`
    <div role="status">${state.told && html`<p class="bad">${state.told}</p>`}
      ${state.gone.length > 0 && html`<p>${t("Not to be had as it was: {names}.", { names: state.gone.join(", ") })} <a href="/basket/">${t("See what is left")}</a></p>`}
    </div>
    ${!state.gone.length && html`<button type="button" class="main" disabled=${state.isBusy} onClick=${take}>${label}</button>`}
  `;
}
