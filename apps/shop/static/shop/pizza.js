// A pizza as it will be: drawn from what is on its left and its right half.

import { html, steady, useId } from "../kernel/ui.js";
import { look, lookOf, sauceColour } from "./topping_drawings.js";

/** @typedef {{ topping: any, halves: [string, string] }} Laid */

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const SAUCED = 80;
const SPREAD = 70;
// How many pieces a normal amount is, by how big they are.
const USUAL = 14;
const FEW = { finish: 3 };
const PIECE = 1.16;
const melts = (topping) => /mozzarella/.test(lookOf(topping));
const MELTED = 22;

/** The same place for the same piece, whatever else is on the pizza. @param {number} index @param {number} count @param {number} turn */
function spot(index, count, turn) {
  const radius = SPREAD * Math.sqrt((index + 0.55) / count);
  const angle = index * GOLDEN + turn;
  return [100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle), (index * 137 + turn * 57) % 360];
}

// Far apart for codes that are alike, so that one topping does not lie under the other.
const turnOf = (code) =>
  (([...code].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) * 0.618034) % 1) * 2 * Math.PI;

/** @param {{ topping: any, left: string, right: string }} props */
const Pieces = steady(({ topping, left, right }) => {
  const halves = [left, right];
  const draw = look(topping);
  if (!draw) return null;
  const most = Math.max(Number(halves[0]), Number(halves[1]));
  const isOne = topping.whole_only && /egg/.test(lookOf(topping));
  const count = isOne ? 1 : Math.round((FEW[topping.group] ?? USUAL) * (0.35 + 0.65 * most));
  const turn = turnOf(topping.code);
  return Array.from({ length: count }, (_, index) => {
    const [x, y, angle] = isOne ? [100, 100, 0] : spot(index, count, turn);
    const amount = Number(halves[x < 100 ? 0 : 1]);
    // Pieces lie within their half.
    if (!amount || (!isOne && halves[0] !== halves[1] && Math.abs(x - 100) < 7)) return null;
    if (amount < most && index % Math.round(most / amount + 0.4)) return null;
    return html`<g key=${index} transform=${`translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(0)}) scale(${PIECE})`}>${draw(turn)}</g>`;
  });
});

/** @param {{ sauce: any, melted: string, radius: number, clip: string }} props */
const Base = steady(
  ({ sauce, melted, radius, clip }) => html`
    <g clip-path=${clip || undefined}>
      <circle cx="100" cy="100" r=${radius} fill=${sauce ? sauceColour(sauce) : "#f3dcae"} />
      ${
        Number(melted) > 0 &&
        html`
        <circle cx="100" cy="100" r=${radius - 4} fill="#fbe0a0" opacity=${Number(melted) > 1 ? 0.96 : 0.86} />
        ${Array.from({ length: MELTED }, (_, index) => {
          const [x, y, angle] = spot(index, MELTED, 2.1);
          const width = 7 + ((index * 5) % 4) * 2.2;
          return html`<ellipse key=${index} rx=${width} ry=${width * 0.72} transform=${`translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(0)})`} fill=${index % 3 ? "#fff4d2" : "#eeb95c"} opacity=${index % 3 ? 0.7 : 0.55} />`;
        })}
      `
      }
    </g>
  `,
);

/** What lies under the toppings of a half. @param {Laid[]} laid @param {0 | 1} side */
const underOf = (laid, side) => ({
  sauce: laid.find(({ topping, halves }) => topping.group === "sauce" && Number(halves[side]))?.topping ?? null,
  melted: laid.find(({ topping, halves }) => melts(topping) && Number(halves[side]))?.halves[side] ?? "0",
});

/**
 * The drawing. `scale` is how big the pizza is beside the biggest; `edge` how thick its rim.
 * @param {{ laid: Laid[], label?: string, scale?: number, crust?: string, divided?: boolean }} props
 */
export function Pizza({ laid, label = "", scale = 1, crust = "", divided = false }) {
  const id = useId();
  const rim = /thin/.test(crust) ? 88 : 94;
  const radius = /thin/.test(crust) ? SAUCED + 3 : /deep|pan/.test(crust) ? SAUCED - 3 : SAUCED;
  const isFilled = /fill|stuff|edge/.test(crust);
  const seen = laid.filter(
    ({ topping, halves }) => topping.group !== "sauce" && !melts(topping) && (Number(halves[0]) || Number(halves[1])),
  );
  const [left, right] = [underOf(laid, 0), underOf(laid, 1)];
  const isAlike = left.sauce === right.sauce && left.melted === right.melted;
  return html`
    <svg class="pizza" viewBox="0 0 200 200" role=${label ? "img" : undefined} aria-label=${label || undefined} aria-hidden=${label ? undefined : "true"}>
      <clipPath id=${`l${id}`}><rect x="0" y="0" width="100" height="200" /></clipPath>
      <clipPath id=${`r${id}`}><rect x="100" y="0" width="100" height="200" /></clipPath>
      <g class="sized" transform=${`translate(100 100) scale(${scale}) translate(-100 -100)`}>
        <ellipse cx="100" cy="104" rx=${rim + 0.5} ry=${rim} fill="#5a3410" opacity=".16" />
        <circle cx="100" cy="100" r=${rim} fill="#c9853d" />
        <circle cx="100" cy="99" r=${rim - 2.5} fill="#e6ad62" />
        ${
          isFilled &&
          html`<circle cx="100" cy="100" r=${rim - 7} fill="none" stroke="#fbe3a4" stroke-width="7" stroke-dasharray="13 6" stroke-linecap="round" />`
        }
        <g fill="#b56f2c" opacity=".5">
          ${[20, 75, 130, 190, 246, 310].map((degrees) => {
            const angle = (degrees * Math.PI) / 180;
            return html`<circle key=${degrees} cx=${100 + (rim - 7) * Math.cos(angle)} cy=${100 + (rim - 7) * Math.sin(angle)} r=${2 + (degrees % 3)} />`;
          })}
        </g>
        ${
          isAlike
            ? html`<${Base} ...${left} radius=${radius} clip="" />`
            : html`<${Base} ...${left} radius=${radius} clip=${`url(#l${id})`} /><${Base} ...${right} radius=${radius} clip=${`url(#r${id})`} />`
        }
        ${seen.map((one) => html`<${Pieces} key=${one.topping.code} topping=${one.topping} left=${one.halves[0]} right=${one.halves[1]} />`)}
        ${divided && html`<path d="M100 16 V184" stroke="#fffaf0" stroke-width="1.6" stroke-dasharray="5 4" opacity=".9" />`}
      </g>
    </svg>
  `;
}

/**
 * What is laid on a pizza, in the order of the menu, by the halves of each topping.
 * @param {import("./catalogue.js").Catalogue} catalogue
 * @param {Record<string, [string, string]>} halves
 * @returns {Laid[]}
 */
export const laidOf = (catalogue, halves) =>
  catalogue.menu.toppings
    .filter(({ code }) => halves[code])
    .map((topping) => ({ topping, halves: halves[topping.code] }));
