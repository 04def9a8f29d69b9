// The builder: one product, chosen and drawn as it is touched. The platform says what it costs and what is in it.

import { t } from "../kernel/texts.js";
import { html, openDialog, painted, steady, useMemo, usePainted, useRef, useState } from "../kernel/ui.js";
import { Cooking, Halved, Note, Quantity, Variants } from "./builder_choices.js";
import { Facts, useChecked } from "./builder_facts.js";
import { Toppings } from "./builder_toppings.js";
import { NO_DIETARY_FILTER, variantsFor } from "./contents.js";
import { Keep } from "./favourites.js";
import { builtOf, halvesOf, lineOf, onVariant, optionsOf, usualHalves, withTopping } from "./line_configuration.js";
import { Picture } from "./pictures.js";
import { laidOf, Pizza } from "./pizza.js";
import { lookOf } from "./topping_drawings.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */
/** @typedef {import("./line_configuration.js").Built} Built */

// A middle size is what most people want.
/** @param {Catalogue} catalogue @param {any[]} variants */
function usualVariant(catalogue, variants) {
  const out = catalogue.menu.unorderable.variants;
  const had = variants.filter(({ code }) => !out.includes(code));
  const sizes = [...new Set(had.map(({ size }) => size))];
  const middle = sizes[Math.floor(sizes.length / 2)];
  return had.find(({ size }) => size === middle) ?? variants[0];
}

/** @param {Catalogue} catalogue @param {{ product: string, preset?: any, line?: any, dietary?: import("./contents.js").DietaryFilter }} wanted @returns {Built} */
function begun(catalogue, { product, preset, line, dietary = NO_DIETARY_FILTER }) {
  if (line) return builtOf(catalogue, line);
  const variant =
    catalogue.variants.get(preset?.variant) ?? usualVariant(catalogue, variantsFor(catalogue, product, dietary));
  const halves = halvesOf(usualHalves(catalogue, variant), preset?.options);
  return { variant, second: null, halves, cooking: [], note: "", quantity: 1 };
}

/** In which share of the biggest size's width the pizza is drawn. @param {Catalogue} catalogue @param {any} variant */
function scaleOf(catalogue, variant) {
  const sizes = [...catalogue.sizes.keys()];
  return 1 - 0.07 * (sizes.length - 1 - Math.max(sizes.indexOf(variant.size), 0));
}

/** @param {{ catalogue: Catalogue, variant: any, second: any, halves: Built["halves"], product: any }} props */
function Drawing({ catalogue, variant, second, halves, product }) {
  if (!product.is_halvable) return html`<${Picture} catalogue=${catalogue} product=${product} halves=${halves} />`;
  const crust = catalogue.crusts.get(variant.crust);
  const divided = Boolean(second) || Object.values(halves).some(([left, right]) => Number(left) !== Number(right));
  return html`
    <${Pizza}
      laid=${laidOf(catalogue, halves)} divided=${divided} scale=${scaleOf(catalogue, variant)}
      crust=${crust ? lookOf(crust) : ""}
    />
  `;
}

const [
  SteadyVariants,
  SteadyHalved,
  SteadyCooking,
  SteadyNote,
  SteadyFacts,
  SteadyQuantity,
  SteadyToppings,
  SteadyDrawing,
  SteadyKeep,
] = [Variants, Halved, Cooking, Note, Facts, Quantity, Toppings, Drawing, Keep].map(steady);

/** Another right half: what was changed of the pizza as it is stays, until there is one. @param {Catalogue} catalogue @param {any} second @returns {(old: Built) => Partial<Built>} */
const halved = (catalogue, second) => (old) => {
  const kept = optionsOf(usualHalves(catalogue, old.variant, old.second), old.halves);
  return { second, halves: halvesOf(usualHalves(catalogue, old.variant, second), second ? {} : kept) };
};

/** The ways to change what is built, the same ones for as long as it is. @param {Catalogue} catalogue @param {{ current: Built }} draft @param {() => void} draw */
function waysToChange(catalogue, draft, draw) {
  // It is changed at once, and what was touched shows so; all that follows from it is drawn after that.
  const take = (/** @type {(old: Built) => Partial<Built>} */ made) => {
    draft.current = { ...draft.current, ...made(draft.current) };
  };
  const change = (made) => {
    take(made);
    painted().then(draw);
  };
  const changeNow = (made) => {
    take(made);
    draw();
  };
  return {
    vary: (variant) => change((old) => onVariant(catalogue, old, variant)),
    halve: (second) => change(halved(catalogue, second)),
    put: (code, halves) => change((old) => ({ halves: withTopping(catalogue, old, code, halves) })),
    cook: (cooking) => change(() => ({ cooking })),
    write: (note) => changeNow(() => ({ note })),
    count: (quantity) => changeNow(() => ({ quantity })),
  };
}

/** @param {{ catalogue: Catalogue, wanted: any, close: (line?: any) => void }} props */
function Builder({ catalogue, wanted, close }) {
  const draft = useRef(/** @type {any} */ (null));
  draft.current ??= begun(catalogue, wanted);
  const [built, setBuilt] = useState(draft.current);
  const ways = useMemo(() => waysToChange(catalogue, draft, () => setBuilt(draft.current)), [catalogue]);
  const linesOf = useMemo(() => () => [{ ...lineOf(catalogue, draft.current), id: "" }], [catalogue]);
  const isPainted = usePainted();
  const [isAll, showAll] = useState(Boolean(wanted.preset || wanted.line));
  const product = catalogue.products.get(built.variant.product);
  const line = lineOf(catalogue, built);
  const checked = useChecked(line);
  const { variant, second, halves, cooking, note, quantity } = built;
  const toppings = useMemo(
    () => catalogue.toppingsOf(variant).filter(({ group }) => group !== "cooking" && group !== "side"),
    [catalogue, variant],
  );
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    close(lineOf(catalogue, draft.current));
  };
  return html`
    <form class="builder" onSubmit=${submit}>
      <header>
        <h2 tabindex="-1" autofocus>${wanted.preset?.name ?? product.name}</h2>
        <button type="button" class="close" aria-label=${t("Close")} onClick=${() => close()}>×</button>
      </header>
      <div class="stage"><${SteadyDrawing} catalogue=${catalogue} variant=${variant} second=${second} halves=${halves} product=${product} /></div>
      <div class="choices-of">
        ${product.description && !wanted.preset && html`<p class="what">${product.description}</p>`}
        ${
          isPainted &&
          html`
          <${SteadyVariants} catalogue=${catalogue} variant=${variant} onChange=${ways.vary} />
          ${product.is_halvable && html`<${SteadyHalved} catalogue=${catalogue} variant=${variant} second=${second} onChange=${ways.halve} />`}
          ${
            toppings.length > 0 &&
            (isAll || product.category === "OWN"
              ? html`<${SteadyToppings} catalogue=${catalogue} variant=${variant} halves=${halves} toppings=${toppings} onPut=${ways.put} />`
              : html`<button type="button" class="wide" onClick=${() => showAll(true)}>${t("Change what is on it")}</button>`)
          }
          <${SteadyCooking} catalogue=${catalogue} variant=${variant} cooking=${cooking} onChange=${ways.cook} />
          <${SteadyNote} note=${note} onChange=${ways.write} />
          ${product.is_halvable && html`<p><${SteadyKeep} linesOf=${linesOf} label=${t("Keep this pizza")} /></p>`}
        `
        }
        <${SteadyFacts} catalogue=${catalogue} checked=${checked} />
      </div>
      <footer>
        <${SteadyQuantity} quantity=${quantity} onChange=${ways.count} />
        <button class="main" disabled=${checked.isRefused}>
          ${wanted.line ? t("Save") : t("Add")} <span class="price" aria-live="polite">${checked.price}</span>
        </button>
      </footer>
    </form>
  `;
}

/**
 * Lets the customer choose; resolves with the line, or undefined when they left.
 * @param {Catalogue} catalogue
 * @param {{ product: string, preset?: any, line?: any, dietary?: import("./contents.js").DietaryFilter }} wanted
 */
export function build(catalogue, wanted) {
  const opened = openDialog((close) => html`<${Builder} catalogue=${catalogue} wanted=${wanted} close=${close} />`);
  document.querySelector("dialog:last-of-type")?.classList.add("tall");
  return opened;
}
