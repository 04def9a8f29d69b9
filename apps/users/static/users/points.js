// One's loyalty points: how many, when they end, and what became of them.

import { call, reasonOf } from "../kernel/api.js";
import { count, dateTime, longDay, orderNumber } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { t, table } from "../kernel/texts.js";
import { html, Table, useState } from "../kernel/ui.js";

const KINDS = table({
  EARNED: "earned",
  REVERSED: "taken back with a refund",
  SPENT: "spent on a reward",
  RETURNED: "given back",
  EXPIRED: "ended",
});
const SHOWN = 10;

const signed = (points) => `${points > 0 ? "+" : "−"}${count(Math.abs(points))}`;
/** @type {[string, (row: any) => any, boolean?][]} */
const COLUMNS = [
  [t("When"), (row) => dateTime(row.moved_at)],
  [t("What"), (row) => KINDS[row.kind] ?? row.kind],
  [t("Order"), (row) => (row.order_number ? orderNumber(row.order_number) : "–")],
  [t("Points"), (row) => signed(row.points), true],
];

/** @param {{ first: any }} props the first page of the history */
function History({ first }) {
  const [page, setPage] = useState(first);
  const [told, tell] = useState("");
  const more = () =>
    call(`/points/history?${new URL(page.next).searchParams}`).then(
      (next) => setPage({ ...next, results: [...page.results, ...next.results] }),
      (error) => tell(reasonOf(error)),
    );
  return html`
    <${Table} caption=${t("What became of your points")} columns=${COLUMNS} rows=${page.results} keyOf=${(row) => row.id} />
    <p class="bad" role="alert">${told}</p>
    ${page.next && html`<button type="button" onClick=${more}>${t("Earlier ones")}</button>`}
  `;
}

/** Reads and shows them, to whoever is a customer. */
export async function showPoints() {
  if (!claims().roles.includes("customer")) return;
  const [points, history] = await Promise.all([call("/points"), call(`/points/history?page_size=${SHOWN}`)]);
  const first = points.expiring.slice(0, SHOWN);
  mount(
    "#points",
    html`
      <h2>${t("Your points")}</h2>
      <p><b class="figure">${count(points.balance)}</b> ${t("to spend on rewards at the checkout.")}</p>
      <p class="soft">${t("Food earns points once an order is completed.")}</p>
      ${first.length > 0 && html`<ul>${first.map(({ on, points: ending }) => html`<li key=${on}>${t("{points} are good until {day}.", { points: count(ending), day: longDay(on) })}</li>`)}</ul>`}
      ${history.results.length > 0 && html`<${History} first=${history} />`}
    `,
  );
}
