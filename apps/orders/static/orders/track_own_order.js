// The order of a tracker as one of those of who is signed in: its link tells nobody the order's id.

import { call } from "../kernel/api.js";
import { t } from "../kernel/texts.js";

/**
 * The order among the reader's own, after asking who they are if need be.
 * @param {any} tracked
 */
export async function ownOrder(tracked) {
  const { results } = await call(`/orders?store=${tracked.store_id}&page_size=100`);
  const found = results.find((order) => order.number === tracked.number);
  if (!found) throw new Error(t("This is no order of the account that is signed in."));
  return call(`/orders/${found.id}`);
}
