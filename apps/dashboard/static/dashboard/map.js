// A store's couriers and doors, live: the whole map over the websocket, and every position in between.

import { lngLat, openMap } from "../geo/map.js";
import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { orderNumber } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";
import { Alarm, callForCouriers } from "./board_alarm.js";
import { Couriers, Doors } from "./map_lists.js";

const situation = new Store(/** @type {any} */ ({ store: null, couriers: [], doors: [] }));
/** @type {any} */
let map = null;
let zone = "UTC";
let storeId = "";

const look = (place) => map?.fit([lngLat(place)], { duration: 600 });

/** What somebody decided about a delivery alone changes no order, and is told of by nobody. */
async function again() {
  situation.set(await call(`/dashboard/map?store=${storeId}`));
  drawPins();
}

function Lists() {
  const { couriers, doors } = useStore(situation);
  return html`
    <${Alarm} onTrouble=${tell} />
    <${Doors} doors=${doors} couriers=${couriers} zone=${zone} look=${look} again=${again} />
    <${Couriers} doors=${doors} couriers=${couriers} zone=${zone} look=${look} again=${again} />
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
  map.spread();
}

async function openWhere() {
  const { store, couriers, doors } = situation.value;
  map = await openMap(at("#map"));
  const places = [store, ...doors, ...couriers.map((courier) => courier.position)];
  map?.fit(places.filter(Boolean).map(lngLat), { padding: 64 });
  map?.map.on("moveend", () => map.spread());
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
    callForCouriers(message.doors.filter((door) => door.no_courier_since).map((door) => orderNumber(door.number)));
    if (isFirst) await openWhere();
  }
  drawPins();
}

start(async () => {
  const store = await pickStore({ onChange: () => location.reload() });
  zone = store.timezone;
  storeId = store.id;
  mount("#lists", html`<${Lists} />`);
  new LiveSocket({ path: `/ws/v1/map/${store.id}`, onMessage: take, onState: followLive }).open();
});
