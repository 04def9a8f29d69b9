// A store's week: who is planned when, and who really worked.

import { call, patch, put } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { save } from "../kernel/file_download.js";
import { dateTime, isoDay, longDay, shortDay, weekday } from "../kernel/format.js";
import { mount, start, tell, worksOf } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t, table } from "../kernel/texts.js";
import { html, Store, Table, useStore } from "../kernel/ui.js";
import { askForEntry, askForShift } from "./roster_dialogs.js";

const DAY_MS = 86_400_000;
const ROLES = table({ store_staff: "store staff", courier: "courier", store_manager: "store manager" });
const WRONG = table({
  double_booked: "booked twice at the same time",
  over_hours: "more hours than a week may have",
  not_employed: "does not work here any more",
});
const shown = new Store({
  store: /** @type {any} */ (null),
  roster: /** @type {any} */ (null),
  sheet: /** @type {any} */ (null),
});
const later = (day, days) => isoDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS, "UTC");
const mondayOf = (day) => later(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
const hours = (minutes) => t("{hours} h {minutes} min", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
const path = (rest, store = shown.value.store) => `/stores/${store.id}/${rest}`;
const week = () => mondayOf(at("#week").value);
const nameOfShift = (row) => [row.user_id, row.role, row.date, row.starts, row.ends].join();
const days = (monday) => new URLSearchParams({ first: monday, last: later(monday, 6) });

async function fill(store = shown.value.store) {
  const monday = week();
  const [roster, sheet] = await Promise.all([
    call(path(`roster?monday=${monday}`, store)),
    call(path(`timesheet?${days(monday)}`, store)),
  ]);
  shown.set({ store, roster, sheet });
}

const { inTurn, run } = worksOf(() => fill());

/**
 * Keeps the draft as `change` makes it of what the change before has left; who does not work here any more is left out.
 * @param {(shifts: any[]) => any[] | Promise<any[]>} change
 * @param {string} done
 */
function keep(change, done) {
  const { store, roster } = shown.value;
  return run(async () => {
    const isShown = shown.value.store === store && shown.value.roster.monday === roster.monday;
    const { monday, revision, shifts, people } = isShown ? shown.value.roster : roster;
    const works = new Set(people.map((one) => one.user_id + one.role));
    const wanted = (await change(shifts)).filter((row) => works.has(row.user_id + row.role));
    await put(path("roster", store), { monday, revision, shifts: wanted });
  }, done);
}

/** @param {any} person @param {string} date @param {any} [before] */
async function plan(person, date, before) {
  const answer = await askForShift(`${person.name}, ${longDay(date)}`, before);
  if (answer === undefined) return;
  const isBefore = (row) => before && nameOfShift(row) === nameOfShift(before);
  const others = (shifts) => shifts.filter((row) => !isBefore(row));
  if (answer === null) return keep(others, t("Taken out."));
  const wanted = { user_id: person.user_id, role: person.role, date, ...answer };
  return keep((shifts) => [...others(shifts), wanted], t("Planned."));
}

const takeOutDeparted = () => keep((shifts) => shifts, t("Taken out."));

const copyLastWeek = () => {
  const from = path(`roster?monday=${later(shown.value.roster.monday, -7)}`);
  return keep(async () => (await call(from)).shifts.map((row) => ({ ...row, date: later(row.date, 7) })), t("Copied."));
};

const publish = () => {
  const { monday, revision } = shown.value.roster;
  return run(
    () => call(path("roster/publication"), { monday, revision }),
    t("Published: everybody whose shifts changed is told."),
  );
};

/** @param {{ person: any, date: string, shifts: any[] }} props */
const Cell = ({ person, date, shifts }) => html`
  <td>
    ${shifts.map(
      (row) =>
        html`<button type="button" key=${row.starts} aria-label=${t("{name}, {day}, {from} to {to}", { name: person.name, day: longDay(date), from: row.starts, to: row.ends })} onClick=${() => plan(person, date, row)}>${row.starts}–${row.ends}</button>`,
    )}
    <button type="button" class="plain" aria-label=${t("Plan {name} on {day}", { name: person.name, day: longDay(date) })} onClick=${() => plan(person, date)}>+</button>
  </td>
`;

/** @param {{ roster: any }} props */
function Week({ roster }) {
  const dates = [0, 1, 2, 3, 4, 5, 6].map((days) => later(roster.monday, days));
  const of = (person, date) =>
    roster.shifts.filter((row) => row.user_id === person.user_id && row.role === person.role && row.date === date);
  return html`
    <div class="week" role="region" aria-label=${t("The week, person by person")} tabindex="0">
      <table>
        <caption>${t("Who works when")}</caption>
        <thead><tr><th scope="col">${t("Name")}</th>${dates.map((date, number) => html`<th key=${date} scope="col">${weekday(number + 1)}<small>${shortDay(date)}</small></th>`)}</tr></thead>
        <tbody>
          ${roster.people.map(
            (person) => html`<tr key=${person.user_id + person.role}>
              <th scope="row">${person.name}<small>${ROLES[person.role]}</small></th>
              ${dates.map((date) => html`<${Cell} key=${date} person=${person} date=${date} shifts=${of(person, date)} />`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** @param {{ roster: any }} props */
function Conflicts({ roster }) {
  const nameOf = (id) => roster.people.find((one) => one.user_id === id)?.name ?? t("somebody no longer here");
  return html`<ul class="bad" id="conflicts">${roster.conflicts.map((row) => html`<li key=${row.user_id + row.kind}>${nameOf(row.user_id)}: ${WRONG[row.kind]}${row.kind === "not_employed" && html` <button type="button" onClick=${takeOutDeparted}>${t("Take out")}</button>`}</li>`)}</ul>`;
}

/** @param {any} row @param {any} entry */
function correct(row, entry) {
  const { store } = shown.value;
  const send = (body) => run(() => patch(path(`time-entries/${entry.id}`, store), body), t("Corrected."));
  return askForEntry({ heading: `${row.name}, ${longDay(row.date)}`, zone: store.timezone, entry, send });
}

function addEntry() {
  const { store, roster } = shown.value;
  const send = (body) => run(() => call(path("time-entries", store), body), t("Added."));
  const people = [...new Map(roster.people.map((one) => [one.user_id, one])).values()];
  return askForEntry({ heading: t("Somebody forgot to clock in"), zone: store.timezone, people, send });
}

/** @param {{ row: any, zone: string }} props */
const Entries = ({ row, zone }) => html`
  ${row.is_absent && html`<span class="bad">${t("did not come")}</span>`}
  ${row.is_open && html`<span class="bad">${t("still clocked in")}</span>`}
  ${row.entries.map(
    (entry) => html`<div key=${entry.id}>
      ${dateTime(entry.started_at, zone)} – ${entry.ended_at ? dateTime(entry.ended_at, zone) : t("now")}
      ${" "}<button type="button" aria-label=${t("Correct the hours of {name}", { name: row.name })} onClick=${() => correct(row, entry)}>${t("Correct")}</button>
      ${entry.is_corrected && html`<small>${t("corrected: {reason}", { reason: entry.reason })}</small>`}
    </div>`,
  )}
`;

/** @param {{ store: any, sheet: any }} props */
function Hours({ store, sheet }) {
  const columns = [
    [t("Day"), (row) => shortDay(row.date)],
    [t("Name"), (row) => row.name || t("somebody no longer here")],
    [t("Planned"), (row) => hours(row.planned_minutes), true],
    [t("Worked"), (row) => hours(row.worked_minutes), true],
    [t("Late"), (row) => (row.late_minutes ? hours(row.late_minutes) : ""), true],
    [t("Clocked"), (row) => html`<${Entries} row=${row} zone=${store.timezone} />`],
  ];
  const file = `hours-${sheet.first}-${sheet.last}.csv`;
  return html`
    <section id="hours" aria-label=${t("Hours")}>
      <${Table} caption=${t("Hours planned and worked")} rows=${sheet.rows} keyOf=${(row) => row.date + row.user_id + row.role} columns=${columns} />
      ${sheet.rows.length === 0 && html`<p class="nothing">${t("nothing")}</p>`}
      <p class="acts">
        <button type="button" onClick=${addEntry}>${t("Add forgotten hours")}</button>
        <button type="button" onClick=${() => save(path(`timesheet.csv?${days(sheet.first)}`), file)}>${t("Hours as CSV")}</button>
      </p>
    </section>
  `;
}

/** @param {any} roster */
const stateOf = ({ is_published: isPublished, published_at: at }) => {
  if (isPublished) return t("Everybody sees this week.");
  return at ? t("Changed since it was published.") : t("Nobody sees this week yet.");
};

function Page() {
  const { store, roster, sheet } = useStore(shown);
  if (roster === null) return null;
  return html`
    <section id="plan" aria-label=${t("Roster")}>
      <${Week} roster=${roster} />
      <${Conflicts} roster=${roster} />
      <p class="acts">
        <button type="button" onClick=${copyLastWeek}>${t("Copy last week")}</button>
        <button type="button" class="main" disabled=${roster.is_published || roster.conflicts.length > 0} onClick=${publish}>${t("Publish")}</button>
        <span role="status">${stateOf(roster)}</span>
      </p>
    </section>
    <${Hours} store=${store} sheet=${sheet} />
  `;
}

start(async () => {
  at("#week").value = mondayOf(isoDay(Date.now()));
  mount("#main", html`<${Page} />`);
  const again = (chosen) => inTurn(() => fill(chosen)).catch(tell);
  const store = await pickStore({ onChange: again });
  at("#week").addEventListener("change", () => at("#week").reportValidity() && again());
  await fill(store);
});
