// What our maps use of MapLibre GL; its own declarations are 14,000 lines.
export const Map: any;
export const Marker: any;
export const LngLatBounds: any;
