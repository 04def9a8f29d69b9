// Toppings: on the left half, the whole pizza or the right half, and how much of each.

import { t } from "../kernel/texts.js";
import { html, painted, steady, useEffect, useState } from "../kernel/ui.js";
import { amountOf, NONE, placed, placeOf } from "./line_configuration.js";
import { look, sauceColour } from "./topping_drawings.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./line_configuration.js").Built} Built */

/** @type {Record<string, string>} */
const GROUPS = {
  sauce: t("Sauce"),
  cheese: t("Cheese"),
  meat: t("Meat and fish"),
  vegetable: t("Vegetables"),
  finish: t("To finish"),
  wing_sauce: t("Sauce"),
  dressing: t("Dressing"),
};
/** @type {Record<string, string>} */
const AMOUNTS = { 0.5: t("light"), 1: t("normal"), 1.5: t("extra"), 2: t("double") };
/** @type {[import("./line_configuration.js").Place, string, string][]} */
const PLACES = [
  ["none", t("none"), ""],
  ["left", t("left half"), "M8 1.5a6.5 6.5 0 0 0 0 13z"],
  ["whole", t("whole pizza"), "M8 1.5a6.5 6.5 0 0 1 0 13a6.5 6.5 0 0 1 0-13z"],
  ["right", t("right half"), "M8 1.5a6.5 6.5 0 0 1 0 13z"],
];

/** @param {string} shape */
const sign = (shape) => html`
  <svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.6" />${shape ? html`<path d=${shape} fill="currentColor" />` : html`<path d="M3.6 12.4 12.4 3.6" stroke="currentColor" stroke-width="1.6" />`}</svg>
`;

/**
 * @typedef {(code: string, halves: import("./line_configuration.js").Halves) => void} Put
 * @param {{ topping: any, left: string, right: string, amounts: string[], isOut: boolean, isHalvable: boolean, onPut: Put }} props
 */
function Topping({ topping, left, right, amounts, isOut, isHalvable, onPut }) {
  const { code, name, whole_only: isWhole } = topping;
  const place = placeOf([left, right]);
  const amount = place === "none" ? (amounts.find((one) => Number(one) === 1) ?? amounts[0]) : amountOf([left, right]);
  const put = (where, much) => onPut(code, placed(where, much));
  const places = isHalvable && !isWhole ? PLACES : PLACES.filter(([one]) => one === "none" || one === "whole");
  const drawn = topping.group === "sauce" ? html`<circle r="8" fill=${sauceColour(topping)} />` : look(topping)?.(0);
  return html`
    <div class=${place === "none" ? "topping" : "topping on"} role="group" aria-label=${name}>
      <svg class="bit" viewBox="-12 -12 24 24" aria-hidden="true">${drawn}</svg>
      <span class="name">${name}${isOut && html` <small class="bad">${t("sold out")}</small>`}</span>
      <div class="places" role="radiogroup" aria-label=${t("Where: {name}", { name })}>
        ${places.map(
          ([one, label, shape]) => html`
          <label key=${one} title=${label}>
            <input type="radio" name=${`place-${code}`} value=${one} aria-label=${`${name}: ${label}`} checked=${place === one || (place === "both" && one === "whole")}
              disabled=${isOut && one !== "none"} onChange=${() => put(one, amount)} />
            <span>${sign(shape)}</span>
          </label>`,
        )}
      </div>
      ${
        place !== "none" && amounts.length > 1
          ? html`
        <select aria-label=${t("How much: {name}", { name })} value=${amounts.find((one) => Number(one) === Number(amount))} onChange=${(event) => put(place === "both" ? "whole" : place, event.target.value)}>
          ${amounts.map((one) => html`<option key=${one} value=${one}>${AMOUNTS[Number(one)] ?? `${one} ×`}</option>`)}
        </select>`
          : html`<span class="no-amount"></span>`
      }
    </div>
  `;
}

const SteadyTopping = steady(Topping);

/** How many of so many are drawn by now: one more after each that is on the screen. @param {number} all */
function useOneByOne(all) {
  const [drawn, draw] = useState(1);
  useEffect(() => {
    if (drawn < all) painted().then(() => draw(drawn + 1));
  }, [drawn, all]);
  return drawn;
}

/** @param {{ catalogue: Catalogue, variant: any, halves: Built["halves"], toppings: any[], onPut: Put }} props */
export function Toppings({ catalogue, variant, halves, toppings, onPut }) {
  const product = catalogue.products.get(variant.product);
  const isHalvable = product.is_halvable ?? false;
  const out = catalogue.menu.unorderable.toppings;
  const groups = [...Map.groupBy(toppings, ({ group }) => group)];
  const drawn = useOneByOne(groups.length);
  const row = (topping) => {
    const [left, right] = halves[topping.code] ?? [NONE, NONE];
    return html`
      <${SteadyTopping} key=${topping.code} topping=${topping} left=${left} right=${right} amounts=${catalogue.amountsOf(product, topping.code)}
        isOut=${out.includes(topping.code)} isHalvable=${isHalvable} onPut=${onPut} />
    `;
  };
  return groups.slice(0, drawn).map(
    ([group, rows]) => html`
    <fieldset key=${group} class="pick toppings">
      <legend>${GROUPS[group] ?? group}</legend>
      ${rows.map(row)}
    </fieldset>`,
  );
}
