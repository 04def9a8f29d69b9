// The make line of a store: live over the websocket, by keyboard or touch, and while the connection is lost.

import { at, meta } from "../kernel/dom.js";
import { orderNumber } from "../kernel/format.js";
import { LiveSocket } from "../kernel/live.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { PushButton } from "../kernel/push.js";
import { linkToStore, storeDetails, tellZone } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { askFor, html, Store, useStore } from "../kernel/ui.js";
import { keepAwake } from "../kernel/wake_lock.js";
import { callFor, SoundButton } from "./alarm.js";
import { bumps, foreseen, send, take } from "./bumps.js";
import { askForEnding } from "./end_order_dialog.js";
import { Card, MissedOrders, Station } from "./make_line_cards.js";
import { PrinterWarnings } from "./printing.js";
import { AllDay, recall, Stations as Screens, stands } from "./screens.js";

const store = meta("store");
// `ahead` is how far this clock is ahead of the platform's, in milliseconds.
const line = new Store({
  queue: /** @type {any[] | null} */ (null),
  missed: /** @type {any[]} */ ([]),
  stations: /** @type {any[]} */ ([]),
  printers: /** @type {any[]} */ ([]),
  ahead: 0,
  zone: "UTC",
});

/** @param {any} order @param {string} action */
async function act(order, action) {
  if (action === "hand_over") {
    const title = orderNumber(order.number);
    const code = await askFor({ title, label: t("The customer's code"), inputMode: "numeric" });
    if (code !== null) take(order, action, { code });
  } else if (action === "reject" || action === "cancel") {
    const answer = await askForEnding(order, action).catch(tell);
    if (answer) take(order, action, answer);
  } else take(order, action);
}

function Queue() {
  const { queue, ahead, zone } = useStore(line);
  useStore(bumps);
  if (queue === null) return null;
  const own = queue.map(foreseen).filter(stands);
  if (!own.length) return html`<p class="empty">${t("Nothing to make.")}</p>`;
  return own.map((order) => html`<${Card} key=${order.id} order=${order} act=${act} ahead=${ahead} zone=${zone} />`);
}

// New orders that nobody has accepted, here or anywhere, are called for.
function callForNew() {
  const { queue } = line.value;
  callFor((queue ?? []).map(foreseen).filter((order) => order.status === "PLACED").length);
}

function Missed() {
  const { missed, zone } = useStore(line);
  return missed.length ? html`<${MissedOrders} missed=${missed} zone=${zone} />` : null;
}

function Stations() {
  return useStore(line).stations.map((row) => html`<${Station} key=${row.station} row=${row} />`);
}

function Warnings() {
  const { printers, zone } = useStore(line);
  return html`<${PrinterWarnings} printers=${printers} zone=${zone} />`;
}

function Counts() {
  const { queue } = useStore(line);
  useStore(bumps);
  return html`<${AllDay} queue=${(queue ?? []).map(foreseen)} />`;
}

const recallDone = () => recall(line.value.zone);

function Waiting() {
  const { waiting } = useStore(bumps);
  return waiting.length ? t("{count} to send", { count: waiting.length }) : "";
}

/** @param {HTMLElement[]} cards @param {number} from @param {number} by */
function step(cards, from, by) {
  const first = by > 0 ? 0 : cards.length - 1;
  const next = cards[from < 0 ? first : (from + by + cards.length) % cards.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

// A bump bar has a key for each card: it takes the card's next step.
/** @param {HTMLElement | undefined} card */
function bumpBy(card) {
  card?.focus();
  /** @type {HTMLElement | null | undefined} */ (card?.querySelector(".next"))?.click();
}

/** @param {KeyboardEvent} event */
function byKeyboard(event) {
  const queue = at("#main");
  const cards = /** @type {HTMLElement[]} */ ([...queue.querySelectorAll("[data-order]")]);
  if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/** @type {Element} */ (event.target).closest("a, select, input")) return;
  const index = cards.findIndex((card) => card.contains(document.activeElement));
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const button = (kind) => /** @type {HTMLElement | null | undefined} */ (cards[index]?.querySelector(kind));
  if (by && cards.length) step(cards, index, by);
  else if (/^[1-9]$/.test(event.key)) bumpBy(cards[Number(event.key) - 1]);
  else if (event.key === "Home" || event.key === "End") cards.at(event.key === "Home" ? 0 : -1)?.focus();
  else if (event.key === "Enter" && document.activeElement === cards[index]) button(".next")?.click();
  else if (event.key.toLowerCase() === "r") recallDone();
  else if (event.key.toLowerCase() === "u") (button(".undo") ?? queue.querySelector(".undo"))?.click();
  else return;
  event.preventDefault();
}

/** @param {any} message */
function show(message) {
  if (message.type === "printers") return line.set({ printers: message.printers });
  const { queue, stations, missed } = message;
  line.set({ queue, stations, missed, ahead: Date.now() - Date.parse(message.at) });
}

async function tellWhose() {
  linkToStore(store);
  const { timezone } = await storeDetails(store);
  tellZone(timezone);
  line.set({ zone: timezone });
}

start(async () => {
  mount("#main", html`<${Queue} />`);
  mount("#missed", html`<${Missed} />`);
  mount("#sound", html`<${SoundButton} /> <${PushButton} audience="store" storeId=${store} onTrouble=${tell} />`);
  mount("#stations", html`<${Stations} />`);
  mount("#screens-nav", html`<${Screens} /> <button type="button" onClick=${recallDone}>${t("Done orders")}</button>`);
  mount("#printers", html`<${Warnings} />`);
  mount("#counts", html`<${Counts} />`);
  keepAwake(true);
  mount("#waiting", html`<${Waiting} />`);
  bumps.subscribe(() => tell(bumps.value.refusal));
  for (const source of [bumps, line]) source.subscribe(callForNew);
  document.addEventListener("keydown", byKeyboard);
  const socket = new LiveSocket({
    path: `/ws/v1/make-line/${store}`,
    onMessage: show,
    onState: (state) => {
      followLive(state);
      if (state === "live") send();
    },
  });
  await Promise.all([socket.open(), tellWhose()]);
});
