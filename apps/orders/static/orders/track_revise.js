// A change of the order until the kitchen begins: priced first, then the order is changed.

import { reasonOf } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, toast, useState } from "../kernel/ui.js";
import { asCustomer } from "../shop/customer.js";
import { asLine } from "../shop/reorder.js";
import { ownOrder } from "./track_own_order.js";
import { TimeFields, timeOf } from "./track_time.js";
import { OrderElsewhere, WayFields, wayOf } from "./track_way.js";

/** The lines that are left, as they are asked for. @param {FormData} fields @param {any} mine */
function linesOf(fields, mine) {
  const lines = mine.lines
    .map((line) => asLine({ ...line, quantity: Number(fields.get(`line-${line.number}`)) }))
    .filter(({ quantity }) => quantity);
  if (!lines.length) throw new Error(t("Nothing would be left: cancel the order instead."));
  return { lines };
}

/** @param {{ mine: any, isBusy: boolean }} props */
const LineFields = ({ mine, isBusy }) =>
  mine.lines.map(
    ({ number, name, quantity }) =>
      html`<label key=${number}>${name} <input type="number" name=${`line-${number}`} defaultValue=${quantity} min="0" required readonly=${isBusy} /></label>`,
  );

/** @param {{ quote: any, take: () => void, isBusy: boolean }} props */
const Offer = ({ quote, take, isBusy }) => html`
  <p>${
    quote.difference
      ? t("{amount} instead of {before}", {
          amount: money(quote.amounts.total, quote.currency),
          before: money(quote.was, quote.currency),
        })
      : t("It costs the same.")
  }</p>
  <button type="button" class="main" disabled=${isBusy} onClick=${take}>${t("Change my order")}</button>
`;

/**
 * @typedef {{
 *   label: string,
 *   Fields: (props: { mine: any, zone: string, isBusy: boolean, renew: () => void }) => any,
 *   bodyOf: (fields: FormData, mine: any) => object,
 * }} Kind what is changed: its fields, and the request they make
 */

/** @type {Kind} */
export const QUANTITIES = { label: t("Change how many"), Fields: LineFields, bodyOf: linesOf };
/** @type {Kind} */
export const TIME = { label: t("Change the time"), Fields: TimeFields, bodyOf: timeOf };

/** @type {Kind} */
export const WAY = { label: t("Change the address, or collect"), Fields: WayFields, bodyOf: wayOf };

/** @param {{ order: any, zone: string, kind: Kind, ask: () => Promise<void> }} props */
export function Revise({ order, zone, kind: { label, Fields, bodyOf }, ask }) {
  const [state, setState] = useState({
    refusal: "",
    elsewhere: "",
    asked: /** @type {any} */ ({}),
    isBusy: false,
    mine: /** @type {any} */ (null),
    quote: /** @type {any} */ (null),
  });
  /** @param {() => Promise<object>} act */
  const trying = async (act) => {
    setState({ ...state, refusal: "", elsewhere: "", isBusy: true });
    try {
      const found = await act();
      setState((old) => ({ ...old, isBusy: false, ...found }));
    } catch (error) {
      const { code, store_id: store } = error.problem ?? {};
      const isOld = code === "order-changed"; // what is shown, too
      const elsewhere = code === "other-store" ? store : "";
      setState((old) => ({
        ...old,
        ...(isOld && { mine: null }),
        isBusy: false,
        quote: null,
        refusal: reasonOf(error),
        elsewhere,
      }));
      if (isOld) await ask();
    }
  };
  const open = () => trying(async () => ({ mine: await ownOrder(order) }));
  /** @param {SubmitEvent} event */
  const price = (event) => {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    trying(async () => {
      const asked = bodyOf(fields, state.mine);
      setState((old) => ({ ...old, asked }));
      return { quote: await asCustomer(`/orders/${state.mine.id}/revisions`, asked) };
    });
  };
  const take = () =>
    trying(async () => {
      await asCustomer(`/orders/${state.mine.id}/actions/revise`, { quote_id: state.quote.id });
      toast(t("The store knows."));
      await ask();
      return { mine: null, quote: null };
    });
  const renew = () => setState((old) => ({ ...old, quote: null }));
  const { mine, quote, isBusy, refusal, elsewhere, asked } = state;
  return html`
    ${!mine && html`<button type="button" disabled=${isBusy} onClick=${open}>${label}</button>`}
    ${
      mine &&
      html`
      <form onSubmit=${price} onInput=${renew}>
        <${Fields} mine=${mine} zone=${zone} isBusy=${isBusy} renew=${renew} />
        ${!quote && html`<button disabled=${isBusy}>${t("See what it costs then")}</button>`}
      </form>
      ${quote && html`<${Offer} quote=${quote} take=${take} isBusy=${isBusy} />`}
    `
    }
    <p role="alert">${refusal}</p>
    ${mine && elsewhere && html`<${OrderElsewhere} mine=${mine} store=${elsewhere} address=${asked.address} />`}
  `;
}
