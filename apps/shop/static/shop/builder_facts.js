// What the platform says of a line while it is built: its price, what is in it, and what is wrong with it.

import { isOffline, postPublic, reasonOf } from "../kernel/api.js";
import { count, money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useRef, useState } from "../kernel/ui.js";
import { allergenName } from "../users/allergens.js";
import { DIETS } from "./contents.js";
import { orderDraft } from "./order_draft.js";

const PAUSE_MS = 180;
const SIDES = { "1/1": "", "1/2": `${t("Left:")} `, "2/2": `${t("Right:")} ` };

/** @param {string | null} diet */
const saidOf = (diet) => (diet ? (DIETS[diet] ?? t("Not vegetarian")) : t("Not stated whether it is vegetarian"));

/** @typedef {{ price: string, diet: string | null, contents: any[], trouble: string[], isRefused: boolean, isAsking: boolean }} Checked */

/** @param {any} answer @param {number} quantity @returns {Checked} */
function checkedOf(answer, quantity) {
  const { corrections, line } = answer.lines[0];
  const isWhole = line && line.quantity === quantity && !corrections.length;
  return {
    price: line ? money(line.total, answer.currency) : "",
    contents: line?.contents ?? [],
    diet: line?.diet ?? null,
    trouble: corrections.map(({ message }) => message),
    isRefused: !isWhole,
    isAsking: false,
  };
}

/**
 * The line as the platform would sell it; asked again whenever it changes, the last answer stays meanwhile.
 * @param {any} line
 * @returns {Checked}
 */
export function useChecked(line) {
  const [checked, setChecked] = useState(
    /** @type {Checked} */ ({ price: "", contents: [], diet: null, trouble: [], isRefused: false, isAsking: true }),
  );
  const asked = useRef(0);
  const body = JSON.stringify(line);
  useEffect(() => {
    const number = ++asked.current;
    const { store, service } = orderDraft.value;
    const ask = async () => {
      try {
        const answer = await postPublic(`/stores/${store}/menu/basket`, { lines: [line], ...(service && { service }) });
        if (number === asked.current) setChecked(checkedOf(answer, line.quantity));
      } catch (error) {
        // Without a connection one may still choose; the basket is checked again later.
        if (number === asked.current)
          setChecked((old) => ({ ...old, trouble: [reasonOf(error)], isRefused: !isOffline(error), isAsking: false }));
      }
    };
    const timer = setTimeout(ask, number === 1 ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [body]);
  return checked;
}

/** @param {{ catalogue: any, content: any }} props */
function Content({ catalogue, content: { part, allergens, unknown, nutrition, diet } }) {
  const of = (code) =>
    (catalogue.toppings.get(code) ?? catalogue.products.get(code) ?? catalogue.crusts.get(code))?.name ?? code;
  const said = allergens.length
    ? t("contains {what}", { what: allergens.map(allergenName).join(", ") })
    : t("no allergens stated");
  return html`
    <p>
      <b>${SIDES[part]}</b>${said}${unknown.length > 0 && html`; <span class="warn">${t("not stated for {what}", { what: unknown.map(of).join(", ") })}</span>`}. ${saidOf(diet)}.
      ${nutrition && html` <span class="soft">${t("{count} kcal", { count: count(nutrition.energy_kcal) })}</span>`}
    </p>
  `;
}

/** @param {{ catalogue: any, checked: Checked }} props */
export const Facts = ({ catalogue, checked }) => html`
  <div class="facts" role="status">
    ${checked.trouble.map((text) => html`<p key=${text} class="bad">${text}</p>`)}
    ${checked.contents.map((content) => html`<${Content} key=${content.part} catalogue=${catalogue} content=${content} />`)}
    ${checked.contents.length > 1 && html`<p><b>${t("Both halves together:")}</b> ${saidOf(checked.diet)}.</p>`}
  </div>
`;
