// What has run out, and back in stock again.

import { put, remove } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { t, tn } from "../kernel/texts.js";
import { html, useId } from "../kernel/ui.js";

/** @typedef {{ kind: string, code: string, name: string }} Item */

// All that can run out, by what people call it.
/** @param {any} menu @returns {Item[]} */
function itemsOf(menu) {
  const named = (kind, rows) => rows.map((row) => ({ kind, code: row.code, name: row.name }));
  return [
    ...named("topping", menu.toppings),
    ...named("crust", menu.crusts).map((row) => ({ ...row, name: t("{name} (dough)", { name: row.name }) })),
    ...named("product", menu.products),
  ];
}

/** @param {{ store: any, menu: any, sold: any, run: import("./store.js").Run }} props */
export function Stock({ store, menu, sold, run }) {
  const list = useId();
  const items = itemsOf(menu);
  const nameOf = ({ kind, code }) => items.find((item) => item.kind === kind && item.code === code)?.name ?? code;
  const path = ({ kind, code }) => `/stores/${store.id}/menu/outages/${kind}/${encodeURIComponent(code)}`;
  const submit = (event) => {
    event.preventDefault();
    const form = event.target;
    const wanted = String(new FormData(form).get("item")).trim().toLowerCase();
    const item = items.find((one) => one.name.toLowerCase() === wanted);
    const hours = Number(new FormData(form).get("hours"));
    const until = hours ? { until: new Date(Date.now() + hours * 3_600_000).toISOString() } : {};
    run(async () => {
      if (!item) throw new Error(t("There is no such thing on the menu: choose one of the list."));
      await put(path(item), until);
      form.reset();
    }, t("Sold out."));
  };
  const restock = (outage) => run(() => remove(path(outage)), t("Back in stock."));
  return html`
    <section class="card" id="stock">
      <h2 class="heading">${t("Sold out")} (${sold.outages.length})</h2>
      <p><a href=${`/board/stock/?store=${store.id}`}>${t("Count the stock")}</a></p>
      <ul>
        ${sold.outages.map(
          (row) => html`<li key=${row.kind + row.code} data-code=${row.code}>
            <span><b>${nameOf(row)}</b><small>${row.until ? t("until {time}", { time: dateTime(row.until, store.timezone) }) : t("until somebody restocks it")}</small></span>
            <button type="button" onClick=${() => restock(row)}>${t("Back in stock")}</button>
          </li>`,
        )}
      </ul>
      <form onSubmit=${submit}>
        <label>${t("What ran out")} <input name="item" list=${list} required autocomplete="off" /></label>
        <datalist id=${list}>${items.map((item) => html`<option key=${item.kind + item.code} value=${item.name}></option>`)}</datalist>
        <label>${t("For")} <select name="hours"><option value="0">${t("until restocked")}</option>${[1, 4, 12].map((hours) => html`<option key=${hours} value=${hours}>${tn("{count} hour", "{count} hours", hours)}</option>`)}</select></label>
        <button>${t("Sold out")}</button>
      </form>
    </section>
  `;
}
