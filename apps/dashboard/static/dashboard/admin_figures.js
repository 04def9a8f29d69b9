// The chain today, on the admin's first page: what is open, what was sold, and the two weeks before.
// It is a client of the API as all pages are: whoever is signed in to the admin alone asks for it.

import { call } from "../kernel/api.js";
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

async function draw() {
  const [first, last] = [isoDay(Date.now() - (DAYS - 1) * DAY_MS, "UTC"), isoDay(Date.now(), "UTC")];
  const [sales, open] = await Promise.all([
    call(`/dashboard/sales?${new URLSearchParams({ first, last })}`),
    call(`/orders/attention?page_size=${ASKED_FOR}`),
  ]);
  const currencies = /** @type {string[]} */ ([...new Set(sales.results.map((row) => row.currency))]);
  const sections = currencies.map((currency) => {
    const own = sales.results.filter((row) => row.currency === currency);
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
