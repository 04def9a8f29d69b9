// Whoever forgot their password has a link mailed.

import { postPublic } from "../kernel/api.js";
import { parameter } from "../kernel/dom.js";
import { mount, start } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";

const EMAIL = {
  name: "email",
  label: t("E-mail"),
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
    html`<${FieldsForm} title=${t("Forgotten your password?")} button=${t("Mail me a link")} send=${mailLink} fields=${[EMAIL]} />`,
  );
});
