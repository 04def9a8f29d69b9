// A product on the menu.

import { money } from "../kernel/format.js";
import { parts, t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { allergenName } from "../users/allergens.js";
import { allergensOf, DIETS, dietOf, variantsFor } from "./contents.js";
import { Photo } from "./photos.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

/** The cheapest price of each size, or the one price there is. @param {Catalogue} catalogue @param {any[]} variants */
function pricesOf(catalogue, variants) {
  /** @type {Map<string, number>} */
  const least = new Map();
  for (const variant of variants) {
    const size = catalogue.sizes.get(variant.size)?.name ?? variant.name ?? "";
    least.set(size, Math.min(least.get(size) ?? Number.POSITIVE_INFINITY, catalogue.priceOf(variant)));
  }
  return [...least];
}

/** @param {{ catalogue: Catalogue, variants: any[] }} props */
function Prices({ catalogue, variants }) {
  const prices = pricesOf(catalogue, variants);
  if (prices.length === 1) return html`<span class="prices"><b>${money(prices[0][1], catalogue.currency)}</b></span>`;
  return html`
    <span class="prices">${prices.map(([size, price]) => html`<span key=${size}>${size} <b>${money(price, catalogue.currency)}</b></span>`)}</span>
  `;
}

/** @param {{ catalogue: Catalogue, product: any, dietary: import("./contents.js").DietaryFilter, pick: (wanted: any) => void }} props */
export function Card({ catalogue, product, dietary, pick }) {
  const variants = variantsFor(catalogue, product.code, dietary);
  const out = catalogue.menu.unorderable.variants;
  const isGone = variants.every(({ code }) => out.includes(code));
  const found = variants[0] && allergensOf(catalogue, variants[0]);
  const diet = variants[0] && DIETS[dietOf(catalogue, variants[0]) ?? ""];
  const onPick = () => pick({ product: product.code, dietary });
  return html`
    <li>
      <button type="button" class="item" onClick=${onPick} disabled=${isGone && !product.is_halvable} data-product=${product.code}>
        <span class="picture"><${Photo} catalogue=${catalogue} product=${product} /></span>
        <span class="said">
          <b class="name">${product.name}</b>
          ${product.description && html`<span class="what">${product.description}</span>`}
          ${isGone ? html`<span class="gone">${t("Sold out")}</span>` : html`<${Prices} catalogue=${catalogue} variants=${variants} />`}
          <small class="soft">${diet && `${diet} · `}${found ? [...found].map(allergenName).join(", ") || t("no allergens stated") : t("allergens not stated")}</small>
        </span>
      </button>
    </li>
  `;
}

/** @param {{ catalogue: Catalogue, preset: any, pick: (wanted: any) => void }} props */
export function PresetCard({ catalogue, preset, pick }) {
  const product = catalogue.products.get(preset.product);
  const isGone = catalogue.menu.unorderable.preconfigured.includes(preset.code);
  return html`
    <li>
      <button type="button" class="item" onClick=${() => pick({ product: preset.product, preset })} disabled=${isGone} data-product=${preset.code}>
        <span class="picture"><${Photo} catalogue=${catalogue} product=${product} options=${preset.options} /></span>
        <span class="said">
          <b class="name">${preset.name}</b>
          ${preset.description && html`<span class="what">${preset.description}</span>`}
          ${isGone ? html`<span class="gone">${t("Sold out")}</span>` : preset.least_price !== undefined && html`<span class="prices"><span>${parts("from {amount}", { amount: html`<b>${money(preset.least_price, catalogue.currency)}</b>` })}</span></span>`}
        </span>
      </button>
    </li>
  `;
}
