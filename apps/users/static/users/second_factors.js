// One's second factors: the list, adding and removing, new recovery codes.

import { call, remove } from "../kernel/api.js";
import { dateTime, words } from "../kernel/format.js";
import { mount, tell } from "../kernel/page.js";
import { factorDialog, showRecoveryCodes } from "../kernel/second_factor.js";
import { keepAccess } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { confirm, html, toast } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";

const KINDS = { totp: t("Authenticator app"), passkey: t("Passkey") };

/** @param {() => Promise<void>} action */
async function trying(action) {
  try {
    tell();
    await action();
    await showFactors();
  } catch (error) {
    tell(error);
  }
}

const takeAway = (factor) =>
  trying(async () => {
    const isSure = await confirm({
      title: t("Remove {what}?", { what: nameOf(factor) }),
      action: t("Remove it"),
      isDangerous: true,
    });
    if (!isSure) return;
    await remove(`/users/me/second-factors/${factor.id}`);
    toast(t("Removed."));
  });

const renewCodes = () =>
  trying(async () => showRecoveryCodes((await call("/users/me/recovery-codes", {})).recovery_codes));

async function add({ name, password }) {
  const asked = await call("/users/me/second-factors", { password });
  /** @type {string[]} */
  let codes = [];
  const send = async (evidence) => {
    const answer = await call("/auth/step-up/answer", { ...evidence, name });
    keepAccess(answer.access);
    codes = answer.recovery_codes;
  };
  if (!(await factorDialog(asked, send, t("Set up a second factor")))) throw new Error(t("Nothing was added."));
  await showRecoveryCodes(codes);
  await showFactors();
  return t("Added.");
}

const nameOf = (factor) => factor.name || KINDS[factor.kind] || words(factor.kind);

/** @param {{ factor: any }} props */
const Factor = ({ factor }) => html`
  <li>
    <div>
      ${nameOf(factor)}
      <small>${KINDS[factor.kind]}, ${factor.used_at ? t("last used {time}", { time: dateTime(factor.used_at) }) : t("never used")}</small>
    </div>
    <button type="button" aria-label=${t("Remove {what}", { what: nameOf(factor) })} onClick=${() => takeAway(factor)}>${t("Remove")}</button>
  </li>
`;

/** Reads and shows them. */
export async function showFactors() {
  const factors = await call("/users/me/second-factors");
  mount(
    "#factors",
    html`
      <h2>${t("Second factors")}</h2>
      <p>${t("A passkey or an authenticator app proves that it is you, even to somebody who knows your password.")}</p>
      <ul class="plain-list">
        ${factors.map((factor) => html`<${Factor} key=${factor.id} factor=${factor} />`)}
      </ul>
      ${factors.length > 0 && html`<button type="button" onClick=${renewCodes}>${t("New recovery codes")}</button>`}
      <${FieldsForm}
        title=${t("Add one")}
        button=${t("Add a second factor")}
        send=${add}
        isCleared
        fields=${[
          { name: "name", label: t("What to call it"), maxlength: 50 },
          {
            name: "password",
            label: t("Your password, to add it"),
            type: "password",
            autocomplete: "current-password",
            required: true,
            maxlength: 128,
          },
        ]}
      />
    `,
  );
}
