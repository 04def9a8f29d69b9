// What pages say, in the reader's language. English sentences are the keys; the catalogue of another language is a
// script that the page has loaded before (`texts.html`), made from the same files as what Python says.

import "./prototypes.js";

/** @type {Record<string, string | string[]>} */
const known = /** @type {any} */ (globalThis).TEXTS ?? {};

/** The language of the page, as "fi". */
export const language = document.documentElement.lang || "en";
const forms = new Intl.PluralRules(language);

/** How the reader writes numbers and days: as in their country, where the page speaks its language. */
export const writing =
  navigator.languages.find((one) => one === language || one.startsWith(`${language}-`)) ?? language;

/** @param {string} text @param {Record<string, any>} values */
const filled = (text, values) =>
  text.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? String(values[name]) : gap));

/** @param {string} text */
const translated = (text) => {
  const found = known[text] ?? text;
  return typeof found === "string" ? found : found[0];
};

/**
 * A sentence in the reader's language; `{name}` in it is filled from `values`.
 * @param {string} text an English sentence, written out where it is used
 * @param {Record<string, any>} [values]
 */
export const t = (text, values = {}) => filled(translated(text), values);

/**
 * A constant of the platform, such as `OUT_FOR_DELIVERY`, as words: those of enumerations marked `@in_words`.
 * @param {string} name
 */
export function coded(name) {
  const plain = name.replaceAll("_", " ").toLowerCase();
  return known[`code:${plain}`] ?? plain;
}

/**
 * A sentence whose gaps hold parts of the page, to be drawn: `parts("Call {phone}.", { phone: html`<a>...` })`.
 * @param {string} text
 * @param {Record<string, any>} values
 * @returns {any[]}
 */
export const parts = (text, values) =>
  translated(text)
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? (values[part.slice(1, -1)] ?? part) : part));

/**
 * A sentence by a number, which fills `{count}`: `tn("{count} minute", "{count} minutes", 5)`.
 * @param {string} one
 * @param {string} other
 * @param {number} count
 * @param {Record<string, any>} [values]
 */
export function tn(one, other, count, values = {}) {
  const found = known[one] ?? [one, other];
  const form = forms.select(count) === "one" ? 0 : found.length - 1;
  return filled(typeof found === "string" ? found : found[form], { count, ...values });
}

/**
 * Sentences by a name, such as those of an order's states: `table({ READY: "Packed" })` is a function of the name.
 * Marks them for translation, each written out.
 * @param {Record<string, string>} sentences
 * @returns {Record<string, string>}
 */
export const table = (sentences) =>
  Object.fromEntries(Object.entries(sentences).map(([name, text]) => [name, translated(text)]));
