// Deals, found and asked for by themselves: the platform takes the set that saves most.

import { table } from "../kernel/texts.js";
import { orderDraft } from "./order_draft.js";

const MAX_DEALS = 12;

/** The deals to ask for: those the customer typed or chose, and what the menu lists for nothing. @param {import("./catalogue.js").Catalogue} catalogue */
export function askedDeals(catalogue) {
  const { deals, unorderable } = catalogue.menu;
  const listed = deals.filter(
    ({ code, is_automatic: isAutomatic, points }) => !isAutomatic && !points && !unorderable.deals.includes(code),
  );
  return [...new Set([...orderDraft.value.codes, ...listed.map(({ code }) => code)])].slice(0, MAX_DEALS);
}

const REASONS = table({
  missing_items: "needs something more in the basket",
  saves_less: "saves less than what you have",
  wrong_store: "is not for this store",
  wrong_service: "is not for this way to get your food",
  not_started: "has not begun yet",
  expired: "has ended",
  wrong_weekday: "is not for that day",
  wrong_daypart: "is not for that time of the day",
  below_minimum: "is for bigger baskets",
  unknown_deal: "is no code we know",
  exhausted: "has been used up, or costs more points than you have",
  sold_out: "is for what is sold out",
});

/** Why a code does not count, in words. @param {string} code @param {string} reason */
export const unusedDeal = (code, reason) => `${code} ${REASONS[reason] ?? reason.replaceAll("_", " ")}.`;
