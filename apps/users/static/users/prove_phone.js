// A telephone is proved to be one's own by a code that is sent there.

import { reasonOf } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { html, openDialog, useEffect, useState } from "../kernel/ui.js";

/** @typedef {(path: string, body: object) => Promise<any>} Call the API as whoever it is proved for */

/** @param {{ phone: string, call: Call, close: (isProved?: boolean) => void }} props */
function Code({ phone, call, close }) {
  const [state, setState] = useState({ isBusy: true, trouble: "" });
  const run = async (path, body) => {
    setState({ isBusy: true, trouble: "" });
    try {
      const { is_proved: isProved } = await call(path, { phone, ...body });
      if (isProved) close(true);
      setState({ isBusy: false, trouble: "" });
    } catch (error) {
      setState({ isBusy: false, trouble: reasonOf(error) });
    }
  };
  const send = () => run("/auth/phone-code", {});
  useEffect(() => void send(), []);
  const submit = (event) => {
    event.preventDefault();
    run("/auth/phone-proof", { code: String(new FormData(event.target).get("code")) });
  };
  return html`
    <form onSubmit=${submit}>
      <h2>${t("Confirm your telephone")}</h2>
      <p>${t("We send a code of six digits to {phone}. It is good for ten minutes.", { phone })}</p>
      <label>${t("Code")} <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required autofocus /></label>
      <p class="bad" role="alert">${state.trouble}</p>
      <div class="actions">
        <button type="button" onClick=${() => close()}>${t("Back")}</button>
        <button type="button" disabled=${state.isBusy} onClick=${send}>${t("Send it again")}</button>
        <button class="main" disabled=${state.isBusy}>${t("Confirm")}</button>
      </div>
    </form>
  `;
}

/**
 * Has the code sent and asks for it; whether the telephone is proved.
 * @param {string} phone
 * @param {Call} call
 * @returns {Promise<boolean>}
 */
export const provePhone = async (phone, call) =>
  (await openDialog((close) => html`<${Code} phone=${phone} call=${call} close=${close} />`)) === true;
