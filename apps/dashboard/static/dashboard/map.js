// A store's couriers and doors, live: the whole map over the websocket, and every position in between.

import { call, claims, listen } from "../kernel/session.js";
import { lngLat, openMap } from "../geo/map.js";

const at = (selector) => document.querySelector(selector);
const short = (number) => number.split("#").pop();
const words = (status) => status.replaceAll("_", " ").toLowerCase();
const time = (instant) => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
let map = null;
let state = { couriers: [], doors: [] };

function row(title, detail, place, isLate = false) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const small = document.createElement("small");
  button.textContent = title;
  small.textContent = detail;
  small.classList.toggle("late", isLate);
  button.append(small);
  button.disabled = !place;
  if (place) button.addEventListener("click", () => map?.fit([lngLat(place)], { duration: 600 }));
  item.append(button);
  return item;
}

function drawLists() {
  const doorsOf = (courier) => state.doors.filter((door) => door.courier_id === courier.courier_id);
  at("#couriers").replaceChildren(
    ...state.couriers.map((courier) => {
      const doors = doorsOf(courier);
      const carries = doors.map((door) => `#${short(door.number)} by ${time(door.promised_to)}`).join(", ");
      const detail = [words(courier.status), carries].filter(Boolean).join(" · ");
      return row(courier.name, detail, courier.position, doors.some((door) => door.is_late));
    }),
  );
  const waiting = state.doors.filter((door) => !door.courier_id);
  at("#waiting").replaceChildren(
    ...waiting.map((door) =>
      row(`#${short(door.number)}`, `${words(door.status)} · by ${time(door.promised_to)}`, door, door.is_late)),
  );
}

function drawPins() {
  if (!map) return;
  const seen = new Set(["store"]);
  map.pin("store", "store", state.store, "The store");
  for (const door of state.doors) {
    seen.add(door.order_id);
    map.pin(door.order_id, "order", door, short(door.number)).classList.toggle("late", door.is_late);
  }
  for (const courier of state.couriers.filter((one) => one.position)) {
    seen.add(courier.courier_id);
    map.pin(courier.courier_id, "courier", courier.position, courier.name);
  }
  map.keepPins((id) => seen.has(id));
}

function fit() {
  const places = [state.store, ...state.doors, ...state.couriers.map((courier) => courier.position)];
  map?.fit(places.filter(Boolean).map(lngLat), { padding: 64 });
}

async function take(message) {
  at("#trouble").textContent = message.type === "unavailable" ? "Deliveries cannot be shown right now." : "";
  if (message.type === "courier") {
    const courier = state.couriers.find((one) => one.courier_id === message.courier_id);
    if (courier) courier.position = message;
  } else if (message.type === "map") {
    const isFirst = !state.store;
    state = message;
    if (isFirst) {
      map = await openMap(at("#map"));
      fit();
    }
  }
  drawLists();
  if (state.store) drawPins();
}

async function start() {
  const { stores } = await call("/dashboard/stores");
  const choice = at("#store");
  choice.replaceChildren(...stores.map((store) => new Option(`${store.code} ${store.name}`, store.store_id)));
  const wished = new URLSearchParams(location.search).get("store");
  if (wished) choice.value = wished;
  choice.addEventListener("change", () => location.assign(`?store=${choice.value}`));
  document.title = `Map — ${claims().roles.join(", ")}`;
  listen(`/ws/v1/map/${choice.value}`, take, (on) => {
    at("#live").textContent = on ? "live" : "connecting";
    at("#live").classList.toggle("on", on);
  });
}

start().catch((error) => {
  at("#trouble").textContent = error.message;
});
