// The tracker's map, shown while the food is on the road: the courier, and the way to the door.

import { at } from "../kernel/dom.js";
import { t } from "../kernel/texts.js";

const ON_ROAD = ["OUT_FOR_DELIVERY", "ARRIVED"];
/** @type {Promise<any> | null} */
let opening = null;
let shownRoute = "";

/** @param {any} order @param {() => Promise<void>} refresh */
async function open(order, refresh) {
  const container = at("#map");
  container.hidden = false;
  const { openMap, Trip, lngLat } = await import("../geo/map.js");
  const map = await openMap(container, { interactive: true, cooperativeGestures: true });
  if (!map) return null;
  const { store, home } = order.map;
  map.pin("store", "store", store, order.store_name);
  map.fit([store, home, order.position].filter(Boolean).map(lngLat));
  return { map, trip: new Trip(map, refresh) };
}

/**
 * Shows the order's courier; `refresh` asks for the way they are on when they left the one that is drawn.
 * @param {any} order
 * @param {() => Promise<void>} refresh
 */
export async function followOnMap(order, refresh) {
  const container = at("#map");
  if (!ON_ROAD.includes(order.status) || !order.position) {
    container.hidden = true;
    return;
  }
  opening ??= open(order, refresh);
  const live = await opening;
  if (!live) return;
  container.hidden = false;
  const { map, trip } = live;
  const route = order.map?.route ?? [];
  if (JSON.stringify(route) !== shownRoute) {
    shownRoute = JSON.stringify(route);
    trip.way(route);
  }
  if (order.map?.home) map.pin("home", "home", order.map.home, t("Your door"));
  trip.courier(order.position);
  container.dataset.at = order.position.at;
}
