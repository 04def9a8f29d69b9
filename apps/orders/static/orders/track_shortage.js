// What its store cannot make of an order ahead: the customer leaves it out, takes another size, or cancels the order.

import { isOffline, postPublic } from "../kernel/api.js";
import { clock, money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { confirm, html, useState } from "../kernel/ui.js";

/** @param {any} error */
const reasonOf = (error) => (isOffline(error) ? t("You seem to be offline. Please try again.") : error.message);

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

/** @param {{ offer: any, take: () => void, isBusy: boolean }} props */
const Offer = ({ offer, take, isBusy }) => html`
  <ul class="plain-list">
    ${offer.lines.map((line, index) => html`<li key=${index}>${line.quantity} × ${line.name} <small>${line.description}</small></li>`)}
  </ul>
  <p>${t("{amount} instead of {before}", { amount: money(offer.total, offer.currency), before: money(offer.was, offer.currency) })}</p>
  <button type="button" class="main" disabled=${isBusy} onClick=${take}>${t("Change my order")}</button>
`;

/** @param {{ order: any, zone: string, token: string, take: (order: any) => void }} props */
export function Shortage({ order, zone, token, take }) {
  const { shortage } = order;
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
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const chosen = [...new FormData(/** @type {HTMLFormElement} */ (event.target))].filter(([, variant]) => variant);
    trying(async () => ({
      offer: await postPublic(`/track/${token}/offers`, { replacements: Object.fromEntries(chosen) }),
    }));
  };
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
  return html`
    <section id="shortage" class="part">
      <h2>${shortage.lines.length ? t("Something has run out") : t("The store is not open as planned")}</h2>
      <p>${t("We wait until {time}. If it is not there by then, your order ends and you pay nothing.", { time: clock(shortage.until, zone) })}</p>
      ${
        shortage.may_change &&
        html`
        <form onSubmit=${submit} onChange=${() => setState({ ...state, offer: null })}>
          ${shortage.lines.map((line) => html`<${Choice} key=${line.number} line=${line} />`)}
          ${!state.offer && html`<button class="main" disabled=${state.isBusy}>${t("See the order without it")}</button>`}
        </form>
      `
      }
      ${state.offer && html`<${Offer} offer=${state.offer} take=${accept} isBusy=${state.isBusy} />`}
      <p role="alert">${state.refusal}</p>
      <button type="button" disabled=${state.isBusy} onClick=${cancel}>${t("Cancel the order")}</button>
    </section>
  `;
}
