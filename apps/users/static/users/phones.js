// One's telephones: the usual one, and others beside it.

import { call, patch, remove } from "../kernel/api.js";
import { mount, worksOf } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";
import { provePhone } from "./prove_phone.js";

const PATH = "/users/me/phones";

const { run } = worksOf(() => showPhones());

/** @param {string} number */
const prove = async (number) => {
  if (await provePhone(number, call)) await run(async () => {}, t("Confirmed."));
};

/** @param {{ number: string, isProved: boolean }} props */
const Proof = ({ number, isProved }) =>
  isProved
    ? html`<small class="soft">${t("confirmed")}</small>`
    : document.querySelector("#phones[data-codes]") &&
      html`<button type="button" aria-label=${t("Confirm {what}", { what: number })} onClick=${() => prove(number)}>${t("Confirm")}</button>`;

/** @param {{ number: string, isProved: boolean }} props */
const Usual = ({ number, isProved }) => html`
  <li>
    <div>${number} <b>${t("Usual")}</b></div>
    <${Proof} number=${number} isProved=${isProved} />
    <button type="button" aria-label=${t("Remove {what}", { what: number })} onClick=${() => run(() => patch("/users/me", { phone: "" }), t("Removed."))}>${t("Remove")}</button>
  </li>
`;

/** @param {{ phone: { id: string, number: string, is_proved: boolean } }} props */
const Other = ({ phone: { id, number, is_proved: isProved } }) => html`
  <li>
    <div>${number}</div>
    <${Proof} number=${number} isProved=${isProved} />
    <button type="button" aria-label=${t("Make {what} the usual one", { what: number })} onClick=${() => run(() => call(`${PATH}/${id}/usual`, {}), t("You are called there now."))}>${t("Make it the usual one")}</button>
    <button type="button" aria-label=${t("Remove {what}", { what: number })} onClick=${() => run(() => remove(`${PATH}/${id}`), t("Removed."))}>${t("Remove")}</button>
  </li>
`;

async function add(values) {
  await call(PATH, values);
  await showPhones();
  return t("Added.");
}

/** Reads and shows them. */
export async function showPhones() {
  const [person, others] = await Promise.all([call("/users/me"), call(PATH)]);
  mount(
    "#phones",
    html`
      <h2>${t("Your telephones")}</h2>
      <ul class="plain-list">
        ${person.phone && html`<${Usual} number=${person.phone} isProved=${person.phone_is_proved} />`}
        ${others.map((phone) => html`<${Other} key=${phone.id} phone=${phone} />`)}
      </ul>
      <${FieldsForm}
        title=${t("Add a telephone")}
        button=${t("Add it")}
        send=${add}
        isCleared
        fields=${[{ name: "number", label: t("Number"), type: "tel", autocomplete: "tel", required: true, maxlength: 30 }]}
      />
    `,
  );
}
