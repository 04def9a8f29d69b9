// What goes well with the basket: sides that others had with it, one tap away. What sold out meanwhile is not shown.

import { isOffline, postPublic } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, toast, useEffect, useState } from "../kernel/ui.js";
import { addLine } from "./order_draft.js";
import { Photo } from "./photos.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

/** @param {Catalogue} catalogue @param {import("./order_draft.js").OrderDraft} held */
function useSuggested(catalogue, { store, lines, dietary, when }) {
  const [suggested, setSuggested] = useState(/** @type {any[]} */ ([]));
  const products = [...new Set(lines.map(({ variant }) => catalogue.variants.get(variant)?.product).filter(Boolean))];
  const body = {
    products: products.sort(),
    without: dietary.without,
    ...(dietary.diet && { diet: dietary.diet }),
    ...(when && { at: when }),
  };
  const asked = JSON.stringify([store, body]);
  useEffect(() => {
    let isOld = false;
    if (products.length)
      postPublic(`/stores/${store}/menu/suggestions`, body).then(
        ({ suggestions }) => isOld || setSuggested(suggestions),
        (error) => isOld || isOffline(error) || setSuggested([]),
      );
    return () => {
      isOld = true;
    };
  }, [asked]);
  const out = catalogue.menu.unorderable.variants;
  return suggested.filter(({ product, variant }) => !out.includes(variant) && !products.includes(product));
}

/** @param {{ catalogue: Catalogue, held: import("./order_draft.js").OrderDraft }} props */
export function Suggestions({ catalogue, held }) {
  const suggested = useSuggested(catalogue, held);
  if (!suggested.length) return null;
  // The button goes with its row: the focus stays on the page, and the second click of two would take the next one.
  const take = ({ detail }, { variant, name }) => {
    if (detail > 1) return;
    addLine({ variant, quantity: 1 });
    toast(t("{name} is in your basket.", { name }));
    document.getElementById("main")?.focus();
  };
  return html`
    <section class="suggested" aria-labelledby="suggested-title">
      <h2 id="suggested-title">${t("Goes well with it")}</h2>
      <ul class="plain-list">
        ${suggested.map(
          (one) => html`
            <li key=${one.variant}>
              <span class="picture">${catalogue.products.has(one.product) && html`<${Photo} catalogue=${catalogue} product=${catalogue.products.get(one.product)} />`}</span>
              <span class="said"><b>${one.name}</b> <span class="soft">${money(one.total, catalogue.currency)}</span></span>
              <button type="button" aria-label=${t("Add {name}", { name: one.name })} onClick=${(event) => take(event, one)}>${t("Add")}</button>
            </li>`,
        )}
      </ul>
    </section>
  `;
}
