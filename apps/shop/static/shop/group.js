// A group order, followed live by all who have its link: everybody puts their lines in, its host orders them.

import { askPublic, reasonOf } from "../kernel/api.js";
import { clock, money } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { mount } from "../kernel/page.js";
import { parts, t } from "../kernel/texts.js";
import { confirm, html, Store, toast, useEffect, useState, useStore } from "../kernel/ui.js";
import { openMenu, shown } from "./catalogue.js";
import { asCustomer, changeAsCustomer, customerId } from "./customer.js";
import { EmptyState } from "./empty_state.js";
import { Parts } from "./group_parts.js";
import { asked, orderDraft } from "./order_draft.js";
import { open } from "./shop_page.js";

const MAX_NAME = 40;
const here = new Store({ group: /** @type {any} */ (null), me: "", isMissing: false });
const pathOf = ({ group_token: token }) => `/groups/${token}`;

let frames = 0;
/**
 * Shows the group that a call answers, unless the socket has told of it since: an answer that comes late is outdated.
 * @param {Promise<any>} asked
 */
async function shownBy(asked) {
  const before = frames;
  const group = await asked;
  if (frames === before) here.set({ group });
  return group;
}

/** @param {{ group: any }} props */
function Share({ group }) {
  const share = async () => {
    try {
      if (navigator.share) await navigator.share({ title: t("Order together"), url: location.href });
      else {
        await navigator.clipboard.writeText(location.href);
        toast(t("The link is copied."));
      }
    } catch {
      // left without sharing, or not allowed: the link stands beside the button
    }
  };
  return html`
    <div class="pair">
      <label>${t("The link for the others")} <input readonly value=${location.href} onFocus=${(event) => event.target.select()} /></label>
      <button type="button" onClick=${share}>${t("Share it")}</button>
    </div>
    <p class="soft">${t("Whoever has it can put something in until {time}.", { time: clock(group.ends_at) })}</p>
  `;
}

/** What one has in the basket goes in under one's name. @param {{ group: any, tell: (text: string) => void }} props */
function Add({ group, tell }) {
  const { lines, contact } = useStore(orderDraft);
  const [name, setName] = useState(contact.group ?? contact.name ?? "");
  const [isBusy, setBusy] = useState(false);
  /** @param {SubmitEvent} event */
  const add = async (event) => {
    event.preventDefault();
    setBusy(true);
    tell("");
    try {
      const body = { name: name.trim(), lines: lines.map(asked) };
      await shownBy(asCustomer(`${pathOf(group)}/lines`, body));
      orderDraft.set({ lines: [], contact: { ...orderDraft.value.contact, group: name.trim() } });
      toast(t("It is in the group order."));
    } catch (error) {
      tell(reasonOf(error));
    }
    setBusy(false);
  };
  const count = lines.reduce((sum, line) => sum + line.quantity, 0);
  if (!count) return html`<p><a class="button main" href="/menu/">${t("Choose something")}</a></p>`;
  return html`
    <form class="pair" onSubmit=${add}>
      <label>${t("Your name, which the others see")} <input name="name" required maxlength=${MAX_NAME} value=${name} autocomplete="given-name" onInput=${(event) => setName(event.target.value)} /></label>
      <button class="main" disabled=${isBusy || !name.trim()}>${t("Put in what is in my basket ({count})", { count })}</button>
    </form>
    <p><a href="/menu/">${t("Choose something more")}</a> · <a href="/basket/">${t("See my basket")}</a></p>
  `;
}

/** @param {{ group: any, row: any, me: string, sum: (minor: number) => string, tell: (text: string) => void }} props */
function Row({ group, row, me, sum, tell }) {
  const isMine = row.person === me || group.host === me;
  const drop = () =>
    shownBy(changeAsCustomer("DELETE", `${pathOf(group)}/lines/${row.id}`)).then(
      () => document.querySelector("main")?.focus(), // the button goes with its line
      (error) => tell(reasonOf(error)),
    );
  return html`
    <li>
      <div><b>${row.name}</b> ${row.line.quantity} × ${row.product} ${row.description && html`<small class="soft">${row.description}</small>`}</div>
      <span>${sum(row.total)}</span>
      ${isMine && !group.is_closed && html`<button type="button" class="plain" aria-label=${t("Remove {what} of {name}", { what: row.product, name: row.name })} onClick=${drop}>${t("Remove")}</button>`}
    </li>
  `;
}

/** Only its host orders, who may still change their mind. @param {{ group: any, tell: (text: string) => void }} props */
function Host({ group, tell }) {
  const close = (isClosed) =>
    shownBy(changeAsCustomer("PATCH", pathOf(group), { is_closed: isClosed })).catch((error) => tell(reasonOf(error)));
  const reopen = async () => {
    const opened = await close(false);
    if (!opened) return;
    // What closing gave the basket goes back: taken out of the group, it would be ordered all the same.
    const own = orderDraft.value.lines.filter(({ id }) => !group.lines.some((row) => row.id === id));
    orderDraft.set({ group: group.group_token, splits: null, lines: own });
  };
  const order = async () => {
    const title = t("Close the group order and order all that is in it?");
    if (!group.is_closed && !(await confirm({ title, action: t("Close and order") }))) return;
    const closed = group.is_closed ? group : await close(true);
    if (!closed) return;
    const lines = closed.lines.map(({ id, line }) => ({ ...line, id }));
    const own = orderDraft.value.lines.filter(({ id }) => !lines.some((line) => line.id === id));
    orderDraft.set({
      group: "",
      splits: lines.length ? { token: group.group_token, lines: lines.map(({ id }) => id) } : null,
      store: group.store_id,
      service: orderDraft.value.service || group.service,
      lines: [...lines, ...own],
    });
    location.assign("/basket/");
  };
  return html`
    <p class="row">
      <button type="button" class="main" disabled=${!group.lines.length} onClick=${order}>${group.is_closed ? t("On to the basket") : t("Close and order")}</button>
      ${group.is_closed && html`<button type="button" onClick=${reopen}>${t("Open it again")}</button>`}
    </p>
  `;
}

/** @param {{ group: any }} props */
function State({ group }) {
  if (group.is_open)
    return html`<p class="lead">${parts("{name} orders for all of you.", { name: html`<b>${group.host_name}</b>` })}</p>`;
  return html`<p class="lead">${group.is_closed ? t("{name} has closed the group order.", { name: group.host_name }) : t("The time for this group order is over.")}</p>`;
}

/** What the lines of each come to, so that nobody has to work it out. @param {{ lines: any[], sum: (minor: number) => string }} props */
function Shares({ lines, sum }) {
  const people = [...Map.groupBy(lines, ({ person }) => person).entries()];
  if (people.length < 2) return null;
  const total = (rows) => rows.reduce((all, row) => all + row.total, 0);
  return html`
    <dl class="amounts">
      ${people.map(([person, rows]) => html`<div key=${person}><dt>${rows[0].name}</dt><dd>${sum(total(rows))}</dd></div>`)}
    </dl>
  `;
}

function Group() {
  const { group, me, isMissing } = useStore(here);
  const { catalogue } = useStore(shown);
  const [told, tell] = useState("");
  useEffect(() => {
    if (group?.is_open) {
      const timer = setTimeout(
        () => refreshGroup(group.group_token),
        Math.max(0, Date.parse(group.ends_at) - Date.now()) + 500,
      );
      return () => clearTimeout(timer);
    }
  }, [group?.ends_at, group?.is_open]);
  if (isMissing)
    return html`<${EmptyState} href="/" action=${t("Begin one")}>${t("There is no such group order, or it is over.")}<//>`;
  if (!group || !catalogue) return html`<p class="soft" role="status">${t("One moment …")}</p>`;
  const sum = (minor) => money(minor, catalogue.currency);
  const total = group.lines.reduce((all, row) => all + row.total, 0);
  return html`
    <${State} group=${group} />
    ${group.is_open && group.host === me && html`<${Share} group=${group} />`}
    ${group.order_id && html`<${Parts} group=${group} me=${me} sum=${sum} />`}
    <p class="bad" role="alert">${told}</p>
    ${group.is_open && html`<${Add} group=${group} tell=${tell} />`}
    <h2>${t("What is in it")}</h2>
    ${group.lines.length ? html`<ul class="plain-list rows">${group.lines.map((row) => html`<${Row} key=${row.id} group=${group} row=${row} me=${me} sum=${sum} tell=${tell} />`)}</ul>` : html`<p class="soft">${t("Nothing in it yet.")}</p>`}
    <${Shares} lines=${group.lines} sum=${sum} />
    <p class="total" role="status">${t("Food before deals and fees: {amount}", { amount: sum(total) })}</p>
    ${group.host === me && !group.order_id && html`<${Host} group=${group} tell=${tell} />`}
  `;
}

/** @param {string} token */
const refreshGroup = (token) => shownBy(askPublic(`/groups/${token}`)).catch(() => {});

open(async () => {
  addEventListener("hashchange", () => location.reload());
  const token = decodeURIComponent(location.hash.slice(1)) || orderDraft.value.group;
  mount("#group", html`<${Group} />`);
  if (!token) return here.set({ isMissing: true });
  try {
    const group = await askPublic(`/groups/${encodeURIComponent(token)}`);
    if (!location.hash) history.replaceState(null, "", `#${token}`);
    here.set({ group, me: await customerId() });
    // Lines of another store's menu do not fit into this basket.
    const isElsewhere = orderDraft.value.store && orderDraft.value.store !== group.store_id;
    if (group.is_open && group.host !== here.value.me)
      orderDraft.set({
        group: token,
        store: group.store_id,
        service: group.service,
        ...(isElsewhere && { lines: [] }),
      });
    await openMenu(group.store_id);
  } catch (error) {
    if (error.status !== 404) throw error;
    orderDraft.set({ group: "" });
    return here.set({ isMissing: true });
  }
  const socket = new LiveSocket({
    path: `/ws/v1/groups/${encodeURIComponent(token)}`,
    isPublic: true,
    onMessage: ({ type: _, ...group }) => {
      frames++;
      here.set({ group });
    },
  });
  socket.open();
});
