// What toppings look like: small drawings by their code, else by their name, else by the kind of topping they are.

import { html } from "../kernel/ui.js";

/** @typedef {{ draw: (turn: number) => any, size?: number }} Look */

const slice = (fill, rim, specks) => () =>
  html`
  <circle r="8.6" fill=${rim} /><circle r="7.4" fill=${fill} />
  <g fill=${specks}><circle cx="-3" cy="-2" r="1.3" /><circle cx="2.4" cy="-3.4" r="1" /><circle cx="3" cy="2.6" r="1.4" /><circle cx="-1.6" cy="3.4" r="1.1" /></g>
`;
const ring =
  (stroke, width = 2.2, radius = 6) =>
  () =>
    html`<circle r=${radius} fill="none" stroke=${stroke} stroke-width=${width} />`;
const chunk = (fill, shade) => () =>
  html`
  <path d="M-6 -3 Q-5 -7 0 -6 Q6 -6 6.5 -1 Q7 5 1 5.4 Q-6 6.4 -6 -3Z" fill=${fill} />
  <path d="M-5 1 Q-1 4.6 5 2.4" fill="none" stroke=${shade} stroke-width="1.5" stroke-linecap="round" />
`;
const strip = (fill, fat) => () =>
  html`
  <path d="M-8 -2 q4 -4 8 0 t8 0 v4 q-4 4 -8 0 t-8 0z" fill=${fill} />
  <path d="M-8 0 q4 -4 8 0 t8 0" fill="none" stroke=${fat} stroke-width="1.3" />
`;
const leaf = (fill, vein) => () =>
  html`
  <path d="M-9 0 Q-3 -7 8 0 Q-3 7 -9 0Z" fill=${fill} /><path d="M-8 0 L6 0" stroke=${vein} stroke-width="1" />
`;
const cube = (fill, shade) => () =>
  html`
  <rect x="-4.5" y="-4.5" width="9" height="9" rx="1.8" fill=${fill} /><path d="M-4.5 2.6 h9" stroke=${shade} stroke-width="1.4" />
`;
const dot =
  (fill, shine, radius = 3.4) =>
  () =>
    html`
  <circle r=${radius} fill=${fill} /><circle cx=${-radius / 3} cy=${-radius / 3} r=${radius / 3.2} fill=${shine} />
`;
const shrimp = () => html`
  <path d="M6 5 A7.5 7.5 0 1 1 5 -5.4" fill="none" stroke="#f08a6a" stroke-width="5" stroke-linecap="round" />
  <path d="M-5.4 -3.4 l3 1.4 M-6.6 1 l3.2 0 M-4.4 5 l2 -2.4" stroke="#fbd3c2" stroke-width="1.3" />
`;
const mushroom = () => html`
  <path d="M-7.6 -1 Q-7 -8 0 -8 Q7 -8 7.6 -1 Q5 2 2.6 1.4 L2.2 6.4 Q0 8 -2.2 6.4 L-2.6 1.4 Q-5 2 -7.6 -1Z" fill="#ead9bd" stroke="#a98a63" stroke-width="1.3" />
  <path d="M-4.6 -1.6 Q0 -4 4.6 -1.6" fill="none" stroke="#b89a73" stroke-width="1.1" />
`;
const pepper = () => html`
  <path d="M-7 2 Q-8 -6 -2 -5 Q0 -8 4 -5 Q9 -3 6 3" fill="none" stroke="#3f8f3c" stroke-width="2.6" stroke-linecap="round" />
`;
const tomato = () => html`
  <circle r="7" fill="#d8402a" /><circle r="5.4" fill="#ea6a4a" />
  <g fill="#fbd79a"><ellipse cx="-2" cy="-1.6" rx="1.1" ry="1.7" /><ellipse cx="2.2" cy="-1.4" rx="1.1" ry="1.7" /><ellipse cx="0" cy="2.4" rx="1.7" ry="1.1" /></g>
`;
const pineapple = () =>
  html`<path d="M-6 5 L0 -7 L6 5 Q0 8 -6 5Z" fill="#f7ce46" stroke="#d8a01f" stroke-width="1.2" />`;
const egg = () => html`
  <path d="M-17 2 Q-18 -13 -3 -14 Q14 -17 17 -3 Q20 11 5 14 Q-12 18 -17 2Z" fill="#fffdf6" /><circle r="7" fill="#f6b21b" /><circle cx="-2" cy="-2" r="2" fill="#fbd36b" />
`;
const oil = () =>
  html`<path d="M-7 -2 q5 -4 9 0 t6 3" fill="none" stroke="#7a5a1c" stroke-opacity=".55" stroke-width="1.6" stroke-linecap="round" />`;

// A menu's names are in the language of its reader; the codes of the field are the same in all.
const BY_CODE = {
  ...{ X: "tomato sauce", XB: "barbecue", XW: "garlic cream", XP: "pesto", C: "mozzarella", CH: "cheddar" },
  ...{ CB: "blue", CF: "feta", CV: "mozzarella", P: "pepperoni", H: "ham", K: "bacon", B: "beef", S: "sausage" },
  ...{ D: "chicken", R: "reindeer", TU: "tuna", SH: "shrimp", M: "mushroom", O: "onion", OR: "red onion" },
  ...{ G: "bell pepper", V: "olive", J: "jalapeño", N: "pineapple", TO: "tomato", SP: "spinach", AR: "artichoke" },
  ...{ RU: "rocket", GA: "garlic", SW: "corn", CP: "caper", EG: "egg", TR: "oil" },
  ...{ HT: "hand-tossed", TN: "thin", PN: "deep pan", SF: "filled edge", GF: "gluten-free" },
};

/** What something is drawn as: an English word. @param {{ code: string, name?: string }} item @returns {string} */
export const lookOf = ({ code, name = "" }) => BY_CODE[code] ?? name.toLowerCase();

/** @type {[RegExp, (turn: number) => any][]} */
const BY_NAME = [
  [/pepperoni|salami/, slice("#c63a22", "#9d2916", "#e8795c")],
  [/reindeer/, slice("#7c2f2b", "#5d1f1d", "#a8544e")],
  [/ham\b|prosciutto/, chunk("#f0a8a0", "#d47f78")],
  [/bacon/, strip("#b84a3a", "#f5cdb6")],
  [/sausage/, dot("#9a5230", "#c98256", 5.4)],
  [/beef|mince/, dot("#6e4027", "#94603f", 4)],
  [/chicken/, chunk("#efd3a0", "#c99f62")],
  [/tuna|fish|anchov/, chunk("#d9b8a4", "#b08c77")],
  [/shrimp|prawn/, shrimp],
  [/mushroom/, mushroom],
  [/red onion|pickled/, ring("#c45a94", 2, 6.4)],
  [/onion/, ring("#f2ead8", 2.2, 6.4)],
  [
    /jalape|chil/,
    () => html`<circle r="5.6" fill="#4f9a3a" /><circle r="3.4" fill="#cfe3a4" /><circle r="1" fill="#f5f1cf" />`,
  ],
  [/bell pepper|paprika/, pepper],
  [/olive/, () => html`<circle r="5" fill="#33302f" /><circle r="2" fill="#8a4a2e" />`],
  [/pineapple/, pineapple],
  [/tomato/, tomato],
  [/spinach/, leaf("#3d7a3a", "#2a5a29")],
  [/rocket|arugula|basil|herb/, leaf("#5c9a3f", "#3e7029")],
  [/artichoke/, leaf("#a9ad6c", "#7f8348")],
  [/garlic/, dot("#f6e7c4", "#fffaf0", 3.6)],
  [/corn/, dot("#f8cf3f", "#fdeaa0", 3)],
  [/caper/, dot("#6f7f3a", "#9aa85e", 2.6)],
  [/egg/, egg],
  [/oil/, oil],
  [/feta|goat/, cube("#fffaf0", "#e6dac2")],
  [
    /blue/,
    () =>
      html`<path d="M-7 0 Q-5 -6 1 -5 Q7 -5 6 1 Q5 6 -2 5 Q-7 5 -7 0Z" fill="#f3ecd4" /><circle cx="-1" cy="-1" r="1.4" fill="#6f86a8" /><circle cx="2.6" cy="2" r="1.1" fill="#6f86a8" />`,
  ],
  [
    /cheddar/,
    () => html`<path d="M-7 1 Q-2 -3 7 0" fill="none" stroke="#f0a63a" stroke-width="3" stroke-linecap="round" />`,
  ],
];
const BY_GROUP = {
  meat: chunk("#a8563c", "#7c3a26"),
  vegetable: dot("#6aa64a", "#a8cf86", 4.6),
  cheese: chunk("#fbe6ad", "#e8c979"),
  finish: oil,
};

/** The drawing of a topping, around 0 0 and about 16 across; null for what is not seen. @param {any} topping */
export function look(topping) {
  const found = BY_NAME.find(([pattern]) => pattern.test(lookOf(topping)));
  return found?.[1] ?? BY_GROUP[topping.group] ?? null;
}

/** The colour of a sauce. @param {any} topping */
export function sauceColour(topping) {
  const said = lookOf(topping);
  if (/barbecue|smok/.test(said)) return "#7a3a22";
  if (/cream|garlic|white/.test(said)) return "#f2e4c4";
  if (/pesto|basil|green/.test(said)) return "#7d9440";
  return "#cf4a2c";
}
