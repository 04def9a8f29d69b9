// What should have been used by recipe, and what really was by the counts.

import { call } from "../kernel/api.js";
import { save } from "../kernel/file_download.js";
import { decimal, isoDay, quantity } from "../kernel/format.js";
import { tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, Table, useEffect, useState } from "../kernel/ui.js";

const WEEK_MS = 6 * 86_400_000;

/** @param {{ store: any, units: Record<string, string> }} props */
export function Variances({ store, units }) {
  const [days, setDays] = useState({
    first: isoDay(Date.now() - WEEK_MS, store.timezone),
    last: isoDay(Date.now(), store.timezone),
  });
  const [rows, setRows] = useState(/** @type {any[]} */ ([]));
  const path = `/stores/${store.id}/menu/stock/variances`;
  const query = new URLSearchParams(days);
  useEffect(() => {
    tell();
    call(`${path}?${query}`)
      .then((found) => setRows(found.ingredients))
      .catch(tell);
  }, [days.first, days.last]);
  const change = (event) =>
    event.target.reportValidity() && setDays({ ...days, [event.target.name]: event.target.value });
  const amount = (name) => (row) => quantity(row[name]);
  const columns = [
    [t("Ingredient"), (row) => `${row.name}, ${units[row.unit]}`],
    [t("Delivered"), amount("delivered"), true],
    [t("Wasted"), amount("wasted"), true],
    [t("Used by recipe"), amount("ideal"), true],
    [t("Really used"), (row) => (row.counted ? quantity(row.actual) : t("not counted")), true],
    [t("Difference"), (row) => (row.counted ? quantity(row.difference) : "–"), true],
    [
      t("Of the recipe"),
      (row) => (row.counted && row.percent !== null ? `${decimal(Number(row.percent))} %` : "–"),
      true,
    ],
  ];
  return html`
    <section class="card" id="variances">
      <h2 class="heading">${t("Used beyond the recipes")}</h2>
      <div class="choices">
        <label>${t("From")} <input type="date" name="first" required value=${days.first} onChange=${change} /></label>
        <label>${t("to")} <input type="date" name="last" required value=${days.last} onChange=${change} /></label>
        <button type="button" onClick=${() => save(`${path}/csv?${query}`, `stock-${days.first}-${days.last}.csv`)}>${t("As CSV")}</button>
      </div>
      ${
        rows.length
          ? html`<${Table} caption=${t("By business day. What a count finds missing was used, or lost.")} rows=${rows} keyOf=${(row) => row.ingredient} columns=${columns} />`
          : html`<p class="nothing">${t("nothing")}</p>`
      }
    </section>
  `;
}
