// Paying an order that waits for its payment, by its link: by card, or in cash; once more where a card was refused.

import { askPublic, isOffline, postPublic } from "../kernel/api.js";
import { clock, money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useRef, useState } from "../kernel/ui.js";
import { Card, cardToken, takesCards } from "../payments/card.js";
import { refusalOf, whyDeclined } from "../payments/declines.js";
import { forgetPendingPayment, keepPendingPayment, pendingPayment } from "../payments/pending_payment.js";

/** @typedef {{ is_payable: boolean, currency: string, by_card: number, in_cash: number | null, test_tokens: string[], card_form: string, last_failure: string }} Ways */

/** @param {{ ways: Ways, isBusy: boolean, submit: (event: SubmitEvent) => void }} props */
function Form({ ways, isBusy, submit }) {
  const isCardTaken = takesCards(ways);
  if (!isCardTaken && ways.in_cash === null) return html`<p>${t("Please pay by card where you ordered.")}</p>`;
  return html`
    <form onSubmit=${submit}>
      ${
        isCardTaken &&
        html`
        <label class="choice"><input type="radio" name="type" value="card" checked /> ${t("By card: {amount}", { amount: money(ways.by_card, ways.currency) })}</label>
        <${Card} entry=${ways} />
      `
      }
      ${
        ways.in_cash !== null &&
        html`<label class="choice"><input type="radio" name="type" value="cash" checked=${!isCardTaken} /> ${t("In cash: {amount}", { amount: money(ways.in_cash, ways.currency) })}</label>`
      }
      <button class="main" disabled=${isBusy}>${t("Pay now")}</button>
    </form>
  `;
}

/** @param {{ payment: any, confirm: () => void, isBusy: boolean }} props */
const Confirm = ({ payment, confirm, isBusy }) => html`
  <p><a href=${payment.next_action.url} target="_blank" rel="noopener">${t("Confirm the payment at your bank")}</a></p>
  <p>${t("Then come back.")}</p>
  <button type="button" class="main" disabled=${isBusy} onClick=${confirm}>${t("I have confirmed it")}</button>
`;

/** @param {{ order: any, zone: string, token: string, ask: () => Promise<void> }} props */
export function Pay({ order, zone, token, ask }) {
  const [ways, setWays] = useState(/** @type {Ways | null} */ (null));
  const [state, setState] = useState({ refusal: "", isBusy: false, payment: /** @type {any} */ (null) });
  const key = useRef(crypto.randomUUID());
  useEffect(() => {
    askPublic(`/track/${token}/payments`).then(setWays, (error) =>
      setState((old) => ({ ...old, refusal: refusalOf(error) })),
    );
  }, [order.sequence, order.total]);
  /** @param {string} path @param {unknown} body */
  const send = async (path, body) => {
    setState({ ...state, isBusy: true, refusal: "" });
    try {
      const payment = await postPublic(path, body, key.current);
      key.current = crypto.randomUUID();
      if (payment.next_action) keepPendingPayment({ token, payment: payment.id });
      else if (pendingPayment()?.token === token) forgetPendingPayment();
      setState({ refusal: "", isBusy: false, payment: payment.next_action ? payment : null });
      await ask();
    } catch (error) {
      if (!isOffline(error)) key.current = crypto.randomUUID();
      setState({ refusal: refusalOf(error), isBusy: false, payment: null });
    }
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { type, ...chosen } = Object.fromEntries(new FormData(form));
    let card = chosen.token;
    if (type === "card" && ways?.card_form) {
      setState({ ...state, isBusy: true, refusal: "" });
      try {
        card = await cardToken(ways, form);
      } catch (error) {
        return setState({ ...state, isBusy: false, refusal: refusalOf(error) });
      }
      if (!card) return setState({ ...state, isBusy: false, refusal: "" });
    }
    send(`/track/${token}/payments`, { method: type === "card" ? { type, token: card } : { type } });
  };
  const confirm = () => send(`/track/${token}/payments/${state.payment.id}/confirm`, undefined);
  const failure = ways?.last_failure && t("The last card was refused: {why}.", { why: whyDeclined(ways.last_failure) });
  return html`
    <section id="paying" class="part">
      <h2>${t("Pay by {time}", { time: clock(order.pay_until, zone) })}</h2>
      <p role="alert">${state.refusal || failure}</p>
      ${
        state.payment
          ? html`<${Confirm} payment=${state.payment} confirm=${confirm} isBusy=${state.isBusy} />`
          : ways?.is_payable && html`<${Form} ways=${ways} isBusy=${state.isBusy} submit=${submit} />`
      }
    </section>
  `;
}
