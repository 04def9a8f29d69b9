// What of the menu is looked for: by words, by diet, and without allergens. What is not stated passes no filter.

import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { allergenName } from "../users/allergens.js";
import { DIETS, isAny, knownAllergens, variantsFor } from "./contents.js";

/** @typedef {{ text: string, dietary: import("./contents.js").DietaryFilter }} Filter */

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Whether a product, or a way to have one, is what is looked for.
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @param {any} item
 * @param {Filter} filter
 */
export function passes(catalogue, item, { text, dietary }) {
  const said = plain(`${item.name} ${item.description ?? ""}`);
  if (
    !plain(text)
      .split(/\s+/)
      .every((word) => said.includes(word))
  )
    return false;
  return isAny(dietary) || variantsFor(catalogue, item.product ?? item.code, dietary).length > 0;
}

/** @param {{ catalogue: import("./catalogue.js").Catalogue, filter: Filter, onChange: (filter: Filter) => void }} props */
export function Filters({ catalogue, filter, onChange }) {
  const { without, diet } = filter.dietary;
  const change = (dietary) => onChange({ ...filter, dietary: { ...filter.dietary, ...dietary } });
  const toggle = (name) => {
    const others = without.filter((one) => one !== name);
    change({ without: others.length === without.length ? [...others, name] : others });
  };
  return html`
    <search class="filters">
      <label class="seek"><span class="unseen">${t("Search the menu")}</span>
        <input type="search" placeholder=${t("Search the menu")} value=${filter.text} onInput=${(event) => onChange({ ...filter, text: event.target.value })} autocomplete="off" />
      </label>
      <div class="chips" role="group" aria-label=${t("Show only what is")}>
        ${Object.entries(DIETS).map(([code, name]) => html`<label key=${code} class="chip"><input type="checkbox" checked=${diet === code} onChange=${() => change({ diet: diet === code ? "" : code })} /><span>${name}</span></label>`)}
      </div>
      <details open=${without.length > 0}>
        <summary>${t("Without allergens")}${without.length > 0 && html` <b>(${without.length})</b>`}</summary>
        <div class="chips" role="group" aria-label=${t("Show only what is without")}>
          ${knownAllergens(catalogue).map((name) => html`<label key=${name} class="chip"><input type="checkbox" checked=${without.includes(name)} onChange=${() => toggle(name)} /><span>${allergenName(name)}</span></label>`)}
        </div>
        <p class="soft"><small>${t("Only what is without them for certain, as it comes. Kitchens work with all of them: ask the store if you are allergic.")}</small></p>
      </details>
    </search>
  `;
}
