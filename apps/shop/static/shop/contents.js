// What is in a product as it comes, by the facts of the menu. What nobody has stated is unknown, which is not none.

import { table } from "../kernel/texts.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

export const DIETS = table({ vegetarian: "Vegetarian", vegan: "Vegan" });

/** @typedef {{ without: string[], diet: "" | "vegetarian" | "vegan" }} DietaryFilter allergens that must not be in it, and "vegetarian", "vegan" or "" */

/** @type {DietaryFilter} */
export const NO_DIETARY_FILTER = { without: [], diet: "" };

/** @param {DietaryFilter} dietary */
export const isAny = ({ without, diet }) => !without.length && !diet;

/** What a variant is made of as it comes: the product, its crust and its default toppings. @param {Catalogue} catalogue @param {any} variant */
const partsOf = (catalogue, variant) => [
  catalogue.products.get(variant.product),
  ...(variant.crust && catalogue.crusts.has(variant.crust) ? [catalogue.crusts.get(variant.crust)] : []),
  ...Object.keys(catalogue.defaultsOf(variant)).map((code) => catalogue.toppings.get(code)),
];

/**
 * The allergens of a variant as it comes; null where one is unknown.
 * @param {Catalogue} catalogue
 * @param {any} variant
 * @returns {Set<string> | null}
 */
export function allergensOf(catalogue, variant) {
  const parts = partsOf(catalogue, variant);
  if (parts.some((part) => !part?.allergens)) return null;
  return new Set(parts.flatMap((part) => part.allergens));
}

// What one part is not, the whole is not; what nobody knows of a part, nobody knows of the whole.
const STRICTNESS = ["neither", undefined, "vegetarian", "vegan"];

/**
 * Who may eat a variant as it comes: "vegan", "vegetarian" or "neither"; undefined where that is unknown.
 * @param {Catalogue} catalogue
 * @param {any} variant
 * @returns {string | undefined}
 */
export function dietOf(catalogue, variant) {
  const found = partsOf(catalogue, variant).map((part) => part?.diet);
  return STRICTNESS.find((diet) => found.includes(diet));
}

/** Every allergen the menu names, in alphabetical order. @param {Catalogue} catalogue */
export function knownAllergens({ menu }) {
  const named = [...menu.products, ...menu.crusts, ...menu.toppings].flatMap((row) => row.allergens ?? []);
  return [...new Set(named)].sort();
}

/**
 * The variants of a product that are certain to pass the filter.
 * @param {Catalogue} catalogue
 * @param {string} product
 * @param {DietaryFilter} dietary
 */
export function variantsFor(catalogue, product, { without, diet }) {
  return catalogue.variantsOf(product).filter((variant) => {
    const found = without.length ? allergensOf(catalogue, variant) : new Set();
    const eaters = diet && dietOf(catalogue, variant);
    return found && !without.some((name) => found.has(name)) && (eaters === diet || eaters === "vegan");
  });
}
