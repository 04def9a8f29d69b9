// The store's printers: where they are, what they print by themselves, and whether they do.

import { call, patch, remove } from "../kernel/api.js";
import { clock, words } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { confirm, html } from "../kernel/ui.js";

const KINDS = ["kitchen", "labels", "run_sheet", "receipt"];

/** @param {SubmitEvent} event @returns {any} */
function typed(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  return {
    name: form.get("name"),
    host: form.get("host"),
    port: Number(form.get("port")),
    columns: Number(form.get("columns")),
    kinds: form.getAll("kinds"),
    answers: form.has("answers"),
    has_drawer: form.has("has_drawer"),
  };
}

/** @param {{ printers: any[], store: any, run: import("./store.js").Run, may: boolean }} props */
export function Printers({ printers, store, run, may }) {
  const base = `/stores/${store.id}/printers`;
  const add = (event) => {
    const wanted = typed(event);
    const form = /** @type {HTMLFormElement} */ (event.target);
    run(async () => {
      await call(base, wanted);
      form.reset();
    }, t("The printer is there."));
  };
  const turn = (row) => run(() => patch(`${base}/${row.id}`, { is_on: !row.is_on }));
  const drop = async (row) => {
    const title = t("Take {name} away?", { name: row.name });
    if (
      await confirm({
        title,
        text: t("What waits for it is not printed."),
        action: t("Take it away"),
        isDangerous: true,
      })
    ) {
      run(() => remove(`${base}/${row.id}`), t("Gone."));
    }
  };
  return html`
    <section class="card" id="printers">
      <h2 class="heading">${t("Printers")} (${printers.length})</h2>
      <ul>
        ${printers.map(
          (row) => html`<li key=${row.id} data-printer=${row.id}>
            <span>
              <b>${row.name}</b>
              <small>${row.host}:${row.port} · ${row.kinds.map(words).join(", ") || t("prints nothing by itself")}${row.is_on ? "" : ` · ${t("off")}`}</small>
              ${row.failing_since && html`<small class="bad">${t("does not print since {time} ({why}); {count} waiting", { time: clock(row.failing_since, store.timezone), why: words(row.trouble), count: row.waiting })}</small>`}
            </span>
            ${may && html`<span class="buttons"><button type="button" onClick=${() => turn(row)}>${row.is_on ? t("Switch off") : t("Switch on")}</button> <button type="button" onClick=${() => drop(row)}>${t("Take away")}</button></span>`}
          </li>`,
        )}
      </ul>
      ${may && html`<${NewPrinter} add=${add} />`}
    </section>
  `;
}

/** @param {{ add: (event: SubmitEvent) => void }} props */
const NewPrinter = ({ add }) => html`
  <form id="new-printer" onSubmit=${add}>
    <label>${t("Printer's name")} <input name="name" required maxlength="40" /></label>
    <label>${t("Address")} <input name="host" required placeholder="10.20.3.9" autocomplete="off" /></label>
    <label>${t("Port")} <input name="port" type="number" min="1" max="65535" defaultValue="9100" required /></label>
    <label>${t("Characters a line")} <input name="columns" type="number" min="24" max="64" defaultValue="42" required /></label>
    <fieldset>
      <legend>${t("Prints by itself")}</legend>
      ${KINDS.map((kind) => html`<label key=${kind}><input type="checkbox" name="kinds" value=${kind} /> ${words(kind)}</label>`)}
    </fieldset>
    <label><input type="checkbox" name="answers" defaultChecked=${true} /> ${t("It can be asked about its paper")}</label>
    <label><input type="checkbox" name="has_drawer" /> ${t("A cash drawer hangs on it")}</label>
    <button>${t("Add the printer")}</button>
  </form>
`;
