// Which store a page of the staff is about: chosen in its header, kept in its address.

import { askPublic, call } from "./api.js";
import { at, parameter } from "./dom.js";
import { zoneNote } from "./format.js";
import { oneAfterTheOther, tell } from "./page.js";
import { t } from "./texts.js";

/** @typedef {{ id: string, code: string, name: string, timezone: string, currency: string }} StoreDetails */

/**
 * A store as everybody may know it: its name, zone and currency.
 * @param {string} id
 * @returns {Promise<StoreDetails>}
 */
export const storeDetails = (id) => askPublic(`/stores/${id}`);

/**
 * Says in whose time the page speaks, where that is not the reader's.
 * @param {string} zone
 */
export function tellZone(zone) {
  const place = document.querySelector("#zone");
  if (place) place.textContent = zoneNote(zone);
}

/**
 * Fills the picker with the reader's stores and gives the chosen one, or the first where `all` are chosen.
 * `onChange` is called with the next choice, once the page shows the one before.
 * @param {{ all?: string, onChange: (store: StoreDetails) => unknown }} options
 * @returns {Promise<StoreDetails>}
 */
export async function pickStore({ all = "", onChange }) {
  const { stores } = await call("/dashboard/stores");
  if (!stores.length) throw new Error(t("You work for no store yet: ask who manages it."));
  /** @type {HTMLSelectElement} */
  const picker = at("#store");
  const options = stores.map((row) => new Option(`${row.code} ${row.name}`, row.store_id));
  picker.replaceChildren(...(all ? [new Option(all, "")] : []), ...options);
  const requested = parameter("store");
  if (requested && stores.some((row) => row.store_id === requested)) picker.value = requested;
  const chosen = async () => {
    keepChoice(picker.value);
    const store = await storeDetails(picker.value || stores[0].store_id);
    tellZone(store.timezone);
    return store;
  };
  const inTurn = oneAfterTheOther();
  picker.addEventListener("change", () => inTurn(async () => onChange(await chosen())).catch(tell));
  return chosen();
}

/**
 * Has the links to the store's other pages name it.
 * @param {string} id
 */
export function linkToStore(id) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("header nav a"))) {
    if (link.dataset.store === "path") {
      link.pathname = link.pathname.replace(/[^/]*$/, id);
    } else if (link.dataset.store !== "none") {
      link.search = id && `?store=${id}`;
    }
  }
}

// The address and the links to the store's other pages name the store, too.
/** @param {string} id */
function keepChoice(id) {
  const address = new URL(location.href);
  if (id) address.searchParams.set("store", id);
  else address.searchParams.delete("store");
  history.replaceState(null, "", address);
  linkToStore(id);
}
