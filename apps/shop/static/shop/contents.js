// What is in a product as it comes, by the facts of the menu. What nobody has stated is unknown, which is not none.

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

/**
 * The allergens of a variant as it comes: of the product, its crust and its default toppings; null where one is unknown.
 * @param {Catalogue} catalogue
 * @param {any} variant
 * @returns {Set<string> | null}
 */
export function allergensOf(catalogue, variant) {
  const parts = [
    catalogue.products.get(variant.product),
    ...(variant.crust && catalogue.crusts.has(variant.crust) ? [catalogue.crusts.get(variant.crust)] : []),
    ...Object.keys(catalogue.defaultsOf(variant)).map((code) => catalogue.toppings.get(code)),
  ];
  if (parts.some((part) => !part?.allergens)) return null;
  return new Set(parts.flatMap((part) => part.allergens));
}

/** Every allergen the menu names, in alphabetical order. @param {Catalogue} catalogue */
export function knownAllergens({ menu }) {
  const named = [...menu.products, ...menu.crusts, ...menu.toppings].flatMap((row) => row.allergens ?? []);
  return [...new Set(named)].sort();
}

/**
 * The variants of a product without any of these allergens for certain.
 * @param {Catalogue} catalogue
 * @param {string} product
 * @param {string[]} unwanted
 */
export function variantsWithout(catalogue, product, unwanted) {
  const variants = catalogue.variantsOf(product);
  if (!unwanted.length) return variants;
  return variants.filter((variant) => {
    const found = allergensOf(catalogue, variant);
    return found && !unwanted.some((name) => found.has(name));
  });
}
