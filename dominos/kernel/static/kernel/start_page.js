// The start page: everybody sees what there is; who is signed in, what is for their roles.

import { at } from "./dom.js";
import { start } from "./page.js";
import { accessToken, claims, isSignedIn, onSession } from "./session.js";

function show() {
  const roles = isSignedIn() ? claims().roles : null;
  at("#sign-in").hidden = roles !== null;
  for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("li[data-roles]"))) {
    const wanted = link.dataset.roles?.split(" ").filter(Boolean) ?? [];
    link.hidden = roles !== null && wanted.length > 0 && !wanted.some((role) => roles.includes(role));
  }
}

start(async () => {
  onSession(show);
  at("#sign-in").addEventListener("click", () => accessToken());
});
