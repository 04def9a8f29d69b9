// The one map of our pages: base map from our own tiles, pins that move smoothly, a route, areas.
// `await openMap(element)` gives null, and hides the element, where there is no map or no WebGL.

import { t } from "../kernel/texts.js";
import { style } from "./map_style.js";
import * as maplibre from "./maplibre/maplibre-gl.mjs";

const BASE = "/api/v1/geo/map";
const STRAY_M = 60;
const GLIDE_MS = 1100;
const APART_PX = 30; // less, and a pin hides the number of another
const MAX_TURNS = 60;
const GOLDEN_ANGLE = 2.4;
const ICONS = {
  home: "M12 4 4 11h2v8h4.5v-5h3v5H18v-8h2z",
  store: "M5 5h14l1.2 5.2a2.7 2.7 0 0 1-4.1 1.9 3 3 0 0 1-4.1 0 3 3 0 0 1-4.1 0 2.7 2.7 0 0 1-4.1-1.9zM6 14h12v5H6z",
  courier:
    "M6 12a4 4 0 1 0 0 8 4 4 0 0 0 0-8m12 0a4 4 0 1 0 0 8 4 4 0 0 0 0-8M9 6h5l3 8h-2l-1.4-4H10l3 5h-2.2L7.4 9.3z",
  order: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14",
};
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

export const lngLat = (place) => [place.lon, place.lat];

// Metres on the plane around a latitude: near enough within a city.
function flat([lon, lat], [originLon, originLat]) {
  const metres = 111195;
  return [(lon - originLon) * metres * Math.cos((originLat * Math.PI) / 180), (lat - originLat) * metres];
}

// Where on the line a place is: metres beside it, and what is still ahead from there.
export function ahead(line, place) {
  let best = { beside: Infinity, rest: line };
  for (let at = 0; at + 1 < line.length; at += 1) {
    const [ax, ay] = flat(line[at], place);
    const [bx, by] = flat(line[at + 1], place);
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = length ? Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / length)) : 0;
    const beside = Math.hypot(ax + share * (bx - ax), ay + share * (by - ay));
    if (beside < best.beside) {
      const on = line[at].map((value, axis) => value + share * (line[at + 1][axis] - value));
      best = { beside, rest: [on, ...line.slice(at + 1)] };
    }
  }
  return best;
}

function pinElement(kind, label) {
  const pin = document.createElement("div");
  pin.className = `pin pin-${kind}`;
  pin.setAttribute("role", "img");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[kind]);
  svg.append(path);
  const caption = document.createElement("span");
  pin.append(svg, caption);
  relabel(pin, label);
  return pin;
}

// Places around a point, further and further away, of which no two are near each other.
function spot({ x, y }, turn) {
  const away = APART_PX * Math.sqrt(turn);
  return { x: x + away * Math.cos(GOLDEN_ANGLE * turn), y: y + away * Math.sin(GOLDEN_ANGLE * turn) };
}

function relabel(pin, label) {
  pin.setAttribute("aria-label", label);
  pin.title = label;
  pin.querySelector("span").textContent = pin.classList.contains("pin-order") ? label : "";
}

class LiveMap {
  #pins = new Map();
  /** @type {{ route: any[], areas: any[] }} */
  #data = { route: [], areas: [] };

  constructor(map, base) {
    this.map = map;
    dark.addEventListener("change", () => {
      map.once("style.load", () => Object.keys(this.#data).forEach((name) => this.#show(name)));
      map.setStyle(style(base, dark.matches), { diff: false });
    });
  }

  // Puts a pin (home, store, courier or order), or has it glide there; gives its element.
  pin(id, kind, place, label = "", onClick = /** @type {any} */ (null)) {
    const known = this.#pins.get(id);
    if (!known) {
      const element = pinElement(kind, label);
      if (onClick) element.addEventListener("click", onClick);
      const marker = new maplibre.Marker({ element }).setLngLat(lngLat(place)).addTo(this.map);
      this.#pins.set(id, { marker, frame: 0 });
      return element;
    }
    relabel(known.marker.getElement(), label);
    this.#glide(known, lngLat(place));
    return known.marker.getElement();
  }

  // A spot to drag; `onDrag([lon, lat], isDone)` follows it, `onRemove` is called by a double click or Delete.
  handle(at, className, onDrag, onRemove = /** @type {any} */ (null)) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = className;
    const marker = new maplibre.Marker({ element, draggable: true }).setLngLat(at).addTo(this.map);
    marker.on("drag", () => onDrag(marker.getLngLat().toArray(), false));
    marker.on("dragend", () => onDrag(marker.getLngLat().toArray(), true));
    element.addEventListener("click", (event) => event.stopPropagation());
    if (onRemove) {
      element.addEventListener("dblclick", (event) => {
        event.stopPropagation();
        onRemove();
      });
      element.addEventListener("keydown", (event) => event.key === "Delete" && onRemove());
    }
    return marker;
  }

  unpin(id) {
    cancelAnimationFrame(this.#pins.get(id)?.frame);
    this.#pins.get(id)?.marker.remove();
    this.#pins.delete(id);
  }

  // Takes away every pin whose id does not hold.
  keepPins(holds) {
    [...this.#pins.keys()].filter((id) => !holds(id)).forEach((id) => this.unpin(id));
  }

  // Has pins that would hide each other stand beside each other, as the map is seen now.
  spread() {
    const taken = /** @type {{ x: number, y: number }[]} */ ([]);
    for (const { marker } of this.#pins.values()) {
      const own = this.map.project(marker.getLngLat());
      const spots = Array.from({ length: MAX_TURNS }, (_, turn) => spot(own, turn));
      const free = spots.find((one) =>
        taken.every((other) => Math.hypot(one.x - other.x, one.y - other.y) >= APART_PX),
      );
      const { x, y } = free ?? own;
      taken.push({ x, y });
      marker.setOffset([x - own.x, y - own.y]);
    }
  }

  #glide(pin, to) {
    cancelAnimationFrame(pin.frame);
    const from = pin.marker.getLngLat().toArray();
    const begun = performance.now();
    if (still.matches) {
      pin.marker.setLngLat(to);
      return;
    }
    const step = (instant) => {
      const share = Math.min(1, Math.max(0, (instant - begun) / GLIDE_MS));
      pin.marker.setLngLat(from.map((value, axis) => value + share * (to[axis] - value)));
      if (share < 1) pin.frame = requestAnimationFrame(step);
    };
    pin.frame = requestAnimationFrame(step);
  }

  // The way still ahead, [[lon, lat], ...]; an empty one takes it away.
  route(line) {
    const geometry = { type: "LineString", coordinates: line };
    this.#data.route = line.length > 1 ? [{ type: "Feature", properties: {}, geometry }] : [];
    this.#show("route");
  }

  // Areas, each { geometry, colour, active }.
  areas(shown) {
    this.#data.areas = shown.map(({ geometry, colour, active = false }) => ({
      type: "Feature",
      properties: { colour, active },
      geometry,
    }));
    this.#show("areas");
  }

  #show(name) {
    this.map.getSource(name)?.setData({ type: "FeatureCollection", features: this.#data[name] });
  }

  // Shows all of these places, [[lon, lat], ...].
  fit(places, { zoom = 16, padding = 48, duration = 0 } = {}) {
    if (!places.length) return;
    const bounds = places.reduce((box, place) => box.extend(place), new maplibre.LngLatBounds(places[0], places[0]));
    this.map.fitBounds(bounds, { maxZoom: zoom, padding, duration: still.matches ? 0 : duration });
  }
}

async function baseMap() {
  const answer = await fetch(BASE);
  return answer.ok ? answer.json() : null;
}

export async function openMap(container, options = {}) {
  const base = await baseMap().catch(() => null);
  try {
    if (!base) throw new Error("no map is loaded");
    const map = new maplibre.Map({
      container,
      style: style(base, dark.matches),
      bounds: base.bounds,
      minZoom: base.minzoom,
      maxZoom: 19,
      attributionControl: { compact: false },
      dragRotate: false,
      pitchWithRotate: false,
      cooperativeGestures: false,
      fadeDuration: still.matches ? 0 : 300,
      ...options,
    });
    map.touchZoomRotate.disableRotation();
    await new Promise((done) => map.once("load", done));
    map.once("idle", () => container.classList.add("drawn"));
    return new LiveMap(map, base);
  } catch (error) {
    console.warn("map", error.message);
    container.hidden = true;
    return null;
  }
}

// A courier's way to one door: drawn ahead of the courier, asked for anew by `stray()` when they leave it.
export class Trip {
  #line = [];
  #asked = 0;

  constructor(map, stray) {
    this.map = map;
    this.stray = stray;
  }

  way(line) {
    this.#line = line;
    this.map.route(line);
    if (line.length) this.map.pin("home", "home", place(line.at(-1)), t("Your door"));
  }

  courier(position) {
    this.map.pin("courier", "courier", position, t("Your courier"));
    if (!this.#line.length) return;
    const { beside, rest } = ahead(this.#line, lngLat(position));
    this.map.route(rest);
    if (beside > STRAY_M && Date.now() - this.#asked > 10_000) {
      this.#asked = Date.now();
      this.stray();
    }
  }
}

const place = ([lon, lat]) => ({ lon, lat });
