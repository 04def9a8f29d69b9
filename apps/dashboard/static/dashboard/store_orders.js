// Whether the store takes orders: closed by hand, busy, and each service's pause.

import { patch } from "../kernel/api.js";
import { clock, dateTime, words } from "../kernel/format.js";
import { parts, t, table, tn } from "../kernel/texts.js";
import { confirm, html } from "../kernel/ui.js";

const PAUSES = [15, 30, 60, 120];
const BUSY = [0, 10, 20, 30, 45, 60];
const REASONS = table({
  closed: "outside its hours",
  holiday: "closed on this day",
  forced_closed: "closed by hand",
  paused: "paused",
  no_such_service: "not offered",
});

/** @param {{ row: any, zone: string, may: boolean, pause: (minutes: number | null) => void }} props */
function Service({ row, zone, may, pause }) {
  const state = row.is_open ? t("takes orders") : (REASONS[row.reason] ?? t("takes none"));
  const until = row.paused_until
    ? ` ${t("until {time}", { time: clock(row.paused_until, zone) })}`
    : row.opens_at && !row.is_open
      ? `, ${t("opens {time}", { time: dateTime(row.opens_at, zone) })}`
      : "";
  return html`
    <li data-service=${row.service}>
      <span><b>${words(row.service)}</b><small class=${row.is_open ? "" : "bad"}>${state}${until}</small></span>
      ${
        may &&
        html`<span class="buttons">
          ${
            row.paused_until
              ? html`<button type="button" onClick=${() => pause(null)}>${t("Take orders again")}</button>`
              : html`<span class="soft">${t("Pause for")}</span> ${PAUSES.map(
                  (minutes) =>
                    html`<button key=${minutes} type="button" class="plain" aria-label=${tn("Pause {service} for {count} minute", "Pause {service} for {count} minutes", minutes, { service: words(row.service) })} onClick=${() => pause(minutes)}>${t("{minutes} min", { minutes })}</button>`,
                )}`
          }
        </span>`
      }
    </li>
  `;
}

/** @param {{ store: any, run: import("./store.js").Run, may: boolean }} props */
export function Orders({ store, run, may }) {
  const path = `/stores/${store.id}/availability`;
  const isClosed = store.state === "CLOSED";
  const pause = (service) => (minutes) =>
    run(
      () =>
        patch(path, {
          paused_until: { [service]: minutes === null ? null : new Date(Date.now() + minutes * 60_000).toISOString() },
        }),
      minutes === null ? t("Takes orders again.") : t("Paused."),
    );
  const close = async () => {
    const text = t("No new orders are taken until somebody opens it again. What is in the kitchen goes on.");
    const wanted =
      isClosed || (await confirm({ title: t("Close the store?"), text, action: t("Close it"), isDangerous: true }));
    if (wanted) await run(() => patch(path, { force_closed: !isClosed }), isClosed ? t("Opened.") : t("Closed."));
  };
  return html`
    <section class="card" id="orders">
      <h2 class="heading">${t("Taking orders")}</h2>
      <p>${parts("{store} is {state}", { store: `${store.code} ${store.name}`, state: html`<b class=${isClosed ? "bad" : ""}>${words(store.state)}</b>` })}${store.busy_minutes > 0 && `, ${tn("{count} minute is added to the wait", "{count} minutes are added to the wait", store.busy_minutes)}`}</p>
      <ul>${store.services.map((row) => html`<${Service} key=${row.service} row=${row} zone=${store.timezone} may=${may} pause=${pause(row.service)} />`)}</ul>
      ${
        may &&
        html`<div class="buttons">
          <label>${t("Busy, longer by")} <select aria-label=${t("Busy, longer by")} value=${store.busy_minutes} onChange=${(event) => run(() => patch(path, { busy_minutes: Number(event.target.value) }))}>
            ${[...new Set([...BUSY, store.busy_minutes])].map((minutes) => html`<option key=${minutes} value=${minutes} selected=${minutes === store.busy_minutes}>${t("{minutes} min", { minutes })}</option>`)}
          </select></label>
          <button type="button" class=${isClosed ? "" : "danger"} onClick=${close}>${isClosed ? t("Open the store again") : t("Close the store")}</button>
        </div>`
      }
    </section>
  `;
}
