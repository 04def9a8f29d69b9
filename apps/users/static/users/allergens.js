// The allergens that have to be stated, as their reader calls them.

import { table } from "../kernel/texts.js";

export const ALLERGENS = table({
  celery: "celery",
  crustaceans: "crustaceans",
  eggs: "eggs",
  fish: "fish",
  gluten: "gluten",
  lupin: "lupin",
  milk: "milk",
  molluscs: "molluscs",
  mustard: "mustard",
  nuts: "nuts",
  peanuts: "peanuts",
  sesame: "sesame",
  soybeans: "soybeans",
  sulphites: "sulphites",
});

/** What nobody has a word for is said as the menu says it. @param {string} code @returns {string} */
export const allergenName = (code) => ALLERGENS[code] ?? code;
