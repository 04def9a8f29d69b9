// The order being put together: service, basket, codes, tip. Kept on the device, one for all tabs;
// dietary choices are kept for the tab and its session only, since they are nobody else's business.

import { isSignedIn, onSession } from "../kernel/session.js";
import { Store } from "../kernel/ui.js";

const KEY = "shop.order";

/**
 * A line as it goes to the platform, with an `id` of our own.
 * @typedef {{ id: string, variant: string, quantity: number, options?: Record<string, Record<string, string>>,
 *   second_half?: string, sides?: Record<string, number>, cooking?: string[], note?: string }} Line
 */
/** @typedef {{ street: string, house_number: string, postcode: string, city: string, lat: number, lon: number, note?: string, address_id?: string }} Address */
/**
 * An order that was sent, its answer not known yet: whose it is, of which lines, since when (milliseconds since 1970),
 * whether it was sent before, whether nobody can tell any more what became of it, and the token of the group whose
 * people each pay their part.
 * @typedef {{ key: string, lines: string[], body: any, by: string, at: number, isSent: boolean, isUnknown?: boolean,
 *   splits?: string }} Attempt
 */
/**
 * @typedef {object} OrderDraft
 * @property {"" | "DELIVERY" | "CARRYOUT" | "CURBSIDE"} service
 * @property {string} store the id of the store that serves; "" until one is known
 * @property {Address | null} address
 * @property {string} when the start of a slot; "" is as soon as possible
 * @property {Line[]} lines
 * @property {string[]} codes deals the customer typed
 * @property {import("./contents.js").DietaryFilter} dietary what the menu is filtered by, and what is suggested
 * @property {number} tip in minor units
 * @property {string} group the link's token of the group order that the basket is for; "" for none
 * @property {{ token: string, lines: string[] } | null} splits the closed group order whose people may each pay their part
 * @property {Attempt | null} attempt
 * @property {{ token: string, number: string, key?: string, lines?: string[], until?: number } | null} last the last order
 *   placed here, by which key and of which lines, and until when its page is there (milliseconds since 1970)
 * @property {Record<string, string>} contact who ordered here before
 * @property {{ name: string, lines: Line[], service: any, store: string, address: Address | null }[]} favourites kept under a
 *   name, newest first
 */

/** @type {OrderDraft} */
const EMPTY = {
  service: "",
  store: "",
  address: null,
  when: "",
  lines: [],
  codes: [],
  dietary: { without: [], diet: "" },
  tip: 0,
  group: "",
  splits: null,
  attempt: null,
  last: null,
  contact: {},
  favourites: [],
};

/** @returns {OrderDraft} */
const kept = () => {
  try {
    const [ofDevice, ofTab] = [localStorage, sessionStorage].map((store) => JSON.parse(store.getItem(KEY) ?? "{}"));
    const found = { ...EMPTY, ...ofDevice, ...ofTab };
    return Date.parse(found.when) < Date.now() ? { ...found, when: "" } : found;
  } catch {
    return { ...EMPTY }; // written by another version, or damaged
  }
};

export const orderDraft = new Store(kept());
let isTaking = false; // what another tab wrote is not written again: that would undo what it has written since
orderDraft.subscribe(() => {
  if (isTaking) return;
  const { dietary, ...others } = orderDraft.value;
  localStorage.setItem(KEY, JSON.stringify(others));
  sessionStorage.setItem(KEY, JSON.stringify({ dietary }));
});
let wasSignedIn = isSignedIn();
onSession(() => {
  if (wasSignedIn && !isSignedIn()) orderDraft.set({ dietary: EMPTY.dietary });
  wasSignedIn = isSignedIn();
});

/** Takes what another tab has done meanwhile. */
export function refresh() {
  isTaking = true;
  orderDraft.set(kept());
  isTaking = false;
}

// The platform is told which store's menu is read here, so that the page of the menu comes with it.
const YEAR_S = 31_536_000;
let told = "";
function tellStore() {
  const { store } = orderDraft.value;
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser
  if (store && store !== told) document.cookie = `shop_store=${store}; path=/menu/; max-age=${YEAR_S}; samesite=lax`;
  told = store;
}
orderDraft.subscribe(tellStore);
tellStore();
addEventListener("storage", (event) => event.key === KEY && refresh());
// A page that comes back from the history shows what was done on others meanwhile.
addEventListener("pageshow", (event) => event.persisted && refresh());

/** @param {Omit<Line, "id">} line */
export const addLine = (line) =>
  orderDraft.set({ lines: [...orderDraft.value.lines, { ...line, id: crypto.randomUUID() }] });

/** @param {string} id @param {Partial<Line>} changes */
export const changeLine = (id, changes) =>
  orderDraft.set({ lines: orderDraft.value.lines.map((line) => (line.id === id ? { ...line, ...changes } : line)) });

/** @param {string} id */
export const dropLine = (id) => orderDraft.set({ lines: orderDraft.value.lines.filter((line) => line.id !== id) });

/** @param {Line} line */
export const asked = ({ id: _, ...line }) => line;

/** The last order placed here, while its page is there. @param {OrderDraft} held */
export const followed = ({ last }) => (last && (last.until ?? Number.POSITIVE_INFINITY) > Date.now() ? last : null);

export const pieces = () => orderDraft.value.lines.reduce((sum, line) => sum + line.quantity, 0);

/** How the food comes, as the platform is asked: with the service, and the place. */
export function destination() {
  const { service, store, address } = orderDraft.value;
  if (service !== "DELIVERY" || !address) return { service, store_id: store }; // whoever came by a group's link said none
  const { address_id: id, ...written } = address;
  return { service, address: id ? { address_id: id } : written };
}
