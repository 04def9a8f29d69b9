// Entering a card: at the test gateway one of its published cards, else in the gateway's form.

import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @typedef {{ test_tokens: string[], card_form: string }} CardEntry */

/** Whether a card can be entered at all. @param {CardEntry} entry */
export const takesCards = (entry) => entry.test_tokens.length > 0 || Boolean(entry.card_form);

/** @param {{ entry: CardEntry }} props */
export const Card = ({ entry }) =>
  entry.card_form
    ? html`<iframe id="card-form" title=${t("Your card")} src=${entry.card_form}></iframe>`
    : html`
      <label>${t("Test card, no money moves")}
        <select name="token">${entry.test_tokens.map((name) => html`<option key=${name}>${name}</option>`)}</select>
      </label>
    `;

// The gateway's form stands in a frame of its own, so that its script never sees the address of the page around it.
// It answers within 20 seconds, unless it has not been loaded itself.
const PATIENCE_MS = 25_000;

/** @param {HTMLFormElement} form @returns {Promise<string>} the card's token, "" where the frame says why there is none */
const framed = (form) =>
  new Promise((resolve, reject) => {
    const frame = /** @type {HTMLIFrameElement} */ (form.querySelector("iframe")).contentWindow;
    const heard = new AbortController();
    /** @param {MessageEvent} message */
    const hear = ({ origin, source, data }) => {
      if (origin !== location.origin || source !== frame || typeof data?.token !== "string") return;
      heard.abort();
      resolve(data.token);
    };
    addEventListener("message", hear, { signal: heard.signal });
    setTimeout(() => {
      heard.abort();
      reject(new Error(t("The card form cannot be loaded.")));
    }, PATIENCE_MS);
    frame?.postMessage("token", location.origin);
  });

/**
 * The token of the card that was entered in the form. An error where its frame does not answer.
 * @param {CardEntry} entry
 * @param {HTMLFormElement} form
 * @returns {Promise<string>}
 */
export const cardToken = async (entry, form) =>
  entry.card_form ? framed(form) : String(new FormData(form).get("token") ?? "");
