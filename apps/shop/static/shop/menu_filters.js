// What of the menu is looked for: by words, and without allergens. What is not stated passes no filter.

import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { allergenName } from "../users/allergens.js";
import { knownAllergens, variantsWithout } from "./contents.js";

/** @typedef {{ text: string, without: string[] }} Filter */

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * Whether a product, or a way to have one, is what is looked for.
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @param {any} item
 * @param {Filter} filter
 */
export function passes(catalogue, item, { text, without }) {
  const said = plain(`${item.name} ${item.description ?? ""}`);
  if (
    !plain(text)
      .split(/\s+/)
      .every((word) => said.includes(word))
  )
    return false;
  return !without.length || variantsWithout(catalogue, item.product ?? item.code, without).length > 0;
}

/** @param {{ catalogue: import("./catalogue.js").Catalogue, filter: Filter, onChange: (filter: Filter) => void }} props */
export function Filters({ catalogue, filter, onChange }) {
  const toggle = (name) => {
    const others = filter.without.filter((one) => one !== name);
    onChange({ ...filter, without: others.length === filter.without.length ? [...others, name] : others });
  };
  return html`
    <search class="filters">
      <label class="seek"><span class="unseen">${t("Search the menu")}</span>
        <input type="search" placeholder=${t("Search the menu")} value=${filter.text} onInput=${(event) => onChange({ ...filter, text: event.target.value })} autocomplete="off" />
      </label>
      <details open=${filter.without.length > 0}>
        <summary>${t("Without allergens")}${filter.without.length > 0 && html` <b>(${filter.without.length})</b>`}</summary>
        <div class="chips" role="group" aria-label=${t("Show only what is without")}>
          ${knownAllergens(catalogue).map((name) => html`<label key=${name} class="chip"><input type="checkbox" checked=${filter.without.includes(name)} onChange=${() => toggle(name)} /><span>${allergenName(name)}</span></label>`)}
        </div>
        <p class="soft"><small>${t("Only what is without them for certain, as it comes. Kitchens work with all of them: ask the store if you are allergic.")}</small></p>
      </details>
    </search>
  `;
}
