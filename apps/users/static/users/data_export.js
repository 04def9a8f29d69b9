// All that is known of one: asked for with the password, made while one may go away, fetched with the password.

import { call, documentFor } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { mount, tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";

const PATH = "/users/me/exports";
const AGAIN_MS = 3000;
const KEPT_MS = 60_000;
const PASSWORD = {
  name: "password",
  type: "password",
  required: true,
  maxlength: 128,
  autocomplete: "current-password",
};

async function ask(values) {
  await call(PATH, values);
  await showExports();
  return t("We gather it and mail you when it is there.");
}

/** @param {string} id */
const fetchFile = (id) => async (values) => {
  const file = await documentFor(`${PATH}/${id}/file`, values);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "my-data.zip";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  return t("Here it is.");
};

/** @param {{ export: any }} props */
const Export = ({ export: { id, asked_at: asked, made_at: made, expires_at: until, progress } }) => html`
  <li>
    ${
      made
        ? html`<${FieldsForm}
            title=${t("Made {time}, there until {until}", { time: dateTime(made), until: dateTime(until) })}
            button=${t("Fetch it")}
            send=${fetchFile(id)}
            isCleared
            fields=${[{ ...PASSWORD, label: t("Password to fetch it") }]}
          />`
        : html`<label>${t("Asked for {time}", { time: dateTime(asked) })} <progress max="100" value=${progress} /></label>`
    }
  </li>
`;

/** Reads and shows them, again and again while one is being made. */
export async function showExports() {
  const found = await call(PATH);
  const isBusy = found.some((each) => !each.made_at);
  mount(
    "#exports",
    html`
      <details open=${found.length > 0}>
        <summary>${t("What we know of you")}</summary>
        <p>${t("A file of everything that we know of you, to read and for other programs. It is kept for a week.")}</p>
        <ul class="plain-list">
          ${found.map((each) => html`<${Export} key=${each.id} export=${each} />`)}
        </ul>
        ${
          !isBusy &&
          html`<${FieldsForm}
            title=${t("Ask for a file")}
            button=${t("Gather what you know of me")}
            send=${ask}
            isCleared
            fields=${[{ ...PASSWORD, label: t("Password to ask for it") }]}
          />`
        }
      </details>
    `,
  );
  if (isBusy) setTimeout(() => showExports().catch(tell), AGAIN_MS);
}
