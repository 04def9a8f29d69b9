// A store's board as it was: any minute that is kept, chosen, stepped to or played.

import { call } from "../kernel/api.js";
import { parameter } from "../kernel/dom.js";
import { clock, dateTime, instantOf, isoDay, localMinute } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, useEffect, useStore } from "../kernel/ui.js";
import { Columns } from "./board_columns.js";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const KEPT_MS = 14 * DAY_MINUTES * MINUTE_MS; // as the platform keeps them
const FRAME_MS = 700;

const past = new Store({ at: 0, shownAt: 0, isPlaying: false, columns: {}, orders: /** @type {any[]} */ ([]) });
let store = /** @type {import("../kernel/stores.js").StoreDetails} */ (/** @type {unknown} */ (null));
let isReading = false;

const minuteOf = (instant) => Math.floor(instant / MINUTE_MS) * MINUTE_MS;
const latest = () => minuteOf(Date.now());
const earliest = () => minuteOf(Date.now() - KEPT_MS) + 2 * MINUTE_MS;

/** Shows the minute; those that are passed over while one is read are not asked for. @param {number} instant */
async function show(instant) {
  const at = Math.min(Math.max(minuteOf(instant), earliest()), latest());
  past.set({ at, isPlaying: past.value.isPlaying && at < latest() });
  if (isReading) return;
  isReading = true;
  try {
    while (past.value.shownAt !== past.value.at) {
      const shownAt = past.value.at;
      const query = new URLSearchParams({ store: store.id, at: new Date(shownAt).toISOString() });
      past.set({ ...(await call(`/dashboard/board/past?${query}`)), shownAt });
    }
    tell();
    const shown = { store: store.id, at: localMinute(past.value.at, store.timezone) };
    history.replaceState(null, "", `?${new URLSearchParams(shown)}`);
  } catch (trouble) {
    past.set({ isPlaying: false });
    tell(trouble);
  } finally {
    isReading = false;
  }
}

const turn = (instant) => {
  past.set({ isPlaying: false });
  show(instant);
};

function When() {
  const { at, isPlaying } = useStore(past);
  const zone = store.timezone;
  const midnight = instantOf(`${isoDay(at, zone)}T00:00`, zone);
  const next = instantOf(`${isoDay(midnight + 1.5 * DAY_MINUTES * MINUTE_MS, zone)}T00:00`, zone); // a day has 23 to 25 hours
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => show(past.value.at + MINUTE_MS), FRAME_MS);
    return () => clearInterval(timer);
  }, [isPlaying]);
  const choose = ({ target }) => target.value && target.reportValidity() && turn(instantOf(target.value, zone));
  return html`
    <div class="when">
      <label>${t("Day and time")} <input type="datetime-local" required value=${localMinute(at, zone)}
        min=${localMinute(earliest(), zone)} max=${localMinute(latest(), zone)} onChange=${choose} /></label>
      <button type="button" onClick=${() => turn(at - MINUTE_MS)}>${t("A minute back")}</button>
      <button type="button" aria-pressed=${isPlaying} disabled=${at >= latest()} onClick=${() => past.set({ isPlaying: !isPlaying })}>
        ${isPlaying ? t("Stop") : t("Play")}</button>
      <button type="button" disabled=${at >= latest()} onClick=${() => turn(at + MINUTE_MS)}>${t("A minute on")}</button>
      <input type="range" aria-label=${t("Minute of the day")} aria-valuetext=${clock(at, zone)} min="0" max=${(next - midnight) / MINUTE_MS - 1}
        value=${(at - midnight) / MINUTE_MS} onInput=${({ target }) => turn(midnight + Number(target.value) * MINUTE_MS)} />
    </div>
  `;
}

function Board() {
  const { columns, orders, shownAt } = useStore(past);
  return [
    html`<h2 key="at" class="at" data-at=${shownAt}>${dateTime(shownAt, store.timezone)}</h2>`,
    html`<${Columns} key="columns" columns=${columns} orders=${orders} now=${shownAt} zone=${store.timezone} />`,
  ];
}

start(async () => {
  store = await pickStore({ onChange: () => location.reload() });
  const asked = parameter("at");
  await show(asked ? instantOf(asked, store.timezone) || Date.now() : Date.now());
  mount("#when", html`<${When} />`);
  mount("#main", html`<${Board} />`);
});
