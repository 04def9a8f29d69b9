// Who is signed in sees what they ordered, and orders it again in two taps; a guest the last order of this device.

import { askPublic, call, reasonOf } from "../kernel/api.js";
import { save } from "../kernel/file_download.js";
import { dateTime, money, orderNumber, words } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { accessToken, isSignedIn } from "../kernel/session.js";
import { t, table } from "../kernel/texts.js";
import { html, useEffect, useState, useStore } from "../kernel/ui.js";
import { Amounts } from "./amounts.js";
import { EmptyState } from "./empty_state.js";
import { Favourites } from "./favourites.js";
import { followed, orderDraft } from "./order_draft.js";
import { Reorder } from "./reorder.js";
import { open } from "./shop_page.js";

const UNDER_WAY = table({
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
  DELIVERY_FAILED: "delivery failed",
});
const OVER = table({
  COMPLETED: "completed",
  CANCELLED: "cancelled",
  REJECTED: "rejected",
  EXPIRED: "expired",
  PAYMENT_FAILED: "payment failed",
  RETURNED: "returned",
});

/** What was in it and what it cost, read when it is opened; its page, which is there for a week; and its invoice. @param {{ id: string }} props */
function Details({ id }) {
  const [state, setState] = useState({ order: /** @type {any} */ (null), link: "", told: "" });
  const read = async () => {
    const order = await call(`/orders/${id}`);
    const link = `/track/${order.tracking_token}`;
    const isThere = await askPublic(link).then(
      () => true,
      () => false,
    );
    setState({ order, link: isThere ? link : "", told: "" });
  };
  /** @param {any} event */
  const open = ({ target }) => {
    if (target.open && !state.order) read().catch((error) => setState({ ...state, told: reasonOf(error) }));
  };
  const { order, link, told } = state;
  return html`
    <details class="whole" onToggle=${open}>
      <summary>${t("What it was")}</summary>
      <p role="status">${told || (order ? "" : t("One moment …"))}</p>
      ${
        order &&
        html`
        <ul class="plain-list">${order.lines.map((line) => html`<li key=${line.number}>${line.quantity} × ${line.name} ${line.description && html`<small class="soft">${line.description}</small>`}</li>`)}</ul>
        <${Amounts} quote=${order} />
        <p class="ways">
          ${link && order.status in OVER && html`<a class="button" href=${link}>${t("Rate it, or say what was wrong")}</a>`}
          ${order.status === "COMPLETED" && html`<button type="button" onClick=${() => save(`/orders/${id}/invoice.pdf`, `${order.number}.pdf`)}>${t("Its invoice")}</button>`}
        </p>
      `
      }
    </details>
  `;
}

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
        <p>${UNDER_WAY[order.status] ?? OVER[order.status] ?? words(order.status)} · <b>${money(order.total, order.currency)}</b></p>
      </div>
      <div class="row">
        ${order.status in UNDER_WAY ? html`<button type="button" class="main" onClick=${follow}>${t("See how far it is")}</button>` : html`<${Reorder} order=${order} label=${t("Order again")} />`}
      </div>
      <${Details} id=${order.id} />
    </li>
  `;
}

function Orders() {
  const last = followed(useStore(orderDraft));
  const [page, setPage] = useState(/** @type {any} */ (null));
  const [told, tell] = useState("");
  const isAccount = isSignedIn();
  useEffect(() => {
    if (isAccount) call("/orders?page_size=20").then(setPage, (error) => tell(reasonOf(error)));
  }, [isAccount]);
  const more = () =>
    call(`/orders?${new URL(page.next).searchParams}`).then(
      (next) => setPage({ ...next, results: [...orders, ...next.results] }),
      (error) => tell(reasonOf(error)),
    );
  const orders = page?.results;
  const signIn = () => accessToken().then(() => location.reload());
  return html`
    <p class="bad" role="alert">${told}</p>
    <${Favourites} />
    ${last && html`<p class="card">${t("The last order of this device:")} <a href=${`/track/${last.token}`}>${last.number}</a></p>`}
    ${!isAccount && html`<p class="lead">${t("Sign in to see what you ordered, and to order it again.")}</p><p><button type="button" class="main" onClick=${signIn}>${t("Sign in")}</button></p>`}
    ${orders && !orders.length && html`<${EmptyState} href="/" action=${t("Begin one")}>${t("No order yet.")}<//>`}
    <ul class="plain-list">${orders?.map((order) => html`<${Order} key=${order.id} order=${order} tell=${tell} />`)}</ul>
    ${page?.next && html`<p><button type="button" onClick=${more}>${t("Earlier ones")}</button></p>`}
    ${isAccount && html`<p><a href="/account/">${t("Your account")}</a> · <a href="/account/addresses/">${t("Your addresses")}</a> · <a href="/gift-cards/">${t("Gift cards")}</a></p>`}
  `;
}

open(async () => mount("#orders", html`<${Orders} />`));
