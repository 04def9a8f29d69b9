// What is wrong with a line, in words, and one tap to put it right.

import { at } from "../kernel/dom.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { changeLine, dropLine } from "./order_draft.js";

/** @type {Record<string, string>} */
const ACTIONS = {
  remove_line: t("Take it out of the basket"),
  choose_variant: t("Take it out of the basket"),
  drop_second_half: t("Make it one pizza"),
  drop_option: t("Leave that out"),
  change_amount: t("Take what there is"),
  put_on_whole: t("Put it on the whole"),
  change_quantity: t("Take fewer"),
  shorten_note: t("Shorten the note"),
};

/** @param {any} check @param {any} told */
const correctedOf = (check, told) => (told.corrected === null ? null : check.corrected_lines[told.corrected - 1]);

/** Puts a line right as the platform proposes. @param {string} id @param {any} corrected */
function take(id, corrected) {
  at("#main").focus(); // the button that was pressed goes
  if (!corrected) return dropLine(id);
  changeLine(id, { options: {}, cooking: [], sides: undefined, second_half: undefined, note: "", ...corrected });
}

/**
 * @param {{ catalogue: import("./catalogue.js").Catalogue, check: any, number: number, id: string }} props `number` counts from 0
 */
export function Corrections({ catalogue, check, number, id }) {
  const told = check?.lines[number];
  if (!told || told.is_ok) return null;
  const others = told.corrections.flatMap(({ alternatives }) => alternatives);
  const [{ action }] = told.corrections;
  return html`
    <div class="corrections" role="group" aria-label=${t("To be put right")}>
      ${told.corrections.map(({ field, message }) => html`<p key=${field}>${message}</p>`)}
      <div class="chips">
        ${others.map((code) => html`<button key=${code} type="button" onClick=${() => changeLine(id, { variant: code, options: {} })}>${catalogue.nameOf(catalogue.variants.get(code))}</button>`)}
        <button type="button" class="main" onClick=${() => take(id, correctedOf(check, told))}>${ACTIONS[action] ?? t("Put it right")}</button>
      </div>
    </div>
  `;
}
