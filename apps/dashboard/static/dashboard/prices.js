// What a store sells and at which prices, where it differs from the chain; looked at before it is published.

import { call, put, remove } from "../kernel/api.js";
import { mount, oneAfterTheOther, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, toast, useStore } from "../kernel/ui.js";
import { Draft } from "./prices_draft.js";
import { Products } from "./prices_products.js";

/**
 * @typedef {object} Desk
 * @property {any} store
 * @property {any} menu what is sold now
 * @property {any[]} changes what differs here from the chain's catalogue
 * @property {any} draft what publishing would change
 */
/** @typedef {{ change: (kind: string, code: string, fields: any) => Promise<void>, undo: (row: any) => Promise<void>, publish: () => Promise<void> }} Acts */

const shown = new Store(/** @type {Desk} */ ({ store: null, menu: null, changes: [], draft: null }));
const inTurn = oneAfterTheOther();
const base = () => `/stores/${shown.value.store.id}/menu`;
const pathOf = (kind, code) => `${base()}/changes/${kind}/${encodeURIComponent(code)}`;

async function fill() {
  const [menu, changes, draft] = await Promise.all(["", "/changes", "/draft"].map((end) => call(base() + end)));
  shown.set({ menu, changes, draft });
}

/** @param {() => Promise<any>} work @param {string} done */
const run = (work, done) =>
  inTurn(async () => {
    tell();
    try {
      await work();
      toast(done);
    } catch (error) {
      tell(error);
    }
    await fill().catch(tell);
  });

/** @type {Acts} What is asked for is of the store that is shown, whichever is chosen while it waits for its turn. */
const acts = {
  change: (kind, code, fields) => {
    const {
      is_sold = true,
      price = null,
      topping_price = null,
      dayparts = null,
    } = shown.value.changes.find((row) => row.kind === kind && row.code === code) ?? {};
    const wanted = { is_sold, price, topping_price, dayparts, ...fields };
    const path = pathOf(kind, code);
    return run(() => put(path, wanted), t("Noted; publish it when all is right."));
  },
  undo: ({ kind, code }) => {
    const path = pathOf(kind, code);
    return run(() => remove(path), t("As in the catalogue again, once it is published."));
  },
  publish: () => {
    const path = `${base()}/publications`;
    return run(() => call(path, {}), t("Published."));
  },
};

function Page() {
  const desk = useStore(shown);
  if (desk.draft === null) return null;
  return html`
    <${Products} key=${`products ${desk.store.id}`} desk=${desk} acts=${acts} />
    <${Draft} desk=${desk} acts=${acts} />
  `;
}

/** @param {import("../kernel/stores.js").StoreDetails} store */
async function show(store) {
  tell();
  shown.set({ store, draft: null });
  await fill();
}

start(async () => {
  mount("#main", html`<${Page} />`);
  await show(await pickStore({ onChange: (store) => inTurn(() => show(store)) }));
});
