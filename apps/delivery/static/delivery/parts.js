// Small parts of the courier's cards.

import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @param {{ place: { lat: number, lon: number }, label: string }} props */
export function Navigate({ place, label }) {
  const at = `${place.lat},${place.lon}`;
  return html`<a class="button" href=${`geo:${at}?q=${at}(${encodeURIComponent(label)})`}>${t("Navigate to {place}", { place: label })}</a>`;
}

/** @param {{ text: string }} props */
export const Quiet = ({ text }) => html`<article class="card quiet"><p>${text}</p></article>`;

/** @param {{ store: any }} props */
export const Suggestion = ({ store }) => html`
  <article id="suggestion" class="card">
    <p>${t("Orders are likely at {store}: wait there, if you can.", { store: store.name })}</p>
    <${Navigate} place=${store} label=${store.name} />
  </article>
`;

/** @param {{ status: string, isElsewhere: boolean, actions: any }} props */
export function Shift({ status, isElsewhere, actions }) {
  const button = (/** @type {string} */ text, /** @type {() => void} */ act, kind = "") =>
    html`<button key=${text} type="button" class=${kind} onClick=${act}>${text}</button>`;
  /** @type {Record<string, any[]>} */
  const known = {
    OFFLINE: [button(t("Start shift"), actions.start, "go")],
    AVAILABLE: [button(t("Break"), actions.pause), button(t("End shift"), actions.end)],
    RETURNING: [button(t("Break"), actions.pause), button(t("End shift"), actions.end)],
    BREAK: [button(t("Go on"), actions.resume, "go"), button(t("End shift"), actions.end)],
  };
  return [...(known[status] ?? []), ...(isElsewhere ? [button(t("Use this phone’s position"), actions.follow)] : [])];
}
