// What one was told, live and the same on every screen, and how one is told.

import { call, patch } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { PushButton } from "../kernel/push.js";
import { claims, isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, Store, toast, useStore } from "../kernel/ui.js";

const CHANNELS = { mail: t("Mail"), sms: t("SMS"), push: t("Browser") };
const inbox = new Store({ news: /** @type {any[]} */ ([]), unread: 0 });

/** What is said, with the ways to pages of ours that stand in it. @param {string} text */
const withLinks = (text) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part) => (part.startsWith(`${location.origin}/`) ? html`<a href=${part}>${t("Open")}</a>` : part));

/** @param {{ one: any }} props */
const News = ({ one }) => html`
  <li class=${one.read_at ? "" : "unread"}>
    <h3>${one.title}</h3>
    <small class="soft">${dateTime(one.created_at)}</small>
    <p>${withLinks(one.body)}</p>
  </li>
`;

async function readAll() {
  const [newest] = inbox.value.news;
  if (newest) await call("/notifications/read", { upto: newest.id }).catch(tell);
}

function Inbox() {
  const { news, unread } = useStore(inbox);
  return html`
    <div class="tools">
      <span role="status">${unread ? t("{count} unread", { count: unread }) : t("Everything is read")}</span>
      ${unread > 0 && html`<button type="button" onClick=${readAll}>${t("Mark all as read")}</button>`}
    </div>
    <ol>
      ${news.map((one) => html`<${News} key=${one.id} one=${one} />`)}
    </ol>
    ${!news.length && html`<p class="empty">${t("There is no news yet.")}</p>`}
  `;
}

/** @param {any} frame */
function hear(frame) {
  const { news } = inbox.value;
  if (frame.type === "ready") {
    inbox.set({ unread: frame.unread });
    return refresh().catch(tell);
  }
  if (frame.type === "notification") inbox.set({ news: [frame, ...news], unread: frame.unread });
  if (frame.type === "read") {
    const now = new Date().toISOString();
    const isRead = (/** @type {any} */ one) => (frame.upto ? one.id <= frame.upto : frame.ids.includes(one.id));
    inbox.set({
      news: news.map((one) => (isRead(one) ? { ...one, read_at: one.read_at ?? now } : one)),
      unread: frame.unread,
    });
  }
}

async function refresh() {
  const { results } = await call("/notifications");
  // A page of them; how many there are in all, the socket tells.
  const here = results.filter((one) => !one.read_at).length;
  inbox.set({ news: results, unread: Math.max(here, inbox.value.unread) });
}

/** What could not be saved is shown as it was. @param {any} kind @param {any} channel @param {HTMLInputElement} box */
const choose = (kind, channel, box) =>
  patch("/notifications/settings", { choices: [{ kind, channel, is_wanted: box.checked }] })
    .then(() => toast(t("Saved.")))
    .catch((error) => {
      box.checked = !box.checked;
      tell(error);
    });

/** @param {{ kind: any }} props */
const Kind = ({ kind }) => html`
  <fieldset class="choices">
    <legend>${kind.name}</legend>
    ${kind.channels.map(
      (one) => html`<label key=${one.channel}>
        <input
          type="checkbox"
          checked=${one.is_wanted}
          disabled=${!one.may_choose}
          onChange=${(event) => choose(kind.kind, one.channel, event.target)}
        />
        ${CHANNELS[one.channel]}
      </label>`,
    )}
  </fieldset>
`;

/** @param {SubmitEvent} event */
async function keepQuiet(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
  const quiet = { timezone, begins: String(form.get("begins")), ends: String(form.get("ends")) };
  await patch("/notifications/settings", { quiet_hours: quiet })
    .then(() => toast(t("Saved.")))
    .catch(tell);
}

/** @param {SubmitEvent} event */
async function readDaily(event) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const digest = {
    store_id: claims().stores[0],
    kinds: /** @type {any[]} */ (form.getAll("kinds")),
    hour: Number(form.get("hour")),
  };
  await patch("/notifications/settings", { digest })
    .then(() => toast(t("Saved.")))
    .catch(tell);
}

/** @param {{ kinds: any[], digest: any }} props */
const Daily = ({ kinds, digest }) => html`
  <h3>${t("News of your stores, once a day")}</h3>
  <p class="soft">${t("One mail at this hour of the store's clock, with what you choose. Nothing chosen: no mail.")}</p>
  <form onSubmit=${readDaily}>
    <fieldset class="choices">
      <legend>${t("What it tells")}</legend>
      ${kinds.map(
        (one) => html`<label key=${one.kind}>
          <input type="checkbox" name="kinds" value=${one.kind} defaultChecked=${digest?.kinds.includes(one.kind)} />
          ${one.name}
        </label>`,
      )}
    </fieldset>
    <label>${t("Hour")} <input type="number" name="hour" min="0" max="23" required defaultValue=${digest?.hour ?? 8} /></label>
    <button>${t("Save the daily mail")}</button>
  </form>
`;

/** @param {{ settings: any, isCourier: boolean }} props */
const Settings = ({ settings, isCourier }) => html`
  <h2>${t("How you are told")}</h2>
  <div class="tools">
    ${settings.push_key && html`<${PushButton} audience=${isCourier ? "courier" : "customer"} onTrouble=${tell} />`}
  </div>
  ${settings.kinds.filter((kind) => kind.channels.some((one) => one.may_choose)).map((kind) => html`<${Kind} key=${kind.kind} kind=${kind} />`)}
  <p class="soft">${t("News of an order's payment, its end and your account's safety always reaches you.")}</p>
  <h3>${t("Quiet hours")}</h3>
  <p class="soft">${t("What can wait is not sent then. Twice the same time: never quiet.")}</p>
  <form onSubmit=${keepQuiet}>
    <label>${t("From")} <input type="time" name="begins" required defaultValue=${(settings.quiet_hours?.begins ?? "22:00").slice(0, 5)} /></label>
    <label>${t("To")} <input type="time" name="ends" required defaultValue=${(settings.quiet_hours?.ends ?? "08:00").slice(0, 5)} /></label>
    <button>${t("Save the quiet hours")}</button>
  </form>
  ${settings.digest_kinds.length > 0 && html`<${Daily} kinds=${settings.digest_kinds} digest=${settings.digest} />`}
`;

start(async () => {
  const settings = await call("/notifications/settings");
  const isCourier = isSignedIn() && claims().roles.includes("courier");
  mount("#inbox", html`<${Inbox} />`);
  mount("#settings", html`<${Settings} settings=${settings} isCourier=${isCourier} />`);
  await refresh();
  await new LiveSocket({ path: "/ws/v1/notifications", onMessage: hear, onState: followLive }).open();
});
