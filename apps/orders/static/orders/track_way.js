// Another door for an order, collecting it instead of that, or having it brought after all.

import { askPublic, reasonOf } from "../kernel/api.js";
import { addressLine } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";
import { addressOf } from "../shop/destination_deliver.js";
import { orderDraft } from "../shop/order_draft.js";
import { asLine } from "../shop/reorder.js";
import { AddressSearch } from "../users/address_search.js";

/** @param {FormData} fields */
export function wayOf(fields) {
  const service = fields.get("service");
  if (service !== "DELIVERY") return { service };
  const door = JSON.parse(String(fields.get("door")));
  if (!door) throw new Error(t("Choose an address."));
  const number = fields.get("house_number") ?? door.house_number;
  return { service, address: { ...door, house_number: number, note: fields.get("note") } };
}

/** @param {{ mine: any, isBusy: boolean, renew: () => void }} props */
export function WayFields({ mine, isBusy, renew }) {
  const [isBrought, setBrought] = useState(mine.service === "DELIVERY");
  const [door, setDoor] = useState(mine.address);
  const [told, tell] = useState("");
  const find = async (text) => (await askPublic("/geo/suggest", { q: text, limit: 6 })).hits;
  const take = (hit) => {
    renew(); // what was priced is for another door
    tell(hit.precision === "street" ? t("Which number in {street}?", { street: hit.street }) : "");
    if (hit.precision !== "street") setDoor(addressOf(hit));
  };
  const collected = mine.service === "DELIVERY" ? "CARRYOUT" : mine.service;
  return html`
    <label class="choice"><input type="radio" name="service" value="DELIVERY" checked=${isBrought} disabled=${isBusy} onChange=${() => setBrought(true)} /> ${t("Bring it to an address")}</label>
    <label class="choice"><input type="radio" name="service" value=${collected} checked=${!isBrought} disabled=${isBusy} onChange=${() => setBrought(false)} /> ${t("I collect it")}</label>
    ${
      isBrought &&
      html`
      <input type="hidden" name="door" value=${JSON.stringify(door)} />
      ${door && html`<p>${t("To: {address}", { address: addressLine(door) })}</p>`}
      <div class="find"><${AddressSearch} find=${find} onTake=${take} onTrouble=${(error) => tell(reasonOf(error))} /></div>
      <p class="soft" role="status">${told}</p>
      ${door && !door.house_number && html`<label>${t("House number")} <input name="house_number" required maxlength="40" autocomplete="off" readonly=${isBusy} /></label>`}
      <label>${t("How to find the door")} <input name="note" maxlength="200" autocomplete="off" defaultValue=${mine.address?.note ?? ""} readonly=${isBusy} /></label>
    `
    }
  `;
}

/** Where another store delivers to the door: its menu, with what is in the order. @param {{ mine: any, store: string, address: any }} props */
export function OrderElsewhere({ mine, store, address }) {
  const go = () => {
    const lines = mine.lines.map((line) => ({ ...asLine(line), id: crypto.randomUUID() }));
    orderDraft.set({ service: "DELIVERY", store, address, lines, when: "", codes: [], group: "" });
  };
  return html`
    <p>${t("Another store delivers there. Your basket goes along; cancel this order once the new one is placed.")}</p>
    <a class="button" href="/basket/" onClick=${go}>${t("Order there instead")}</a>
  `;
}
