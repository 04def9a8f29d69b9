// Pictures of what is sold: pizzas and bowls as they are made, and a drawing for each other kind of food.

import { html } from "../kernel/ui.js";
import { usualHalves } from "./line_configuration.js";
import { laidOf, Pizza } from "./pizza.js";
import { look } from "./topping_drawings.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

// By the code first: names are in the language of their reader.
const saidOf = ({ code, name }) => `${code} ${name}`.toLowerCase();

const hueOf = (text) => [...text].reduce((sum, letter) => (sum * 33 + letter.charCodeAt(0)) % 360, 11);

/** @param {string} name @returns {string} */
function drinkColour(name) {
  const said = name.toLowerCase();
  if (/cola/.test(said)) return "#4a241a";
  if (/orange/.test(said)) return "#f08a24";
  if (/lemon/.test(said)) return "#f3d64e";
  if (/water/.test(said)) return "#b9dff0";
  if (/apple/.test(said)) return "#d9b23c";
  if (/tea/.test(said)) return "#c9803a";
  if (/milk/.test(said)) return "#fbf8ef";
  return `hsl(${hueOf(name)} 55% 55%)`;
}

const Drink = ({ name }) => html`
  <path d="M82 34 h36 v20 q16 10 16 34 v72 q0 14 -14 14 h-40 q-14 0 -14 -14 v-72 q0 -24 16 -34z" fill="#e9f2f2" opacity=".9" />
  <path d="M72 84 q28 9 56 0 v74 q0 10 -10 10 h-36 q-10 0 -10 -10z" fill=${drinkColour(name)} />
  <rect x="68" y="104" width="64" height="34" fill="#fff8ea" /><circle cx="100" cy="121" r="11" fill="#c8321f" /><path d="M100 110 a11 11 0 0 1 0 22z" fill="#f6c453" />
  <rect x="80" y="24" width="40" height="13" rx="4" fill="#c8321f" /><path d="M78 62 q-6 8 -6 22" stroke="#fff" stroke-width="4" fill="none" opacity=".7" stroke-linecap="round" />
`;
const Dip = ({ name }) => html`
  <ellipse cx="100" cy="150" rx="64" ry="16" fill="#000" opacity=".1" />
  <path d="M38 84 h124 l-14 58 q-3 12 -16 12 h-64 q-13 0 -16 -12z" fill="#f7efe0" /><ellipse cx="100" cy="84" rx="62" ry="22" fill="#fff8ea" />
  <ellipse cx="100" cy="86" rx="52" ry="16" fill=${/barbecue|bbq/i.test(name) ? "#6b2f1c" : /salsa|tomato|chil|aioli/i.test(name) ? "#d5472b" : /herb|vegan/i.test(name) ? "#b9c98a" : "#f6ecd2"} />
  <g fill="#5c9a3f"><circle cx="84" cy="84" r="3" /><circle cx="108" cy="90" r="2.4" /><circle cx="120" cy="82" r="2.8" /><circle cx="96" cy="92" r="2" /></g>
`;
const Sticks = ({ name }) => html`
  <ellipse cx="100" cy="160" rx="70" ry="14" fill="#000" opacity=".1" />
  ${[0, 1, 2, 3, 4].map((row) => html`<rect key=${row} x=${34 + row * 7} y=${52 + row * 20} width="112" height="21" rx="10.5" fill=${row % 2 ? "#e0a04c" : "#eab565"} transform=${`rotate(${row % 2 ? 4 : -5} 100 ${62 + row * 20})`} />`)}
  <g fill=${/chees|mozz|f_twist|f_sticks/i.test(name) ? "#fbe3a4" : "#5c9a3f"}><circle cx="70" cy="64" r="4" /><circle cx="112" cy="86" r="4" /><circle cx="92" cy="104" r="4" /><circle cx="132" cy="122" r="4" /><circle cx="84" cy="142" r="4" /></g>
`;
const Rings = () => html`
  <ellipse cx="100" cy="158" rx="66" ry="14" fill="#000" opacity=".1" />
  ${[
    [74, 116],
    [128, 118],
    [100, 82],
    [100, 132],
  ].map(
    ([x, y], index) =>
      html`<g key=${index}><circle cx=${x} cy=${y} r="27" fill="none" stroke="#c98436" stroke-width="17" /><circle cx=${x} cy=${y} r="27" fill="none" stroke="#e6ad5a" stroke-width="11" /></g>`,
  )}
`;
const Fries = () => html`
  ${[-24, -12, 0, 12, 24, -18, 6, 18].map((x, index) => html`<rect key=${index} x=${94 + x} y=${36 + (index % 3) * 9} width="11" height="86" rx="4" fill=${index % 2 ? "#f3c552" : "#f8d878"} transform=${`rotate(${x / 2} 100 150)`} />`)}
  <path d="M52 90 q48 22 96 0 l-12 70 q-2 10 -12 10 h-48 q-10 0 -12 -10z" fill="#c8321f" /><circle cx="100" cy="134" r="15" fill="#fff8ea" /><path d="M100 119 a15 15 0 0 1 0 30z" fill="#f6c453" />
`;
const Wings = ({ name }) => {
  const fill = /cauli/i.test(name) ? "#e8c88a" : /boneless|bites/i.test(name) ? "#d98f3c" : "#b5602a";
  return html`
    <ellipse cx="100" cy="156" rx="72" ry="16" fill="#000" opacity=".1" />
    ${[
      [66, 118, -20],
      [134, 116, 24],
      [100, 84, 4],
      [98, 134, -8],
    ].map(
      ([x, y, turn]) => html`
      <g key=${`${x}`} transform=${`translate(${x} ${y}) rotate(${turn})`}>
        ${!/boneless|bites/i.test(name) && html`<path d="M14 8 L40 22" stroke="#f7ead2" stroke-width="9" stroke-linecap="round" />`}
        <ellipse rx="30" ry="22" fill=${fill} /><path d="M-18 -8 Q-4 -18 12 -10" fill="none" stroke="#f0b069" stroke-width="5" stroke-linecap="round" opacity=".8" />
      </g>`,
    )}
  `;
};
const Sandwich = () => html`
  <ellipse cx="100" cy="150" rx="78" ry="14" fill="#000" opacity=".1" />
  <path d="M30 116 h140 q6 26 -18 28 h-104 q-24 -2 -18 -28z" fill="#d9974a" />
  <path d="M26 108 q12 12 24 2 q12 10 24 0 q12 10 26 0 q12 10 24 0 q12 10 24 0 q12 10 26 -2 v12 h-148z" fill="#5c9a3f" />
  <rect x="32" y="98" width="136" height="11" rx="5" fill="#b8472e" /><path d="M34 90 h132 l-16 18 -20 -8 -22 8 -20 -8 -22 8z" fill="#f8cf5a" />
  <path d="M28 92 q2 -44 72 -44 t72 44z" fill="#e6ad62" /><g fill="#fff2d2"><ellipse cx="76" cy="66" rx="4" ry="2.4" /><ellipse cx="104" cy="60" rx="4" ry="2.4" /><ellipse cx="128" cy="70" rx="4" ry="2.4" /><ellipse cx="92" cy="78" rx="4" ry="2.4" /></g>
`;
const Dessert = ({ name }) => {
  if (/ice|sorbet/i.test(name)) {
    const [first, second] = /sorbet|berry/i.test(name) ? ["#c2325a", "#d9537a"] : ["#fbf1d8", "#f3dcae"];
    return html`<path d="M62 100 h76 l-10 58 q-2 8 -10 8 h-36 q-8 0 -10 -8z" fill="#f7efe0" stroke="#e2d0b0" stroke-width="3" /><circle cx="82" cy="80" r="28" fill=${first} /><circle cx="118" cy="78" r="28" fill=${second} /><circle cx="100" cy="56" r="27" fill=${first} /><path d="M86 46 q8 -10 18 -8" stroke="#fff" stroke-width="4" fill="none" opacity=".6" stroke-linecap="round" />`;
  }
  if (/twist|cinnamon/i.test(name)) return html`<${Sticks} name=${name} />`;
  const fill = /pie|blueberry/i.test(name) ? "#4b4a8f" : "#5b2f1c";
  return html`
    <ellipse cx="100" cy="150" rx="72" ry="18" fill="#fff8ea" stroke="#e2d0b0" stroke-width="3" />
    <path d="M48 92 q52 -30 104 0 v36 q-52 30 -104 0z" fill=${/cookie/i.test(name) ? "#c98d4b" : "#7a4426"} /><ellipse cx="100" cy="92" rx="52" ry="20" fill=${/cookie/i.test(name) ? "#dba562" : fill} />
    <g fill=${/cookie/i.test(name) ? "#5b2f1c" : "#f5e2c4"}><circle cx="82" cy="88" r="5" /><circle cx="108" cy="84" r="4" /><circle cx="118" cy="97" r="5" /><circle cx="94" cy="100" r="4" /></g>
  `;
};

/** A bowl with what is in it. @param {{ laid: any[], fill: string }} props */
const Bowl = ({ laid, fill }) => html`
  <ellipse cx="100" cy="108" rx="92" ry="88" fill="#000" opacity=".08" /><circle cx="100" cy="100" r="90" fill="#fdf8ee" /><circle cx="100" cy="100" r="90" fill="none" stroke="#e2d3ba" stroke-width="3" />
  <circle cx="100" cy="100" r="72" fill=${fill} />
  ${Array.from({ length: 26 }, (_, index) => {
    const angle = index * 2.4;
    const radius = 66 * Math.sqrt((index + 0.5) / 26);
    const place = `translate(${100 + radius * Math.cos(angle)} ${100 + radius * Math.sin(angle)}) rotate(${(index * 83) % 360})`;
    const one = laid.length && index % 2 ? look(laid[(index >> 1) % laid.length].topping) : null;
    return html`<g key=${index} transform=${place}>${one ? one(0) : html`<path d="M-13 0 Q0 -9 13 0 Q0 9 -13 0Z" fill=${fill === "#7fae4f" ? (index % 3 ? "#98c565" : "#5f9440") : index % 3 ? "#f7d98c" : "#e2b452"} />`}</g>`;
  })}
`;

/** @type {[RegExp, (props: { name: string }) => any][]} */
const KINDS = [
  [/drink/, Drink],
  [/dip|sauce/, Dip],
  [/wing|bite/, Wings],
  [/sandwich/, Sandwich],
  [/dessert|sweet/, Dessert],
];

/** @param {string} name */
const sideOf = (name) => (/fries|wedge/i.test(name) ? Fries : /ring/i.test(name) ? Rings : Sticks);

/**
 * The picture of a product as it comes, or as `halves` say.
 * @param {{ catalogue: Catalogue, product: any, halves?: any }} props
 */
export function Picture({ catalogue, product, halves }) {
  const [variant] = catalogue.variantsOf(product.code);
  const laid = variant ? laidOf(catalogue, halves ?? usualHalves(catalogue, variant)) : [];
  if (product.is_halvable) return html`<${Pizza} laid=${laid} />`;
  const heading = catalogue.menu.categories.find(({ code }) => code === product.category);
  const [category, said] = [heading ? saidOf(heading) : "", saidOf(product)];
  const seen = laid.filter(({ topping }) => look(topping) && topping.group !== "sauce");
  const Kind = KINDS.find(([pattern]) => pattern.test(category))?.[1];
  const isBowl = /salad|pasta/.test(category);
  return html`
    <svg viewBox="0 0 200 200" aria-hidden="true">
      ${isBowl ? html`<${Bowl} laid=${seen} fill=${/salad/.test(category) ? "#7fae4f" : "#eac56a"} />` : html`<${Kind ?? sideOf(said)} name=${said} />`}
    </svg>
  `;
}
