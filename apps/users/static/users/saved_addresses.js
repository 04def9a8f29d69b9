// The addresses of the account.

import { call, patch, remove } from "../kernel/api.js";
import { mount, tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { confirm, html, toast } from "../kernel/ui.js";

const line = (address) => `${address.street} ${address.house_number}, ${address.postcode} ${address.city}`;

/** @param {any} address */
async function drop(address) {
  if (!(await confirm({ title: t("Remove this address?"), text: line(address), action: t("Remove") }))) return;
  try {
    await remove(`/users/me/addresses/${address.id}`);
    toast(t("Removed."));
    await showSaved();
  } catch (error) {
    tell(error);
  }
}

/** @param {any} address */
async function makeUsual(address) {
  try {
    await patch(`/users/me/addresses/${address.id}`, { is_default: true });
    toast(t("That is your usual address now."));
    await showSaved();
  } catch (error) {
    tell(error);
  }
}

/** @param {{ address: any }} props */
const Saved = ({ address }) => html`
  <li>
    <div>${address.label || `${address.street} ${address.house_number}`}<small>${line(address)}</small></div>
    ${
      address.is_default
        ? html`<b>${t("Usual")}</b>`
        : html`<button type="button" aria-label=${t("Make {what} the usual one", { what: line(address) })} onClick=${() => makeUsual(address)}>${t("Make it the usual one")}</button>`
    }
    <button type="button" aria-label=${t("Remove {what}", { what: line(address) })} onClick=${() => drop(address)}>${t("Remove")}</button>
  </li>
`;

/** Reads and shows them. */
export async function showSaved() {
  const { results } = await call("/users/me/addresses");
  const items = results.map((address) => html`<${Saved} key=${address.id} address=${address} />`);
  mount("#saved", results.length > 0 && html`<h2>${t("Saved")}</h2><ul class="plain-list">${items}</ul>`);
}
