// The accounts elsewhere by which one signs in: the list, linking and unlinking.

import { call, remove } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { dateTime } from "../kernel/format.js";
import { mount, tell } from "../kernel/page.js";
import { leaveFor, providers } from "../kernel/providers.js";
import { t } from "../kernel/texts.js";
import { confirm, html, toast } from "../kernel/ui.js";

/** @param {any} identity */
async function unlink({ id, title }) {
  if (!(await confirm({ title: t("Sign in by {provider} no more?", { provider: title }), action: t("Unlink it") })))
    return;
  try {
    await remove(`/users/me/identities/${id}`);
    toast(t("Unlinked."));
    await showIdentities();
  } catch (error) {
    tell(error);
  }
}

/** @param {string} name */
async function link(name) {
  try {
    leaveFor(name, await call(`/users/me/identities/at/${name}`, {}), true);
  } catch (error) {
    tell(error);
  }
}

/** @param {{ identity: any }} props */
const Linked = ({ identity }) => html`
  <li>
    <div>
      ${identity.title}
      <small>${identity.email}, ${t("last used {time}", { time: dateTime(identity.used_at) })}</small>
    </div>
    <button type="button" aria-label=${t("Unlink {what}", { what: identity.title })} onClick=${() => unlink(identity)}>${t("Unlink")}</button>
  </li>
`;

/** Reads and shows them; nothing where no provider is set up and none is linked. */
export async function showIdentities() {
  const [known, linked] = await Promise.all([providers(), call("/users/me/identities")]);
  const open = known.filter(({ name }) => !linked.some(({ provider }) => provider === name));
  at("#identities").hidden = !known.length && !linked.length;
  mount(
    "#identities",
    html`
      <h2>${t("Accounts elsewhere that sign you in")}</h2>
      <ul class="plain-list">${linked.map((identity) => html`<${Linked} key=${identity.id} identity=${identity} />`)}</ul>
      ${open.map(({ name, title }) => html`<button type="button" key=${name} onClick=${() => link(name)}>${t("Link {provider}", { provider: title })}</button>`)}
    `,
  );
}
