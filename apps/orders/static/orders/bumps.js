// Steps taken on the make line. While nobody answers they wait in the tab, are shown as done, and go out in order,
// each under its own key, once the connection is back: a step sent twice has one effect.

import { call, isOffline } from "../kernel/api.js";
import { Store } from "../kernel/ui.js";

const KEY = "dominos.bumps";
const RETRY_MS = 2000;
/** @type {Record<string, string>} */
const LEADS_TO = { accept: "ACCEPTED", start: "PREPARING", bake: "BAKING", ready: "READY" };
/** @type {Record<string, string>} */
const NEXT = { ACCEPTED: "start", PREPARING: "bake", BAKING: "ready" };
/** @type {Record<string, string>} */
const NEXT_UNBAKED = { ACCEPTED: "start", PREPARING: "ready" };

/** @typedef {{ order: string, action: string, body: object, key: string }} Bump */

/** The steps that are not answered yet, and why the last one was refused. */
export const bumps = new Store({
  waiting: /** @type {Bump[]} */ (JSON.parse(sessionStorage.getItem(KEY) ?? "[]")),
  refusal: "",
});
const answered = new Map(); // what the server answered, for orders that the queue still shows as they were before
let sending = false;

/** @param {Bump[]} waiting */
function keep(waiting) {
  sessionStorage.setItem(KEY, JSON.stringify(waiting));
  bumps.set({ waiting });
}

// Takes a step, now or when the connection is back. `undo` of a step that still waits takes it out again.
/** @param {any} order @param {string} action @param {object} [body] */
export function take(order, action, body = {}) {
  const { waiting } = bumps.value;
  bumps.set({ refusal: "" });
  const last = waiting.findLastIndex((bump) => bump.order === order.id);
  if (action === "undo" && last >= 0 && !(sending && last === 0)) {
    keep(waiting.toSpliced(last, 1));
    return;
  }
  keep([...waiting, { order: order.id, action, body, key: crypto.randomUUID() }]);
  send();
}

export async function send() {
  if (sending) return;
  sending = true;
  while (bumps.value.waiting.length) {
    const [bump] = bumps.value.waiting;
    try {
      answered.set(bump.order, await call(`/orders/${bump.order}/actions/${bump.action}`, bump.body, bump.key));
    } catch (error) {
      if (isOffline(error)) {
        setTimeout(send, RETRY_MS);
        break;
      }
      refuse(bump, error.message);
      continue;
    }
    keep(bumps.value.waiting.slice(1));
  }
  sending = false;
}

// What the store's server refuses takes the later steps of that order with it.
/** @param {Bump} bump @param {string} refusal */
function refuse(bump, refusal) {
  keep(bumps.value.waiting.filter((other) => other.order !== bump.order));
  bumps.set({ refusal });
}

// The order as the server answered last, if that is newer than the queue: a card that fell back between the answer and
// the queue would put another button under the finger.
/** @param {any} order */
function current(order) {
  const answer = answered.get(order.id);
  if (answer?.sequence > order.sequence) {
    return { ...order, status: answer.status, allowed_actions: answer.allowed_actions, undo_until: null };
  }
  answered.delete(order.id);
  return order;
}

// The order as it is once the waiting steps are through.
/** @param {any} queued */
export function foreseen(queued) {
  const order = current(queued);
  const steps = bumps.value.waiting.filter((bump) => bump.order === order.id);
  const status = LEADS_TO[steps.findLast((bump) => bump.action in LEADS_TO)?.action ?? ""];
  if (!steps.length) return { ...order, waits: false };
  const next = (order.pizzas ? NEXT : NEXT_UNBAKED)[status ?? ""];
  const actions = next ? [next, "undo"] : ["undo"];
  return { ...order, status: status ?? order.status, allowed_actions: actions, undo_until: null, waits: true };
}

window.addEventListener("online", send);
