// What the tracker calls the states of an order and the causes of a delay.

/** @type {Record<string, string>} */
export const NAMES = {
  SCHEDULED: "Ordered for later",
  PLACED: "Order received",
  ACCEPTED: "Confirmed by the store",
  PREPARING: "Being made",
  BAKING: "In the oven",
  READY: "Out of the oven",
  OUT_FOR_DELIVERY: "On the road",
  ARRIVED: "At your door",
  COMPLETED: "Enjoy your meal",
  DELIVERY_FAILED: "Nobody opened: we try again",
};
/** @type {Record<string, string>} */
export const HEADLINES = {
  SCHEDULED: "Ordered for later",
  REVISION_PENDING: "Your change waits for the payment",
  PENDING_PAYMENT: "Waiting for your payment",
  PLACED: "We have your order",
  ACCEPTED: "The kitchen said yes",
  PREPARING: "Hands are in the dough",
  BAKING: "It smells wonderful already",
  READY: "Hot and packed",
  OUT_FOR_DELIVERY: "It is on its way",
  ARRIVED: "Ding-dong",
  COMPLETED: "Enjoy your meal",
  CANCELLED: "This order was cancelled",
  REJECTED: "The store could not take this order",
  EXPIRED: "This order was never paid",
  PAYMENT_FAILED: "The payment did not go through",
  DELIVERY_FAILED: "Nobody opened the door",
  RETURNED: "The food went back to the store",
};
// What is called otherwise where nothing is baked.
/** @type {Record<string, string>} */
const UNBAKED_NAMES = { PREPARING: "Being packed", READY: "Packed" };
/** @type {Record<string, string>} */
const UNBAKED_HEADLINES = { PREPARING: "We are packing it", READY: "Packed and ready" };

/** @param {any} order */
const isBaked = (order) => order.stages.some((stage) => stage.status === "BAKING");

/** @param {any} order @param {string} stage */
export const stageName = (order, stage) => (!isBaked(order) && UNBAKED_NAMES[stage]) || NAMES[stage];

/** @param {any} order @returns {string} */
export const headline = (order) =>
  (!isBaked(order) && UNBAKED_HEADLINES[order.status]) || HEADLINES[order.status] || order.status;

/** @type {Record<string, string>} */
export const ENDS = {
  not_answered: "The store did not answer in time. We are sorry.",
  unavailable: "The store cannot make what you ordered for that time. We are sorry.",
  store: "The store had to say no.",
  support: "Our customer service cancelled it.",
  customer: "You cancelled it.",
  unpaid: "No payment came in time.",
  payment_failed: "Your bank did not accept the payment.",
  undeliverable: "Nobody took the food at the door.",
};
/** @type {Record<string, (amount: string) => string>} */
export const MONEY = {
  nothing: () => "You pay nothing.",
  released: (amount) =>
    `You pay nothing: the ${amount} that were reserved on your card are released. Your bank may take some days to show it.`,
  charged: (amount) => `You are charged ${amount}; anything more is released.`,
  refunded: (amount) => `${amount} went back to you. Your bank may take some days to show it.`,
};
/** @type {Record<string, string>} */
export const CAUSES = {
  queue: "Many orders are before yours.",
  make: "The kitchen needs longer than planned.",
  oven: "The oven needs longer than planned.",
  rack: "Your food waits for its courier.",
  courier: "Your food waits for its courier.",
  pickup: "The hand-over at the store takes longer than planned.",
  travel: "The way takes longer than planned.",
  drop: "Your courier is held up at a door.",
  revision: "Your change takes the kitchen a little longer.",
  retry: "We bring it again.",
};
