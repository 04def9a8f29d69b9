// Where a browser comes back to from a provider: what it brought counts only for the attempt that this tab began.

import { call } from "../kernel/api.js";
import { at, meta } from "../kernel/dom.js";
import { mount, start } from "../kernel/page.js";
import { taken } from "../kernel/providers.js";
import { enterBy } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

const PROVIDER = meta("provider");

/** What came back, and no longer stands in the address. */
function brought() {
  const said = new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
  history.replaceState(null, "", location.pathname);
  return { code: said.get("code") ?? "", state: said.get("state") ?? "" };
}

/** @param {string} text @param {string} to */
const tellAndLead = (text, to) =>
  mount("#main", html`<p role="alert">${text}</p><p><a href=${to}>${t("Go on")}</a></p>`);

async function goOn() {
  const { code, state } = brought();
  const begun = taken(PROVIDER);
  const to = begun?.to ?? "/account/";
  if (!begun || begun.state !== state) {
    tellAndLead(t("This is not what you began here: begin again."), to);
    return;
  }
  if (!code) {
    tellAndLead(t("You were not signed in there."), to);
    return;
  }
  const answer = { code, state, binder: begun.binder };
  try {
    if (begun.isLink) await call(`/users/me/identities/at/${PROVIDER}/answer`, answer);
    else await enterBy(`/auth/token/provider/${PROVIDER}`, answer);
    location.replace(to);
  } catch (error) {
    tellAndLead(error.message, to);
  }
}

start(async () => {
  at("#outcome").textContent = t("One moment.");
  await goOn();
});
