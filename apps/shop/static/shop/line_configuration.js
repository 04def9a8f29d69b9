// A line while it is built: how much of which topping is on either half. Pure: nothing here draws or asks.

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {[string, string]} Halves the amounts on the left and on the right half, "0" for none */
/**
 * @typedef {object} Built
 * @property {any} variant
 * @property {any | null} second the variant of the right half, where it is another pizza
 * @property {Record<string, Halves>} halves by topping
 * @property {string[]} cooking
 * @property {string} note
 * @property {number} quantity
 */
/** @typedef {"none" | "left" | "whole" | "right" | "both"} Place */

export const NONE = "0";
const LEFT = "1/2";
const RIGHT = "2/2";
const WHOLE = "1/1";
const same = (a, b) => Number(a) === Number(b);

/** @param {Catalogue} catalogue @param {any} variant @param {any} [second] @returns {Record<string, Halves>} */
export function usualHalves(catalogue, variant, second = null) {
  const left = catalogue.defaultsOf(variant);
  const right = second ? catalogue.defaultsOf(second) : left;
  const codes = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const isWhole = (code) => catalogue.toppings.get(code)?.whole_only;
  return Object.fromEntries(
    codes.map((code) => [code, [left[code] ?? NONE, (isWhole(code) ? left : right)[code] ?? NONE]]),
  );
}

/** The amounts that `options` of a line leave on each half. @param {Record<string, Halves>} usual @param {any} [options] */
export function halvesOf(usual, options = {}) {
  const halves = { ...usual };
  for (const [code, parts] of Object.entries(options)) {
    const [left, right] = halves[code] ?? [NONE, NONE];
    halves[code] = [String(parts[LEFT] ?? parts[WHOLE] ?? left), String(parts[RIGHT] ?? parts[WHOLE] ?? right)];
  }
  return halves;
}

/** What a line has to say of its toppings: where they are not as usual. @param {Record<string, Halves>} usual @param {Record<string, Halves>} halves */
export function optionsOf(usual, halves) {
  /** @type {Record<string, Record<string, string>>} */
  const options = {};
  for (const [code, [left, right]] of Object.entries(halves)) {
    const [usualLeft, usualRight] = usual[code] ?? [NONE, NONE];
    if (same(left, usualLeft) && same(right, usualRight)) continue;
    options[code] = same(left, right) ? { [WHOLE]: left } : { [LEFT]: left, [RIGHT]: right };
  }
  return options;
}

/** @param {Halves} halves @returns {Place} */
export function placeOf([left, right] = [NONE, NONE]) {
  const [isLeft, isRight] = [!same(left, NONE), !same(right, NONE)];
  if (!isLeft && !isRight) return "none";
  if (isLeft && isRight) return same(left, right) ? "whole" : "both";
  return isLeft ? "left" : "right";
}

/** How much there is of a topping where it is. @param {Halves} halves */
export const amountOf = ([left, right] = [NONE, NONE]) => (same(left, NONE) ? right : left);

/** @param {Place} place @param {string} amount @returns {Halves} */
export const placed = (place, amount) => [
  place === "right" || place === "none" ? NONE : amount,
  place === "left" || place === "none" ? NONE : amount,
];

/**
 * The halves with a topping where it is put; what excludes it goes from there.
 * @param {Catalogue} catalogue
 * @param {Built} built
 * @param {string} code
 * @param {Halves} put
 */
export function withTopping(catalogue, built, code, put) {
  const group = catalogue.toppings.get(code)?.exclusive_group;
  const product = catalogue.products.get(built.variant.product);
  /** @type {Record<string, Halves>} */
  const halves = { ...built.halves, [code]: put };
  if (!group || product.nonexclusive?.includes(code)) return halves;
  for (const [other, [left, right]] of Object.entries(halves)) {
    if (other === code || catalogue.toppings.get(other)?.exclusive_group !== group) continue;
    halves[other] = [same(put[0], NONE) ? left : NONE, same(put[1], NONE) ? right : NONE];
  }
  return halves;
}

/**
 * The line as the platform is asked for it.
 * @param {Catalogue} catalogue
 * @param {Built} built
 * @returns {Omit<import("./order_draft.js").Line, "id">}
 */
export function lineOf(catalogue, { variant, second, halves, cooking, note, quantity }) {
  const options = optionsOf(usualHalves(catalogue, variant, second), halves);
  return {
    variant: variant.code,
    quantity,
    ...(Object.keys(options).length && { options }),
    ...(second && { second_half: second.code }),
    ...(cooking.length && { cooking }),
    ...(note && { note }),
  };
}

/**
 * A line of the basket, to build on.
 * @param {Catalogue} catalogue
 * @param {Omit<import("./order_draft.js").Line, "id">} line
 * @returns {Built}
 */
export function builtOf(catalogue, line) {
  const variant = catalogue.variants.get(line.variant);
  const second = line.second_half ? (catalogue.variants.get(line.second_half) ?? null) : null;
  return {
    variant,
    second,
    halves: halvesOf(usualHalves(catalogue, variant, second), line.options),
    cooking: line.cooking ?? [],
    note: line.note ?? "",
    quantity: line.quantity,
  };
}

/**
 * The same choices on another variant: what it does not take is left out.
 * @param {Catalogue} catalogue
 * @param {Built} built
 * @param {any} variant
 * @returns {Built}
 */
export function onVariant(catalogue, built, variant) {
  const takes = new Set(catalogue.toppingsOf(variant).map(({ code }) => code));
  const { second } = built;
  const fits = second
    ? (catalogue
        .variantsOf(second.product)
        .find((other) => other.size === variant.size && other.crust === variant.crust) ?? null)
    : null;
  const options = optionsOf(usualHalves(catalogue, built.variant, second), built.halves);
  const kept = Object.fromEntries(Object.entries(options).filter(([code]) => takes.has(code)));
  return { ...built, variant, second: fits, halves: halvesOf(usualHalves(catalogue, variant, fits), kept) };
}
