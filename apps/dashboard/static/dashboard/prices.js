// What a store sells and at which prices, where it differs from the chain; looked at before it is published.

import { call, put, remove } from "../kernel/api.js";
import { mount, start, tell, worksOf } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";
import { Draft } from "./prices_draft.js";
import { Planned } from "./prices_planned.js";
import { Products } from "./prices_products.js";

/**
 * @typedef {object} Desk
 * @property {any} store
 * @property {any} menu what is sold now
 * @property {any[]} changes what differs here from the chain's catalogue
 * @property {any} draft what publishing would change
 * @property {any[]} plans publications at a set time, the latest first
 * @property {Map<string, string>} names of the store's people
 */
/** @typedef {{ change: (kind: string, code: string, fields: any) => Promise<any>, undo: (row: any) => Promise<void>, publish: () => Promise<void>, plan: (when: any) => Promise<void>, cancel: () => Promise<void> }} Acts */

const shown = new Store(
  /** @type {Desk} */ ({ store: null, menu: null, changes: [], draft: null, plans: [], names: new Map() }),
);
const base = () => `/stores/${shown.value.store.id}/menu`;
const pathOf = (kind, code) => `${base()}/changes/${kind}/${encodeURIComponent(code)}`;

async function fill() {
  const parts = ["", "/changes", "/draft", "/planned-publications?page_size=10"].map((end) => call(base() + end));
  const [menu, changes, draft, { results: plans }] = await Promise.all(parts);
  shown.set({ menu, changes, draft, plans });
}

const { inTurn, run } = worksOf(fill);

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
  plan: (when) => {
    const path = `${base()}/planned-publications`;
    return run(() => put(path, when), t("Planned."));
  },
  cancel: () => {
    const path = `${base()}/planned-publications`;
    return run(() => remove(path), t("Cancelled."));
  },
};

function Page() {
  const desk = useStore(shown);
  if (desk.draft === null) return null;
  return html`
    <${Products} key=${`products ${desk.store.id}`} desk=${desk} acts=${acts} />
    <${Draft} desk=${desk} acts=${acts} />
    <${Planned} key=${`planned ${desk.store.id}`} desk=${desk} acts=${acts} />
  `;
}

/** @param {import("../kernel/stores.js").StoreDetails} store */
async function show(store) {
  tell();
  shown.set({ store, draft: null });
  // Who planned is told by name where names are to be had; prices are set without them, too.
  const { members } = await call(`/stores/${store.id}/staff`).catch(() => ({ members: [] }));
  const names = new Map();
  for (const each of members) names.set(each.user_id, each.name);
  shown.set({ names });
  await fill();
}

start(async () => {
  mount("#main", html`<${Page} />`);
  await show(await pickStore({ onChange: (store) => inTurn(() => show(store)) }));
});
