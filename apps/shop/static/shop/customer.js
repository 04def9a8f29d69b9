// Who orders: the account that is signed in, else a guest whom the platform knows by a token of this device.

import { call, patch, postPublic, remove } from "../kernel/api.js";
import { API, claims, isSignedIn, refusal } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { orderDraft } from "./order_draft.js";
import { withTabLock } from "./tab_lock.js";

const KEY = "shop.guest";
const MARGIN_MS = 5 * 60_000;
const PATIENCE_MS = 60_000;

/** @typedef {{ id: string, access: string, ends: number }} Guest */

/** @returns {Guest | null} */
const known = () => JSON.parse(localStorage.getItem(KEY) ?? "null");
/** @param {Guest | null} guest */
const isFresh = (guest) => guest !== null && guest.ends - MARGIN_MS > Date.now();

/** @param {any} answer @returns {Guest} */
function keep({ id, access, expires_in: seconds }) {
  const guest = { id, access, ends: Date.now() + seconds * 1000 };
  localStorage.setItem(KEY, JSON.stringify(guest));
  return guest;
}

/** @param {string} path @param {object} body what says who the guest was */
const renewed = (path, body) =>
  postPublic(path, body).catch((error) => {
    if (error.status === 401) return null;
    throw error;
  });

/** The guest of before with a new token: by the last one, else by the link of the order that was placed here last. */
async function sameGuest(/** @type {Guest} */ guest) {
  const { last } = orderDraft.value;
  return (
    (await renewed("/auth/guest/renew", { access: guest.access })) ??
    (last && (await renewed("/auth/guest/by-link", { tracking_token: last.token })))
  );
}

/**
 * The one guest of this device. Whoever asks first asks the platform, in one tab; the others take what it answered: what
 * one guest was quoted, no other one can order.
 * @returns {Promise<Guest>}
 */
async function guest() {
  const before = known();
  if (before && isFresh(before)) return before;
  return withTabLock("guest", async () => {
    const now = known();
    if (now && isFresh(now)) return now;
    return keep((now && (await sameGuest(now))) ?? (await postPublic("/auth/guest", {})));
  });
}

/** The platform does not take the guest's token: the next call asks for another. @param {Guest} guest */
const outdate = (guest) => localStorage.setItem(KEY, JSON.stringify({ ...guest, ends: 0 }));

class SomebodyElse extends Error {}

/** Whether a call failed because it was begun by somebody who is not here any more. @param {any} error */
export const isSomebodyElse = (error) => error instanceof SomebodyElse;

/** Whether somebody has ordered, or begun to, in this tab or on this device. */
export const isKnown = () => isSignedIn() || known() !== null;

/** The id of whoever orders here now. */
export const customerId = async () => (isSignedIn() ? claims().sub : (known() ?? (await guest())).id);

/**
 * Calls the API as whoever orders.
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [key]
 * @param {string} [by] the id of who began it, where nobody else may go on
 * @returns {Promise<any>}
 */
export async function asCustomer(path, body, key = crypto.randomUUID(), by = "") {
  if (isSignedIn() && (!by || claims().sub === by)) return call(path, body, key);
  return asGuest(path, body === undefined ? {} : { method: "POST", ...json(body), key }, by);
}

const json = (body) => (body === undefined ? {} : { body: JSON.stringify(body) });

/**
 * Changes or deletes something as whoever orders.
 * @param {"PATCH" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function changeAsCustomer(method, path, body) {
  if (!isSignedIn()) return asGuest(path, { method, ...json(body) });
  return method === "PATCH" ? patch(path, body) : (await remove(path)).json();
}

/** @param {string} path @param {{ method?: string, body?: string, key?: string }} sent @param {string} [by] @returns {Promise<any>} */
async function asGuest(path, { key, ...sent }, by = "") {
  const one = await guest();
  if (by && one.id !== by) throw new SomebodyElse(t("This was begun by somebody else."));
  const headers = {
    Authorization: `Bearer ${one.access}`,
    "Content-Type": "application/json",
    ...(key && { "Idempotency-Key": key }),
  };
  const answer = await fetch(API + path, { ...sent, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (answer.status === 401) outdate(one);
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}
