// One's own shifts, and clocking in and out.

import { call } from "../kernel/api.js";
import { clock, dateTime, longDay } from "../kernel/format.js";
import { mount, start, worksOf } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { askFor, html, Store, useStore } from "../kernel/ui.js";

const shown = new Store({ own: /** @type {any} */ (null), jobs: /** @type {any[]} */ ([]) });

async function fill() {
  const [own, jobs] = await Promise.all([call("/users/me/shifts"), call("/users/me/employments")]);
  shown.set({ own, jobs: jobs.filter((job) => !job.suspended_at) });
}

const { run } = worksOf(fill);

const clockIn = (store) =>
  run(() => call("/users/me/clock-in", { store_id: store.store_id }), t("You are clocked in."));

async function clockOut() {
  const breaks = await askFor({ title: t("Clock out"), label: t("Break in minutes"), inputMode: "numeric" });
  if (breaks !== null)
    await run(() => call("/users/me/clock-out", { break_minutes: Number(breaks) }), t("You are clocked out."));
}

/** @param {{ own: any, jobs: any[] }} props */
function Clock({ own, jobs }) {
  if (own.clocked_in) {
    const { store_name: store, started_at: since } = own.clocked_in;
    return html`
      <p>${t("Clocked in at {store} since {when}", { store, when: dateTime(since) })}</p>
      <button type="button" class="main" onClick=${clockOut}>${t("Clock out")}</button>
    `;
  }
  const stores = [...new Map(jobs.filter((job) => job.role !== "courier").map((job) => [job.store_id, job])).values()];
  if (!stores.length)
    return html`<p>${t("Couriers clock in by starting their shift on the courier's page.")} <a href="/courier/">${t("To your shift")}</a></p>`;
  return stores.map(
    (job) =>
      html`<p key=${job.store_id}><button type="button" class="main" onClick=${() => clockIn(job)}>${t("Clock in at {store}", { store: job.store_name })}</button></p>`,
  );
}

function Page() {
  const { own, jobs } = useStore(shown);
  if (own === null) return null;
  return html`
    <section class="card" id="clock"><h2>${t("Your work")}</h2><${Clock} own=${own} jobs=${jobs} /></section>
    <section class="card" id="shifts">
      <h2>${t("Your next shifts")}</h2>
      <ul>
        ${own.shifts.map(
          (row) => html`<li key=${row.starts_at + row.store_id}>
            <span>${longDay(row.date)}, ${clock(row.starts_at, row.timezone)}–${clock(row.ends_at, row.timezone)}
            <small>${row.store_name} · ${t("Break in minutes")}: ${row.break_minutes}</small></span>
          </li>`,
        )}
      </ul>
      ${own.shifts.length === 0 && html`<p>${t("No shift is planned for you.")}</p>`}
    </section>
  `;
}

start(async () => {
  mount("#main", html`<${Page} />`);
  await fill();
});
