// Every token and every component of the design, made of what the pages themselves are made of.

import { money } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { askFor, confirm, html, Table, toast, useState } from "../kernel/ui.js";
import { Amounts } from "./amounts.js";
import { Quantity } from "./builder_choices.js";
import { Catalogue } from "./catalogue.js";
import { NO_DIETARY_FILTER } from "./contents.js";
import { EmptyState } from "./empty_state.js";
import { Card } from "./menu_cards.js";
import { Pizza } from "./pizza.js";
import { open } from "./shop_page.js";

/** The custom properties of a page, in the order of its stylesheets: each token there is. @returns {string[]} */
function tokens() {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const roots = /** @type {CSSStyleRule[]} */ (
    rules.filter((rule) => /** @type {any} */ (rule).selectorText?.startsWith(":root"))
  );
  return [...new Set(roots.flatMap(({ style }) => [...style]))].filter((name) => name.startsWith("--"));
}

const written = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const isColour = (name) => CSS.supports("color", written(name));

const Token = ({ name }) => html`
  <li>
    ${isColour(name) && html`<span class="swatch" style=${{ background: `var(${name})` }}></span>`}
    ${name === "--lift" && html`<span class="swatch" style=${{ boxShadow: `var(${name})` }}></span>`}
    <code>${name}</code> <small class="soft">${written(name)}</small>
  </li>
`;

const Tokens = () => html`
  <section aria-labelledby="tokens">
    <h2 id="tokens">${t("Tokens")}</h2>
    <ul class="plain-list tokens">${tokens().map((name) => html`<${Token} key=${name} name=${name} />`)}</ul>
  </section>
`;

/** One component with what it is called in the stylesheets or modules. @param {{ of: string, children?: any }} props */
const Shown = ({ of, children }) => html`<h3><code>${of}</code></h3><div class="row">${children}</div>`;

const SAMPLE = t("Your own pizza");
const Type = () => html`
  <section aria-labelledby="type">
    <h2 id="type">${t("Type")}</h2>
    ${["h1", "h2", "h3"].map((tag) => html`<${Shown} key=${tag} of=${tag}><${tag} role="presentation">${SAMPLE}</${tag}><//>`)}
    ${["lead", "soft", "ok", "warn", "bad", "gone"].map((name) => html`<${Shown} key=${name} of=${`.${name}`}><p class=${name}>${SAMPLE}</p><//>`)}
  </section>
`;

const KINDS = ["main", "go", "", "plain", "main danger"];
const Buttons = () => html`
  ${KINDS.map(
    (kind) => html`
      <${Shown} key=${kind} of=${["button", ...kind.split(" ").filter(Boolean)].join(".")}>
        <button type="button" class=${kind}>${t("Add")}</button> <button type="button" class=${kind} disabled>${t("Add")}</button>
      <//>`,
  )}
`;

const Fields = () => html`
  <${Shown} of="input"><label>${t("Name")} <input autocomplete="off" /></label> <label>${t("E-mail")} <input type="email" required aria-invalid="true" autocomplete="off" value="@" /></label><//>
  <${Shown} of="select"><label>${t("Which")} <select><option>${SAMPLE}</option></select></label><//>
  <${Shown} of="textarea"><label>${t("A note for the kitchen")} <textarea rows="2"></textarea></label><//>
  <${Shown} of=".choice">
    <label class="choice"><input type="checkbox" defaultChecked /> ${SAMPLE}</label>
    <label class="choice"><input type="radio" name="choice" defaultChecked /> ${t("Food")}</label> <label class="choice"><input type="radio" name="choice" /> ${t("Delivery")}</label>
  <//>
  <${Shown} of=".chips">
    <div class="chips">${["S", "M", "L"].map((size) => html`<label key=${size} class="chip"><input type="radio" name="chip" defaultChecked=${size === "M"} disabled=${size === "L"} /><span>${size}</span></label>`)}</div>
  <//>
`;

function Counted() {
  const [quantity, count] = useState(1);
  return html`<${Shown} of="Quantity"><${Quantity} quantity=${quantity} of=${SAMPLE} onChange=${count} /><//>`;
}

const topping = (code, group, name = "") => ({ code, name, group });
/** @type {import("./pizza.js").Laid[]} */
const LAID = [
  { topping: topping("X", "sauce"), halves: ["1", "1"] },
  { topping: topping("C", "cheese", "Mozzarella"), halves: ["1", "1"] },
  { topping: topping("P", "meat"), halves: ["1", "0"] },
  { topping: topping("M", "vegetable"), halves: ["0", "1"] },
];
/** A menu of one product, sold out or not. @param {string[]} out */
const menuOf = (out) =>
  new Catalogue({
    currency: "EUR",
    categories: [{ code: "PIZZA", name: "" }],
    products: [
      { code: "S", name: SAMPLE, category: "PIZZA", description: "", allergens: [], picture: null, toppings: {} },
    ],
    variants: ["S", "M"].map((size, step) => ({ code: size, product: "S", size, price: 899 + step * 300 })),
    sizes: ["S", "M"].map((code) => ({ code, name: code })),
    ...{ crusts: [], toppings: [], topping_sets: {}, unorderable: { variants: out } },
  });
const amountsOf = (total, currency) => ({
  ...{ currency, service: "DELIVERY" },
  amounts: {
    food: total,
    discount: total / 10,
    delivery_fee: 0,
    tip: 0,
    tax: total / 10,
    total: (total * 9) / 10,
    ...{ small_order_fee: 0, deposit: 0, tax_added: 0, rounding: 0 },
  },
});

/** @type {[string, () => void][]} */
const OPENED = [
  ["confirm", () => confirm({ title: SAMPLE, action: t("Done") })],
  ["confirm, isDangerous", () => confirm({ title: SAMPLE, action: t("Remove"), isDangerous: true })],
  ["askFor", () => askFor({ title: SAMPLE, label: t("Name") })],
  ["toast", () => toast(SAMPLE)],
];

const Things = () => html`
  <${Shown} of=".card"><div class="card">${SAMPLE}</div><//>
  <${Shown} of=".notice"><p class="notice">${SAMPLE}</p><//>
  <${Shown} of=".minimum"><div class="minimum"><p>${SAMPLE}</p><progress max="3" value="2" aria-label=${SAMPLE}></progress></div><//>
  <${Shown} of="Card">${[[], ["S", "M"]].map((out) => html`<ul key=${out.length} class="plain-list cards"><${Card} catalogue=${menuOf(out)} product=${menuOf(out).products.get("S")} dietary=${NO_DIETARY_FILTER} pick=${() => toast(SAMPLE)} /></ul>`)}<//>
  <${Shown} of="EmptyState"><${EmptyState} href="#main" action=${t("Add")}>${SAMPLE}<//><//>
  <${Shown} of="Pizza"><span class="picture"><${Pizza} laid=${LAID} divided=${true} /></span><//>
  <${Shown} of="Amounts"><div class="card"><${Amounts} quote=${amountsOf(2590, "EUR")} /></div><div class="card"><${Amounts} quote=${amountsOf(2590, "JPY")} /></div><//>
  <${Shown} of="Table">
    <${Table} caption=${SAMPLE} columns=${[[t("Name"), (row) => row.name], [t("Total"), (row) => money(row.total, "EUR"), true]]} rows=${[{ name: SAMPLE, total: 2590 }]} keyOf=${(row) => row.name} />
  <//>
  <${Shown} of="confirm, askFor, toast">
    ${OPENED.map(([name, show]) => html`<button key=${name} type="button" onClick=${show}>${name}</button>`)}
  <//>
`;

open(async () =>
  mount(
    "#design",
    html`
      <${Tokens} /><${Type} />
      <section aria-labelledby="components"><h2 id="components">${t("Components")}</h2><${Buttons} /><${Fields} /><${Counted} /><${Things} /></section>
    `,
  ),
);
