// The payment that was begun on this device and goes on at the bank: kept, so that whoever comes back finds their order.

const KEY = "dominos.payment-begun";

/** @typedef {{ token: string, payment: string, gift?: string, card?: string, group?: string, tip?: string }} Begun the tracking token of the order, and the payment's id; or the `gift` card that is bought, or the `card` that the account is to keep, or the token of the `group` order of which a part is paid; or the `tip` after the hand-over */

/**
 * Keeps it until the customer is back.
 * @param {Begun} begun
 */
export const keepBegun = (begun) => localStorage.setItem(KEY, JSON.stringify(begun));

/** @returns {Begun | null} */
export const begun = () => JSON.parse(localStorage.getItem(KEY) ?? "null");

export const forgetBegun = () => localStorage.removeItem(KEY);
