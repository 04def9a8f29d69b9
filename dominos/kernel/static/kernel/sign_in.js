// The dialog that asks who is there: by password, a mailed code, a passkey or an account elsewhere, and by a second factor.

import { canUsePasskeys, usePasskey } from "./passkeys.js";
import { leaveFor, providers } from "./providers.js";
import { askedBy, FactorForm, RecoveryCodes } from "./second_factor.js";
import { t } from "./texts.js";
import { html, openDialog, useEffect, useState } from "./ui.js";

/** @typedef {(path: string, body: object) => Promise<any>} Post */

/**
 * Opens until somebody has signed in; resolves with their tokens.
 * @param {Post} post
 * @param {{ path: string, body: object }} [first] what is tried before anything is asked for
 * @returns {Promise<any>}
 */
export async function signInDialog(post, first) {
  const tried = first && (await post(first.path, first.body).catch((error) => ({ error })));
  if (tried && !tried.error) return tried;
  // A browser closes a dialog on the second Escape, whatever the page says.
  for (;;) {
    const tokens = await openDialog((close) => html`<${Door} post=${post} enter=${close} refused=${tried?.error} />`, {
      isLasting: true,
    });
    if (tokens) return tokens;
  }
}

const isHalf = (error) => error?.problem?.code === "second-factor-required";
const toFactor = (error) => ({ name: "factor", asked: askedBy(error.problem.question) });

/** @param {{ post: Post, enter: (tokens: any) => void, refused?: any }} props */
function Door({ post, enter, refused }) {
  const [step, setStep] = useState(/** @type {any} */ (isHalf(refused) ? toFactor(refused) : { name: "password" }));
  // A right password or code may be half of it.
  const sign = async (path, body) => {
    try {
      enter(await post(path, body));
    } catch (error) {
      if (!isHalf(error)) throw error;
      setStep(toFactor(error));
    }
  };
  const prove = async (evidence) => {
    const tokens = await post("/auth/token/second-factor", evidence);
    if (tokens.recovery_codes.length) setStep({ name: "codes", tokens });
    else enter(tokens);
  };
  const back = () => setStep({ name: "password" });
  if (step.name === "factor") return html`<${FactorForm} asked=${step.asked} send=${prove} leave=${back} />`;
  if (step.name === "codes")
    return html`<${RecoveryCodes} codes=${step.tokens.recovery_codes} done=${() => enter(step.tokens)} />`;
  if (step.name === "code") return html`<${CodeForm} email=${step.email} sign=${sign} back=${back} />`;
  const told = refused && !isHalf(refused) ? refused.message : "";
  return html`<${PasswordForm} post=${post} told=${told} sign=${sign} toCode=${(email) => setStep({ name: "code", email })} />`;
}

/** What is wrong, and what does something that may go wrong. */
function useAttempt(told = "") {
  const [refusal, setRefusal] = useState(told);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (action) => {
    setBusy(true);
    setRefusal("");
    await action().catch((error) => setRefusal(error.message));
    setBusy(false);
  };
  return { refusal, isBusy, attempt };
}

/** @param {SubmitEvent} event */
const fieldsOf = (event) => {
  event.preventDefault();
  return Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
};

/** @param {{ post: Post, told: string, sign: (path: string, body: object) => Promise<void>, toCode: (email: string) => void }} props */
function PasswordForm({ post, told, sign, toCode }) {
  const { refusal, isBusy, attempt } = useAttempt(told);
  const [known, setKnown] = useState(/** @type {import("./providers.js").Provider[]} */ ([]));
  useEffect(() => {
    providers().then(setKnown);
  }, []);
  const submit = (event) => {
    const fields = fieldsOf(event);
    attempt(() => sign("/auth/token", fields));
  };
  const mail = (event) => {
    const field = event.target.form.elements.email;
    if (!field.reportValidity()) return;
    attempt(async () => {
      await post("/auth/code", { email: field.value });
      toCode(field.value);
    });
  };
  const byProvider = (name) => attempt(async () => leaveFor(name, await post(`/auth/providers/${name}`, {})));
  const byPasskey = () =>
    attempt(async () => {
      const { challenge, passkey } = await post("/auth/passkey", {});
      await sign("/auth/token/passkey", { challenge, passkey: await usePasskey(passkey) });
    });
  return html`
    <form onSubmit=${submit}>
      <h2>${t("Sign in")}</h2>
      <label>${t("E-mail")} <input name="email" type="email" autocomplete="username" required /></label>
      <label>${t("Password")} <input name="password" type="password" autocomplete="current-password" required /></label>
      <p role="alert">${refusal}</p>
      <button class="main" disabled=${isBusy}>${t("Sign in")}</button>
      <div class="actions">
        <button type="button" disabled=${isBusy} onClick=${mail}>${t("Mail me a code instead")}</button>
        ${
          canUsePasskeys() &&
          html`<button type="button" disabled=${isBusy} onClick=${byPasskey}>${t("Sign in with a passkey")}</button>`
        }
        ${known.map(({ name, title }) => html`<button type="button" key=${name} disabled=${isBusy} onClick=${() => byProvider(name)}>${t("Sign in with {provider}", { provider: title })}</button>`)}
      </div>
      <p><a href="/forgotten-password/">${t("Forgotten your password?")}</a></p>
    </form>
  `;
}

/** @param {{ email: string, sign: (path: string, body: object) => Promise<void>, back: () => void }} props */
function CodeForm({ email, sign, back }) {
  const { refusal, isBusy, attempt } = useAttempt();
  const submit = (event) => {
    const { code } = fieldsOf(event);
    attempt(() => sign("/auth/token/code", { email, code: String(code).trim() }));
  };
  return html`
    <form onSubmit=${submit}>
      <h2>${t("Sign in")}</h2>
      <p>${t("If {email} has an account, a code is on its way there.", { email })}</p>
      <label>
        ${t("Code")} <input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="\\s*\\d{6}\\s*" required autofocus />
      </label>
      <p role="alert">${refusal}</p>
      <button class="main" disabled=${isBusy}>${t("Sign in")}</button>
      <div class="actions"><button type="button" onClick=${back}>${t("Back")}</button></div>
    </form>
  `;
}
