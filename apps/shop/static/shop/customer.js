// Who orders: the account that is signed in, else a guest whom the platform knows by a token of this device.

import { call, isOffline } from "../kernel/api.js";
import { API, isSignedIn, refusal } from "../kernel/session.js";

const KEY = "shop.guest";
const MARGIN_MS = 5 * 60_000;

/** @returns {{ access: string, ends: number } | null} */
const known = () => JSON.parse(localStorage.getItem(KEY) ?? "null");

async function newGuest() {
  const answer = await fetch(`${API}/auth/guest`, { method: "POST" });
  if (!answer.ok) throw await refusal(answer);
  const { access, expires_in: seconds } = await answer.json();
  localStorage.setItem(KEY, JSON.stringify({ access, ends: Date.now() + seconds * 1000 }));
  return access;
}

// The same guest for as long as its token lasts: a request that is sent again must come from the same person.
async function guestToken() {
  const guest = known();
  return guest && guest.ends - MARGIN_MS > Date.now() ? guest.access : newGuest();
}

/**
 * Calls the API as whoever orders.
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [key]
 * @returns {Promise<any>}
 */
export async function asCustomer(path, body, key = crypto.randomUUID()) {
  if (isSignedIn()) return call(path, body, key);
  const headers = { Authorization: `Bearer ${await guestToken()}`, "Content-Type": "application/json" };
  const sent =
    body === undefined
      ? { headers }
      : { method: "POST", headers: { ...headers, "Idempotency-Key": key }, body: JSON.stringify(body) };
  const answer = await fetch(API + path, sent);
  if (answer.status === 401) localStorage.removeItem(KEY);
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

/** What to say of an error. @param {any} error */
export const reasonOf = (error) =>
  isOffline(error) && error.status !== 429 ? "You seem to be offline. Please try again." : error.message;
