// The admin's page of second factors: a passkey instead of a typed code.

import { at } from "../kernel/dom.js";
import { canUsePasskeys, createPasskey, usePasskey } from "../kernel/passkeys.js";

const form = at("#factor");
const button = at("#use-passkey");

async function send() {
  try {
    const made = form.dataset.isNew ? createPasskey : usePasskey;
    form.elements.passkey.value = await made(form.dataset.passkey);
    form.submit();
  } catch (error) {
    at("#error").textContent = error.message;
  }
}

if (canUsePasskeys() && form.dataset.passkey) {
  button.hidden = false;
  button.addEventListener("click", send);
}
