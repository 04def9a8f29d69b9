// The reasons one may give for stars, and what they are called.

import { table } from "../kernel/texts.js";

/** @type {Record<string, string[]>} */
export const TAGS = {
  order: ["on_time", "well_packed", "good_value", "late", "missing_items", "wrong_items", "badly_packed"],
  product: ["tasty", "hot", "generous", "cold", "burnt", "undercooked", "bland", "wrong_toppings", "small"],
  courier: ["friendly", "fast", "careful", "late", "unfriendly", "spilled", "wrong_door", "ignored_instructions"],
};

const SAID = table({
  on_time: "on time",
  well_packed: "well packed",
  good_value: "good value",
  late: "late",
  missing_items: "missing items",
  wrong_items: "wrong items",
  badly_packed: "badly packed",
  tasty: "tasty",
  hot: "hot",
  generous: "generous",
  cold: "cold",
  burnt: "burnt",
  undercooked: "undercooked",
  bland: "bland",
  wrong_toppings: "wrong toppings",
  small: "small",
  friendly: "friendly",
  fast: "fast",
  careful: "careful",
  unfriendly: "unfriendly",
  spilled: "spilled",
  wrong_door: "wrong door",
  ignored_instructions: "ignored instructions",
});
/** @param {string} tag */
export const said = (tag) => SAID[tag] ?? tag;
