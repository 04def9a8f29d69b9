// The order of a tracker as one of those of who is signed in: its link tells nobody the order's id.

import { call } from "../kernel/api.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { asCustomer } from "../shop/customer.js";

/**
 * The order among the reader's own: of the guest of this device, or of the account, after asking who they are if need be.
 * @param {any} tracked
 */
export async function ownOrder(tracked) {
  const read = tracked.is_guests && !isSignedIn() ? asCustomer : call;
  const { results } = await read(`/orders?store=${tracked.store_id}&page_size=100`);
  const found = results.find((order) => order.number === tracked.number);
  if (!found) throw new Error(t("This is no order of yours."));
  return read(`/orders/${found.id}`);
}
