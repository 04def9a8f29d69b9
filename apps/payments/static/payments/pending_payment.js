// The payment that was begun on this device and goes on at the bank: kept, so that whoever comes back finds their order.

const KEY = "dominos.pending-payment";

/** @typedef {{ token: string, payment: string, gift?: string, card?: string, group?: string, tip?: string }} PendingPayment the tracking token of the order, and the payment's id; or the `gift` card that is bought, or the `card` that the account is to keep, or the token of the `group` order of which a part is paid; or the `tip` after the hand-over */

/**
 * Keeps it until the customer is back.
 * @param {PendingPayment} payment
 */
export const keepPendingPayment = (payment) => localStorage.setItem(KEY, JSON.stringify(payment));

/** @returns {PendingPayment | null} */
export const pendingPayment = () => JSON.parse(localStorage.getItem(KEY) ?? "null");

export const forgetPendingPayment = () => localStorage.removeItem(KEY);
