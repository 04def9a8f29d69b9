// The people of one's store: who works there, who was asked to, and hiring.

import { call, patch, remove } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { mount, start, tell, worksOf } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t, table } from "../kernel/texts.js";
import { confirm, html, Store, useStore } from "../kernel/ui.js";
import { FieldsForm } from "./fields.js";

const shown = new Store({ store: /** @type {any} */ (null), people: /** @type {any} */ (null) });
const ROLES = table({ store_staff: "store staff", courier: "courier", store_manager: "store manager" });
const roleName = (role) => ROLES[role];
const at = (path = "") => `/stores/${shown.value.store.id}/staff${path}`;

/** @param {any} [store] */
async function fill(store = shown.value.store) {
  const people = await call(`/stores/${store.id}/staff`);
  shown.set({ store, people });
}

const { inTurn, run } = worksOf(() => fill());

const suspend = (row, is) =>
  run(() => patch(at(`/${row.id}`), { is_suspended: is }), is ? t("Suspended.") : t("Back at work."));

async function letGo(row) {
  const title = t("Let {name} go?", { name: row.name });
  const text = t("They lose what they may do at this store at once. Their account stays.");
  if (await confirm({ title, text, action: t("Let go"), isDangerous: true })) {
    await run(() => remove(at(`/${row.id}`)), t("Let go."));
  }
}

/** @param {{ row: any }} props */
const Member = ({ row }) => html`
  <li data-person=${row.user_id}>
    <span>
      <b>${row.name}</b> ${row.suspended_at && html`<span class="bad">${t("suspended")}</span>`}
      <small>${roleName(row.role)} · ${row.email} · ${t("since {when}", { when: dateTime(row.began_at) })}</small>
    </span>
    ${
      row.may_change &&
      html`<span class="buttons">
        <button type="button" aria-label=${row.suspended_at ? t("Take {name} back", { name: row.name }) : t("Suspend {name}", { name: row.name })} onClick=${() => suspend(row, !row.suspended_at)}>
          ${row.suspended_at ? t("Take back") : t("Suspend")}
        </button>
        <button type="button" aria-label=${t("Let {name} go", { name: row.name })} onClick=${() => letGo(row)}>${t("Let go")}</button>
      </span>`
    }
  </li>
`;

/** @param {{ row: any }} props */
const Invited = ({ row }) => html`
  <li>
    <span>
      <b>${row.name}</b>
      <small>${roleName(row.role)} · ${row.email} · ${t("until {when}", { when: dateTime(row.expires_at) })}</small>
    </span>
    <button type="button" aria-label=${t("Withdraw the invitation of {name}", { name: row.name })} onClick=${() => run(() => remove(at(`/invitations/${row.id}`)), t("Withdrawn."))}>
      ${t("Withdraw")}
    </button>
  </li>
`;

async function invite(values) {
  const { detail } = await call(at("/invitations"), values);
  await fill();
  return detail;
}

function Page() {
  const { store, people } = useStore(shown);
  if (people === null) return null;
  const roles = people.may_hire_as.map((role) => [role, roleName(role)]);
  return html`
    <section class="card" id="members">
      <h2>${t("Who works here ({count})", { count: people.members.length })}</h2>
      <ul>${people.members.map((row) => html`<${Member} key=${row.id} row=${row} />`)}</ul>
      ${people.members.length === 0 && html`<p>${t("Nobody yet.")}</p>`}
    </section>
    <section class="card" id="hire">
      <${FieldsForm}
        key=${store.id}
        title=${t("Hire somebody")}
        button=${t("Send the invitation")}
        send=${invite}
        isCleared
        fields=${[
          { name: "name", label: t("Name"), required: true, maxlength: 100, autocomplete: "off" },
          { name: "email", label: t("E-mail"), type: "email", required: true, maxlength: 254, autocomplete: "off" },
          { name: "role", label: t("As"), options: roles },
        ]}
      />
    </section>
    ${
      people.invitations.length > 0 &&
      html`<section class="card" id="invited">
        <h2>${t("Asked, not answered yet")}</h2>
        <ul>${people.invitations.map((row) => html`<${Invited} key=${row.id} row=${row} />`)}</ul>
      </section>`
    }
  `;
}

start(async () => {
  mount("#main", html`<${Page} />`);
  const store = await pickStore({ onChange: (chosen) => inTurn(() => fill(chosen)).catch(tell) });
  await fill(store);
});
