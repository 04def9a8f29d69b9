// What every page does: says who is signed in and lets them out, shows trouble, and whether it is live.

import { at } from "./dom.js";
import { words } from "./format.js";
import { chooseLanguage, claims, isSignedIn, onSession, signOut } from "./session.js";
import { t, table } from "./texts.js";
import { html, render, toast } from "./ui.js";

/** @typedef {import("./live.js").LiveState} LiveState */

const LIVE = table({
  connecting: "connecting",
  live: "live",
  reconnecting: "reconnecting",
  forbidden: "not for you",
  missing: "not there",
  closed: "closed",
});

/**
 * Does one work after the other: what was read before a change must not be shown after it.
 * @returns {<T>(work: () => Promise<T>) => Promise<T>}
 */
export function oneAfterTheOther() {
  let last = /** @type {Promise<any>} */ (Promise.resolve());
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };
}

/**
 * The works of a page's buttons, each after the one before: says what became of it, then has shown what is there now.
 * `run` resolves with what went wrong, so that a form keeps what was typed; undefined once it is done.
 * @param {(answer?: any) => Promise<any>} show given what the work answered, if it was done
 * @returns {{ inTurn: ReturnType<typeof oneAfterTheOther>, run: (work: () => Promise<any>, done: string) => Promise<any> }}
 */
export function worksOf(show) {
  const inTurn = oneAfterTheOther();
  const run = (work, done) =>
    inTurn(async () => {
      let answer, trouble;
      tell();
      try {
        answer = await work();
        toast(done);
      } catch (error) {
        trouble = error;
        tell(error);
      }
      await show(answer).catch(tell);
      return trouble;
    });
  return { inTurn, run };
}

/** Signs the reader out; the page then asks who is there. */
async function leave() {
  await signOut();
  location.reload();
}

const roles = () => (isSignedIn() ? claims().roles : []);
const rolesInWords = () => roles().map(words).join(", ") || t("nobody");

function Account() {
  if (!isSignedIn()) return null;
  return html`
    <span>${rolesInWords()}</span> <button type="button" class="plain" onClick=${leave}>${t("Sign out")}</button>
  `;
}

// Links to pages that are not for the reader's roles stay hidden.
function showLinks() {
  const own = roles();
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("nav a[data-roles]"))) {
    link.hidden = !link.dataset.roles?.split(" ").some((role) => own.includes(role));
  }
  // On a phone the bar is wider than the screen: it shows where the reader is.
  document.querySelector("nav a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

/**
 * Shows what went wrong, an error or words; nothing takes it away.
 * @param {any} [trouble]
 */
export function tell(trouble = "") {
  const place = at("#trouble");
  if (trouble instanceof Error && !("status" in trouble)) console.warn(trouble);
  place.replaceChildren(typeof trouble === "string" ? trouble : describe(trouble));
}

/** @param {any} error */
const describe = (error) => (error instanceof TypeError ? t("The platform cannot be reached.") : error.message);

// Somebody whose role the page is not for is told so, and may come back as somebody else.
function tellWrongRole() {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    textContent: t("Sign in as somebody else"),
  });
  button.addEventListener("click", leave);
  const told = t("This page is not for you: you are signed in as {roles}.", { roles: rolesInWords() });
  at("#trouble").replaceChildren(`${told} `, button);
  tellLive("forbidden");
}

/**
 * Shows whether the page follows what happens.
 * @param {LiveState} state
 */
export function tellLive(state) {
  const place = document.querySelector("#live");
  if (!place) return;
  place.textContent = LIVE[state];
  place.classList.toggle("on", state === "live");
  place.classList.toggle("off", state === "forbidden" || state === "missing");
}

/**
 * The state of a page's socket, with a word about it when nothing will come.
 * @param {LiveState} state
 */
export function followLive(state) {
  tellLive(state);
  if (state === "forbidden") tellWrongRole();
  if (state === "missing") tell(t("There is nothing here that you may see."));
}

/**
 * Draws `view` into the element of `selector`.
 * @param {string} selector
 * @param {any} view
 */
export const mount = (selector, view) => render(view, at(selector));

function letChooseLanguage() {
  for (const choice of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("[data-language]"))) {
    choice.addEventListener("change", async () => {
      await chooseLanguage(choice.value);
      location.reload();
    });
  }
}

/**
 * Runs the page; what goes wrong on the way is shown.
 * @param {() => Promise<void>} page
 */
export async function start(page) {
  letChooseLanguage();
  const account = document.querySelector("#account");
  onSession(() => {
    showLinks();
    if (account) render(html`<${Account} />`, account);
  });
  await page().catch((error) => (error.status === 403 ? tellWrongRole() : tell(error)));
}
