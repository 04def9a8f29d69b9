// A search field with suggestions, as a combobox: arrows choose, Enter takes, Escape closes.

import { t } from "../kernel/texts.js";
import { html, useRef, useState } from "../kernel/ui.js";

const WAIT_MS = 150;

/**
 * `find(text)` gives hits; `onTake(hit)` is called for the one that is taken, `onTrouble(error)` when nobody answers.
 * @param {{ find: (text: string) => Promise<any[]>, onTake: (hit: any) => void, onTrouble: (error: any) => void }} props
 */
export function AddressSearch({ find, onTake, onTrouble }) {
  const [text, setText] = useState("");
  const [hits, setHits] = useState(/** @type {any[]} */ ([]));
  const [chosen, choose] = useState(-1);
  const asked = useRef({ number: 0, timer: 0 });

  const show = (/** @type {any[]} */ found) => {
    setHits(found);
    choose(-1);
  };
  const ask = async (wanted) => {
    const number = ++asked.current.number;
    try {
      const found = wanted.trim().length < 2 ? [] : await find(wanted.trim());
      if (number === asked.current.number) show(found);
    } catch (error) {
      if (number === asked.current.number) onTrouble(error);
    }
  };
  const typed = (event) => {
    setText(event.target.value);
    clearTimeout(asked.current.timer);
    asked.current.timer = setTimeout(ask, WAIT_MS, event.target.value);
  };
  // A street alone asks for its doors; a door is taken.
  const take = (hit) => {
    asked.current.number += 1;
    setText(hit.precision === "street" ? `${hit.street} ` : hit.label);
    show([]);
    onTake(hit);
  };
  // Before the field loses the focus, and the list with it.
  const press = (event, hit) => {
    event.preventDefault();
    take(hit);
  };
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[/** @type {string} */ (event.key)];
    if (step && hits.length)
      choose(chosen < 0 && step < 0 ? hits.length - 1 : (chosen + step + hits.length) % hits.length);
    else if (event.key === "Enter" && hits.length) take(hits[Math.max(chosen, 0)]);
    else if (event.key === "Enter") ask(text);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  };
  const isOpen = hits.length > 0;
  return html`
    <input
      id="query" type="search" role="combobox" aria-expanded=${String(isOpen)} aria-controls="hits" aria-autocomplete="list"
      aria-activedescendant=${chosen < 0 ? undefined : `hit-${chosen}`} aria-label=${t("Street and number")} placeholder=${t("Street and number")}
      autocomplete="off" maxlength="200" value=${text} onInput=${typed} onKeyDown=${key} onBlur=${() => setTimeout(show, 150, [])}
    />
    <ul id="hits" class="plain-list" role="listbox" aria-label=${t("Suggestions")} hidden=${!isOpen}>
      ${hits.map(
        (hit, index) => html`
          <li key=${index} id=${`hit-${index}`} role="option" aria-selected=${String(index === chosen)}
            onPointerDown=${(event) => press(event, hit)}>${hit.label}</li>
        `,
      )}
    </ul>
  `;
}
