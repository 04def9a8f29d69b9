// Reports: a chart and a table of what the API counts, and the same as CSV and as PDF.

import { call } from "../kernel/api.js";
import { save } from "../kernel/file_download.js";
import { count, decimal, money, span, weekday, words } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, Table } from "../kernel/ui.js";
import { Chart } from "./charts.js";

/** @typedef {{ heading: string, unit: string }} Column */
/** @typedef {{ currency: string, columns: Column[], rows: (string | number | null)[][], has_total: boolean }} ReportTable */

export const SUBJECTS = [
  "sales",
  "booked",
  "products",
  "deals",
  "hours",
  "channels",
  "stages",
  "refunds",
  "couriers",
  "customers",
  "cohorts",
  "reviews",
];
export const PERIODS = ["day", "week", "month", "store"];

/** @type {Record<string, (value: any, currency: string) => string>} */
const WRITTEN = {
  text: (value) => value || "–",
  code: (value) => String(words(value)),
  count,
  money: (value, currency) => money(value, currency),
  share: (value) => `${decimal(value / 10)} %`,
  tenths: (value) => decimal(value / 10),
  seconds: (value) => span(value * 1000),
};

/** @param {string | number | null} cell @param {Column} column @param {string} currency */
const shown = (cell, column, currency) => (cell === null ? "–" : WRITTEN[column.unit](cell, currency));

/** @param {string} heading */
function titled(heading) {
  const [, name, number] = /^(weekday|month) (\d+)$/.exec(heading) ?? [];
  if (name === "weekday") return weekday(Number(number));
  if (name === "month") return t("month {number}", { number });
  return words(heading);
}

/** Hours by weekdays, the busiest the darkest. @param {{ table: ReportTable }} props */
function HeatMap({ table }) {
  const most = Math.max(1, ...table.rows.flatMap((row) => row.slice(1).map(Number)));
  return html`
    <table class="heat">
      <caption>${t("Orders by hour and weekday")}</caption>
      <thead><tr>${table.columns.map(({ heading }) => html`<th key=${heading} scope="col">${titled(heading)}</th>`)}</tr></thead>
      <tbody>
        ${table.rows.map(
          ([hour, ...orders]) => html`
            <tr key=${hour}>
              <th scope="row">${hour}</th>
              ${orders.map((value, index) => html`<td key=${index} style=${`--heat: ${Math.round((100 * Number(value)) / most)}%`}>${count(Number(value))}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** The first column of amounts, else that of numbers, as bars. @param {{ table: ReportTable }} props */
function Bars({ table }) {
  const numbers = table.columns.slice(1);
  const column = numbers.find(({ unit }) => unit === "money") ?? numbers[0];
  if (!column) return null;
  const at = table.columns.indexOf(column);
  const rows = (table.has_total ? table.rows.slice(0, -1) : table.rows).slice(0, 40);
  const bars = rows.map((row) => ({ day: shown(row[0], table.columns[0], ""), value: Math.max(0, Number(row[at])) }));
  if (!bars.length) return null;
  return html`<${Chart}
    title=${titled(column.heading)} name=${titled(table.columns[0].heading)} days=${bars} value=${(bar) => bar.value}
    label=${(bar) => bar.day.slice(0, 12)} format=${(value) => shown(Math.round(value), column, table.currency)}
  />`;
}

/** @param {{ table: ReportTable, subject: string }} props */
function OneTable({ table, subject }) {
  const last = table.has_total ? table.rows.length - 1 : -1;
  const rows = table.rows.map((cells, index) => ({ cells, index }));
  return html`
    <section aria-label=${`${words(subject)} ${table.currency}`}>
      <div class="charts">${subject === "hours" ? html`<${HeatMap} table=${table} />` : html`<${Bars} table=${table} />`}</div>
      ${
        subject !== "hours" &&
        html`<div class="figures"><${Table}
          caption=${table.currency ? t("Amounts in {currency}", { currency: table.currency }) : words(subject)}
          rows=${rows} keyOf=${({ index }) => String(index)}
          columns=${table.columns.map((column, number) => [
            titled(column.heading),
            ({ cells, index }) =>
              number === 0 && index === last ? t("all") : shown(cells[number], column, table.currency),
            number > 0,
          ])}
        /></div>`
      }
    </section>
  `;
}

/**
 * What is drawn of a report.
 * @param {string} subject
 * @param {URLSearchParams} query
 */
export async function report(subject, query) {
  const found = await call(`/dashboard/reports/${subject}?${query}`);
  const named = (name, kind) => `${name}-${query.get("first")}-${query.get("last")}.${kind}`;
  const saveAs = (kind) => save(`/dashboard/reports/${subject}/${kind}?${query}`, named(subject, kind));
  const days = new URLSearchParams([...query].filter(([name]) => name !== "by"));
  return html`
    <p class="files">
      <button type="button" onClick=${() => saveAs("csv")}>${t("As CSV")}</button>
      <button type="button" onClick=${() => saveAs("pdf")}>${t("As PDF")}</button>
      ${
        subject === "couriers" &&
        html`<button type="button" onClick=${() => save(`/payments/payout?${days}`, named("payout", "csv"))}>
          ${t("Payout as CSV")}
        </button>`
      }
    </p>
    ${found.tables.map((table) => html`<${OneTable} key=${table.currency} table=${table} subject=${subject} />`)}
    ${found.tables.length === 0 && html`<p class="nothing">${t("nothing")}</p>`}
  `;
}
