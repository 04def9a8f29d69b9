// What the platform refuses, in the courier's words.

import { money, words } from "../kernel/format.js";
import { storeClock } from "./store_time.js";

/** @type {Record<string, (problem: any) => string>} */
const IN_WORDS = {
  "cash-not-settled": ({ counted, currency }) =>
    `Hand in your cash at the store${counted === null ? "" : `: ${money(counted, currency)} counted`}.`,
  "documents-not-valid": ({ documents }) =>
    `See your manager: ${documents.map((one) => `${one.kind} ${words(one.state)}`).join(", ")}.`,
  "wrong-pin": ({ tries_left }) => `Wrong PIN, ${tries_left} tries left.`,
  "too-early-to-fail": ({ attempts_missing, possible_at }) =>
    attempts_missing ? "Try to reach the customer once more." : `Wait until ${storeClock(possible_at)}.`,
};

/** @param {any} problem @returns {string} */
export const refusalText = (problem) => IN_WORDS[problem.code]?.(problem) ?? problem.detail ?? problem.title;
