// The store's couriers: what they do, the cash they carry, and their papers.

import { call, patch } from "../kernel/api.js";
import { money, words } from "../kernel/format.js";
import { t, table, tn } from "../kernel/texts.js";
import { html, openDialog } from "../kernel/ui.js";

const VEHICLES = table({ bicycle: "bicycle", car: "car" });

/** What became of a paper. @param {any} row */
const stateOf = (row) =>
  row.verified_at ? t("verified") : row.refused_at ? t("refused: {why}", { why: row.reason }) : t("to be looked at");

/** @param {{ courier: any, close: (value?: any) => void }} props */
const Papers = ({ courier, close }) => html`
  <form onSubmit=${(event) => event.preventDefault()}>
    <h2>${courier.name}</h2>
    ${courier.document_issues.length > 0 && html`<p class="bad">${t("Cannot start a shift: {papers}", { papers: courier.document_issues.map((issue) => `${words(issue.kind)} ${words(issue.state)}`).join(", ") })}</p>`}
    ${courier.documents.length === 0 && html`<p>${t("No papers yet.")}</p>`}
    <ul class="plain-list">
      ${courier.documents.map(
        (row) => html`<li key=${row.id}>
          ${t("{paper} {number}, valid until {day}:", { paper: words(row.kind), number: row.number, day: row.expires_on })} ${stateOf(row)}
          ${!row.verified_at && !row.refused_at && html` <button type="button" onClick=${() => close({ id: row.id, step: "verify" })}>${t("Verify")}</button> <button type="button" onClick=${() => close({ id: row.id, step: "refuse" })}>${t("Refuse")}</button>`}
        </li>`,
      )}
    </ul>
    <div class="actions"><button type="button" onClick=${() => close()}>${t("Back")}</button></div>
  </form>
`;

/** @param {{ couriers: any[], store: any, run: import("./store.js").Run }} props */
export function Couriers({ couriers, store, run }) {
  const look = (row) =>
    run(async () => {
      const courier = await call(`/couriers/${row.id}`);
      const answer = await openDialog((close) => html`<${Papers} courier=${courier} close=${close} />`);
      if (answer) await call(`/couriers/${row.id}/documents/${answer.id}/actions/${answer.step}`, {});
    }, t("Looked at."));
  const drives = (row, vehicle) => run(() => patch(`/couriers/${row.id}`, { vehicle }));
  return html`
    <section class="card" id="couriers">
      <h2 class="heading">${t("Couriers")} (${couriers.length})</h2>
      <ul>
        ${couriers.map(
          (row) => html`<li key=${row.id} data-courier=${row.id}>
            <span><b>${row.name}</b><small>${[words(row.status), tn("{count} bag", "{count} bags", row.capacity), row.cash_carried > 0 && t("carries {amount}", { amount: money(row.cash_carried, store.currency) })].filter(Boolean).join(" · ")}</small></span>
            <span class="buttons">
              <select aria-label=${t("Vehicle of {name}", { name: row.name })} value=${row.vehicle} disabled=${row.status !== "OFFLINE"} onChange=${(event) => drives(row, event.target.value)}>
                ${Object.keys(VEHICLES).map((vehicle) => html`<option key=${vehicle} value=${vehicle} selected=${vehicle === row.vehicle}>${VEHICLES[vehicle]}</option>`)}
              </select>
              <button type="button" onClick=${() => look(row)}>${t("Papers")}</button>
            </span>
          </li>`,
        )}
      </ul>
      <p><a href=${`/board/map/?store=${store.id}`}>${t("Where they are")}</a> · <a href=${`/board/money/?store=${store.id}`}>${t("Cash that is to be explained")}</a></p>
    </section>
  `;
}
