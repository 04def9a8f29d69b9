// The hours of each service by weekday, and the days that are different.

import { patch } from "../kernel/api.js";
import { weekday, weekdays, words } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { confirm, html, useState } from "../kernel/ui.js";

const DAYS = weekdays();
const short = (time) => time.slice(0, 5);

/** @param {any[]} spans */
const inWords = (spans) =>
  spans.length ? spans.map((one) => `${short(one.opens)}–${short(one.closes)}`).join(", ") : t("closed");

/** @param {{ store: any, run: import("./store.js").Run, may: boolean }} props */
export function Calendar({ store, run, may }) {
  const services = store.services.map((row) => row.service);
  const [service, choose] = useState(services[0]);
  const path = `/stores/${store.id}/calendar`;
  const mine = store.hours.filter((row) => row.service === service);
  const save = (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const [day, opens, closes] = ["weekday", "opens", "closes"].map((name) => String(fields.get(name)));
    const kept = mine
      .filter((row) => row.weekday !== Number(day))
      .map(({ weekday, opens, closes }) => ({ weekday, opens, closes }));
    const spans = opens && closes ? [...kept, { weekday: Number(day), opens, closes }] : kept;
    run(() => patch(path, { hours: { [service]: spans } }), t("Hours are set."));
  };
  const addHoliday = (event) => {
    event.preventDefault();
    const form = event.target;
    const { date, name, opens, closes } = Object.fromEntries(new FormData(form));
    const more = { date, name, opens: opens || null, closes: closes || null };
    run(async () => {
      await patch(path, { holidays: [...store.holidays, more] });
      form.reset();
    }, t("The day is set."));
  };
  const dropHoliday = async (gone) => {
    if (!(await confirm({ title: t("Open as usual on {day}?", { day: gone.date }), action: t("As usual") }))) return;
    await run(() => patch(path, { holidays: store.holidays.filter((row) => row !== gone) }), t("As usual then."));
  };
  return html`
    <section class="card" id="calendar">
      <h2 class="heading">${t("Hours")}</h2>
      <label>${t("Service")} <select aria-label=${t("Service")} value=${service} onChange=${(event) => choose(event.target.value)}>${services.map((one) => html`<option key=${one} value=${one}>${words(one)}</option>`)}</select></label>
      <ul>${DAYS.map((day) => html`<li key=${day}><span>${weekday(day)}</span> <span>${inWords(mine.filter((row) => row.weekday === day))}</span></li>`)}</ul>
      ${
        may &&
        html`<form id="hours" onSubmit=${save}>
          <label>${t("Day")} <select name="weekday">${DAYS.map((day) => html`<option key=${day} value=${day}>${weekday(day)}</option>`)}</select></label>
          <label>${t("Opens")} <input name="opens" type="time" /></label>
          <label>${t("Closes")} <input name="closes" type="time" /></label>
          <button>${t("Set the day")}</button>
        </form>
        <p class="soft">${t("Without times it is closed on that day. It may close after midnight.")}</p>`
      }
      <h2 class="heading">${t("Days that are different")}</h2>
      <ul>
        ${store.holidays.map(
          (row) => html`<li key=${row.date + row.service + row.opens}>
            <span>${row.date} ${row.name}<small>${row.opens ? inWords([row]) : t("closed")}${row.service ? `, ${words(row.service)}` : ""}</small></span>
            ${may && html`<button type="button" onClick=${() => dropHoliday(row)}>${t("As usual")}</button>`}
          </li>`,
        )}
      </ul>
      ${
        may &&
        html`<form id="holidays" onSubmit=${addHoliday}>
          <label>${t("Date")} <input name="date" type="date" required /></label>
          <label>${t("Name")} <input name="name" required maxlength="60" autocomplete="off" /></label>
          <label>${t("Opens")} <input name="opens" type="time" /></label>
          <label>${t("Closes")} <input name="closes" type="time" /></label>
          <button>${t("Set this date")}</button>
        </form>`
      }
    </section>
  `;
}
