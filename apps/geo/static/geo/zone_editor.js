// Zones on a map in the admin: all of them beside their list, and one to draw beside its form.
// The form's own fields stay the truth: what is drawn is written into them, what is typed is drawn.

import { t } from "../kernel/texts.js";
import { html, render } from "../kernel/ui.js";
import { lngLat, openMap } from "./map.js";

const ROOT = location.pathname.replace(/deliveryzone\/.*/, "deliveryzone/");
const COLOURS = ["#1f78b4", "#33a02c", "#6a3d9a", "#00838f", "#8d6e63", "#455a64", "#ad1457"];
const OWN = "#c8321f";
const SHARED = "#ff9800";
const EARTH_M = 111195;
const at = (selector) => /** @type {any} */ (document.querySelector(selector));

/** @param {Element} before */
function frame(before) {
  const box = Object.assign(document.createElement("div"), { className: "zone-map" });
  render(
    html`<div class="map" role="region" aria-label=${t("Delivery zones")}></div><p class="hint"></p><ul class="overlaps"></ul>`,
    box,
  );
  before.before(box);
  return box;
}

function colourOf(zone, stores) {
  return COLOURS[
    Math.max(
      0,
      stores.findIndex((store) => store.id === zone.store_id),
    ) % COLOURS.length
  ];
}

function showOverlaps(box, overlaps, refusal = "") {
  const texts = overlaps.map(({ zones }) =>
    t("{zone} overlaps {other} at the same priority: the nearer store serves the shared ground.", {
      zone: zones[0] || t("This zone"),
      other: zones[1],
    }),
  );
  render(
    [refusal, ...texts].filter(Boolean).map((text) => html`<li>${text}</li>`),
    box.querySelector(".overlaps"),
  );
}

const shared = (overlaps) =>
  overlaps.filter(({ geometry }) => geometry).map(({ geometry }) => ({ geometry, colour: SHARED, active: true }));
const corners = (geometry) => (geometry ? geometry.coordinates.flat(geometry.type === "Polygon" ? 1 : 2) : []);

async function overview(list) {
  const box = frame(list);
  const { zones, stores, overlaps } = await (await fetch(`${ROOT}map.json`)).json();
  const map = await openMap(box.querySelector(".map"));
  showOverlaps(box, overlaps);
  if (!map) return;
  const drawn = zones.filter((zone) => zone.geometry && zone.is_active);
  map.areas([
    ...drawn.map((zone) => ({ geometry: zone.geometry, colour: colourOf(zone, stores) })),
    ...shared(overlaps),
  ]);
  stores.forEach((store) => map.pin(store.id, "store", store, store.name));
  map.fit([...drawn.flatMap((zone) => corners(zone.geometry)), ...stores.map(lngLat)], { padding: 24 });
}

class Editor {
  #handles = [];
  #asking = 0;

  constructor(map, box, data) {
    this.map = map;
    this.box = box;
    this.zones = data.zones;
    this.stores = data.stores;
    this.overlaps = [];
    this.id = location.pathname.match(/deliveryzone\/([0-9a-f-]{36})\//)?.[1] ?? "";
    this.field = at("#id_shape");
    this.kind = at("#id_kind");
    this.field.addEventListener("change", () => this.redraw());
    ["#id_kind", "#id_priority", "#id_store_id"].forEach((name) =>
      at(name).addEventListener("change", () => this.redraw()),
    );
    map.map.on("click", (event) => this.click(event.lngLat.toArray()));
    map.map.doubleClickZoom.disable();
  }

  get shape() {
    try {
      return JSON.parse(this.field.value) ?? {};
    } catch {
      return {};
    }
  }

  set shape(value) {
    this.field.value = JSON.stringify(value);
  }

  get ring() {
    const { type, coordinates } = this.shape;
    const ring = type === "Polygon" && Array.isArray(coordinates?.[0]) ? coordinates[0] : [];
    const isClosed = ring.length > 1 && String(ring[0]) === String(ring.at(-1));
    return isClosed ? ring.slice(0, -1) : ring;
  }

  set ring(points) {
    const others = this.shape.type === "Polygon" ? this.shape.coordinates.slice(1) : [];
    const rounded = points.map((point) => point.map((degrees) => Number(degrees.toFixed(6))));
    this.shape = { type: "Polygon", coordinates: [rounded.length ? [...rounded, rounded[0]] : [], ...others] };
  }

  click(point) {
    if (this.kind.value === "polygon" && this.shape.type !== "MultiPolygon") {
      this.insert(point);
    } else if (this.kind.value === "circle") {
      this.circle(point, this.shape.radius_m ?? 1000);
    }
    this.redraw();
  }

  // Puts a corner into the side that it lengthens least.
  insert(point) {
    const ring = this.ring;
    const far = (a, b) => Math.hypot(a[0] - b[0], 2 * (a[1] - b[1]));
    const longer = ring.map((corner, index) => {
      const next = ring[(index + 1) % ring.length];
      return far(corner, point) + far(point, next) - far(corner, next);
    });
    const side = ring.length > 2 ? longer.indexOf(Math.min(...longer)) : ring.length - 1;
    this.ring = [...ring.slice(0, side + 1), point, ...ring.slice(side + 1)];
  }

  circle(center, radius) {
    const rounded = center.map((degrees) => Number(degrees.toFixed(6)));
    this.shape = { center: rounded, radius_m: Math.max(50, Math.round(radius)) };
  }

  geometry() {
    const { type, coordinates, center, radius_m: radius } = this.shape;
    if (this.kind.value === "circle" && center && radius) {
      const [lon, lat] = center;
      if (!(Math.abs(lat) <= 85)) return null;
      const turns = Array.from({ length: 97 }, (_, turn) => (2 * Math.PI * turn) / 96);
      const east = radius / EARTH_M / Math.cos((lat * Math.PI) / 180);
      const ring = turns.map((turn) => [lon + east * Math.cos(turn), lat + (radius / EARTH_M) * Math.sin(turn)]);
      return { type: "Polygon", coordinates: [ring] };
    }
    if (this.kind.value !== "polygon" || !coordinates) return null;
    return type === "MultiPolygon" || this.ring.length > 2 ? { type, coordinates } : null;
  }

  redraw() {
    this.ask();
    try {
      this.draw();
      this.handles();
    } catch {
      // Half written: the server says what is missing.
    }
  }

  draw() {
    const geometry = this.geometry();
    const others = this.zones.filter((zone) => zone.id !== this.id && zone.geometry && zone.is_active);
    this.map.areas([
      ...others.map((zone) => ({ geometry: zone.geometry, colour: colourOf(zone, this.stores) })),
      ...(geometry ? [{ geometry, colour: OWN, active: true }] : []),
      ...shared(this.overlaps),
    ]);
    this.box.querySelector(".hint").textContent =
      {
        polygon:
          this.shape.type === "MultiPolygon"
            ? t("An area of several parts is edited as text.")
            : t("Click to add a corner, drag corners and middles, double-click or Delete removes a corner."),
        circle: t("Click to place the centre, drag it or the edge."),
        postcodes: t("A list of postcodes has no outline; it is edited as text."),
      }[this.kind.value] ?? "";
  }

  handles() {
    this.#handles.forEach((marker) => marker.remove());
    this.#handles =
      this.kind.value === "circle" ? this.circleHandles() : this.kind.value === "polygon" ? this.ringHandles() : [];
  }

  follow(change) {
    return (point, isDone) => {
      change(point);
      return isDone ? this.redraw() : this.draw();
    };
  }

  ringHandles() {
    const ring = this.ring;
    const moved = (index, isNew) => (point) => {
      this.ring = [...ring.slice(0, index), point, ...ring.slice(isNew ? index : index + 1)];
    };
    const removed = (index) => () => {
      this.ring = ring.filter((_, place) => place !== index);
      this.redraw();
    };
    const own = ring.map((point, index) =>
      this.map.handle(point, "corner", this.follow(moved(index, false)), removed(index)),
    );
    if (ring.length < 3) return own;
    const between = ring.map((point, index) => {
      const next = ring[(index + 1) % ring.length];
      const middle = point.map((degrees, axis) => (degrees + next[axis]) / 2);
      return this.map.handle(middle, "middle", this.follow(moved(index + 1, true)));
    });
    return [...own, ...between];
  }

  circleHandles() {
    const { center, radius_m: radius } = this.shape;
    if (!center || !radius) return [];
    const shrink = Math.cos((center[1] * Math.PI) / 180);
    const reach = ([lon, lat]) => Math.hypot((lon - center[0]) * shrink, lat - center[1]) * EARTH_M;
    const edge = [center[0] + radius / EARTH_M / shrink, center[1]];
    return [
      this.map.handle(
        center,
        "corner",
        this.follow((point) => this.circle(point, radius)),
      ),
      this.map.handle(
        edge,
        "middle",
        this.follow((point) => this.circle(center, reach(point))),
      ),
    ];
  }

  // Asks which zones this one would overlap; only the last answer counts.
  ask() {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(async () => {
      const body = { id: this.id, kind: this.kind.value, shape: this.shape, priority: at("#id_priority").value };
      const token = at("[name=csrfmiddlewaretoken]").value;
      const headers = { "X-CSRFToken": token, "Content-Type": "application/json" };
      const answer = await fetch(`${ROOT}overlaps.json`, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) return;
      const { overlaps, refusal } = await answer.json();
      this.overlaps = overlaps;
      showOverlaps(this.box, overlaps, this.geometry() ? refusal : "");
      this.draw();
    }, 200);
  }
}

async function edit(row) {
  const box = frame(row);
  const data = await (await fetch(`${ROOT}map.json`)).json();
  const map = await openMap(box.querySelector(".map"));
  if (!map) return;
  data.stores.forEach((store) => map.pin(store.id, "store", store, store.name));
  const editor = new Editor(map, box, data);
  editor.redraw();
  const mine = corners(editor.geometry());
  map.fit(mine.length ? mine : data.stores.map(lngLat), { padding: 56 });
}

if (at("#changelist")) overview(at("#changelist"));
else if (at("#id_shape")) edit(at(".field-shape"));
