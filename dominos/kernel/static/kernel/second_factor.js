// What proves who somebody is beside their password: the form that asks for it, also to set it up.

import { canUsePasskeys, createPasskey, usePasskey } from "./passkeys.js";
import { t } from "./texts.js";
import { html, openDialog, useState } from "./ui.js";

/** @typedef {{ challenge: string, kinds?: string[], passkey: string, secret?: string, picture?: string }} Asked */

/**
 * What a refused sign-in asks for: an answer, or the first second factor of somebody who needs one.
 * @param {any} question
 * @returns {Asked}
 */
export const askedBy = (question) => question.set_up ?? question;

/**
 * Asks until `send` takes what was answered.
 * @param {{ asked: Asked, title?: string, send: (evidence: object) => Promise<void>, leave?: () => void }} props
 */
export function FactorForm({ asked, title = t("Confirm that it is you"), send, leave }) {
  const [refusal, setRefusal] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isNew = Boolean(asked.secret);
  const isPassword = asked.kinds?.includes("password");
  const attempt = async (answer) => {
    setBusy(true);
    setRefusal("");
    try {
      await send({ challenge: asked.challenge, ...(await answer()) });
    } catch (error) {
      setRefusal(error.message);
      setBusy(false);
    }
  };
  const submit = (event) => {
    event.preventDefault();
    const typed = new FormData(/** @type {HTMLFormElement} */ (event.target));
    attempt(async () =>
      isPassword ? { password: typed.get("password") } : { code: String(typed.get("code")).trim() },
    );
  };
  const sign = () => attempt(async () => ({ passkey: await (isNew ? createPasskey : usePasskey)(asked.passkey) }));
  const hasCode = isNew || asked.kinds?.some((kind) => kind !== "passkey" && kind !== "password");
  return html`
    <form onSubmit=${submit}>
      <h2>${title}</h2>
      ${isNew && html`<${SetUp} asked=${asked} />`}
      ${
        hasCode &&
        html`<label>
          ${isNew ? t("Code that the app shows") : t("Code of your app, or a recovery code")}
          <input name="code" autocomplete="one-time-code" maxlength="30" required autofocus />
        </label>`
      }
      ${
        isPassword &&
        html`<label>
          ${t("Your password")}
          <input name="password" type="password" autocomplete="current-password" maxlength="128" required autofocus />
        </label>`
      }
      <p role="alert">${refusal}</p>
      ${(hasCode || isPassword) && html`<button class="main" disabled=${isBusy}>${t("Go on")}</button>`}
      <div class="actions">
        ${leave && html`<button type="button" onClick=${leave}>${t("Back")}</button>`}
        ${
          asked.passkey &&
          canUsePasskeys() &&
          html`<button type="button" disabled=${isBusy} onClick=${sign}>
            ${isNew ? t("Make a passkey instead") : t("Use a passkey")}
          </button>`
        }
      </div>
    </form>
  `;
}

/** @param {{ asked: Asked }} props */
const SetUp = ({ asked }) => html`
  <p>${t("Scan this with an authenticator app:")}</p>
  <p><img class="qr" src=${asked.picture} alt=${t("QR code for an authenticator app")} /></p>
  <p>${t("Or type this into the app:")} <code class="secret">${asked.secret}</code></p>
`;

/** @param {{ codes: string[], done: () => void }} props */
export const RecoveryCodes = ({ codes, done }) => html`
  <div>
    <h2>${t("Your recovery codes")}</h2>
    <p>${t("Each lets you in once if you lose your phone. They are shown this one time: write them down.")}</p>
    <ul class="codes">
      ${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}
    </ul>
    <button type="button" class="main" onClick=${done}>${t("I have written them down")}</button>
  </div>
`;

/**
 * Shows recovery codes until somebody says that they have them; none where there are none.
 * @param {string[]} codes
 */
export async function showRecoveryCodes(codes) {
  if (!codes.length) return;
  const draw = (close) => html`<${RecoveryCodes} codes=${codes} done=${() => close(true)} />`;
  while (!(await openDialog(draw, { isLasting: true })));
}

/**
 * Asks for a second factor; resolves with whether one was proved.
 * @param {Asked} asked
 * @param {(evidence: object) => Promise<void>} send
 * @param {string} [title]
 * @returns {Promise<boolean>}
 */
export async function factorDialog(asked, send, title) {
  const done = await openDialog((close) => {
    const finish = async (evidence) => {
      await send(evidence);
      close(true);
    };
    return html`<${FactorForm} asked=${asked} title=${title} send=${finish} leave=${() => close(false)} />`;
  });
  return done === true;
}
