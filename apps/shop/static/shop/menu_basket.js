// The basket beside the menu, or below it on a phone: what is in it, and the way on.

import { count } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useStore } from "../kernel/ui.js";
import { orderDraft, pieces } from "./order_draft.js";

/** @param {{ catalogue: import("./catalogue.js").Catalogue }} props */
export function MenuBasket({ catalogue }) {
  const { lines } = useStore(orderDraft);
  const name = (code) => catalogue.products.get(catalogue.variants.get(code)?.product)?.name ?? code;
  const number = pieces();
  return html`
    <aside class=${lines.length ? "tray" : "tray empty"} aria-label=${t("Basket")}>
      <h2>${t("Basket")}</h2>
      ${
        lines.length
          ? html`<ul class="plain-list">${lines.map((line) => html`<li key=${line.id}>${line.quantity} × ${name(line.variant)}</li>`)}</ul>`
          : html`<p class="soft">${t("Nothing in it yet.")}</p>`
      }
      ${lines.length > 0 && html`<a class="button main" href="/basket/">${t("See the basket")} <span class="many">${count(number)}</span></a>`}
      <p class="unseen" role="status">${number ? t("{count} in the basket", { count: number }) : ""}</p>
    </aside>
  `;
}
