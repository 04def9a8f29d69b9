// Whether the store takes orders: closed by hand, busy, and each service's pause.

import { patch } from "../kernel/api.js";
import { clock, dateTime, words } from "../kernel/format.js";
import { confirm, html } from "../kernel/ui.js";

const PAUSES = [15, 30, 60, 120];
const BUSY = [0, 10, 20, 30, 45, 60];
/** @type {Record<string, string>} */
const REASONS = {
  closed: "outside its hours",
  holiday: "closed on this day",
  forced_closed: "closed by hand",
  paused: "paused",
  no_such_service: "not offered",
};

/** @param {{ row: any, zone: string, may: boolean, pause: (minutes: number | null) => void }} props */
function Service({ row, zone, may, pause }) {
  const state = row.is_open ? "takes orders" : (REASONS[row.reason] ?? "takes none");
  const until = row.paused_until
    ? ` until ${clock(row.paused_until, zone)}`
    : row.opens_at && !row.is_open
      ? `, opens ${dateTime(row.opens_at, zone)}`
      : "";
  return html`
    <li data-service=${row.service}>
      <span><b>${words(row.service)}</b><small class=${row.is_open ? "" : "bad"}>${state}${until}</small></span>
      ${
        may &&
        html`<span class="buttons">
          ${
            row.paused_until
              ? html`<button type="button" onClick=${() => pause(null)}>Take orders again</button>`
              : PAUSES.map(
                  (minutes) =>
                    html`<button key=${minutes} type="button" aria-label=${`Pause ${words(row.service)} for ${minutes} minutes`} onClick=${() => pause(minutes)}>${minutes} min</button>`,
                )
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
      minutes === null ? "Takes orders again." : "Paused.",
    );
  const close = async () => {
    const text = "No new orders are taken until somebody opens it again. What is in the kitchen goes on.";
    const wanted =
      isClosed || (await confirm({ title: "Close the store?", text, action: "Close it", isDangerous: true }));
    if (wanted) await run(() => patch(path, { force_closed: !isClosed }), isClosed ? "Opened." : "Closed.");
  };
  return html`
    <section class="card" id="orders">
      <h2 class="heading">Taking orders</h2>
      <p>${store.code} ${store.name} is <b class=${isClosed ? "bad" : ""}>${words(store.state)}</b>${store.busy_minutes > 0 && `, ${store.busy_minutes} minutes are added to the wait`}</p>
      <ul>${store.services.map((row) => html`<${Service} key=${row.service} row=${row} zone=${store.timezone} may=${may} pause=${pause(row.service)} />`)}</ul>
      ${
        may &&
        html`<div class="buttons">
          <label>Busy, longer by <select aria-label="Busy, longer by" value=${store.busy_minutes} onChange=${(event) => run(() => patch(path, { busy_minutes: Number(event.target.value) }))}>
            ${[...new Set([...BUSY, store.busy_minutes])].map((minutes) => html`<option key=${minutes} value=${minutes} selected=${minutes === store.busy_minutes}>${minutes} min</option>`)}
          </select></label>
          <button type="button" class=${isClosed ? "" : "danger"} onClick=${close}>${isClosed ? "Open the store again" : "Close the store"}</button>
        </div>`
      }
    </section>
  `;
}
