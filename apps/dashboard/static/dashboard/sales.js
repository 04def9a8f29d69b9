// Figures by day as pictures and as a table, from what the API says, for the stores the reader manages.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { count, isoDay, money } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { html, Table } from "../kernel/ui.js";
import { Chart } from "./charts.js";

const DAY_MS = 86_400_000;
const SUMMED = ["placed", "completed", "on_time", "sold"];
const percent = (part, of) => (of ? `${Math.round((100 * part) / of)} %` : "–");

/**
 * One row a day, all stores of one currency together; days without orders are there, too.
 * @param {any[]} rows @param {string} first @param {string} last
 * @returns {any[]}
 */
function byDay(rows, first, last) {
  const days = new Map();
  for (let instant = Date.parse(first); instant <= Date.parse(last); instant += DAY_MS) {
    const day = isoDay(instant, "UTC");
    days.set(day, { day, placed: 0, completed: 0, on_time: 0, sold: 0 });
  }
  for (const row of rows) {
    for (const name of SUMMED) days.get(row.day)[name] += row[name];
  }
  return [...days.values()];
}

/** @param {{ days: any[], currency: string }} props */
function Totals({ days, currency }) {
  const sum = (name) => days.reduce((total, day) => total + day[name], 0);
  const totals = {
    Orders: count(sum("placed")),
    Completed: percent(sum("completed"), sum("placed")),
    "On time": percent(sum("on_time"), sum("completed")),
    Sold: money(sum("sold"), currency),
  };
  return html`<dl class="totals">${Object.entries(totals).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** @param {{ days: any[], currency: string }} props */
const Charts = ({ days, currency }) => html`
  <div class="charts">
    <${Chart} title="Orders" note="placed, and completed of them" days=${days} value=${(day) => day.placed} part=${(day) => day.completed} />
    <${Chart} title="Completed" note="and later than promised" days=${days} value=${(day) => day.completed} part=${(day) => day.completed - day.on_time} />
    <${Chart} title=${`Sold, ${currency}`} note="of completed orders" days=${days} value=${(day) => day.sold} format=${(minor) => money(minor, currency, { whole: true })} />
  </div>
`;

/** @param {{ days: any[], currency: string }} props */
const Figures = ({ days, currency }) => html`
  <details class="figures">
    <summary>As a table</summary>
    <${Table} caption=${`By day, ${currency}`} rows=${days.toReversed()} keyOf=${(day) => day.day} columns=${[
      ["Day", (day) => day.day],
      ["Placed", (day) => count(day.placed), true],
      ["Completed", (day) => count(day.completed), true],
      ["On time", (day) => percent(day.on_time, day.completed), true],
      ["Sold", (day) => money(day.sold, currency), true],
    ]} />
  </details>
`;

/** @param {string} fallback the currency to speak of when nothing was sold */
async function draw(fallback) {
  const [first, last] = [at("#first").value, at("#last").value];
  const query = new URLSearchParams({ first, last });
  if (at("#store").value) query.set("store", at("#store").value);
  const { results } = await call(`/dashboard/sales?${query}`);
  const found = [...new Set(results.map((row) => row.currency))];
  const currencies = /** @type {string[]} */ (found.length ? found : [fallback]);
  mount(
    "#main",
    currencies.map((currency) => {
      const days = byDay(
        results.filter((row) => row.currency === currency),
        first,
        last,
      );
      return html`<section key=${currency} aria-label=${`Sales in ${currency}`}>
      <${Totals} days=${days} currency=${currency} /><${Charts} days=${days} currency=${currency} /><${Figures} days=${days} currency=${currency} />
    </section>`;
    }),
  );
}

start(async () => {
  const again = () => {
    tell();
    return draw(store.currency).catch(tell);
  };
  let store = await pickStore({
    all: "all of mine",
    onChange: (chosen) => {
      store = chosen;
      again();
    },
  });
  at("#last").value = isoDay(Date.now(), store.timezone);
  at("#first").value = isoDay(Date.now() - 13 * DAY_MS, store.timezone);
  for (const name of ["#first", "#last"])
    at(name).addEventListener("change", () => at(name).reportValidity() && again());
  await draw(store.currency);
});
