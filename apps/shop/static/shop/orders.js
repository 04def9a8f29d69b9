// Who is signed in sees what they ordered, and orders it again in two taps; a guest the last order of this device.

import { call, reasonOf } from "../kernel/api.js";
import { dateTime, money, orderNumber, words } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { accessToken, isSignedIn } from "../kernel/session.js";
import { t, table } from "../kernel/texts.js";
import { html, useEffect, useState, useStore } from "../kernel/ui.js";
import { EmptyState } from "./empty_state.js";
import { Favourites } from "./favourites.js";
import { orderDraft } from "./order_draft.js";
import { Reorder } from "./reorder.js";
import { open } from "./shop_page.js";

const STATES = table({
  SCHEDULED: "scheduled",
  PENDING_PAYMENT: "pending payment",
  REVISION_PENDING: "being changed",
  PLACED: "placed",
  ACCEPTED: "accepted",
  PREPARING: "preparing",
  BAKING: "baking",
  READY: "ready",
  OUT_FOR_DELIVERY: "out for delivery",
  ARRIVED: "arrived",
  COMPLETED: "completed",
  CANCELLED: "cancelled",
  REJECTED: "rejected",
  EXPIRED: "expired",
  PAYMENT_FAILED: "payment failed",
  DELIVERY_FAILED: "delivery failed",
  RETURNED: "returned",
});

/** @param {{ order: any, tell: (text: string) => void }} props */
function Order({ order, tell }) {
  const follow = () =>
    call(`/orders/${order.id}`).then(
      ({ tracking_token: token }) => location.assign(`/track/${token}`),
      (error) => tell(reasonOf(error)),
    );
  return html`
    <li class="card order">
      <div>
        <b>${orderNumber(order.number)}</b> <span class="soft">${dateTime(order.created_at)}</span>
        <p>${STATES[order.status] ?? words(order.status)} · <b>${money(order.total, order.currency)}</b></p>
      </div>
      <div class="row">
        <button type="button" onClick=${follow}>${t("See it")}</button>
        <${Reorder} order=${order} label=${t("Order again")} />
      </div>
    </li>
  `;
}

function Orders() {
  const { last } = useStore(orderDraft);
  const [orders, setOrders] = useState(/** @type {any[] | null} */ (null));
  const [told, tell] = useState("");
  const isAccount = isSignedIn();
  useEffect(() => {
    if (isAccount)
      call("/orders?page_size=20").then(
        ({ results }) => setOrders(results),
        (error) => tell(reasonOf(error)),
      );
  }, [isAccount]);
  const signIn = () => accessToken().then(() => location.reload());
  return html`
    <p class="bad" role="alert">${told}</p>
    <${Favourites} />
    ${last && html`<p class="card">${t("The last order of this device:")} <a href=${`/track/${last.token}`}>${last.number}</a></p>`}
    ${!isAccount && html`<p class="lead">${t("Sign in to see what you ordered, and to order it again.")}</p><p><button type="button" class="main" onClick=${signIn}>${t("Sign in")}</button></p>`}
    ${orders && !orders.length && html`<${EmptyState} href="/" action=${t("Begin one")}>${t("No order yet.")}<//>`}
    <ul class="plain-list">${orders?.map((order) => html`<${Order} key=${order.id} order=${order} tell=${tell} />`)}</ul>
    ${isAccount && html`<p><a href="/account/">${t("Your account")}</a> · <a href="/account/addresses/">${t("Your addresses")}</a> · <a href="/gift-cards/">${t("Gift cards")}</a></p>`}
  `;
}

open(async () => mount("#orders", html`<${Orders} />`));
