// Calls of the public API.

/** @import { Answer, Body } from "../../../../clients/pages" */

import { API, accessToken, freshToken, refusal, stepUp } from "./session.js";
import { t } from "./texts.js";

const UNANSWERED = [429, 502, 503, 504];

/**
 * Whether a call failed because nobody answered, or a proxy did for the platform, rather than because it refused.
 * @param {any} error
 */
export const isOffline = (error) =>
  error instanceof TypeError ||
  error instanceof SyntaxError ||
  error.name === "TimeoutError" ||
  UNANSWERED.includes(error.status);

/** What to say of an error: of too many calls what the platform says itself. @param {any} error @returns {string} */
export const reasonOf = (error) =>
  isOffline(error) && error.status !== 429 ? t("You seem to be offline. Please try again.") : error.message;

/** What may help after a refusal, once. @param {any} error */
const remedy = (error) => {
  if (error.status === 401) return freshToken;
  return error.problem.code === "step-up-required" ? stepUp : null;
};

/**
 * Asks as the person who is signed in; once more with a new token when the old one has ended, and once when they have
 * proved again who they are.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function ask(path, options = {}) {
  let token = await accessToken();
  const tried = new Set();
  for (;;) {
    const headers = { ...options.headers, Authorization: `Bearer ${token}` };
    const answer = await fetch(API + path, { ...options, headers });
    if (answer.ok) return answer;
    const error = await refusal(answer);
    const help = remedy(error);
    if (!help || tried.has(help)) throw error;
    tried.add(help);
    token = await help();
  }
}

/** @param {Response} answer @returns {Promise<any>} */
const bodyOf = async (answer) => (answer.status === 204 ? null : answer.json());

/**
 * Reads from the API, or posts `body` with a key of its own, so that a repeated click has one effect.
 * @template {string} Path
 * @overload
 * @param {Path} path
 * @returns {Promise<Answer<"get", Path>>}
 */
/**
 * @template {string} Path
 * @overload
 * @param {Path} path
 * @param {Body<"post", Path>} body
 * @param {string} [key]
 * @returns {Promise<Answer<"post", Path>>}
 */
/**
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [key]
 * @returns {Promise<any>}
 */
export async function call(path, body, key = crypto.randomUUID()) {
  if (body === undefined) return bodyOf(await ask(path));
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

/**
 * Reads a document, as a PDF, from the API.
 * @param {string} path
 * @returns {Promise<Blob>}
 */
export const document = async (path) => (await ask(path)).blob();

/**
 * Reads a document that is given for what `body` says only.
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<Blob>}
 */
export async function documentFor(path, body) {
  const headers = { "Content-Type": "application/json" };
  return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).blob();
}

/**
 * Puts what is to be there.
 * @template {string} Path
 * @param {Path} path
 * @param {Body<"put", Path>} body
 * @returns {Promise<Answer<"put", Path>>}
 */
export async function put(path, body) {
  const headers = { "Content-Type": "application/json" };
  return (await ask(path, { method: "PUT", headers, body: JSON.stringify(body) })).json();
}

/**
 * Puts a form with a file.
 * @param {string} path
 * @param {FormData} form
 */
export const upload = (path, form) => ask(path, { method: "PUT", body: form });

/**
 * Deletes what is there.
 * @param {string} path
 */
export const remove = (path) => ask(path, { method: "DELETE" });

/**
 * Asks what everybody may ask.
 * @template {string} Path
 * @param {Path} path
 * @param {Record<string, any>} [query]
 * @returns {Promise<Answer<"get", Path>>}
 */
export async function askPublic(path, query = {}) {
  const parameters = new URLSearchParams(query).toString();
  const answer = await fetch(API + path + (parameters && `?${parameters}`));
  if (!answer.ok) throw await refusal(answer);
  return bodyOf(answer);
}

/**
 * Changes what is there.
 * @template {string} Path
 * @param {Path} path
 * @param {Body<"patch", Path>} body
 * @returns {Promise<Answer<"patch", Path>>}
 */
export async function patch(path, body) {
  const headers = { "Content-Type": "application/json" };
  return (await ask(path, { method: "PATCH", headers, body: JSON.stringify(body) })).json();
}

/** @param {"POST" | "PATCH" | "PUT"} method @param {string} path @param {unknown} body @param {Record<string, string>} [more] */
async function sendPublic(method, path, body, more = {}) {
  const headers = { "Content-Type": "application/json", ...more };
  const answer = await fetch(API + path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw await refusal(answer);
  return answer.json();
}

/**
 * Posts what everybody may post, with a key of its own where a repetition must have no second effect.
 * @template {string} Path
 * @param {Path} path
 * @param {Body<"post", Path>} body
 * @param {string} [key]
 * @returns {Promise<Answer<"post", Path>>}
 */
export const postPublic = (path, body, key) =>
  sendPublic("POST", path, body, key ? { "Idempotency-Key": key } : undefined);

/**
 * Changes what everybody who has the path may change.
 * @template {string} Path
 * @param {Path} path
 * @param {Body<"patch", Path>} body
 * @returns {Promise<Answer<"patch", Path>>}
 */
export const patchPublic = (path, body) => sendPublic("PATCH", path, body);

/**
 * Puts something in another one's place, for everybody who has the path.
 * @template {string} Path
 * @param {Path} path
 * @param {Body<"put", Path>} body
 * @returns {Promise<Answer<"put", Path>>}
 */
export const putPublic = (path, body) => sendPublic("PUT", path, body);

/**
 * Puts a form with a file, for everybody who has the path.
 * @param {string} path
 * @param {FormData} form
 */
export async function uploadPublic(path, form) {
  const answer = await fetch(API + path, { method: "PUT", body: form });
  if (!answer.ok) throw await refusal(answer);
}
