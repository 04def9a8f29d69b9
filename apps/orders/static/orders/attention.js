// Why somebody has to look at an order, in words; what its buttons say.

import { table } from "../kernel/texts.js";

const WRONG = table({
  payment_undecided: "the payment is neither made nor refused",
  not_released: "its time has come and the kitchen has not got it",
  not_accepted: "nobody accepted it",
  change_undecided: "the change is neither paid nor refused",
  not_started: "nobody began to make it",
  not_made: "it is being made for too long",
  not_baked: "it is in the oven for too long",
  not_picked_up: "it is ready and no courier fetched it",
  not_collected: "it is ready and nobody collected it",
  not_arrived: "the courier should be there and is not",
  not_handed_over: "the courier is at the door for too long",
  not_delivered: "nobody took it at the door",
  not_captured: "it is done and the money did not come",
  not_released_money: "it is over and the money is still reserved",
  money_refused: "the bank will not do what is due",
});
const TOLD = table({ store: "the store", manager: "the manager", chain: "the chain" });

/** What is wrong. @param {string} wrong */
export const problemText = (wrong) => WRONG[wrong] ?? wrong.replaceAll("_", " ");

/** Who was told. @param {string} level */
export const levelText = (level) => TOLD[level] ?? level;
