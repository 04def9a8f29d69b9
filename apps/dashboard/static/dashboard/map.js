// A store's couriers and doors, live: the whole map over the websocket, and every position in between.

import { lngLat, openMap } from "../geo/map.js";
import { at } from "../kernel/dom.js";
import { clock, orderNumber, words } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";

const situation = new Store(/** @type {any} */ ({ store: null, couriers: [], doors: [] }));
/** @type {any} */
let map = null;
let zone = "UTC";

/** @param {{ title: string, detail: string, place: any, isLate?: boolean }} props */
const Row = ({ title, detail, place, isLate = false }) => html`
  <li>
    <button type="button" disabled=${!place} onClick=${() => map?.fit([lngLat(place)], { duration: 600 })}>
      ${title}<small class=${isLate ? "late" : ""}>${detail}</small>
    </button>
  </li>
`;

/** @param {any} courier @param {any[]} doors */
function courierRow(courier, doors) {
  const own = doors.filter((door) => door.courier_id === courier.courier_id);
  const carries = own
    .map((door) => t("{number} by {time}", { number: orderNumber(door.number), time: clock(door.promised_to, zone) }))
    .join(", ");
  const detail = [words(courier.status), carries].filter(Boolean).join(" · ");
  const isLate = own.some((door) => door.is_late);
  return html`<${Row} key=${courier.courier_id} title=${courier.name} detail=${detail} place=${courier.position} isLate=${isLate} />`;
}

/** @param {any} door */
function doorRow(door) {
  const detail = `${words(door.status)} · ${t("by {time}", { time: clock(door.promised_to, zone) })}`;
  return html`<${Row} key=${door.order_id} title=${orderNumber(door.number)} detail=${detail} place=${door} isLate=${door.is_late} />`;
}

function Lists() {
  const { couriers, doors } = useStore(situation);
  const waiting = doors.filter((door) => !door.courier_id);
  return html`
    <h2 class="heading">${t("Couriers")}</h2>
    <ul id="couriers" class="plain-list">${couriers.map((courier) => courierRow(courier, doors))}</ul>
    <h2 class="heading">${t("Not yet with a courier")}</h2>
    <ul id="waiting" class="plain-list">${waiting.map(doorRow)}</ul>
  `;
}

function drawPins() {
  const { store, couriers, doors } = situation.value;
  if (!map || !store) return;
  const seen = new Set(["store"]);
  map.pin("store", "store", store, t("The store"));
  for (const door of doors) {
    seen.add(door.order_id);
    map.pin(door.order_id, "order", door, door.number.split("#").pop()).classList.toggle("late", door.is_late);
  }
  for (const courier of couriers.filter((one) => one.position)) {
    seen.add(courier.courier_id);
    map.pin(courier.courier_id, "courier", courier.position, courier.name);
  }
  map.keepPins((id) => seen.has(id));
}

async function openWhere() {
  const { store, couriers, doors } = situation.value;
  map = await openMap(at("#map"));
  const places = [store, ...doors, ...couriers.map((courier) => courier.position)];
  map?.fit(places.filter(Boolean).map(lngLat), { padding: 64 });
}

/** @param {any} message */
async function take(message) {
  tell(message.type === "unavailable" ? t("Deliveries cannot be shown right now.") : "");
  if (message.type === "courier") {
    const moved = (one) => (one.courier_id === message.courier_id ? { ...one, position: message } : one);
    situation.set({ couriers: situation.value.couriers.map(moved) });
  } else if (message.type === "map") {
    const isFirst = !situation.value.store;
    situation.set(message);
    if (isFirst) await openWhere();
  }
  drawPins();
}

start(async () => {
  const store = await pickStore({ onChange: () => location.reload() });
  zone = store.timezone;
  mount("#lists", html`<${Lists} />`);
  new LiveSocket({ path: `/ws/v1/map/${store.id}`, onMessage: take, onState: followLive }).open();
});
