// The line that was taken out of the basket last, put back by one tap where it was.

import { t } from "../kernel/texts.js";
import { html, Store, useEffect, useRef, useStore } from "../kernel/ui.js";
import { dropLine, orderDraft } from "./order_draft.js";

/** @type {Store<{ line: import("./order_draft.js").Line | null, name: string, at: number }>} */
const removed = new Store({ line: null, name: "", at: 0 });

/** @param {import("./order_draft.js").Line} line @param {string} name what the customer calls it */
export function takeOut(line, name) {
  removed.set({ line, name, at: orderDraft.value.lines.findIndex(({ id }) => id === line.id) });
  dropLine(line.id);
}

function putBack() {
  const { line, at } = removed.value;
  if (line) orderDraft.set({ lines: orderDraft.value.lines.toSpliced(at, 0, line) });
  removed.set({ line: null });
  document.getElementById("main")?.focus(); // the button goes
}

/** Stands where the line was, with the focus. The second click of two does nothing: the first one took the line out. */
export function PutBack() {
  const { line, name } = useStore(removed);
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useEffect(() => button.current?.focus(), [line]);
  if (!line) return null;
  return html`
    <p class="removed">${t("{name} is out of your basket.", { name })}
      <button ref=${button} type="button" onClick=${({ detail }) => detail > 1 || putBack()}>${t("Put it back")}</button></p>
  `;
}

/** Where it stood among the lines; after them, where nothing was taken out. */
export const useRemovedAt = () => {
  const { line, at } = useStore(removed);
  return line ? at : -1;
};
