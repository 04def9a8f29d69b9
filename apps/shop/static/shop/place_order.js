// Placing the order once: the request is kept before it is sent, and sent again as it was until it is answered.

import { isOffline } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { keepPendingPayment } from "../payments/pending_payment.js";
import { asCustomer, customerId, isSomebodyElse } from "./customer.js";
import { groupPath } from "./group_way.js";
import { orderDraft, refresh } from "./order_draft.js";
import { withTabLock } from "./tab_lock.js";

/** @typedef {import("./order_draft.js").Attempt} Attempt */

const TURN = "placing";
const LINK_LIFETIME_MS = 7 * 86_400_000; // from the promise on, as the platform has it

/** @param {Attempt} attempt */
async function answered({ key, body, by }) {
  try {
    return await asCustomer("/orders", body, key, by);
  } catch (error) {
    // Another tab was faster with the same quote.
    if (error.problem?.code === "quote-used")
      return asCustomer(`/orders/${error.problem.order_id}`, undefined, key, by);
    throw error;
  }
}

/** Lets each of the group pay their part; whether they may: else the order is paid as any other. @param {any} order @param {Attempt} attempt */
async function isSplit(order, { splits }) {
  if (!splits) return false;
  try {
    await asCustomer(`/groups/${encodeURIComponent(splits)}/parts`, { order_id: order.id });
    return true;
  } catch (error) {
    if (error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429) return false;
    throw error;
  }
}

/** @param {{ token: string }} order */
const follow = ({ token }) => location.replace(`/track/${token}`);

/** @param {any} order @param {Attempt} attempt @param {boolean} areParts whether each of a group pays their part */
function goOn(order, { key, lines, splits = "" }, areParts) {
  const until = Date.parse(order.promised_to) + LINK_LIFETIME_MS;
  const last = { token: order.tracking_token, number: order.number, key, lines, until };
  orderDraft.set({
    attempt: null,
    lines: orderDraft.value.lines.filter(({ id }) => !lines.includes(id)),
    codes: [],
    splits: null,
    tip: 0,
    when: "",
    last,
  });
  const { payment } = order;
  if (payment?.next_action?.url) {
    keepPendingPayment({ token: last.token, payment: payment.payment_id });
    location.assign(payment.next_action.url);
  } else if (areParts) location.replace(groupPath(splits));
  else follow(last);
}

/** What becomes of an attempt that failed so: null where it is over. @param {any} error @param {Attempt} attempt */
function after(error, attempt) {
  // A quote that was forgotten meanwhile: nobody knows any more whether it was ordered.
  const isForgotten = attempt.isSent && error.status === 404;
  if (isForgotten || isSomebodyElse(error)) return { ...attempt, isUnknown: true };
  const isAnswered = error.status !== undefined && error.status !== 401 && !isOffline(error);
  return isAnswered ? null : { ...attempt, isSent: true };
}

/** Whether the order of this key is to be sent again. @param {string} key */
export const isWaiting = (key) => orderDraft.value.attempt?.key === key && !orderDraft.value.attempt.isUnknown;

/** @param {Attempt} attempt */
async function send(attempt) {
  orderDraft.set({ attempt: { ...attempt, isSent: true } });
  try {
    const placed = await answered(attempt);
    goOn(placed, attempt, await isSplit(placed, attempt));
  } catch (error) {
    orderDraft.set({ attempt: after(error, attempt) });
    throw Object.assign(error, { attempt });
  }
}

/** Whether these lines of a basket are in an order already. @param {string[]} lines */
const arePlaced = (lines) => lines.every((id) => orderDraft.value.last?.lines?.includes(id));

/**
 * Orders what is in the basket, then goes on to the bank or the tracker; what still waits for its answer goes first.
 * Throws what refuses it, with the `attempt` that was sent; where nobody answered it is kept.
 * @param {any} body of `POST /orders`
 * @param {string} [splits] the token of the group order whose people each pay their part
 */
export function order(body, splits = "") {
  const lines = orderDraft.value.lines.map(({ id }) => id);
  return withTabLock(TURN, async () => {
    refresh();
    const { attempt, last } = orderDraft.value;
    if (attempt) return send(attempt);
    if (last && arePlaced(lines)) return follow(last);
    const by = await customerId();
    await send({ key: crypto.randomUUID(), lines, body, by, at: Date.now(), isSent: false, splits });
  });
}

const answeredElsewhere = () =>
  Object.assign(new Error(t("That order was not placed; another tab of yours says why.")), {
    status: 409,
    problem: {},
  });

/**
 * Sends the order of this key again; goes on to its tracker where another tab was faster.
 * @param {string} key
 */
export const resend = (key) =>
  withTabLock(TURN, async () => {
    refresh();
    const { attempt, last } = orderDraft.value;
    if (attempt?.key === key) return send(attempt);
    if (last?.key !== key) throw answeredElsewhere();
    follow(last);
  });
