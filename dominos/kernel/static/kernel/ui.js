// Components: Preact with htm, so that pages need no build step. Everything a page draws is made with `html`.

import { t } from "./texts.js";
import * as hooks from "./vendor/hooks.mjs";
import htm from "./vendor/htm.mjs";
import { h, render } from "./vendor/preact.mjs";

export { render };
export const { useEffect, useId, useMemo, useReducer, useRef, useState } = hooks;
export const html = htm.bind(h);

/**
 * A value that components show and anybody changes.
 * @template T
 */
export class Store {
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {T} value */
  constructor(value) {
    this.value = value;
  }

  /** @param {Partial<T>} changes */
  set(changes) {
    this.value = { ...this.value, ...changes };
    for (const listener of [...this.#listeners]) listener();
  }

  /** @param {() => void} listener */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/**
 * The store's value, in a component that is drawn again when it changes.
 * @template T
 * @param {Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [value, set] = useState(store.value);
  useEffect(() => {
    set(store.value);
    const stop = store.subscribe(() => set(store.value));
    return () => void stop();
  }, [store]);
  return value;
}

/**
 * The component, drawn again only when one of its properties is another one.
 * @param {(props: any) => any} Component
 * @returns {(props: any) => any}
 */
export const steady = (Component) => (props) => hooks.useMemo(() => h(Component, props), Object.values(props));

/** Resolves when what was changed so far has been drawn. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Whether the component's first drawing is on the screen: what can wait comes after it. */
export function usePainted() {
  const [is, set] = hooks.useState(false);
  hooks.useEffect(() => {
    let isGone = false;
    painted().then(() => isGone || set(true));
    return () => {
      isGone = true;
    };
  }, []);
  return is;
}

/** How many of so many are drawn by now: `step` more after each time that what there is is on the screen. @param {number} all @param {number} step */
export function useStepByStep(all, step) {
  const [drawn, draw] = hooks.useState(step);
  hooks.useEffect(() => {
    if (drawn < all) painted().then(() => draw(drawn + step));
  }, [drawn, all]);
  return drawn;
}

/** The time, in a component that is drawn again every `milliseconds`. @param {number} milliseconds */
export function useNow(milliseconds) {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return now;
}

/**
 * Opens a modal dialog of what `draw(close)` gives; resolves with what it is closed with, undefined when left.
 * @param {(close: (value?: any) => void) => any} draw
 * @param {{ isLasting?: boolean }} [how] `isLasting`: Escape does not leave it
 * @returns {Promise<any>}
 */
export function openDialog(draw, { isLasting = false } = {}) {
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  return new Promise((resolve) => {
    /** @type {any} */
    let result;
    const close = (value) => {
      result = value;
      dialog.close();
    };
    dialog.addEventListener("cancel", (event) => isLasting && event.preventDefault());
    dialog.addEventListener("close", () => {
      render(null, dialog);
      dialog.remove();
      resolve(result);
    });
    render(draw(close), dialog);
    dialog.showModal();
  });
}

/**
 * Asks whether to go on; the answer is what the button says, or no.
 * @param {{ title: string, text?: string, action: string, isDangerous?: boolean }} question
 * @returns {Promise<boolean>}
 */
export async function confirm({ title, text = "", action, isDangerous = false }) {
  const answer = await openDialog(
    (close) => html`
      <form method="dialog" onSubmit=${() => close(true)}>
        <h2>${title}</h2>
        ${text && html`<p>${text}</p>`}
        <div class="actions">
          <button type="button" onClick=${() => close(false)}>${t("Back")}</button>
          <button class=${isDangerous ? "main danger" : "main"}>${action}</button>
        </div>
      </form>
    `,
  );
  return answer === true;
}

/**
 * Asks for one line of text; null when left without one.
 * @param {{ title: string, label: string, action?: string, inputMode?: string }} question
 * @returns {Promise<string | null>}
 */
export async function askFor({ title, label, action = t("Done"), inputMode = "text" }) {
  /** @param {SubmitEvent} event @param {(value: any) => void} close */
  const submit = (event, close) => {
    event.preventDefault();
    close(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("answer"));
  };
  const answer = await openDialog(
    (close) => html`
      <form onSubmit=${(event) => submit(event, close)}>
        <h2>${title}</h2>
        <label>${label} <input name="answer" inputmode=${inputMode} required autocomplete="off" autofocus /></label>
        <div class="actions">
          <button type="button" onClick=${() => close()}>${t("Back")}</button>
          <button class="main">${action}</button>
        </div>
      </form>
    `,
  );
  return answer ?? null;
}

const TOAST_MS = 5000;

/**
 * Says for some seconds that something was done.
 * @param {string} text
 */
export function toast(text) {
  let place = document.querySelector("#toasts");
  if (!place) {
    place = Object.assign(document.createElement("div"), { id: "toasts", role: "status" });
    document.body.append(place);
  }
  const shown = Object.assign(document.createElement("p"), { textContent: text });
  place.append(shown);
  setTimeout(() => shown.remove(), TOAST_MS);
}

/**
 * A table that becomes a list of cards where it does not fit. A column is [title, what a row shows, is it a number].
 * Hidden rows stay, with what was typed in them.
 * @param {{ caption: string, columns: [string, (row: any) => any, boolean?][], rows: any[], keyOf: (row: any) => string, isHidden?: (row: any) => boolean }} props
 */
export const Table = ({ caption, columns, rows, keyOf, isHidden = () => false }) => html`
  <table class="cards">
    <caption>${caption}</caption>
    <thead><tr>${columns.map(([title, , isNumber]) => html`<th key=${title} scope="col" class=${isNumber ? "number" : ""}>${title}</th>`)}</tr></thead>
    <tbody>
      ${rows.map(
        (row) => html`
          <tr key=${keyOf(row)} hidden=${isHidden(row)}>
            ${columns.map(([title, show, isNumber]) => html`<td key=${title} data-label=${title} class=${isNumber ? "number" : ""}>${show(row)}</td>`)}
          </tr>
        `,
      )}
    </tbody>
  </table>
`;
