// Finding things in the page the server has sent.

/**
 * The element of a selector; an error when the page has none.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {any}
 */
export function at(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * What the page says about itself in `<meta name content>`; "" for what it does not say.
 * @param {string} name
 */
export const meta = (name) =>
  /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name="${name}"]`))?.content ?? "";

/**
 * A parameter of the page's own address.
 * @param {string} name
 */
export const parameter = (name) => new URLSearchParams(location.search).get(name);
