// What a store has of its ingredients: counts, deliveries and waste, and what was used beyond the recipes.

import { call, put } from "../kernel/api.js";
import { quantity } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, Table, toast, useRef, useState, useStore } from "../kernel/ui.js";
import { Variances } from "./stock_variances.js";

const KINDS = { count: t("Count"), delivery: t("Delivery"), waste: t("Waste") };
const UNITS = { g: "g", ml: "ml", piece: t("pieces") };
/** @typedef {{ ingredient: string, name: string, unit: "g" | "ml" | "piece", on_hand: string | null, low_at: string, is_low: boolean, is_out: boolean }} Row */

const shown = new Store({ store: /** @type {any} */ (null), rows: /** @type {Row[]} */ ([]) });
const manages = () => claims().roles.some((role) => ["store_manager", "admin"].includes(role));
const path = () => `/stores/${shown.value.store.id}/menu/stock`;

/** @param {{ row: Row }} props */
function OnHand({ row }) {
  if (row.on_hand === null) return html`<span class="soft">${t("not counted yet")}</span>`;
  const said = `${quantity(row.on_hand)} ${UNITS[row.unit]}`;
  if (row.is_out) return html`<span class="out">${said}, ${t("ran out")}</span>`;
  return row.is_low ? html`<span class="low">${said}, ${t("low")}</span>` : said;
}

// What people type, "1,5" too.
const number = (text) => text.trim().replace(",", ".");

/** @param {{ row: Row }} props */
function WarnBelow({ row }) {
  const set = async (event) => {
    tell();
    try {
      const low_at = number(event.target.value) || "0";
      const { ingredients } = await put(`${path()}/warnings/${encodeURIComponent(row.ingredient)}`, { low_at });
      shown.set({ rows: ingredients });
      toast(t("Done."));
    } catch (error) {
      tell(error);
    }
  };
  const label = t("{name}: low below", { name: row.name });
  return html`<input key=${row.low_at} inputmode="decimal" aria-label=${label} value=${Number(row.low_at) ? Number(row.low_at) : ""} onChange=${set} />`;
}

function Counting() {
  const { rows } = useStore(shown);
  const [kind, choose] = useState("count");
  const [wanted, search] = useState("");
  const key = useRef(crypto.randomUUID());
  const submit = async (event) => {
    event.preventDefault();
    tell();
    const form = event.target;
    const typed = new FormData(form);
    const told = rows.map((row) => [row.ingredient, number(String(typed.get(`amount ${row.ingredient}`) ?? ""))]);
    const amounts = Object.fromEntries(told.filter(([, amount]) => amount));
    try {
      if (!Object.keys(amounts).length) throw new Error(t("Type an amount for at least one ingredient."));
      const body = { amounts, note: String(typed.get("note")) };
      const { ingredients } = await call(`${path()}/movements/${kind}`, body, key.current);
      key.current = crypto.randomUUID();
      form.reset();
      choose("count");
      shown.set({ rows: ingredients });
      toast(t("Noted."));
    } catch (error) {
      if (error.problem) key.current = crypto.randomUUID();
      tell(error);
    }
  };
  const isFound = (row) => row.name.toLowerCase().includes(wanted.toLowerCase());
  const named = (row) => t("{name}, {unit}", { name: row.name, unit: UNITS[row.unit] });
  const columns = [
    [t("Ingredient"), (row) => row.name],
    [t("There is"), (row) => html`<${OnHand} row=${row} />`, true],
    [
      KINDS[kind],
      (row) =>
        kind !== "count" && row.on_hand === null
          ? "–"
          : html`<input name=${`amount ${row.ingredient}`} inputmode="decimal" pattern="\\s*[0-9]{1,8}([.,][0-9]{1,2})?\\s*" title=${t("A number, such as 12.5")} autocomplete="off" aria-label=${named(row)} />`,
      true,
    ],
    ...(manages()
      ? [[t("Low below"), (row) => (row.on_hand === null ? "–" : html`<${WarnBelow} row=${row} />`), true]]
      : []),
  ];
  return html`
    <section class="card" id="counting">
      <h2 class="heading">${t("What is there")}</h2>
      <form onSubmit=${submit}>
        <div class="choices">
          <label>${t("What you note")} <select name="kind" value=${kind} onChange=${(event) => choose(event.target.value)}>${Object.entries(KINDS).map(([one, name]) => html`<option key=${one} value=${one}>${name}</option>`)}</select></label>
          <label>${t("Find")} <input type="search" value=${wanted} onInput=${(event) => search(event.target.value)} /></label>
          <label class="note">${t("Note")} <input name="note" maxlength="500" autocomplete="off" /></label>
          <button>${t("Note it")}</button>
        </div>
        <${Table} caption=${t("What a count finds replaces what was expected; a delivery adds, waste takes away.")} rows=${rows} keyOf=${(row) => row.ingredient} columns=${columns} isHidden=${(row) => !isFound(row)} />
      </form>
    </section>
  `;
}

function Page() {
  const { store, rows } = useStore(shown);
  if (store === null) return null;
  if (!rows.length)
    return html`<p class="nothing">${t("The menu has no recipes yet. The chain writes them in the admin: ingredients, and what takes how much of each.")}</p>`;
  return html`
    <${Counting} key=${`counting ${store.id}`} />
    ${manages() && html`<${Variances} key=${`variances ${store.id}`} store=${store} units=${UNITS} />`}
  `;
}

async function fill(store) {
  const { ingredients } = await call(`/stores/${store.id}/menu/stock`);
  shown.set({ store, rows: ingredients });
}

start(async () => {
  mount("#main", html`<${Page} />`);
  await fill(await pickStore({ onChange: (chosen) => fill(chosen).catch(tell) }));
});
