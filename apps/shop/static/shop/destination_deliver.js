// To whose door: an address typed, found by the device, or saved; then who delivers there, or why nobody does.

import { askPublic, call, reasonOf } from "../kernel/api.js";
import { addressLine, decimal } from "../kernel/format.js";
import { isSignedIn } from "../kernel/session.js";
import { parts, t } from "../kernel/texts.js";
import { html, useEffect, useState, useStore } from "../kernel/ui.js";
import { AddressSearch } from "../users/address_search.js";
import { choose, storeFor } from "./destination.js";
import { orderDraft } from "./order_draft.js";
import { useReconnects } from "./reconnects.js";
import { saidOf } from "./store_opening.js";

/** @typedef {import("./order_draft.js").Address} Address */

const PROMPT = t("Type your street and number.");

/** @param {any} hit @returns {Address} */
export const addressOf = ({ street, house_number, postcode, city, point }) => ({
  street,
  house_number,
  postcode,
  city,
  lat: point.lat,
  lon: point.lon,
});

/** @param {Address} address */
async function served(address) {
  const { store_id: id, minimum_subtotal: minimum } = await askPublic("/geo/locate", {
    lat: address.lat,
    lon: address.lon,
  });
  return { ...(await storeFor(id, "DELIVERY")), minimum };
}

/** @param {{ near: any[] }} props */
const Instead = ({ near }) => html`
  <p>${t("You may collect at")}</p>
  <ul class="plain-list choices">
    ${near.map(
      ({ store_id: id, name, meters }) => html`
      <li key=${id}>
        <button type="button" onClick=${() => choose({ service: "CARRYOUT", store: id })}>${name} <small class="soft">${t("{distance} km", { distance: decimal(meters / 1000) })}</small></button>
      </li>`,
    )}
  </ul>
`;

/** Who delivers to an address, and what the courier should know. @param {{ address: Address, change: () => void }} props */
export function Served({ address, change }) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const reconnects = useReconnects();
  const [number, setNumber] = useState(address.house_number);
  const [note, setNote] = useState(address.note ?? "");
  useEffect(() => {
    served(address).then(setFound, (error) => setFound({ error }));
  }, [address, reconnects]);
  /** @param {SubmitEvent} event */
  const go = (event) => {
    event.preventDefault();
    const door = address.address_id ? address : { ...address, house_number: number.trim(), note };
    choose({ service: "DELIVERY", store: found.store.id, address: door });
  };
  const isOpen = found?.now?.is_open;
  return html`
    <form class="served" onSubmit=${go}>
      <p class="at"><b>${addressLine(address)}</b> <button type="button" class="plain" onClick=${change}>${t("Change")}</button></p>
      <div role="status">
        ${!found && html`<p class="soft">${t("Looking who delivers there …")}</p>`}
        ${found?.error && html`<p class="bad">${reasonOf(found.error)}</p>`}
        ${found?.store && html`<p>${parts("{store} delivers here: {when}.", { store: html`<b>${found.store.name}</b>`, when: saidOf(found.store, found.now) })}</p>`}
      </div>
      ${found?.error?.problem?.carryout?.length > 0 && html`<${Instead} near=${found.error.problem.carryout} />`}
      ${
        found?.store &&
        html`
        ${
          !address.address_id &&
          html`
          ${!address.house_number && html`<label>${t("House number")} <input value=${number} onInput=${(event) => setNumber(event.target.value)} required maxlength="40" autocomplete="off" /></label>`}
          <label>${t("For the courier")} <input value=${note} onInput=${(event) => setNote(event.target.value)} maxlength="200" placeholder=${t("floor, door, name on the bell")} autocomplete="off" /></label>
        `
        }
        <button class="main">${isOpen ? t("See the menu") : t("Order ahead")}</button>
      `
      }
    </form>
  `;
}

/** @param {{ take: (address: Address) => void }} props */
function Saved({ take }) {
  const [saved, setSaved] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    if (isSignedIn())
      call("/users/me/addresses").then(
        ({ results }) => setSaved(results.toSorted((a, b) => Number(b.is_default) - Number(a.is_default))),
        () => {},
      );
  }, []);
  if (!saved.length) return null;
  return html`
    <ul class="plain-list choices" aria-label=${t("Your addresses")}>
      ${saved.map(
        ({ id, label, ...address }) => html`
        <li key=${id}><button type="button" onClick=${() => take({ ...address, address_id: id })}><b>${label || address.street}</b> <small class="soft">${addressLine(address)}</small></button></li>
      `,
      )}
    </ul>
  `;
}

export function DeliverTo() {
  const { address: last, service } = useStore(orderDraft);
  const [address, setAddress] = useState(service === "DELIVERY" ? last : null);
  const [told, tell] = useState(PROMPT);
  const find = async (text) => (await askPublic("/geo/suggest", { q: text, limit: 6 })).hits;
  const take = (hit) => {
    if (hit.precision === "street") tell(t("Which number in {street}?", { street: hit.street }));
    else setAddress(addressOf(hit));
  };
  const byDevice = () =>
    navigator.geolocation?.getCurrentPosition(
      async ({ coords }) => {
        const place = { lat: coords.latitude, lon: coords.longitude };
        try {
          const { hit, confirm_number: isUnsure } = await askPublic("/geo/reverse", place);
          setAddress({ ...addressOf({ ...hit, point: place }), ...(isUnsure && { house_number: "" }) });
        } catch (error) {
          tell(reasonOf(error));
        }
      },
      () => tell(t("Your device does not tell where you are. Type your address.")),
    );
  if (address)
    return html`<${Served} key=${addressLine(address)} address=${address} change=${() => setAddress(null)} />`;
  return html`
    <div class="find">
      <${AddressSearch} find=${find} onTake=${take} onTrouble=${(error) => tell(reasonOf(error))} />
      <button type="button" class="here" onClick=${byDevice}>${t("Where I am")}</button>
      <a class="button" href="/pin/">${t("On the map")}</a>
    </div>
    <p class="soft" role="status">${told}</p>
    <${Saved} take=${setAddress} />
  `;
}
