// One's own account: name and phone, password, e-mail address, and where one is signed in.

import { call, patch } from "../kernel/api.js";
import { mount, start } from "../kernel/page.js";
import { forget, keep } from "../kernel/session.js";
import { html } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";
import { showMarketing } from "./marketing.js";
import { showSessions } from "./saved_sessions.js";
import { showFactors } from "./second_factors.js";

const PASSWORD = { type: "password", required: true, maxlength: 128 };
const NEW_PASSWORD = {
  ...PASSWORD,
  name: "password",
  label: "New password",
  autocomplete: "new-password",
  minlength: 8,
};

async function changeProfile(values) {
  await patch("/users/me", values);
  return "Saved.";
}

async function changePassword(values) {
  keep(await call("/users/me/password", values));
  await showSessions();
  return "Your password is changed. Everybody else who was signed in with the old one is signed out.";
}

const changeEmail = async (values) => (await call("/users/me/email", values)).detail;

async function closeAccount(values) {
  const { detail } = await call("/users/me/close", values);
  forget();
  mount("#sessions", "");
  mount("#marketing", "");
  mount("#forms", html`<p role="status">${detail}</p>`);
  return detail;
}

const CloseAccount = () => html`
  <details>
    <summary>Close your account</summary>
    <p>
      Your name, mail address, telephone, addresses, cards, messages and what you wrote are deleted, after an order that
      is under way is finished. This cannot be undone.
    </p>
    <p>
      Kept are orders without your name and door, the stars you gave, and invoices as they were issued, which the law
      on bookkeeping wants: only who keeps the books sees them.
    </p>
    <${FieldsForm}
      title="Close it permanently"
      button="Close my account"
      send=${closeAccount}
      fields=${[{ ...PASSWORD, name: "password", label: "Password of the account to close", autocomplete: "current-password" }]}
    />
  </details>
`;

/** @param {{ person: any }} props */
const Account = ({ person }) => html`
  <${FieldsForm}
    title="About you"
    button="Save"
    send=${changeProfile}
    fields=${[
      { name: "name", label: "Name", value: person.name, autocomplete: "name", required: true, maxlength: 100 },
      { name: "phone", label: "Phone", value: person.phone, type: "tel", autocomplete: "tel", maxlength: 30 },
    ]}
  />
  <${FieldsForm}
    title="Change your password"
    button="Change the password"
    send=${changePassword}
    isCleared
    fields=${[
      { ...PASSWORD, name: "current_password", label: "Current password", autocomplete: "current-password" },
      NEW_PASSWORD,
    ]}
  />
  <${FieldsForm}
    title=${`Change your e-mail address, ${person.email}`}
    button="Mail me a link"
    send=${changeEmail}
    isCleared
    fields=${[
      { name: "email", label: "New address", type: "email", autocomplete: "email", required: true, maxlength: 254 },
      { ...PASSWORD, name: "password", label: "Your password", autocomplete: "current-password" },
    ]}
  />
  <${CloseAccount} />
`;

start(async () => {
  const person = await call("/users/me");
  mount("#forms", html`<${Account} person=${person} />`);
  await Promise.all([showFactors(), showMarketing(), showSessions()]);
});
