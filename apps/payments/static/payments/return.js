// Back from the bank: confirms the payment that was begun here, then goes on to the order, whatever became of it.

import { isOffline, postPublic } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { start } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { forgetPendingPayment, pendingPayment } from "./pending_payment.js";

start(async () => {
  const payment = pendingPayment();
  const told = at("#told");
  if (!payment) {
    told.textContent = t("Your order tells what became of the payment: open it by the link in your mail.");
    return;
  }
  if (payment.gift) {
    location.replace(`/gift-cards/?confirm=${payment.gift}`);
    return;
  }
  if (payment.card) {
    location.replace("/account/");
    return;
  }
  if (payment.group) {
    location.replace(`/group/#${payment.group}`);
    return;
  }
  const tracker = `/track/${payment.token}`;
  if (payment.tip) {
    location.replace(tracker);
    return;
  }
  try {
    await postPublic(`/track/${payment.token}/payments/${payment.payment}/confirm`, undefined);
  } catch (error) {
    if (isOffline(error)) {
      // The tracker can confirm it later, too.
      told.textContent = t("You seem to be offline. Your order is kept: go on when you are connected.");
      const onward = at("#onward");
      onward.href = tracker;
      onward.hidden = false;
      return;
    }
  }
  forgetPendingPayment();
  location.replace(tracker);
});
