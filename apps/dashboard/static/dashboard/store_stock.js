// What has run out, and back in stock again.

import { put, remove } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { html, useId } from "../kernel/ui.js";

/** @typedef {{ kind: string, code: string, name: string }} Item */

// All that can run out, by what people call it.
/** @param {any} menu @returns {Item[]} */
function itemsOf(menu) {
  const named = (kind, rows) => rows.map((row) => ({ kind, code: row.code, name: row.name }));
  return [
    ...named("topping", menu.toppings),
    ...named("crust", menu.crusts).map((row) => ({ ...row, name: `${row.name} (dough)` })),
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
      if (!item) throw new Error("There is no such thing on the menu: choose one of the list.");
      await put(path(item), until);
      form.reset();
    }, "Sold out.");
  };
  const restock = (outage) => run(() => remove(path(outage)), "Back in stock.");
  return html`
    <section class="card" id="stock">
      <h2 class="heading">Sold out (${sold.outages.length})</h2>
      <ul>
        ${sold.outages.map(
          (row) => html`<li key=${row.kind + row.code} data-code=${row.code}>
            <span><b>${nameOf(row)}</b><small>${row.until ? `until ${dateTime(row.until, store.timezone)}` : "until somebody restocks it"}</small></span>
            <button type="button" onClick=${() => restock(row)}>Back in stock</button>
          </li>`,
        )}
      </ul>
      <form onSubmit=${submit}>
        <label>What ran out <input name="item" list=${list} required autocomplete="off" /></label>
        <datalist id=${list}>${items.map((item) => html`<option key=${item.kind + item.code} value=${item.name}></option>`)}</datalist>
        <label>For <select name="hours"><option value="0">until restocked</option><option value="1">1 hour</option><option value="4">4 hours</option><option value="12">12 hours</option></select></label>
        <button>Sold out</button>
      </form>
    </section>
  `;
}
