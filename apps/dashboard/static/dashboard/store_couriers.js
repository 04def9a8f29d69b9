// The store's couriers: what they do, the cash they carry, and their papers.

import { call, patch } from "../kernel/api.js";
import { money, words } from "../kernel/format.js";
import { html, openDialog } from "../kernel/ui.js";

/** @param {{ courier: any, close: (value?: any) => void }} props */
const Papers = ({ courier, close }) => html`
  <form onSubmit=${(event) => event.preventDefault()}>
    <h2>${courier.name}</h2>
    ${courier.document_issues.length > 0 && html`<p class="bad">Cannot start a shift: ${courier.document_issues.map((issue) => `${words(issue.kind)} ${words(issue.state)}`).join(", ")}</p>`}
    ${courier.documents.length === 0 && html`<p>No papers yet.</p>`}
    <ul class="plain-list">
      ${courier.documents.map(
        (row) => html`<li key=${row.id}>
          ${words(row.kind)} ${row.number}, valid until ${row.expires_on}: ${row.verified_at ? "verified" : row.refused_at ? `refused ${row.reason}` : "to be looked at"}
          ${!row.verified_at && !row.refused_at && html` <button type="button" onClick=${() => close({ id: row.id, action: "verify" })}>Verify</button> <button type="button" onClick=${() => close({ id: row.id, action: "refuse" })}>Refuse</button>`}
        </li>`,
      )}
    </ul>
    <div class="actions"><button type="button" onClick=${() => close()}>Back</button></div>
  </form>
`;

/** @param {{ couriers: any[], store: any, run: import("./store.js").Run }} props */
export function Couriers({ couriers, store, run }) {
  const look = (row) =>
    run(async () => {
      const courier = await call(`/couriers/${row.id}`);
      const answer = await openDialog((close) => html`<${Papers} courier=${courier} close=${close} />`);
      if (answer) await call(`/couriers/${row.id}/documents/${answer.id}/actions/${answer.action}`, {});
    }, "Looked at.");
  const drives = (row, vehicle) => run(() => patch(`/couriers/${row.id}`, { vehicle }));
  return html`
    <section class="card" id="couriers">
      <h2 class="heading">Couriers (${couriers.length})</h2>
      <ul>
        ${couriers.map(
          (row) => html`<li key=${row.id} data-courier=${row.id}>
            <span><b>${row.name}</b><small>${words(row.status)} · ${row.capacity} bags${row.cash_carried > 0 ? ` · carries ${money(row.cash_carried, store.currency)}` : ""}</small></span>
            <span class="buttons">
              <select aria-label=${`Vehicle of ${row.name}`} value=${row.vehicle} disabled=${row.status !== "OFFLINE"} onChange=${(event) => drives(row, event.target.value)}>
                ${["bicycle", "car"].map((vehicle) => html`<option key=${vehicle} value=${vehicle} selected=${vehicle === row.vehicle}>${vehicle}</option>`)}
              </select>
              <button type="button" onClick=${() => look(row)}>Papers</button>
            </span>
          </li>`,
        )}
      </ul>
      <p><a href=${`/board/map/?store=${store.id}`}>Where they are</a> · <a href=${`/board/money/?store=${store.id}`}>Cash that is to be explained</a></p>
    </section>
  `;
}
