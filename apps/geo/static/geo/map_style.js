// The look of the base map in light and in dark, in the colours of the pages around it.
// There are no `glyphs`: labels are drawn in fonts of the reader's own machine.

const LIGHT = {
  ground: "#f6efe4",
  water: "#b9d7e2",
  park: "#d8e4c2",
  building: "#e8dccb",
  edge: "#dccdb8",
  path: "#e3d3bd",
  service: "#fffaf2",
  minor: "#ffffff",
  medium: "#fff3d6",
  major: "#fbdf9d",
  casing: "#ddcbb1",
  rail: "#b9ada0",
  label: "#6b5c4c",
  halo: "#fffaf2",
  route: "#c8321f",
  lining: "#ffffff",
};
const DARK = {
  ground: "#1f1a16",
  water: "#16303b",
  park: "#222c1c",
  building: "#2a241f",
  edge: "#352d26",
  path: "#3a322a",
  service: "#3b332b",
  minor: "#443a31",
  medium: "#52453a",
  major: "#6a5740",
  casing: "#191511",
  rail: "#4b443d",
  label: "#b7a896",
  halo: "#1a1512",
  route: "#ff7a5c",
  lining: "#1a1512",
};
const FONT = ["system-ui, sans-serif"];
const EMPTY = { type: "FeatureCollection", features: [] };

const kinds = (...values) => ["in", ["get", "kind"], ["literal", values]];
// A width in pixels that doubles with every zoom beyond 14.
const wide = (at12, at14) => [
  "interpolate",
  ["exponential", 2],
  ["zoom"],
  10,
  at12 / 2,
  12,
  at12,
  14,
  at14,
  18,
  at14 * 10,
];

function roads(colours) {
  const line = (id, kind, colour, width, more = {}) => ({
    id,
    type: "line",
    source: "base",
    "source-layer": "road",
    filter: kinds(...kind),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": width, ...more },
  });
  const sizes = { service: [0.3, 1], minor: [0.6, 1.8], medium: [1, 2.6], major: [1.6, 3.4] };
  const ordered = Object.entries(sizes);
  return [
    line("path", ["path"], colours.path, wide(0.3, 0.9), { "line-dasharray": [2, 1.2] }),
    ...ordered.map(([kind, [a, b]]) => line(`${kind}-casing`, [kind], colours.casing, wide(a + 0.5, b + 0.7))),
    ...ordered.map(([kind, [a, b]]) => line(kind, [kind], colours[kind], wide(a, b))),
  ];
}

function labels(colours) {
  const paint = { "text-color": colours.label, "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  const text = { "text-field": ["get", "name"], "text-font": FONT };
  return [
    {
      id: "street-names",
      type: "symbol",
      source: "base",
      "source-layer": "road",
      minzoom: 14,
      filter: ["all", ["has", "name"], kinds("minor", "medium", "major", "service")],
      layout: {
        ...text,
        "symbol-placement": "line",
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 10, 18, 14],
      },
      paint,
    },
    {
      id: "place-names",
      type: "symbol",
      source: "base",
      "source-layer": "place",
      maxzoom: 16,
      layout: {
        ...text,
        "text-size": ["match", ["get", "kind"], ["city", "town"], 16, 12],
        "text-letter-spacing": 0.06,
      },
      paint,
    },
  ];
}

const area = (id, colour, more = {}) => ({
  id,
  type: "fill",
  source: "base",
  "source-layer": id,
  paint: { "fill-color": colour, ...more },
});
const shared = (id, layer) => ({ id, source: id.split("-")[0], ...layer });

export function style(base, isDark) {
  const colours = isDark ? DARK : LIGHT;
  const { tiles, minzoom, maxzoom, bounds, attribution } = base;
  const rounded = { "line-cap": "round", "line-join": "round" };
  return {
    version: 8,
    sources: {
      base: { type: "vector", tiles: [location.origin + tiles], minzoom, maxzoom, bounds, attribution },
      areas: { type: "geojson", data: EMPTY },
      route: { type: "geojson", data: EMPTY },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      area("park", colours.park),
      area("water", colours.water),
      {
        id: "waterway",
        type: "line",
        source: "base",
        "source-layer": "waterway",
        paint: { "line-color": colours.water, "line-width": wide(1, 2) },
      },
      area("building", colours.building, { "fill-outline-color": colours.edge }),
      {
        id: "rail",
        type: "line",
        source: "base",
        "source-layer": "rail",
        paint: { "line-color": colours.rail, "line-width": 1, "line-dasharray": [4, 2] },
      },
      ...roads(colours),
      shared("areas-fill", { type: "fill", paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.16 } }),
      shared("areas-line", {
        type: "line",
        layout: rounded,
        paint: { "line-color": ["get", "colour"], "line-width": ["case", ["get", "active"], 3, 1.5] },
      }),
      shared("route-lining", {
        type: "line",
        layout: rounded,
        paint: { "line-color": colours.lining, "line-width": 8 },
      }),
      shared("route-line", {
        type: "line",
        layout: rounded,
        paint: { "line-color": colours.route, "line-width": 4.5 },
      }),
      ...labels(colours),
    ],
  };
}
