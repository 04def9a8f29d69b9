// Who is signed in: their tokens, the dialog that asks for them, and the way out.
// Pages know nothing of server sessions: they are clients of the public API like any other.

import { meta } from "./dom.js";
import { t } from "./texts.js";

export const API = "/api/v1";
const KEY = "dominos.session";
const CHANGED = "session";

/** @typedef {{ access: string, refresh: string }} Tokens */
/** @typedef {{ sub: string, exp: number, roles: string[], stores: string[], manages: string[] }} Claims */

// A page that is installed keeps its reader signed in on the device; others until their tab closes.
const KEPT = meta("session-kept") === "device" ? localStorage : sessionStorage;

/** @returns {Tokens | null} */
const stored = () => JSON.parse(KEPT.getItem(KEY) ?? sessionStorage.getItem(KEY) ?? "null");

/**
 * Goes on with these tokens.
 * @param {Tokens} session
 */
export function keep(session) {
  KEPT.setItem(KEY, JSON.stringify(session));
  document.dispatchEvent(new CustomEvent(CHANGED));
}

/**
 * Remembers a language, for every page; these are asked for in it from then on.
 * @param {string} chosen
 */
export function keepLanguage(chosen) {
  const isPrivate = location.protocol === "https:";
  const [name, guard] = isPrivate ? ["__Host-language", "; secure"] : ["language", ""];
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${name}=${chosen}; path=/; max-age=31536000; samesite=lax${guard}`;
}

/**
 * Goes on as who has just signed in, in the language of their profile from the next page on.
 * @param {Tokens & { locale: string }} entered
 */
function begin({ access, refresh, locale }) {
  keepLanguage(locale);
  keep({ access, refresh });
}

/** Goes on without anybody: their session is over elsewhere. */
export function forget() {
  KEPT.removeItem(KEY);
  sessionStorage.removeItem(KEY);
  document.dispatchEvent(new CustomEvent(CHANGED));
}

/**
 * Calls `listener` now and whenever somebody signs in or out.
 * @param {() => void} listener
 */
export function onSession(listener) {
  document.addEventListener(CHANGED, listener);
  listener();
}

/**
 * What an answer that refuses says, as an error with the problem document and the status.
 * @param {Response} answer
 */
export async function refusal(answer) {
  const problem = await answer.json().catch(() => ({ title: answer.statusText || t("The platform does not answer.") }));
  const message = problem.errors?.[0]?.message ?? problem.detail ?? problem.title;
  return Object.assign(new Error(message), { problem, status: answer.status });
}

/** @param {string} path @param {unknown} body @param {Record<string, string>} [more] headers */
async function post(path, body, more = {}) {
  const headers = { "Content-Type": "application/json", ...more };
  const answer = await fetch(API + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw await refusal(answer);
  return answer.status === 204 ? null : answer.json();
}

/** @type {Promise<void> | null} */
let asking = null;

// One dialog, however many calls wait for it.
function askForPassword() {
  asking ??= import("./sign_in.js")
    .then(({ signInDialog }) => signInDialog(post))
    .then(begin)
    .finally(() => {
      asking = null;
    });
  return asking;
}

/**
 * Signs in by what the reader brought from elsewhere; asks for a second factor, or anew, if need be.
 * @param {string} path @param {object} body
 */
export async function enterBy(path, body) {
  const { signInDialog } = await import("./sign_in.js");
  begin(await signInDialog(post, { path, body }));
}

/** @type {Promise<void> | null} */
let renewing = null;

// One renewal at a time: a refresh token is good for one.
function renew() {
  renewing ??= renewOnce().finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewOnce() {
  const session = stored();
  try {
    if (!session) throw Object.assign(new Error("not signed in"), { status: 401 });
    keep(await post("/auth/token/refresh", { refresh: session.refresh }));
  } catch (error) {
    // Without a connection, or with the platform in trouble, one is still signed in.
    if (![400, 401, 403].includes(error.status)) throw error;
    forget();
    await askForPassword();
  }
}

/**
 * Goes on with this access token and the refresh token there is.
 * @param {string} access
 */
export const keepAccess = (access) => keep({ .../** @type {Tokens} */ (stored()), access });

/** @type {Promise<void> | null} */
let proving = null;

async function proveAgain() {
  const { factorDialog } = await import("./second_factor.js");
  const asReader = () => ({ Authorization: `Bearer ${/** @type {Tokens} */ (stored()).access}` });
  const asked = await post("/auth/step-up", {}, asReader()).catch((error) => {
    throw error.status === 404
      ? new Error(t("Sign out and in again first: only that confirms that it is you."))
      : error;
  });
  const send = async (evidence) => keepAccess((await post("/auth/step-up/answer", evidence, asReader())).access);
  if (!(await factorDialog(asked, send))) throw new Error(t("Nothing was done: confirm that it is you first."));
}

/** An access token of somebody who has just proved a second factor again. */
export async function stepUp() {
  proving ??= proveAgain().finally(() => {
    proving = null;
  });
  await proving;
  return /** @type {Tokens} */ (stored()).access;
}

/**
 * The reader chose a language: for this browser, and for who is signed in also for mails and other devices.
 * @param {string} chosen
 */
export async function chooseLanguage(chosen) {
  keepLanguage(chosen);
  const session = stored();
  if (!session) return;
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${session.access}` };
  await fetch(`${API}/users/me`, { method: "PATCH", headers, body: JSON.stringify({ locale: chosen }) }).catch(
    () => {},
  );
}

export const isSignedIn = () => stored() !== null;

/** The access token, after asking who is there if need be. */
export async function accessToken() {
  if (!isSignedIn()) await askForPassword();
  return /** @type {Tokens} */ (stored()).access;
}

/** A new access token, for one that ends or has ended. */
export async function freshToken() {
  await renew();
  return /** @type {Tokens} */ (stored()).access;
}

/**
 * What the access token says of its holder.
 * @returns {Claims}
 */
export function claims() {
  const session = stored();
  if (!session) throw new Error("nobody is signed in");
  return JSON.parse(atob(session.access.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
}

/** When the access token ends, in milliseconds since 1970. */
export const tokenEnds = () => claims().exp * 1000;

/** Ends what this browser shows while our pages are closed: whoever uses it next reads nothing of who signed out. */
async function endPushes() {
  const worker = await navigator.serviceWorker?.getRegistration("/news/");
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}

/** Signs out here, and on the platform if it can be reached, whatever becomes of the browser's push service. */
export async function signOut() {
  const session = stored();
  forget();
  const ended = session?.refresh ? post("/auth/logout", { refresh: session.refresh }) : null;
  await Promise.allSettled([endPushes(), ended]);
}
