// The tracker's map, shown while the food is on the road: the courier, and the way to the door.

const ON_ROAD = ["OUT_FOR_DELIVERY", "ARRIVED"];
const container = document.querySelector("#map");
const apiUrl = document.querySelector('meta[name="api-url"]').content;
let opening = null;
let shown = { route: null };

const lineOf = (state) => state.map?.route ?? [];

async function open(state) {
  container.hidden = false;
  const { openMap, Trip, lngLat } = await import("../geo/map.js");
  const map = await openMap(container, { interactive: true, cooperativeGestures: true });
  if (!map) return null;
  const { store, home } = state.map;
  map.pin("store", "store", store, state.store_name);
  map.fit([store, home, state.position].filter(Boolean).map(lngLat));
  return { map, trip: new Trip(map, refresh) };
}

// The courier left the way: ask for the one they are on now.
async function refresh() {
  const answer = await fetch(apiUrl);
  if (answer.ok) draw(await answer.json());
}

async function draw(state) {
  const visible = ON_ROAD.includes(state.status) && Boolean(state.position);
  if (!visible) {
    container.hidden = true;
    return;
  }
  opening ??= open(state);
  const live = await opening;
  if (!live) return;
  container.hidden = false;
  const { map, trip } = live;
  if (JSON.stringify(lineOf(state)) !== shown.route) {
    shown = { route: JSON.stringify(lineOf(state)) };
    trip.way(lineOf(state));
  }
  if (state.map?.home) map.pin("home", "home", state.map.home, "Your door");
  trip.courier(state.position);
  container.dataset.at = state.position.at;
}

document.addEventListener("tracked", (event) => draw(event.detail));
