// The menu published at a set time: who planned it for when, another time, not at all, and what became of earlier plans.

import { dateTime, isoDay } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { confirm, html } from "../kernel/ui.js";

const BECAME = table({
  published: "published",
  unchanged: "customers saw it already",
  refused: "not published",
  cancelled: "cancelled",
});

/** @param {{ desk: import("./prices.js").Desk, acts: import("./prices.js").Acts }} props */
export function Planned({ desk: { store, plans, names }, acts }) {
  const open = plans.find((row) => row.outcome === "open");
  const when = (row) => dateTime(row.publish_at, store.timezone);
  const by = (row) => names.get(row.planned_by) ?? t("the chain");
  const plan = async (event) => {
    event.preventDefault();
    const { date, time } = Object.fromEntries(new FormData(event.target));
    await acts.plan({ date, time });
  };
  const cancel = async () => {
    const text = t("The store goes on with the menu it has.");
    if (await confirm({ title: t("Not publish then?"), text, action: t("Do not publish") })) await acts.cancel();
  };
  return html`
    <section class="card" id="planned">
      <h2 class="heading">${t("At a set time")}</h2>
      ${open && html`<p data-plan><span>${t("Goes live {time}, planned by {name}.", { time: when(open), name: by(open) })}</span> <button type="button" onClick=${cancel}>${t("Not then")}</button></p>`}
      <form onSubmit=${plan}>
        <label>${t("Date")} <input name="date" type="date" required min=${isoDay(Date.now(), store.timezone)} /></label>
        <label>${t("Time at the store")} <input name="time" type="time" required /></label>
        <button>${open ? t("Change the time") : t("Plan")}</button>
      </form>
      <p class="soft">${t("Customers then see the draft as it stands at that time.")}</p>
      <ul>${plans
        .filter((row) => row !== open)
        .map(
          (row) =>
            html`<li key=${row.planned_at}><span>${when(row)}, ${by(row)}: ${BECAME[row.outcome]}${row.problem && `. ${row.problem}`}</span></li>`,
        )}</ul>
    </section>
  `;
}
