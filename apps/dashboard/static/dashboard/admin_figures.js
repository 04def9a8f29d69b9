// The chain today, on the admin's first page: what is open, what was sold, and the two weeks before.
// It is a client of the API as all pages are: whoever is signed in to the admin alone asks for it.

import { askPublic, call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { count, isoDay, money, words } from "../kernel/format.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, render, Table } from "../kernel/ui.js";
import { byDay, Charts, DAY_MS, Figures, percent } from "./sales_days.js";

const DAYS = 14;
const ASKED_FOR = 100;
const SHOWN = 5;

/** @param {{ today: any, currency: string }} props */
function Today({ today, currency }) {
  const late = today.completed - today.on_time;
  const said = {
    [t("Orders today")]: count(today.placed),
    [t("Sold today")]: money(today.sold, currency),
    [t("Late today")]: percent(late, today.completed),
  };
  return html`<dl class="totals">${Object.entries(said).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** @param {{ items: any[] }} props */
const Open = ({ items }) => html`
  <h2>${t("Waiting for somebody: {count}", { count: items.length < ASKED_FOR ? count(items.length) : `${ASKED_FOR}+` })}</h2>
  ${
    items.length > 0 &&
    html`<${Table} caption=${t("The newest")} rows=${items.slice(0, SHOWN)} keyOf=${(item) => item.order_id + item.wrong} columns=${[
      [t("Order"), (item) => html`<a href=${`/board/orders/${item.order_id}`}>${item.number}</a>`],
      [t("Store"), (item) => item.store_name],
      [t("What is wrong"), (item) => words(item.wrong)],
    ]} />`
  }
`;

/** The newest business day of the stores that sell in each currency: a night's small hours are of the day before. */
async function businessDays() {
  const days = /** @type {Map<string, string>} */ (new Map());
  const { results } = await askPublic("/stores", { page_size: ASKED_FOR });
  for (const { currency, services } of results)
    for (const { business_date: day } of services) if (day > (days.get(currency) ?? "")) days.set(currency, day);
  return days;
}

/** So many days before or after a day, "2026-03-29". @param {string} day @param {number} days */
const shiftDay = (day, days) => isoDay(Date.parse(day) + days * DAY_MS, "UTC");

async function draw() {
  const now = isoDay(Date.now(), "UTC"); // somewhere it is the day before, or the next one
  const [sales, open, newest] = await Promise.all([
    call(`/dashboard/sales?${new URLSearchParams({ first: shiftDay(now, -DAYS), last: shiftDay(now, 1) })}`),
    call(`/orders/attention?page_size=${ASKED_FOR}`),
    businessDays(),
  ]);
  const currencies = /** @type {string[]} */ ([...new Set(sales.results.map((row) => row.currency))]);
  const sections = currencies.map((currency) => {
    const last = newest.get(currency) ?? now;
    const first = shiftDay(last, 1 - DAYS);
    const own = sales.results.filter((row) => row.currency === currency && first <= row.day && row.day <= last);
    const days = byDay(own, first, last);
    return html`
      <section key=${currency} aria-label=${t("Sales in {currency}", { currency })}>
        <${Today} today=${days.at(-1)} currency=${currency} />
        <${Charts} days=${days} currency=${currency} />
        <${Figures} days=${days} currency=${currency} />
      </section>
    `;
  });
  show(html`<${Open} items=${open.results} />${sections}`);
}

/** @param {any} content */
const show = (content) => render(content, at("#figures"));

function Ask() {
  return html`<button type="button" class="button" onClick=${begin}>${t("Show today's figures")}</button>`;
}

const begin = () => draw().catch((error) => show(html`<${Ask} /> <span role="alert">${error.message}</span>`));

if (isSignedIn()) begin();
else show(html`<${Ask} />`);
