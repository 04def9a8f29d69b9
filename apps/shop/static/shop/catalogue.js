// The menu of a store, looked things up in; followed live for what is sold out.

import { askPublic } from "../kernel/api.js";
import { LiveSocket } from "../kernel/live.js";
import { Store } from "../kernel/ui.js";

const AMOUNTS = ["0.5", "1", "1.5", "2"];
const by = (rows, key = "code") => new Map(rows.map((row) => [row[key], row]));

export class Catalogue {
  /** @param {any} menu the document as `GET /stores/{id}/menu` answers it */
  constructor(menu) {
    this.menu = menu;
    this.currency = menu.currency;
    this.products = by(menu.products);
    this.variants = by(menu.variants);
    this.toppings = by(menu.toppings);
    this.sizes = by(menu.sizes);
    this.crusts = by(menu.crusts);
    /** @type {Map<string, any[]>} */
    this.ofProduct = Map.groupBy(menu.variants, (row) => row.product);
  }

  /** @param {any} variant */
  nameOf(variant) {
    const parts = [this.sizes.get(variant.size)?.name, this.crusts.get(variant.crust)?.name];
    return variant.name ?? parts.filter(Boolean).join(" ");
  }

  /** The price of a variant as it comes, without a deposit. @param {any} variant */
  priceOf(variant) {
    const usual = this.crusts.get(variant.crust)?.surcharges?.[variant.size] ?? 0;
    return variant.price + (variant.crust_surcharge ?? usual);
  }

  /** @param {string} product @returns {any[]} cheapest first within the order of sizes */
  variantsOf(product) {
    return this.ofProduct.get(product) ?? [];
  }

  /** The toppings a variant may take. @param {any} variant */
  toppingsOf(variant) {
    const product = this.products.get(variant.product);
    const codes = product.topping_set ? this.menu.topping_sets[product.topping_set] : [];
    return codes.filter((code) => !variant.without?.includes(code)).map((code) => this.toppings.get(code));
  }

  /** How much of which topping a variant has as it comes. @param {any} variant @returns {Record<string, string>} */
  defaultsOf(variant) {
    return variant.own_defaults ?? this.products.get(variant.product).defaults ?? {};
  }

  /** @param {any} product @param {string} topping @returns {string[]} */
  amountsOf(product, topping) {
    return product.amounts?.[topping] ?? this.toppings.get(topping).amounts ?? AMOUNTS;
  }

  /** Whether nothing of a product can be had as it comes. @param {string} product */
  isGone(product) {
    const out = this.menu.unorderable.variants;
    return this.variantsOf(product).every(({ code }) => out.includes(code));
  }

  /** How many pieces of a basket the oven bakes. @param {import("./order_draft.js").Line[]} lines */
  bakedOf(lines) {
    const isBaked = ({ variant }) => this.products.get(this.variants.get(variant)?.product)?.needs_oven !== false;
    return lines.filter(isBaked).reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** @param {any} unorderable */
  with(unorderable) {
    return new Catalogue({ ...this.menu, unorderable });
  }
}

/** The menu that pages show: null until it is there. */
export const shown = new Store({ catalogue: /** @type {Catalogue | null} */ (null), store: /** @type {any} */ (null) });

/** What was asked for ahead of the scripts (`ahead.js`), once; else asked for now. @param {string} path */
async function read(path) {
  const { ahead } = /** @type {any} */ (globalThis);
  const answer = await ahead?.[path];
  if (ahead) delete ahead[path];
  return answer?.ok ? answer.json() : askPublic(path);
}

const readMenu = async (store) => new Catalogue(await read(`/stores/${store}/menu`));

/**
 * Reads the store's menu, then follows what is sold out and whether the store is open.
 * @param {string} store
 * @param {(basket: any) => void} [onBasket] told what is wrong with the basket that `send` gave
 * @returns {Promise<LiveSocket>}
 */
export async function openMenu(store, onBasket = () => {}) {
  const [catalogue, details] = await Promise.all([readMenu(store), read(`/stores/${store}`)]);
  shown.set({ catalogue, store: details });
  const onMessage = async (message) => {
    if (message.type === "basket") onBasket(message);
    if (message.type === "opening") shown.set({ store: await askPublic(`/stores/${store}`) });
    if (message.type !== "menu") return;
    const now = /** @type {Catalogue} */ (shown.value.catalogue);
    const isSame = message.version === now.menu.version;
    shown.set({ catalogue: isSame ? now.with(message.unorderable) : await readMenu(store) });
  };
  const socket = new LiveSocket({ path: `/ws/v1/stores/${store}/menu`, isPublic: true, onMessage });
  socket.open();
  return socket;
}
