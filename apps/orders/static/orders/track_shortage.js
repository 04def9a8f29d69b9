// What its store cannot make of an order ahead, or an order that it does not answer: the customer leaves something out,
// takes another size, has it made by the next store, or cancels the order.

import { postPublic, reasonOf } from "../kernel/api.js";
import { clock, money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { confirm, html, useState } from "../kernel/ui.js";

/** @param {{ line: any }} props */
const Choice = ({ line }) => html`
  <label>${line.is_kept ? `${line.name}: ${line.detail}` : t("{name} has run out", { name: line.name })}
    ${
      !line.is_kept &&
      html`
      <select name=${line.number}>
        <option value="">${t("leave it out")}</option>
        ${line.alternatives.map(({ variant, name }) => html`<option key=${variant} value=${variant}>${t("{name} instead", { name })}</option>`)}
      </select>
    `
    }
  </label>
`;

/** @param {{ offer: any, action: string, take: () => void, isBusy: boolean }} props */
const Offer = ({ offer, action, take, isBusy }) => html`
  <ul class="plain-list">
    ${offer.lines.map((line, index) => html`<li key=${index}>${line.quantity} × ${line.name} <small>${line.description}</small></li>`)}
  </ul>
  <p>${t("{amount} instead of {before}", { amount: money(offer.total, offer.currency), before: money(offer.was, offer.currency) })}</p>
  <button type="button" class="main" disabled=${isBusy} onClick=${take}>${action}</button>
`;

/**
 * What is offered by an order's link, priced first, then taken; or the order is cancelled.
 * @param {string} token @param {(order: any) => void} take
 */
function useOffers(token, take) {
  const [state, setState] = useState({ refusal: "", isBusy: false, offer: /** @type {any} */ (null) });
  /** @param {() => Promise<object>} act */
  const trying = async (act) => {
    setState({ ...state, refusal: "", isBusy: true });
    try {
      setState({ refusal: "", isBusy: false, offer: null, ...(await act()) });
    } catch (error) {
      setState({ refusal: reasonOf(error), isBusy: false, offer: null });
    }
  };
  /** @param {Record<string, string>} replacements */
  const price = (replacements) =>
    trying(async () => ({ offer: await postPublic(`/track/${token}/offers`, { replacements }) }));
  const accept = () =>
    trying(async () => {
      take(await postPublic(`/track/${token}/offers/${state.offer.quote_id}`, undefined));
      return {};
    });
  const cancel = async () => {
    const text = t("Nothing is charged, and it cannot be undone.");
    if (
      !(await confirm({ title: t("Cancel the whole order?"), text, action: t("Cancel the order"), isDangerous: true }))
    )
      return;
    trying(async () => {
      take(await postPublic(`/track/${token}/cancellation`, undefined));
      return {};
    });
  };
  return { ...state, price, accept, cancel, forget: () => setState({ ...state, offer: null }) };
}

/** @param {{ order: any, zone: string, token: string, take: (order: any) => void }} props */
export function NextStore({ order, zone, token, take }) {
  const { next_store: store } = order;
  const { offer, refusal, isBusy, price, accept, cancel } = useOffers(token, take);
  const total = money(store.total, order.currency);
  return html`
    <section id="next-store" class="part">
      <h2>${t("Your store has not answered")}</h2>
      <p>${t("{store} can make it, for {total}. Please decide by {time}; then your order ends and you pay nothing.", { store: store.store_name, total, time: clock(store.until, zone) })}</p>
      ${!offer && html`<button type="button" class="main" disabled=${isBusy} onClick=${() => price({})}>${t("See the order there")}</button>`}
      ${offer && html`<${Offer} offer=${offer} action=${t("Have it made there")} take=${accept} isBusy=${isBusy} />`}
      <p role="alert">${refusal}</p>
      <button type="button" disabled=${isBusy} onClick=${cancel}>${t("Cancel the order")}</button>
    </section>
  `;
}

/** @param {{ order: any, zone: string, token: string, take: (order: any) => void }} props */
export function Shortage({ order, zone, token, take }) {
  const { shortage } = order;
  const { offer, refusal, isBusy, price, accept, cancel, forget } = useOffers(token, take);
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const chosen = [...new FormData(/** @type {HTMLFormElement} */ (event.target))].filter(([, variant]) => variant);
    price(Object.fromEntries(chosen.map(([number, variant]) => [number, String(variant)])));
  };
  return html`
    <section id="shortage" class="part">
      <h2>${shortage.lines.length ? t("Something has run out") : t("The store is not open as planned")}</h2>
      <p>${t("We wait until {time}. If it is not there by then, your order ends and you pay nothing.", { time: clock(shortage.until, zone) })}</p>
      ${
        shortage.may_change &&
        html`
        <form onSubmit=${submit} onChange=${forget}>
          ${shortage.lines.map((line) => html`<${Choice} key=${line.number} line=${line} />`)}
          ${!offer && html`<button class="main" disabled=${isBusy}>${t("See the order without it")}</button>`}
        </form>
      `
      }
      ${offer && html`<${Offer} offer=${offer} action=${t("Change my order")} take=${accept} isBusy=${isBusy} />`}
      <p role="alert">${refusal}</p>
      <button type="button" disabled=${isBusy} onClick=${cancel}>${t("Cancel the order")}</button>
    </section>
  `;
}
