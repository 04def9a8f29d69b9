// The dialog that asks who is there.

import { html, openDialog, useState } from "./ui.js";

/**
 * Opens until `signIn(fields)` succeeds.
 * @param {(fields: object) => Promise<void>} signIn
 * @returns {Promise<void>}
 */
export async function signInDialog(signIn) {
  // A browser closes a dialog on the second Escape, whatever the page says.
  while (!(await openDialog((close) => html`<${Form} signIn=${signIn} close=${close} />`, { isLasting: true })));
}

/** @param {{ signIn: (fields: object) => Promise<void>, close: (isDone: boolean) => void }} props */
function Form({ signIn, close }) {
  const [refusal, setRefusal] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await signIn(Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target))));
      close(true);
    } catch (error) {
      setRefusal(error.message);
      setBusy(false);
    }
  };
  return html`
    <form onSubmit=${submit}>
      <h2>Sign in</h2>
      <label>E-mail <input name="email" type="email" autocomplete="username" required /></label>
      <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
      <p role="alert">${refusal}</p>
      <button class="main" disabled=${isBusy}>Sign in</button>
      <p><a href="/forgotten-password/">Forgotten your password?</a></p>
    </form>
  `;
}
