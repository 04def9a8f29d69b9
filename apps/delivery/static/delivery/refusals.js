// What the platform refuses, in the courier's words.

import { money, words } from "../kernel/format.js";
import { t, tn } from "../kernel/texts.js";
import { storeClock } from "./store_time.js";

/** @type {Record<string, (problem: any) => string>} */
const IN_WORDS = {
  "cash-not-settled": ({ counted, currency }) =>
    counted === null
      ? t("Hand in your cash at the store.")
      : t("Hand in your cash at the store: {amount} counted.", { amount: money(counted, currency) }),
  "documents-not-valid": ({ documents }) =>
    t("See your manager: {papers}.", {
      papers: documents.map((one) => `${words(one.kind)} ${words(one.state)}`).join(", "),
    }),
  "wrong-pin": ({ tries_left }) => tn("Wrong PIN, {count} try left.", "Wrong PIN, {count} tries left.", tries_left),
  "too-early-to-fail": ({ attempts_missing, possible_at }) =>
    attempts_missing
      ? t("Try to reach the customer once more.")
      : t("Wait until {time}.", { time: storeClock(possible_at) }),
};

/** @param {any} problem @returns {string} */
export const refusalText = (problem) => IN_WORDS[problem.code]?.(problem) ?? problem.detail ?? problem.title;
