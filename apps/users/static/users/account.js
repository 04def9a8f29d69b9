// One's own account: name, telephones, password, e-mail address, and where one is signed in.

import { call, patch } from "../kernel/api.js";
import { mount, start } from "../kernel/page.js";
import { forget, keep } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { showExports } from "./data_export.js";
import { showTastes } from "./dietary.js";
import { FieldsForm } from "./fields.js";
import { showIdentities } from "./identities.js";
import { showJobs } from "./jobs.js";
import { showMarketing } from "./marketing.js";
import { showPhones } from "./phones.js";
import { showPoints } from "./points.js";
import { showCards } from "./saved_cards.js";
import { showSessions } from "./saved_sessions.js";
import { showFactors } from "./second_factors.js";

const PASSWORD = { type: "password", required: true, maxlength: 128 };
const NEW_PASSWORD = {
  ...PASSWORD,
  name: "password",
  label: t("New password"),
  autocomplete: "new-password",
  minlength: 8,
};

const OF_THE_PERSON = [
  "#phones",
  "#points",
  "#cards",
  "#tastes",
  "#factors",
  "#identities",
  "#jobs",
  "#marketing",
  "#exports",
  "#sessions",
];

async function changeProfile(values) {
  await patch("/users/me", values);
  return t("Saved.");
}

async function changePassword(values) {
  keep(await call("/users/me/password", values));
  await showSessions();
  return t("Your password is changed. Everybody else who was signed in with the old one is signed out.");
}

const changeEmail = async (values) => (await call("/users/me/email", values)).detail;

async function closeAccount(values) {
  const { detail } = await call("/users/me/close", values);
  forget();
  for (const gone of OF_THE_PERSON) mount(gone, "");
  mount("#forms", html`<p role="status">${detail}</p>`);
  return detail;
}

const CloseAccount = () => html`
  <details>
    <summary>${t("Close your account")}</summary>
    <p>
      ${t("Your name, mail address, telephone, addresses, cards, messages and what you wrote are deleted, after an order that is under way is finished. This cannot be undone.")}
    </p>
    <p>
      ${t("Kept are orders without your name and door, the stars you gave, and invoices as they were issued, which the law on bookkeeping wants: only who keeps the books sees them.")}
    </p>
    <${FieldsForm}
      title=${t("Close it permanently")}
      button=${t("Close my account")}
      send=${closeAccount}
      fields=${[{ ...PASSWORD, name: "password", label: t("Password of the account to close"), autocomplete: "current-password" }]}
    />
  </details>
`;

/** @param {{ person: any }} props */
const Account = ({ person }) => html`
  <${FieldsForm}
    title=${t("About you")}
    button=${t("Save")}
    send=${changeProfile}
    fields=${[{ name: "name", label: t("Name"), value: person.name, autocomplete: "name", required: true, maxlength: 100 }]}
  />
  <${FieldsForm}
    title=${t("Change your password")}
    button=${t("Change the password")}
    send=${changePassword}
    isCleared
    fields=${[
      { ...PASSWORD, name: "current_password", label: t("Current password"), autocomplete: "current-password" },
      NEW_PASSWORD,
    ]}
  />
  <${FieldsForm}
    title=${t("Change your e-mail address, {email}", { email: person.email })}
    button=${t("Mail me a link")}
    send=${changeEmail}
    isCleared
    fields=${[
      { name: "email", label: t("New address"), type: "email", autocomplete: "email", required: true, maxlength: 254 },
      { ...PASSWORD, name: "password", label: t("Your password"), autocomplete: "current-password" },
    ]}
  />
  <${CloseAccount} />
`;

start(async () => {
  const person = await call("/users/me");
  mount("#forms", html`<${Account} person=${person} />`);
  await Promise.all([
    showPhones(),
    showPoints(),
    showCards(),
    showTastes(person),
    showFactors(),
    showIdentities(),
    showJobs(),
    showMarketing(),
    showExports(),
    showSessions(),
  ]);
});
