// Where one usually orders, what one eats, and what must not be in it: menus begin without that.

import { askPublic, patch } from "../kernel/api.js";
import { mount, tell } from "../kernel/page.js";
import { t, table } from "../kernel/texts.js";
import { html, toast, useRef, useState } from "../kernel/ui.js";
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
  const wanted = /** @type {any} */ ({ diet: fields.getAll("diet"), allergens: fields.getAll("allergens") });
  try {
    await patch("/users/me", { ...wanted, store_id: String(fields.get("store_id") ?? "") || null });
    toast(t("Saved."));
  } catch (error) {
    tell(error);
  }
}

const WAIT_MS = 200;
const byName = (one, other) => one.name.localeCompare(other.name);

/** Those to choose from, by name. @param {string} words of their name and place, where there are too many for a list */
const storesWith = (words) =>
  askPublic("/stores", { page_size: 100, ...(words && { q: words }) }).then(({ results }) => results.sort(byName));

/** The one of now, also where it cannot be read. @param {string | null} id */
const usualStore = async (id) => (id ? askPublic(`/stores/${id}`).catch(() => ({ id, name: t("as it is") })) : null);

/** What is chosen stays among what is found. @param {{ usual: any, first: any[] }} props */
function UsualStore({ usual, first }) {
  const [chosen, choose] = useState(usual);
  const [stores, setStores] = useState(first);
  const asked = useRef({ number: 0, timer: 0 });
  const find = (words) => {
    const number = ++asked.current.number;
    storesWith(words).then((found) => number === asked.current.number && setStores(found), tell);
  };
  const typed = (event) => {
    clearTimeout(asked.current.timer);
    asked.current.timer = setTimeout(find, WAIT_MS, event.target.value.trim());
  };
  const shown = chosen && !stores.some(({ id }) => id === chosen.id) ? [chosen, ...stores] : stores;
  const chose = (event) => choose(shown.find(({ id }) => id === event.target.value) ?? null);
  return html`
    <label>${t("Find a store")} <input type="search" autocomplete="off" maxlength="100" onInput=${typed} /></label>
    <label>
      ${t("Your usual store")}
      <select name="store_id" onChange=${chose}>
        <option value="">${t("none")}</option>
        ${shown.map(({ id, name }) => html`<option key=${id} value=${id} selected=${id === chosen?.id}>${name}</option>`)}
      </select>
    </label>
  `;
}

/** @param {any} person */
export async function showTastes(person) {
  const [usual, first] = await Promise.all([usualStore(person.store_id), storesWith("").catch(() => [])]);
  mount(
    "#tastes",
    html`
      <form onSubmit=${save}>
        <h2>${t("What you eat, and from where")}</h2>
        <${UsualStore} usual=${usual} first=${first} />
        <${Choices} name="diet" legend=${t("How you eat")} all=${DIETS} chosen=${person.diet} />
        <${Choices} name="allergens" legend=${t("What must not be in it: menus begin without it")} all=${ALLERGENS} chosen=${person.allergens} />
        <button class="main">${t("Save what you eat")}</button>
      </form>
    `,
  );
}
