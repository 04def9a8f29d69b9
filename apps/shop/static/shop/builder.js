// The builder: one product, chosen and drawn as it is touched. The platform says what it costs and what is in it.

import { html, openDialog, useState } from "../kernel/ui.js";
import { Cooking, Halved, Note, Quantity, Variants } from "./builder_choices.js";
import { Facts, useChecked } from "./builder_facts.js";
import { Toppings } from "./builder_toppings.js";
import { builtOf, halvesOf, lineOf, onVariant, optionsOf, usualHalves } from "./configured.js";
import { variantsWithout } from "./contents.js";
import { Picture } from "./pictures.js";
import { laidOf, Pizza } from "./pizza.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./configured.js").Built} Built */

// A middle size is what most people want.
/** @param {Catalogue} catalogue @param {any[]} variants */
function usualVariant(catalogue, variants) {
  const out = catalogue.menu.unorderable.variants;
  const had = variants.filter(({ code }) => !out.includes(code));
  const sizes = [...new Set(had.map(({ size }) => size))];
  const middle = sizes[Math.floor(sizes.length / 2)];
  return had.find(({ size }) => size === middle) ?? variants[0];
}

/** @param {Catalogue} catalogue @param {{ product: string, preset?: any, line?: any, without?: string[] }} wanted @returns {Built} */
function begun(catalogue, { product, preset, line, without = [] }) {
  if (line) return builtOf(catalogue, line);
  const variant =
    catalogue.variants.get(preset?.variant) ?? usualVariant(catalogue, variantsWithout(catalogue, product, without));
  const halves = halvesOf(usualHalves(catalogue, variant), preset?.options);
  return { variant, second: null, halves, cooking: [], note: "", quantity: 1 };
}

/** In which share of the biggest size's width the pizza is drawn. @param {Catalogue} catalogue @param {any} variant */
function scaleOf(catalogue, variant) {
  const sizes = [...catalogue.sizes.keys()];
  return 1 - 0.07 * (sizes.length - 1 - Math.max(sizes.indexOf(variant.size), 0));
}

/** @param {{ catalogue: Catalogue, built: Built, product: any }} props */
function Drawing({ catalogue, built, product }) {
  if (!product.is_halvable)
    return html`<${Picture} catalogue=${catalogue} product=${product} halves=${built.halves} />`;
  const divided =
    Boolean(built.second) || Object.values(built.halves).some(([left, right]) => Number(left) !== Number(right));
  return html`
    <${Pizza}
      laid=${laidOf(catalogue, built.halves)} divided=${divided} scale=${scaleOf(catalogue, built.variant)}
      crust=${catalogue.crusts.get(built.variant.crust)?.name ?? ""}
    />
  `;
}

/** @param {{ catalogue: Catalogue, wanted: any, close: (line?: any) => void }} props */
function Builder({ catalogue, wanted, close }) {
  const [built, setBuilt] = useState(() => begun(catalogue, wanted));
  const [isAll, showAll] = useState(Boolean(wanted.preset || wanted.line));
  const product = catalogue.products.get(built.variant.product);
  const line = lineOf(catalogue, built);
  const checked = useChecked(line);
  const change = (/** @type {Partial<Built>} */ changes) => setBuilt({ ...built, ...changes });
  const toppings = catalogue.toppingsOf(built.variant).filter(({ group }) => group !== "cooking" && group !== "side");
  const halve = (second) => {
    const kept = optionsOf(usualHalves(catalogue, built.variant, built.second), built.halves);
    change({ second, halves: halvesOf(usualHalves(catalogue, built.variant, second), second ? {} : kept) });
  };
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    close(line);
  };
  return html`
    <form class="builder" onSubmit=${submit}>
      <header>
        <h2 tabindex="-1" autofocus>${wanted.preset?.name ?? product.name}</h2>
        <button type="button" class="close" aria-label="Close" onClick=${() => close()}>×</button>
      </header>
      <div class="stage"><${Drawing} catalogue=${catalogue} built=${built} product=${product} /></div>
      <div class="choices-of">
        ${product.description && !wanted.preset && html`<p class="what">${product.description}</p>`}
        <${Variants} catalogue=${catalogue} built=${built} onChange=${(variant) => setBuilt(onVariant(catalogue, built, variant))} />
        ${product.is_halvable && html`<${Halved} catalogue=${catalogue} built=${built} onChange=${halve} />`}
        ${
          toppings.length > 0 &&
          (isAll || product.category === "OWN"
            ? html`<${Toppings} catalogue=${catalogue} built=${built} toppings=${toppings} onChange=${(halves) => change({ halves })} />`
            : html`<button type="button" class="wide" onClick=${() => showAll(true)}>Change what is on it</button>`)
        }
        <${Cooking} catalogue=${catalogue} built=${built} onChange=${(cooking) => change({ cooking })} />
        <${Note} note=${built.note} onChange=${(note) => change({ note })} />
        <${Facts} catalogue=${catalogue} checked=${checked} />
      </div>
      <footer>
        <${Quantity} quantity=${built.quantity} onChange=${(quantity) => change({ quantity })} />
        <button class="main" disabled=${checked.isRefused}>
          ${wanted.line ? "Save" : "Add"} <span class="price" aria-live="polite">${checked.price}</span>
        </button>
      </footer>
    </form>
  `;
}

/**
 * Lets the customer choose; resolves with the line, or undefined when they left.
 * @param {Catalogue} catalogue
 * @param {{ product: string, preset?: any, line?: any, without?: string[] }} wanted
 */
export function build(catalogue, wanted) {
  const opened = openDialog((close) => html`<${Builder} catalogue=${catalogue} wanted=${wanted} close=${close} />`);
  document.querySelector("dialog:last-of-type")?.classList.add("tall");
  return opened;
}
