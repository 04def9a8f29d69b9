// What only whoever ordered may do: change how many, the time or the way, or cancel it until the kitchen begins; order it again afterwards.

import { reasonOf } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { confirm, html, useEffect, useState } from "../kernel/ui.js";
import { asCustomer, isKnown } from "../shop/customer.js";
import { Reorder } from "../shop/reorder.js";
import { ownOrder } from "./track_own_order.js";
import { QUANTITIES, Revise, TIME, WAY } from "./track_revise.js";

/** The states whose basket may still be changed. */
const CHANGEABLE = ["SCHEDULED", "PLACED", "ACCEPTED"];

/** The order as its customer sees it, where they are here; asked for once. @param {any} order @returns {any} */
export function useOwn(order) {
  const [own, setOwn] = useState(/** @type {any} */ (null));
  useEffect(() => {
    const mayBe = order.is_guests ? isKnown() : isSignedIn(); // nobody is asked to sign in by looking
    if (mayBe) ownOrder(order).then(setOwn, () => {}); // who follows the order of somebody else may do nothing here
  }, [order.number]);
  return own;
}

/** @param {any} mine what cancelling means now, of `GET /orders/{id}` */
const consequenceOf = ({ cancellation: { outcomes, currency } }) =>
  outcomes[0].kept
    ? t("You pay {amount} of it. It cannot be undone.", { amount: money(outcomes[0].kept, currency) })
    : t("You pay nothing. It cannot be undone.");

/** @param {{ order: any, ask: () => Promise<void> }} props */
function Cancel({ order, ask }) {
  const [state, setState] = useState({ refusal: "", isBusy: false });
  const cancel = async () => {
    setState({ refusal: "", isBusy: true });
    try {
      const mine = await ownOrder(order);
      if (!mine.cancellation) throw new Error(t("The kitchen has begun: please call the store."));
      const question = {
        title: t("Cancel the whole order?"),
        text: consequenceOf(mine),
        action: t("Cancel the order"),
      };
      if (await confirm({ ...question, isDangerous: true })) {
        await asCustomer(`/orders/${mine.id}/actions/cancel`, {});
        await ask();
      }
      setState({ refusal: "", isBusy: false });
    } catch (error) {
      setState({ refusal: reasonOf(error), isBusy: false });
    }
  };
  return html`
    <button type="button" disabled=${state.isBusy} onClick=${cancel}>${t("Cancel the order")}</button>
    <p role="alert">${state.refusal}</p>
  `;
}

/** @param {{ order: any, zone: string, ask: () => Promise<void> }} props */
export const ChangeOrCancel = ({ order, zone, ask }) => html`
  <section id="own" class="part">
    <h2>${t("Changed your mind?")}</h2>
    <p>${t("Until the kitchen begins you may change how many, where to and when, or cancel.")}</p>
    ${CHANGEABLE.includes(order.status) && [QUANTITIES, TIME, WAY].map((kind) => html`<${Revise} key=${kind.label} order=${order} zone=${zone} kind=${kind} ask=${ask} />`)}
    <${Cancel} order=${order} ask=${ask} />
  </section>
`;

/** Whether to offer that: to who ordered, and to whoever may still sign in as them. @param {any} order @param {any} own */
export const mayChange = (order, own) =>
  order.may_correct.includes("line_notes") &&
  !order.shortage &&
  !order.next_store &&
  (own || (!order.is_guests && !isSignedIn()));

/** @param {{ own: any }} props */
export const OrderAgain = ({ own }) => html`
  <section id="again" class="part"><${Reorder} order=${own} label=${t("Order again")} /></section>
`;
