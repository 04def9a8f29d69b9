// Sales by day of all stores of a currency together: what they sum up to, as pictures and as a table.

import { count, isoDay, money, words } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, Table } from "../kernel/ui.js";
import { Chart } from "./charts.js";

export const DAY_MS = 86_400_000;
const SUMMED = ["placed", "completed", "on_time", "failed_deliveries", "sold", "refunded"];
export const percent = (part, of) => (of ? `${Math.round((100 * part) / of)} %` : "–");

/**
 * One row a day, all stores of one currency together; days without orders are there, too.
 * @param {any[]} rows @param {string} first @param {string} last
 * @returns {any[]}
 */
export function byDay(rows, first, last) {
  const days = new Map();
  for (let instant = Date.parse(first); instant <= Date.parse(last); instant += DAY_MS) {
    const day = isoDay(instant, "UTC");
    days.set(day, { day, channels: {}, ...Object.fromEntries(SUMMED.map((name) => [name, 0])) });
  }
  for (const row of rows) {
    const shown = days.get(row.day);
    for (const name of SUMMED) shown[name] += row[name];
    for (const [name, orders] of Object.entries(row.channels))
      shown.channels[name] = (shown.channels[name] ?? 0) + orders;
  }
  return [...days.values()];
}

/** @param {{ days: any[], currency: string }} props */
export function Totals({ days, currency }) {
  const sum = (name) => days.reduce((total, day) => total + day[name], 0);
  const ways = [...new Set(days.flatMap((day) => Object.keys(day.channels)))].sort();
  const by = (way) => days.reduce((total, day) => total + (day.channels[way] ?? 0), 0);
  const totals = {
    [t("Orders")]: count(sum("placed")),
    [t("Completed")]: percent(sum("completed"), sum("placed")),
    [t("On time")]: percent(sum("on_time"), sum("completed")),
    [t("Nobody opened")]: count(sum("failed_deliveries")),
    [t("Sold, before refunds")]: money(sum("sold"), currency),
    [t("Refunded")]: money(sum("refunded"), currency),
    ...Object.fromEntries(ways.map((way) => [t("Orders by {way}", { way: words(way) }), count(by(way))])),
  };
  return html`<dl class="totals">${Object.entries(totals).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** @typedef {import("./charts.js").Part} Part */
/** @type {Part} */
const COMPLETED = { name: t("completed"), kind: "good", value: (day) => day.completed };
/** @type {Part} */
const LATE = { name: t("later than promised"), kind: "bad", value: (day) => day.completed - day.on_time };
/** @type {Part} */
const REFUNDED = { name: t("refunded"), kind: "bad", value: (day) => day.refunded };

/** @param {{ days: any[], currency: string }} props */
export const Charts = ({ days, currency }) => html`
  <div class="charts">
    <${Chart} title=${t("Orders")} name=${t("placed")} days=${days} value=${(day) => day.placed} part=${COMPLETED} />
    <${Chart} title=${t("Completed")} name=${t("on time")} days=${days} value=${(day) => day.completed} part=${LATE} />
    <${Chart} title=${t("Sold, {currency}", { currency })} name=${t("before refunds")} days=${days} value=${(day) => day.sold} part=${REFUNDED} format=${(minor) => money(minor, currency, { whole: true })} />
  </div>
`;

/** @param {{ days: any[], currency: string }} props */
export const Figures = ({ days, currency }) => html`
  <details class="figures">
    <summary>${t("As a table")}</summary>
    <${Table} caption=${t("By day, {currency}", { currency })} rows=${days.toReversed()} keyOf=${(day) => day.day} columns=${[
      [t("Day"), (day) => day.day],
      [t("Placed"), (day) => count(day.placed), true],
      [t("Completed"), (day) => count(day.completed), true],
      [t("On time"), (day) => percent(day.on_time, day.completed), true],
      [t("Nobody opened"), (day) => count(day.failed_deliveries), true],
      [t("Sold, before refunds"), (day) => money(day.sold, currency), true],
      [t("Refunded"), (day) => money(day.refunded, currency), true],
    ]} />
  </details>
`;
