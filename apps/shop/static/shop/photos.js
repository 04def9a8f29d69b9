// The picture of a product as its menu has it: a file, fetched when it is near; drawn where there is none.

import { html, useEffect, useState } from "../kernel/ui.js";

const FILES = "/api/v1/menu/pictures/";
const SIZES = "(min-width: 60rem) 10.5rem, 6.6rem";

/** @param {any} picture @param {string} kind */
const filesOf = ({ key, widths }, kind) =>
  widths.map((width) => `${FILES}${key}-${width}.${kind} ${width}w`).join(", ");

/** The products of the first page of a phone, whose pictures come before others. */
const FIRST = 4;

/** @param {{ picture: any, isFirst: boolean }} props */
function File({ picture, isFirst }) {
  const { key, widths = [], focal = [50, 50] } = picture;
  const shown = html`
    <img loading=${isFirst ? "eager" : "lazy"} fetchpriority=${isFirst ? "high" : undefined} decoding="async" alt="" width="200" height="200"
      src=${widths.length ? `${FILES}${key}-${widths[0]}.webp` : `${FILES}${key}.svg`} style=${{ objectPosition: `${focal[0]}% ${focal[1]}%` }} />
  `;
  if (!widths.length) return shown;
  return html`
    <picture>
      ${["avif", "webp"].map((kind) => html`<source key=${kind} type=${`image/${kind}`} srcset=${filesOf(picture, kind)} sizes=${SIZES} />`)}
      ${shown}
    </picture>
  `;
}

/** What is drawn comes with the module that draws. @param {any} props */
function Drawn({ catalogue, product, options }) {
  const [drawing, setDrawing] = useState(/** @type {any} */ (null));
  useEffect(() => {
    Promise.all([import("./pictures.js"), import("./line_configuration.js")]).then(
      ([{ Picture }, { halvesOf, usualHalves }]) => {
        const [variant] = catalogue.variantsOf(product.code);
        const halves = halvesOf(usualHalves(catalogue, variant), options);
        setDrawing(html`<${Picture} catalogue=${catalogue} product=${product} halves=${halves} />`);
      },
      () => {}, // without a connection there is no picture
    );
  }, [catalogue, product, options]);
  return drawing;
}

/** @param {{ catalogue: import("./catalogue.js").Catalogue, product: any, options?: any }} props `options` of a preset */
export function Photo({ catalogue, product, options }) {
  if (!product.picture || options)
    return html`<${Drawn} catalogue=${catalogue} product=${product} options=${options} />`;
  const isFirst = catalogue.menu.products.indexOf(product) < FIRST;
  return html`<${File} picture=${product.picture} isFirst=${isFirst} />`;
}
