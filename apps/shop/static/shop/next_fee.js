// How much more food makes the delivery cheaper, by the terms of the address.

import { askPublic } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { parts } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";

/** @param {{ quote: any, address: import("./order_draft.js").Address }} props */
export function NextFee({ quote: { amounts, currency }, address: { lat, lon } }) {
  const [tiers, setTiers] = useState(/** @type {{ from_subtotal: number, fee: number }[]} */ ([]));
  useEffect(() => {
    askPublic("/geo/locate", { lat, lon }).then(
      ({ fee_tiers: found }) => setTiers(found.toSorted((one, other) => one.from_subtotal - other.from_subtotal)),
      () => setTiers([]),
    );
  }, [lat, lon]);
  const next = tiers.find(({ from_subtotal: from, fee }) => from > amounts.food && fee < amounts.delivery_fee);
  if (!next) return null;
  const amount = html`<b>${money(next.from_subtotal - amounts.food, currency)}</b>`;
  return html`
    <p class="soft">${next.fee ? parts("Add {amount} more, and delivery costs {fee}.", { amount, fee: money(next.fee, currency) }) : parts("Add {amount} more, and delivery is free.", { amount })}</p>
  `;
}
