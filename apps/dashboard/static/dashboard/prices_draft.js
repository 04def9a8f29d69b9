// What differs here from the chain's catalogue, what publishing would change of what customers see, and the button for it.

import { money, words } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { confirm, html } from "../kernel/ui.js";

const WHAT = table({ added: "comes", removed: "goes", changed: "changes", moved: "stands elsewhere" });
const AMOUNTS = ["price", "topping_price", "crust_surcharge"];

/** @param {any} row @param {string} currency */
function saidOf(row, currency) {
  const amount = (value) => (value === null ? t("none") : money(value, currency));
  return Object.entries(row.changes)
    .map(([field, [before, after]]) =>
      AMOUNTS.includes(field) ? `${words(field)} ${amount(before)} → ${amount(after)}` : words(field),
    )
    .join(", ");
}

/** @param {any} row @param {string} currency */
function wantedOf(row, currency) {
  if (!row.is_sold) return t("not sold here");
  const said = [
    row.price !== null && money(row.price, currency),
    row.topping_price !== null && t("a topping {amount}", { amount: money(row.topping_price, currency) }),
    row.dayparts && t("at other times"),
  ];
  return said.filter(Boolean).join(", ") || t("as in the catalogue");
}

/** @param {{ desk: import("./prices.js").Desk, acts: import("./prices.js").Acts }} props */
export function Draft({ desk: { menu, changes, draft }, acts }) {
  const names = new Map([...menu.products, ...menu.toppings].map(({ code, name }) => [code, name]));
  const products = new Map(menu.variants.map(({ code, product }) => [code, names.get(product)]));
  const nameOf = ({ code }) => [products.get(code) ?? names.get(code), code].filter(Boolean).join(", ");
  const publish = async () => {
    const text = t("Customers see it at once. Orders that are placed keep their prices.");
    if (await confirm({ title: t("Publish the menu?"), text, action: t("Publish") })) await acts.publish();
  };
  return html`
    <section class="card" id="changes">
      <h2 class="heading">${t("Different here ({count})", { count: changes.length })}</h2>
      <ul>${changes.map((row) => html`<li key=${row.kind + row.code} data-change=${row.code}><span>${nameOf(row)}: ${wantedOf(row, menu.currency)}</span><button type="button" onClick=${() => acts.undo(row)}>${t("As in the catalogue")}</button></li>`)}</ul>
      <h2 class="heading">${t("Not published yet ({count})", { count: draft.differences.length })}</h2>
      <ul>${draft.differences.map((row) => html`<li key=${row.kind + row.code + row.what} data-difference=${row.code}><span>${row.name}, ${row.code} ${WHAT[row.what]}${saidOf(row, menu.currency) && `: ${saidOf(row, menu.currency)}`}</span></li>`)}</ul>
      <p>${draft.is_changed ? html`<button type="button" class="main" onClick=${publish}>${t("Publish")}</button>` : html`<span class="soft">${t("Customers see the menu as it stands.")}</span>`}</p>
    </section>
  `;
}
