// What every page of the shop does: the way to basket and orders above, and what was left undone.

import { mount, start } from "../kernel/page.js";
import { t, tn } from "../kernel/texts.js";
import { html, useStore } from "../kernel/ui.js";
import { orderDraft } from "./order_draft.js";

const Bag = () => html`
  <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 8h14l-1 11a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2z M8.5 8V7a3.5 3.5 0 0 1 7 0v1" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" /></svg>
`;

/** @param {number} pieces */
const inBasket = (pieces) => tn("Basket, {count} item", "Basket, {count} items", pieces);

function Ways() {
  const { lines, store } = useStore(orderDraft);
  const pieces = lines.reduce((sum, line) => sum + line.quantity, 0);
  const here = (path) => (location.pathname === path ? "page" : undefined);
  return html`
    ${store && html`<a href="/menu/" aria-current=${here("/menu/")}>${t("Menu")}</a>`}
    <a href="/orders/" aria-current=${here("/orders/")}>${t("Orders")}</a>
    <a class="bag" href="/basket/" aria-current=${here("/basket/")} aria-label=${inBasket(pieces)}>
      <${Bag} /><b key=${pieces}>${pieces || ""}</b>
    </a>
  `;
}

// Not before the page is there: what is kept for later waits.
function keepForLater() {
  if (!("serviceWorker" in navigator)) return;
  const keep = () => navigator.serviceWorker.register("/service-worker.js").catch(() => {});
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep);
}

/**
 * Runs a page of the shop.
 * @param {() => Promise<void>} page
 */
export const open = (page) =>
  start(async () => {
    mount("#ways", html`<${Ways} />`);
    keepForLater();
    await page();
  });
