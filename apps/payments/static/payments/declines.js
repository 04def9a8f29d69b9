// Why a card was refused, as far as its owner may know.

import { reasonOf } from "../kernel/api.js";
import { words } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";

const WHY = table({
  card_declined: "the bank declined",
  insufficient_funds: "insufficient funds",
  expired_card: "the card has expired",
  incorrect_cvc: "the security code is wrong",
  processing_error: "the bank could not answer",
  authentication_failed: "the payment was not confirmed",
  currency_not_supported: "the card does not pay in this currency",
  limit_exceeded: "the limit of the card is reached",
  invalid_payment_method: "the card cannot be used",
});

/** @param {string} code */
export const whyDeclined = (code) => WHY[code] ?? words(code);

/** What to tell whose payment was refused. @param {any} error */
export const refusalOf = (error) =>
  error.problem?.decline_code
    ? t("The card was refused: {why}. You can take another one.", { why: whyDeclined(error.problem.decline_code) })
    : reasonOf(error);
