// The menu of the store that serves: by category, searched and filtered, followed live.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { addressLine } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { isSignedIn } from "../kernel/session.js";
import { parts, t } from "../kernel/texts.js";
import { html, painted, steady, useEffect, useMemo, useRef, useState, useStepByStep, useStore } from "../kernel/ui.js";
import { openMenu, shown } from "./catalogue.js";
import { isAny, knownAllergens } from "./contents.js";
import { MenuBasket } from "./menu_basket.js";
import { Card, PresetCard } from "./menu_cards.js";
import { Categories, followCategories } from "./menu_categories.js";
import { Filters, passes } from "./menu_filters.js";
import { addLine, orderDraft } from "./order_draft.js";
import { open } from "./shop_page.js";
import { saidOf } from "./store_opening.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

function Serves() {
  const { store } = useStore(shown);
  const { service, address } = useStore(orderDraft);
  if (!store) return null;
  const now = store.services.find((one) => one.service === service);
  const to =
    service === "DELIVERY" && address
      ? parts("Delivered to {address}", { address: html`<b>${addressLine(address)}</b>` })
      : parts("Collected at {address}", {
          address: html`<b>${store.address.street} ${store.address.house_number}</b>`,
        });
  return html`
    <p class="serves">
      <span>${to} · ${store.name}, ${saidOf(store, now)}</span>
      ${!now?.is_open && html`<b class="warn">${t("Order ahead: you choose the time at the checkout.")}</b>`}
      <a href="/">${t("Change")}</a>
    </p>
  `;
}

/** The sections to show: the leaves of the tree of categories. @param {Catalogue} catalogue */
function sectionsOf(catalogue) {
  const { categories, products, preconfigured } = catalogue.menu;
  return categories
    .map((category) => ({
      category,
      presets: preconfigured.filter((one) => one.category === category.code),
      products: products.filter((one) => one.category === category.code),
    }))
    .filter((section) => section.products.length || section.presets.length);
}

// The builder is not needed before something is picked; it is fetched when the menu is there.
const builder = () => import("./builder.js");

/** @param {Catalogue} catalogue @param {any} wanted */
async function add(catalogue, wanted) {
  const { build } = await builder();
  await painted();
  const line = await build(catalogue, wanted);
  if (line) addLine(line);
}

const AT_ONCE = 2;
const SteadyCard = steady(Card);
const SteadyPreset = steady(PresetCard);

/** @param {{ catalogue: Catalogue, section: any, dietary: import("./contents.js").DietaryFilter, pick: (wanted: any) => void, isDrawn: boolean }} props `isDrawn`: with its cards, which come a section at a time */
const Section = ({ catalogue, section: { category, products, presets }, dietary, pick, isDrawn }) => html`
  <section id=${category.code} class="category">
    <h2>${category.name}</h2>
    <ul class="plain-list cards">
      ${isDrawn && products.map((product) => html`<${SteadyCard} key=${product.code} catalogue=${catalogue} product=${product} dietary=${dietary} pick=${pick} />`)}
      ${isDrawn && presets.map((preset) => html`<${SteadyPreset} key=${preset.code} catalogue=${catalogue} preset=${preset} pick=${pick} />`)}
    </ul>
  </section>
`;

/** Begins with what suits who is signed in, as far as the menu names it, whatever else is chosen in this tab. */
const asTheyEat = (
  /** @type {Catalogue} */ catalogue,
  /** @type {(dietary: import("./contents.js").DietaryFilter) => void} */ change,
) =>
  call("/users/me").then(
    (person) => {
      const { dietary } = orderDraft.value;
      const own = knownAllergens(catalogue).filter((name) => person.allergens.includes(name));
      const without = [...new Set([...dietary.without, ...own])];
      const diets = [dietary.diet, ...person.diet];
      const diet = /** @type {const} */ (["vegan", "vegetarian"]).find((one) => diets.includes(one)) ?? "";
      if (diet !== dietary.diet || without.length > dietary.without.length) change({ without, diet });
    },
    () => {},
  );

function Menu() {
  const { catalogue } = useStore(shown);
  const [filter, setFilter] = useState({ text: "", dietary: orderDraft.value.dietary });
  const change = (dietary) => {
    orderDraft.set({ dietary });
    setFilter((before) => ({ ...before, dietary }));
  };
  const choose = ({ text, dietary }) => {
    if (dietary !== filter.dietary) change(dietary);
    setFilter({ text, dietary });
  };
  const showAll = () => {
    choose({ text: "", dietary: { without: [], diet: "" } });
    at("#main").focus(); // the button goes
  };
  const sections = useMemo(() => (catalogue ? sectionsOf(catalogue) : []), [catalogue]);
  const drawn = useStepByStep(sections.length, AT_ONCE);
  const now = useRef(catalogue);
  now.current = catalogue;
  useEffect(() => {
    if (catalogue && isSignedIn()) asTheyEat(catalogue, change);
  }, [!catalogue]);
  const pick = useMemo(() => (wanted) => add(/** @type {Catalogue} */ (now.current), wanted), []);
  if (!catalogue) return html`<p class="soft" role="status">${t("Reading the menu …")}</p>`;
  const found = sections
    .map((section) => ({
      ...section,
      products: section.products.filter((product) => passes(catalogue, product, filter)),
      presets: isAny(filter.dietary) ? section.presets.filter((preset) => passes(catalogue, preset, filter)) : [],
    }))
    .filter((section) => section.products.length || section.presets.length);
  return html`
    <${Categories} sections=${found} />
    <div class="columns">
      <div class="list">
        <${Filters} catalogue=${catalogue} filter=${filter} onChange=${choose} />
        <p class="soft" role="status">${found.length ? "" : t("Nothing on the menu is like that.")}</p>
        ${!found.length && html`<button type="button" onClick=${showAll}>${t("Show everything")}</button>`}
        ${found.map((section, place) => html`<${Section} key=${section.category.code} catalogue=${catalogue} section=${section} dietary=${filter.dietary} pick=${pick} isDrawn=${place < drawn} />`)}
      </div>
      <${MenuBasket} catalogue=${catalogue} />
    </div>
  `;
}

/** Picks what was picked while the page had no scripts yet. */
function pickWhatWas() {
  const early = /** @type {any} */ (globalThis);
  early.isMenuThere = true;
  if (early.picked)
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-product="${early.picked}"]`))?.click();
}

open(async () => {
  if (!orderDraft.value.store) {
    location.replace("/");
    return;
  }
  const place = at("#menu");
  // What the page came with stays until the same can be drawn; of another store it goes.
  if (place.dataset.store !== orderDraft.value.store) place.replaceChildren();
  const isThere = place.childElementCount > 0;
  if (!isThere) mount("#menu", html`<${Menu} />`);
  await openMenu(orderDraft.value.store);
  mount("#serves", html`<${Serves} />`);
  if (isThere) mount("#menu", html`<${Menu} />`);
  await painted();
  followCategories();
  pickWhatWas();
  // The address may name a category, which was not there before the menu was.
  if (location.hash) setTimeout(() => document.getElementById(location.hash.slice(1))?.scrollIntoView());
  await painted();
  await builder();
});
