// Providers at which people have accounts: which there are, going there, and what is kept until the browser is back.

import { API } from "./session.js";

const KEY = "dominos.provider";

/** @typedef {{ name: string, title: string }} Provider */
/** @typedef {{ provider: string, state: string, binder: string, to: string, isLink: boolean }} Begun */

/** @type {Promise<Provider[]> | null} */
let asked = null;

/** Those of the platform; none while it does not answer. @returns {Promise<Provider[]>} */
export function providers() {
  asked ??= fetch(`${API}/auth/providers`)
    .then((answer) => (answer.ok ? answer.json() : []))
    .catch(() => []);
  return asked;
}

/**
 * Leaves for the provider; the browser comes back to this page at last.
 * @param {string} provider
 * @param {{ address: string, state: string, binder: string }} question
 */
export function leaveFor(provider, { address, state, binder }, isLink = false) {
  const to = location.pathname + location.search;
  sessionStorage.setItem(KEY, JSON.stringify({ provider, state, binder, to, isLink }));
  location.assign(address);
}

/**
 * What was kept of the attempt that began in this tab, once.
 * @param {string} provider
 * @returns {Begun | null}
 */
export function taken(provider) {
  /** @type {Begun | null} */
  const begun = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.removeItem(KEY);
  return begun?.provider === provider ? begun : null;
}
