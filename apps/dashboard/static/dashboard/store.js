// One's store: whether it takes orders, its hours and holidays, what has run out, and its couriers.

import { call } from "../kernel/api.js";
import { mount, start, tell, worksOf } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";
import { Acceptance } from "./store_acceptance.js";
import { Calendar } from "./store_calendar.js";
import { Couriers } from "./store_couriers.js";
import { Orders } from "./store_orders.js";
import { Printers } from "./store_printers.js";
import { Stock } from "./store_stock.js";

/** @typedef {(work: () => Promise<any>, done?: string) => Promise<void>} Run does it, says so, and shows what is then */

const shown = new Store({
  store: /** @type {any} */ (null),
  menu: /** @type {any} */ (null),
  sold: /** @type {any} */ (null),
  couriers: /** @type {any} */ (null),
  printers: /** @type {any[]} */ ([]),
  settings: /** @type {any} */ (null),
});
const manages = () => claims().roles.some((role) => ["store_manager", "admin"].includes(role));

/** @param {string} id */
async function fill(id) {
  const [store, menu, sold, { printers }] = await Promise.all([
    call(`/stores/${id}`),
    call(`/stores/${id}/menu`),
    call(`/stores/${id}/menu/outages`),
    call(`/stores/${id}/printers`),
  ]);
  const couriers = manages() ? (await call(`/couriers?store=${id}&page_size=100`)).results : null;
  const settings = manages() ? await call(`/stores/${id}/settings`) : null;
  shown.set({ store, menu, sold, couriers, printers, settings });
}

// What a work answers is newer than what another process may remember.
const works = worksOf(async (answer) => (answer?.services ? shown.set({ store: answer }) : fill(shown.value.store.id)));
const { inTurn } = works;

/** @type {Run} */
const run = (work, done = t("Done.")) => works.run(work, done);

function Page() {
  const { store, menu, sold, couriers, printers, settings } = useStore(shown);
  if (store === null) return null;
  return html`
    <${Orders} key=${`orders ${store.id}`} store=${store} run=${run} may=${manages()} />
    ${settings && html`<${Acceptance} key=${`acceptance ${store.id}`} settings=${settings} store=${store} run=${run} />`}
    <${Stock} key=${`stock ${store.id}`} store=${store} menu=${menu} sold=${sold} run=${run} />
    ${couriers && html`<${Couriers} key=${`couriers ${store.id}`} couriers=${couriers} store=${store} run=${run} />`}
    <${Printers} key=${`printers ${store.id}`} printers=${printers} store=${store} run=${run} may=${manages()} />
    <${Calendar} key=${`calendar ${store.id}`} store=${store} run=${run} may=${manages()} />
  `;
}

start(async () => {
  mount("#main", html`<${Page} />`);
  const { id } = await pickStore({ onChange: (chosen) => inTurn(() => fill(chosen.id)).catch(tell) });
  await fill(id);
});
