// What is chosen of a product besides its toppings: size and crust, another right half, baking and cutting, how many.

import { money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

const MAX_QUANTITY = 99;

/** @param {{ legend: string, name: string, options: { value: string, label: any, isOut?: boolean }[], value: string, onChange: (value: string) => void }} props */
const Choice = ({ legend, name, options, value, onChange }) => html`
  <fieldset class="pick">
    <legend>${legend}</legend>
    <div class="chips">
      ${options.map(
        (option) => html`
        <label key=${option.value} class="chip">
          <input type="radio" name=${name} value=${option.value} checked=${option.value === value} disabled=${option.isOut} onChange=${() => onChange(option.value)} />
          <span>${option.label}${option.isOut && html` <small>${t("sold out")}</small>`}</span>
        </label>`,
      )}
    </div>
  </fieldset>
`;

/** @param {{ catalogue: Catalogue, variant: any, onChange: (variant: any) => void }} props */
export function Variants({ catalogue, variant, onChange }) {
  const all = catalogue.variantsOf(variant.product);
  if (all.length < 2) return null;
  const out = catalogue.menu.unorderable.variants;
  const sizes = [...new Set(all.map(({ size }) => size))];
  const isSized = sizes.length > 1 && all.every(({ size }) => size);
  if (!isSized)
    return html`
      <${Choice} legend=${t("Which")} name="variant" value=${variant.code} onChange=${(code) => onChange(catalogue.variants.get(code))}
        options=${all.map((one) => ({ value: one.code, label: html`${catalogue.nameOf(one)} <b>${money(catalogue.priceOf(one), catalogue.currency)}</b>`, isOut: out.includes(one.code) }))} />
    `;
  const ofSize = (size) => all.filter((one) => one.size === size);
  const bySize = (size) => onChange(ofSize(size).find(({ crust }) => crust === variant.crust) ?? ofSize(size)[0]);
  const crusts = ofSize(variant.size);
  return html`
    <${Choice} legend=${t("Size")} name="size" value=${variant.size} onChange=${bySize}
      options=${sizes.map((size) => ({ value: size, label: html`${catalogue.sizes.get(size).name} <b>${money(Math.min(...ofSize(size).map((one) => catalogue.priceOf(one))), catalogue.currency)}</b>` }))} />
    ${
      crusts.length > 1 &&
      html`<${Choice} legend=${t("Crust")} name="crust" value=${variant.code} onChange=${(code) => onChange(catalogue.variants.get(code))}
        options=${crusts.map((one) => ({ value: one.code, label: crustLabel(catalogue, one, crusts[0]) }))} />`
    }
  `;
}

/** @param {Catalogue} catalogue @param {any} variant @param {any} usual */
function crustLabel(catalogue, variant, usual) {
  const more = catalogue.priceOf(variant) - catalogue.priceOf(usual);
  const name = catalogue.crusts.get(variant.crust)?.name ?? catalogue.nameOf(variant);
  return more > 0 ? html`${name} <b>+${money(more, catalogue.currency)}</b>` : name;
}

/** @param {{ catalogue: Catalogue, variant: any, second: any, onChange: (second: any) => void }} props */
export function Halved({ catalogue, variant, second, onChange }) {
  const out = catalogue.menu.unorderable.variants;
  const others = catalogue.menu.variants.filter(
    (one) =>
      one.size === variant.size &&
      one.crust === variant.crust &&
      one.product !== variant.product &&
      catalogue.products.get(one.product).is_halvable,
  );
  if (!others.length) return null;
  return html`
    <label class="halved">${t("Right half")}
      <select value=${second?.code ?? ""} onChange=${(event) => onChange(catalogue.variants.get(event.target.value) ?? null)}>
        <option value="">${t("the same")}</option>
        ${others.map((one) => html`<option key=${one.code} value=${one.code} disabled=${out.includes(one.code)}>${catalogue.products.get(one.product).name}</option>`)}
      </select>
    </label>
  `;
}

/** @param {{ catalogue: Catalogue, variant: any, cooking: string[], onChange: (cooking: string[]) => void }} props */
export function Cooking({ catalogue, variant, cooking, onChange }) {
  const ways = catalogue.toppingsOf(variant).filter(({ group }) => group === "cooking");
  if (!ways.length) return null;
  const toggle = ({ code, exclusive_group: group }) => {
    const left = cooking.filter(
      (one) => one !== code && !(group && catalogue.toppings.get(one)?.exclusive_group === group),
    );
    onChange(cooking.includes(code) ? left : [...left, code]);
  };
  return html`
    <details class="pick" open=${cooking.length > 0}>
      <summary>${t("Baked and cut your way")}</summary>
      <div class="chips" role="group" aria-label=${t("Baked and cut your way")}>
        ${ways.map((way) => html`<label key=${way.code} class="chip"><input type="checkbox" checked=${cooking.includes(way.code)} onChange=${() => toggle(way)} /><span>${way.name}</span></label>`)}
      </div>
    </details>
  `;
}

/** @param {{ note: string, onChange: (note: string) => void }} props */
export const Note = ({ note, onChange }) => html`
  <details class="pick" open=${note !== ""}>
    <summary>${t("A note for the kitchen")}</summary>
    <label class="unseen" for="note">${t("A note for the kitchen")}</label>
    <input id="note" value=${note} maxlength="200" autocomplete="off" onInput=${(event) => onChange(event.target.value)} />
  </details>
`;

/** @param {{ quantity: number, onChange: (quantity: number) => void, of?: string, least?: number }} props */
export const Quantity = ({ quantity, onChange, of = "", least = 1 }) => html`
  <div class="quantity" role="group" aria-label=${of ? t("How many {what}", { what: of }) : t("How many")}>
    <button type="button" aria-label=${t("One less")} disabled=${quantity <= least} onClick=${() => onChange(quantity - 1)}>−</button>
    <output aria-live="polite">${quantity}</output>
    <button type="button" aria-label=${t("One more")} disabled=${quantity >= MAX_QUANTITY} onClick=${() => onChange(quantity + 1)}>+</button>
  </div>
`;
