// The start: how the food comes, and from where.

import { call } from "../kernel/api.js";
import { dateTime, money } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState, useStore } from "../kernel/ui.js";
import { Destination } from "./destination.js";
import { Favourites } from "./favourites.js";
import { followed, orderDraft } from "./order_draft.js";
import { Pizza } from "./pizza.js";
import { Reorder } from "./reorder.js";
import { open } from "./shop_page.js";

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
  const last = followed(useStore(orderDraft));
  if (!last) return null;
  return html`<p class="last card">${t("Your last order, {number}:", { number: last.number })} <a href=${`/track/${last.token}`}>${t("see how far it is")}</a></p>`;
}

/** The last completed order of who is signed in, one tap from here to the checkout. */
function Usual() {
  const [usual, setUsual] = useState(/** @type {any} */ (null));
  useEffect(() => {
    if (isSignedIn())
      call("/orders?page_size=20").then(
        ({ results }) => setUsual(results.find(({ status }) => status === "COMPLETED") ?? null),
        () => {},
      );
  }, []);
  if (!usual) return null;
  return html`<div class="last card"><p>${t("As you had it on {day}, for {amount}", { day: dateTime(usual.created_at), amount: money(usual.total, usual.currency) })}</p><${Reorder} order=${usual} label=${t("The usual, please")} /></div>`;
}

open(async () => {
  mount("#dish", html`<${Pizza} laid=${SHOWN} />`);
  mount("#where", html`<${Destination} />`);
  mount("#usual", html`<${Last} /><${Usual} /><${Favourites} />`);
});
