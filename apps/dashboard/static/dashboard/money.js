// What of a store's money waits for a person: cash that differs, cash and refunds owed, refunds to decide, disputes.

import { call, isOffline } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { clock } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { confirm, html, Store, toast, useRef, useState, useStore } from "../kernel/ui.js";
import { courierNames } from "./courier_names.js";
import { LISTS } from "./money_lists.js";

const EVERY_MS = 20_000;
/** @typedef {import("./money_lists.js").List} List */
/** @typedef {import("./money_lists.js").Act} Act */

const shown = new Store({ rows: /** @type {Record<string, any[]>} */ ({}), names: new Map(), zone: "UTC" });
/** @type {import("../kernel/stores.js").StoreDetails} */
let store;

const courierOf = (row) => shown.value.names.get(row.courier_id) ?? t("a courier no longer known");

/** @param {{ list: List, row: any, act: Act }} props */
function RowAction({ list, row, act }) {
  const [isBusy, setBusy] = useState(false);
  const key = useRef(crypto.randomUUID());
  const take = async (fields) => {
    tell();
    try {
      await call(act.path(row), fields, key.current);
      toast(act.done);
    } catch (error) {
      tell(error);
      if (isOffline(error)) return; // sent again under its key, it has one effect
    }
    key.current = crypto.randomUUID();
  };
  const submit = async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    if (act.question && !(await confirm({ ...act.question(row), action: act.label }))) return;
    setBusy(true);
    await take(fields);
    setBusy(false);
    await fill(list).catch(tell);
  };
  return html`
    <form onSubmit=${submit}>
      ${
        act.ask &&
        html`<input
          name=${act.field} placeholder=${act.ask} aria-label=${act.ask}
          required=${!act.optional} minlength=${act.optional ? 0 : 3} maxlength="200"
        />`
      }
      <button disabled=${isBusy}>${act.label}</button>
    </form>
  `;
}

/** @param {{ list: List, row: any, zone: string }} props */
function Card({ list, row, zone }) {
  const facts = Object.entries(list.facts(row, { zone, courier: courierOf })).filter(([, value]) => value);
  const waits = list.waits?.(row);
  return html`
    <article class=${`card ${waits ? "waits" : ""}`} data-row=${row.id ?? row.order_id}>
      <dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
      ${waits && html`<p>${waits}</p>`}
      ${list.acts(row).map((act) => html`<${RowAction} key=${act.label} list=${list} row=${row} act=${act} />`)}
    </article>
  `;
}

function Lists() {
  const { rows, zone } = useStore(shown);
  return LISTS.filter(({ id }) => rows[id]).map(
    (list) => html`
      <section key=${list.id} id=${list.id}>
        <h2 class="heading">${list.title} (${rows[list.id].length})</h2>
        ${rows[list.id].map((row) => html`<${Card} key=${row.id ?? row.order_id} list=${list} row=${row} zone=${zone} />`)}
        ${rows[list.id].length === 0 && html`<p class="nothing">${t("nothing")}</p>`}
      </section>
    `,
  );
}

/** @param {List} list */
async function fill(list) {
  const { results } = await call(`${list.from}&store=${store.id}&page_size=100`);
  shown.set({ rows: { ...shown.value.rows, [list.id]: results } });
}

async function fillAll() {
  await Promise.all(LISTS.map(fill));
  at("#state").textContent = t("as of {time}", { time: clock(Date.now(), store.timezone) });
}

/** @param {import("../kernel/stores.js").StoreDetails} chosen */
async function show(chosen) {
  store = chosen;
  shown.set({ rows: {}, zone: store.timezone, names: await courierNames(store.id) });
  tell();
  await fillAll();
}

start(async () => {
  mount("#main", html`<${Lists} />`);
  await show(await pickStore({ onChange: (chosen) => show(chosen).catch(tell) }));
  setInterval(() => fillAll().catch(tell), EVERY_MS);
});
