// Placing the order once: the request is kept before it is sent, and sent again as it was until it is answered.

import { isOffline } from "../kernel/api.js";
import { keepBegun } from "../payments/begun.js";
import { asCustomer } from "./customer.js";
import { hand, refresh } from "./hand.js";

const LOCK = "shop.placing";

/** One tab at a time. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
const alone = (work) => (navigator.locks ? navigator.locks.request(LOCK, work) : work());

/** @param {{ key: string, body: any }} attempt */
async function sent({ key, body }) {
  try {
    return await asCustomer("/orders", body, key);
  } catch (error) {
    // Another tab was faster with the same quote.
    if (error.problem?.code === "quote-used") return asCustomer(`/orders/${error.problem.order_id}`);
    throw error;
  }
}

/** @param {any} order @param {string[]} placed the ids of its lines in the basket */
function goOn(order, placed) {
  hand.set({
    attempt: null,
    lines: hand.value.lines.filter(({ id }) => !placed.includes(id)),
    codes: [],
    tip: 0,
    when: "",
    last: { token: order.tracking_token, number: order.number },
  });
  const { payment } = order;
  if (payment?.next_action?.url) {
    keepBegun({ token: order.tracking_token, payment: payment.payment_id });
    location.assign(payment.next_action.url);
  } else location.replace(`/track/${order.tracking_token}`);
}

/**
 * Sends the order that waits for its answer, else a new one with this body; then goes on to the bank or the tracker.
 * Throws what refuses it; where nobody answered the attempt is kept.
 * @param {any} [body] of `POST /orders`
 */
export const place = (body) =>
  alone(async () => {
    refresh();
    const { attempt, lines, last } = hand.value;
    if (!attempt && (!lines.length || !body)) {
      if (last) location.replace(`/track/${last.token}`);
      return;
    }
    const mine = attempt ?? { key: crypto.randomUUID(), lines: lines.map(({ id }) => id), body };
    hand.set({ attempt: mine });
    try {
      goOn(await sent(mine), mine.lines);
    } catch (error) {
      if (!isOffline(error)) hand.set({ attempt: null });
      throw error;
    }
  });
