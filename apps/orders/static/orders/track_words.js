// What the tracker calls the states of an order and the causes of a delay.

import { t } from "../kernel/texts.js";

/** @type {Record<string, string>} */
export const NAMES = {
  SCHEDULED: t("Ordered for later"),
  PLACED: t("Order received"),
  ACCEPTED: t("Confirmed by the store"),
  PREPARING: t("Being made"),
  BAKING: t("In the oven"),
  READY: t("Out of the oven"),
  OUT_FOR_DELIVERY: t("On the road"),
  ARRIVED: t("At your door"),
  COMPLETED: t("Enjoy your meal"),
  DELIVERY_FAILED: t("Nobody opened: we try again"),
};
/** @type {Record<string, string>} */
export const HEADLINES = {
  SCHEDULED: t("Ordered for later"),
  REVISION_PENDING: t("Your change waits for the payment"),
  PENDING_PAYMENT: t("Waiting for your payment"),
  PLACED: t("We have your order"),
  ACCEPTED: t("The kitchen said yes"),
  PREPARING: t("Hands are in the dough"),
  BAKING: t("It smells wonderful already"),
  READY: t("Hot and packed"),
  OUT_FOR_DELIVERY: t("It is on its way"),
  ARRIVED: t("Ding-dong"),
  COMPLETED: t("Enjoy your meal"),
  CANCELLED: t("This order was cancelled"),
  REJECTED: t("The store could not take this order"),
  EXPIRED: t("This order was never paid"),
  PAYMENT_FAILED: t("The payment did not go through"),
  DELIVERY_FAILED: t("Nobody opened the door"),
  RETURNED: t("The food went back to the store"),
};
// What is called otherwise where nothing is baked.
/** @type {Record<string, string>} */
const UNBAKED_NAMES = { PREPARING: t("Being packed"), READY: t("Packed") };
/** @type {Record<string, string>} */
const UNBAKED_HEADLINES = { PREPARING: t("We are packing it"), READY: t("Packed and ready") };

/** @param {any} order */
const isBaked = (order) => order.stages.some((stage) => stage.status === "BAKING");

/** @param {any} order @param {string} stage */
export const stageName = (order, stage) => (!isBaked(order) && UNBAKED_NAMES[stage]) || NAMES[stage];

/** @param {any} order @returns {string} */
export const headline = (order) =>
  (!isBaked(order) && UNBAKED_HEADLINES[order.status]) || HEADLINES[order.status] || order.status;

/** @type {Record<string, string>} */
export const ENDS = {
  not_answered: t("The store did not answer in time. We are sorry."),
  unavailable: t("The store cannot make what you ordered for that time. We are sorry."),
  store: t("The store had to say no."),
  support: t("Our customer service cancelled it."),
  customer: t("You cancelled it."),
  unpaid: t("No payment came in time."),
  payment_failed: t("Your bank did not accept the payment."),
  undeliverable: t("Nobody took the food at the door."),
};
/** @type {Record<string, (amount: string) => string>} */
export const MONEY = {
  nothing: () => t("You pay nothing."),
  released: (amount) => t("You pay nothing: the {amount} that were reserved are released.", { amount }),
  charged: (amount) => t("You are charged {amount}; anything more is released.", { amount }),
  refunded: (amount) => t("{amount} is yours again.", { amount }),
};
// Where money is that came back, by how it was paid.
/** @type {Record<string, string>} */
export const WHERE_BACK = {
  card: t("Your bank may take some days to show it."),
  credit: t("It is on your gift card or store credit again."),
  credit_and_card: t(
    "What a gift card or store credit paid goes back there first, the rest to your card; your bank may take some days to show it.",
  ),
  cash: t("You paid in cash: the store keeps it for you and gives it back. Call them, or come by."),
  partner: t("You have it back from where you ordered."),
};
/** @type {Record<string, string>} */
export const CAUSES = {
  queue: t("Many orders are before yours."),
  make: t("The kitchen needs longer than planned."),
  oven: t("The oven needs longer than planned."),
  rack: t("Your food waits for its courier."),
  courier: t("Your food waits for its courier."),
  pickup: t("The hand-over at the store takes longer than planned."),
  travel: t("The way takes longer than planned."),
  drop: t("Your courier is held up at a door."),
  revision: t("Your change takes the kitchen a little longer."),
  retry: t("We bring it again."),
};
