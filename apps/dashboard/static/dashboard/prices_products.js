// The products a store sells, found by name, each variant with its price here.

import { minorUnits, money } from "../kernel/format.js";
import { t, tn } from "../kernel/texts.js";
import { confirm, html, toast, useState } from "../kernel/ui.js";

const MAX_SHOWN = 40;
const MAX_OPEN = 3;
const MAX_PRICE = 10 ** 9; // minor units, as the API says, too

/** @param {any} menu @returns {(variant: any) => string} */
export const variantNames = (menu) => {
  const [sizes, crusts] = [menu.sizes, menu.crusts].map((rows) => new Map(rows.map(({ code, name }) => [code, name])));
  return ({ name, size, crust }) => name ?? [sizes.get(size), crusts.get(crust)].filter(Boolean).join(" ");
};

/** @param {{ variant: any, name: string, waiting: any, currency: string, acts: import("./prices.js").Acts }} props */
function Variant({ variant, name, waiting, currency, acts }) {
  // What is refused stays as it was typed.
  const set = async (event) => {
    event.preventDefault();
    const form = event.target;
    const price = minorUnits(String(new FormData(form).get("price")), currency);
    if (price === null) return toast(t("Write an amount like 15.90."));
    if (price > MAX_PRICE) return toast(t("At most {amount}.", { amount: money(MAX_PRICE, currency) }));
    if (!(await acts.change("variant", variant.code, { price }))) form.reset();
  };
  return html`
    <li data-variant=${variant.code}>
      <span>${name} <span class="now">${money(variant.price, currency)}</span></span>
      <form onSubmit=${set}>
        ${waiting?.price != null && waiting.price !== variant.price && html`<b class="now">→ ${money(waiting.price, currency)}</b>`}
        <input name="price" inputmode="decimal" required autocomplete="off" aria-label=${t("New price of {name}", { name })} placeholder=${t("New price")} />
        <button>${t("Set")}</button>
      </form>
    </li>
  `;
}

/** @param {{ product: any, isOpen: boolean, desk: import("./prices.js").Desk, acts: import("./prices.js").Acts }} props */
function Product({ product, isOpen, desk: { menu, changes }, acts }) {
  const named = variantNames(menu);
  const waiting = (kind, code) => changes.find((row) => row.kind === kind && row.code === code);
  const isGoing = waiting("product", product.code)?.is_sold === false;
  const drop = async () => {
    const text = t("It leaves the menu here with the next publication.");
    if (await confirm({ title: t("Not sell {name} here?", { name: product.name }), text, action: t("Not sold here") }))
      await acts.change("product", product.code, { is_sold: false });
  };
  const variants = menu.variants.filter((row) => row.product === product.code);
  const prices = variants.map(({ price }) => price);
  const [least, most] = [Math.min(...prices), Math.max(...prices)].map((price) => money(price, menu.currency));
  return html`
    <details open=${isOpen}>
    <summary>${product.name} <span class="now soft">${least === most ? least : `${least}–${most}`}</span></summary>
    <p>${isGoing ? html`<span class="soft">${t("leaves the menu")}</span>` : html`<button type="button" class="plain" aria-label=${t("Not sell {name} here", { name: product.name })} onClick=${drop}>${t("Not sold here")}</button>`}</p>
    <ul>${variants.map((row) => html`<${Variant} key=${row.code} variant=${row} name=${named(row) || product.name} waiting=${waiting("variant", row.code)} currency=${menu.currency} acts=${acts} />`)}</ul>
    </details>
  `;
}

/** @param {{ desk: import("./prices.js").Desk, acts: import("./prices.js").Acts }} props */
export function Products({ desk, acts }) {
  const [wanted, find] = useState("");
  const found = desk.menu.products.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  const left = found.length - MAX_SHOWN;
  return html`
    <section class="card" id="products">
      <h2 class="heading">${t("What is sold here")}</h2>
      <label>${t("Find")} <input type="search" maxlength="60" autocomplete="off" value=${wanted} onInput=${(event) => find(event.target.value)} /></label>
      ${found.slice(0, MAX_SHOWN).map((product) => html`<${Product} key=${product.code} product=${product} isOpen=${found.length <= MAX_OPEN} desk=${desk} acts=${acts} />`)}
      ${found.length === 0 && html`<p class="soft">${t("nothing")}</p>`}
      ${left > 0 && html`<p class="soft">${tn("{count} more: type its name.", "{count} more: type their names.", left)}</p>`}
    </section>
  `;
}
