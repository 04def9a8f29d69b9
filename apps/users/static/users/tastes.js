// Where one usually orders, what one eats, and what must not be in it: menus begin without that.

import { askPublic, patch } from "../kernel/api.js";
import { mount, tell } from "../kernel/page.js";
import { t, table } from "../kernel/texts.js";
import { html, toast } from "../kernel/ui.js";
import { ALLERGENS } from "./allergens.js";

const DIETS = table({ vegetarian: "vegetarian", vegan: "vegan", no_pork: "no pork", no_alcohol: "no alcohol" });

/** @param {{ name: string, legend: string, all: Record<string, string>, chosen: string[] }} props */
const Choices = ({ name, legend, all, chosen }) => html`
  <fieldset>
    <legend>${legend}</legend>
    ${Object.entries(all).map(([value, label]) => html`<label key=${value} class="choice"><input type="checkbox" name=${name} value=${value} checked=${chosen.includes(value)} /> ${label}</label>`)}
  </fieldset>
`;

/** @param {SubmitEvent} event */
async function save(event) {
  event.preventDefault();
  const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const wanted = { diet: fields.getAll("diet"), allergens: fields.getAll("allergens") };
  try {
    await patch("/users/me", { ...wanted, store_id: fields.get("store_id") || null });
    toast(t("Saved."));
  } catch (error) {
    tell(error);
  }
}

/** Those to choose from, by name; the one of now is among them even where it cannot be read. @param {string | null} usual */
async function storesWith(usual) {
  const { results } = await askPublic("/stores", { page_size: 100 }).catch(() => ({ results: [] }));
  const stores = results.sort((one, other) => one.name.localeCompare(other.name));
  if (!usual || stores.some(({ id }) => id === usual)) return stores;
  const known = await askPublic(`/stores/${usual}`).catch(() => ({ id: usual, name: t("as it is") }));
  return [known, ...stores];
}

/** @param {any} person */
export async function showTastes(person) {
  const stores = await storesWith(person.store_id);
  mount(
    "#tastes",
    html`
      <form onSubmit=${save}>
        <h2>${t("What you eat, and from where")}</h2>
        <label>
          ${t("Your usual store")}
          <select name="store_id">
            <option value="">${t("none")}</option>
            ${stores.map(({ id, name }) => html`<option key=${id} value=${id} selected=${id === person.store_id}>${name}</option>`)}
          </select>
        </label>
        <${Choices} name="diet" legend=${t("How you eat")} all=${DIETS} chosen=${person.diet} />
        <${Choices} name="allergens" legend=${t("What must not be in it: menus begin without it")} all=${ALLERGENS} chosen=${person.allergens} />
        <button class="main">${t("Save what you eat")}</button>
      </form>
    `,
  );
}
