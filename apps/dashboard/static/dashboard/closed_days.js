// The closed business days of a store, the last closed first: what each came to, when it was closed, and its report.

import { call } from "../kernel/api.js";
import { save } from "../kernel/file_download.js";
import { dateTime, longDay, money } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, Table, useStore } from "../kernel/ui.js";

const shown = new Store({
  store: /** @type {any} */ (null),
  days: /** @type {any[]} */ ([]),
  next: /** @type {string | null} */ (null),
});

/** @param {{ day: any }} props */
function Files({ day }) {
  const name = `day-${day.document.store.code}-${day.day}`;
  const take = (end) => save(`/payments/day-reports/${day.id}.${end}`, `${name}.${end}`);
  const labelled = (end) => t("{day} as {format}", { day: longDay(day.day), format: end.toUpperCase() });
  return ["pdf", "csv"].map(
    (end) =>
      html`<button type="button" key=${end} aria-label=${labelled(end)} onClick=${() => take(end)}>${end.toUpperCase()}</button> `,
  );
}

function Page() {
  const { store, days, next } = useStore(shown);
  if (store === null) return null;
  const amount = (of) => (day) => money(of(day.document), day.document.currency);
  const columns = [
    [t("Day"), (day) => longDay(day.day)],
    [t("Sales"), amount((document) => document.sales.total), true],
    [t("Refunds"), amount((document) => document.refunds.total), true],
    [t("Card"), amount((document) => document.payments.card.net), true],
    [t("Cash"), amount((document) => document.payments.cash.net), true],
    [t("Cash difference"), amount((document) => document.cash.difference), true],
    [t("Closed at"), (day) => dateTime(day.closed_at, store.timezone)],
    [t("Report"), (day) => html`<${Files} day=${day} />`],
  ];
  return html`
    <section id="days" aria-label=${t("Closed days")}>
      <p class="nothing soft">${t("A day is closed once it is over and nothing of it waits; what comes later counts for the next open day.")}</p>
      <div class="figures"><${Table} caption=${t("Closed days")} rows=${days} keyOf=${(day) => day.id} columns=${columns} /></div>
      ${days.length === 0 && html`<p class="nothing">${t("nothing")}</p>`}
      ${next && html`<p class="nothing"><button type="button" onClick=${() => more(next).catch(tell)}>${t("Earlier ones")}</button></p>`}
    </section>
  `;
}

/** @param {any} store */
async function show(store) {
  tell();
  const { results, next } = await call(`/payments/day-reports?store=${store.id}`);
  shown.set({ store, days: results, next });
}

/** @param {string} page its address */
async function more(page) {
  const { results, next } = await call(`/payments/day-reports?${new URL(page).searchParams}`);
  if (page === shown.value.next) shown.set({ days: [...shown.value.days, ...results], next });
}

start(async () => {
  mount("#main", html`<${Page} />`);
  await show(await pickStore({ onChange: (store) => show(store).catch(tell) }));
});
