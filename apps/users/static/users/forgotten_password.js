// Whoever forgot their password has a link mailed.

import { postPublic } from "../kernel/api.js";
import { parameter } from "../kernel/dom.js";
import { mount, start } from "../kernel/page.js";
import { html } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";

const EMAIL = {
  name: "email",
  label: "E-mail",
  type: "email",
  autocomplete: "username",
  value: parameter("email") ?? "",
  required: true,
  maxlength: 254,
};

const mailLink = async (values) => (await postPublic("/auth/forgotten-password", values)).detail;

start(async () => {
  mount(
    "#main",
    html`<${FieldsForm} title="Forgotten your password?" button="Mail me a link" send=${mailLink} fields=${[EMAIL]} />`,
  );
});
