// The start: how the food comes, and from where.

import { mount } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, useStore } from "../kernel/ui.js";
import { open } from "./frame.js";
import { hand } from "./hand.js";
import { Pizza } from "./pizza.js";
import { Where } from "./where.js";

const topping = (code, group, name = "") => ({ code, name, group });
// The picture of the start: a pizza for two who do not agree.
/** @type {import("./pizza.js").Laid[]} */
const SHOWN = [
  { topping: topping("X", "sauce"), halves: ["1", "0"] },
  { topping: topping("XP", "sauce"), halves: ["0", "1"] },
  { topping: topping("C", "cheese", "Mozzarella"), halves: ["1", "0.5"] },
  { topping: topping("P", "meat"), halves: ["1.5", "0"] },
  { topping: topping("V", "vegetable"), halves: ["0.5", "0"] },
  { topping: topping("TO", "vegetable"), halves: ["0", "1"] },
  { topping: topping("M", "vegetable"), halves: ["0", "1"] },
  { topping: topping("RU", "vegetable"), halves: ["0", "1"] },
];

function Last() {
  const { last } = useStore(hand);
  if (!last) return null;
  return html`<p class="last card">${t("Your last order, {number}:", { number: last.number })} <a href=${`/track/${last.token}`}>${t("see how far it is")}</a></p>`;
}

open(async () => {
  mount("#dish", html`<${Pizza} laid=${SHOWN} />`);
  mount("#where", html`<${Where} />`);
  mount("#usual", html`<${Last} />`);
});
