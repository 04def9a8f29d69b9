// How many of each, until the kitchen begins: priced first, then the order is changed.

import { reasonOf } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, toast, useState } from "../kernel/ui.js";
import { asCustomer } from "../shop/customer.js";
import { asLine } from "../shop/reorder.js";
import { ownOrder } from "./track_own_order.js";

/** The lines that are left, as they are asked for. @param {any} mine @param {FormData} fields */
const linesOf = (mine, fields) =>
  mine.lines
    .map((line) => asLine({ ...line, quantity: Number(fields.get(`line-${line.number}`)) }))
    .filter(({ quantity }) => quantity);

/** @param {{ quote: any, take: () => void, isBusy: boolean }} props */
const Offer = ({ quote, take, isBusy }) => html`
  <p>${t("{amount} instead of {before}", { amount: money(quote.amounts.total, quote.currency), before: money(quote.was, quote.currency) })}</p>
  <button type="button" class="main" disabled=${isBusy} onClick=${take}>${t("Change my order")}</button>
`;

/** @param {{ order: any, ask: () => Promise<void> }} props */
export function Revise({ order, ask }) {
  const [state, setState] = useState({
    refusal: "",
    isBusy: false,
    mine: /** @type {any} */ (null),
    quote: /** @type {any} */ (null),
  });
  /** @param {() => Promise<object>} act */
  const trying = async (act) => {
    setState({ ...state, refusal: "", isBusy: true });
    try {
      const found = await act();
      setState((old) => ({ ...old, isBusy: false, ...found }));
    } catch (error) {
      setState((old) => ({ ...old, isBusy: false, quote: null, refusal: reasonOf(error) }));
    }
  };
  const open = () => trying(async () => ({ mine: await ownOrder(order) }));
  /** @param {SubmitEvent} event */
  const price = (event) => {
    event.preventDefault();
    const lines = linesOf(state.mine, new FormData(/** @type {HTMLFormElement} */ (event.target)));
    trying(async () => {
      if (!lines.length) throw new Error(t("Nothing would be left: cancel the order instead."));
      return { quote: await asCustomer(`/orders/${state.mine.id}/revisions`, { lines }) };
    });
  };
  const take = () =>
    trying(async () => {
      await asCustomer(`/orders/${state.mine.id}/actions/revise`, { quote_id: state.quote.id });
      toast(t("The store knows."));
      await ask();
      return { mine: null, quote: null };
    });
  const { mine, quote, isBusy, refusal } = state;
  return html`
    ${!mine && html`<button type="button" disabled=${isBusy} onClick=${open}>${t("Change how many")}</button>`}
    ${
      mine &&
      html`
      <form onSubmit=${price} onInput=${() => setState({ ...state, quote: null })}>
        ${mine.lines.map(({ number, name, quantity }) => html`<label key=${number}>${name} <input type="number" name=${`line-${number}`} defaultValue=${quantity} min="0" required readonly=${isBusy} /></label>`)}
        ${!quote && html`<button disabled=${isBusy}>${t("See what it costs then")}</button>`}
      </form>
      ${quote && html`<${Offer} quote=${quote} take=${take} isBusy=${isBusy} />`}
    `
    }
    <p role="alert">${refusal}</p>
  `;
}
