// Who orders: an account that signs in, or a guest; and what courier and kitchen should know.

import { call } from "../kernel/api.js";
import { accessToken, isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useRef } from "../kernel/ui.js";

/** @param {FormData} fields */
export function contactOf(fields) {
  const written = ["name", "phone", "email"].map((name) => [name, String(fields.get(name) ?? "").trim()]);
  return Object.fromEntries(written.filter(([, text]) => text));
}

/** What the account knows, where nothing was written meanwhile. @param {HTMLElement} fields @param {any} known */
function fill(fields, known) {
  for (const input of fields.querySelectorAll("input")) input.value ||= known[input.name] ?? "";
}

/** @param {{ service: string, contact: any, isCash: boolean, choice: import("./checkout.js").Choice, choose: (made: Partial<import("./checkout.js").Choice>) => void }} props */
export function Contact({ service, contact, isCash, choice, choose }) {
  const fields = useRef(/** @type {any} */ (null));
  const isAccount = isSignedIn();
  const known = isAccount ? {} : contact;
  useEffect(() => {
    if (isAccount)
      call("/users/me").then(
        (me) => fill(fields.current, { ...contact, ...me, phone: me.phone || contact.phone }),
        () => fill(fields.current, contact),
      );
  }, [isAccount]);
  const signIn = () => accessToken().then(() => location.reload());
  return html`
    <fieldset class="card pick">
      <legend>${t("Who orders")}</legend>
      ${!isAccount && html`<p class="soft">${t("As a guest, or")} <button type="button" class="plain" onClick=${signIn}>${t("sign in")}</button></p>`}
      <div class="pair" ref=${fields}>
        <label>${t("Name")} <input name="name" defaultValue=${known?.name ?? ""} autocomplete="name" required maxlength="100" /></label>
        <label>${t("Telephone")} <input name="phone" type="tel" defaultValue=${known?.phone ?? ""} autocomplete="tel" required maxlength="30" /></label>
        <label>${t("E-mail")} <input name="email" type="email" defaultValue=${known?.email ?? ""} autocomplete="email" required=${!isAccount} maxlength="254" /></label>
      </div>
      <label>${service === "DELIVERY" ? t("For the courier or the store") : t("For the store")} <input name="instructions" value=${choice.instructions} onInput=${(event) => choose({ instructions: event.target.value })} maxlength="500" autocomplete="off" /></label>
      ${
        service === "DELIVERY" &&
        html`<label class="choice"><input type="checkbox" name="contactless" checked=${choice.isContactless} disabled=${isCash} onChange=${(event) => choose({ isContactless: event.target.checked })} /> ${t("Leave it at my door")} ${isCash && html`<small class="soft">${t("not with cash")}</small>`}</label>`
      }
    </fieldset>
  `;
}
