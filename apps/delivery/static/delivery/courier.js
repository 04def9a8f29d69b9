// The courier's page: the state as the platform told it, what the courier does, and what becomes of it.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { decimal, words } from "../kernel/format.js";
import { followLive, mount, start, tell } from "../kernel/page.js";
import { PushButton } from "../kernel/push.js";
import { claims, isSignedIn, onSession } from "../kernel/session.js";
import { t, table, tn } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { keepAwake } from "../kernel/wake_lock.js";
import { CashCount, carried } from "./cash.js";
import { Connection } from "./connection.js";
import { Offer } from "./offer.js";
import { Quiet, Shift, Suggestion } from "./parts.js";
import * as photos from "./photos.js";
import { Positions } from "./positions.js";
import { refusalText } from "./refusals.js";
import * as talks from "./run_conversations.js";
import { isOpen, Stop } from "./stop.js";
import { recall, remember } from "./storage.js";
import { learnZone, note } from "./store_time.js";

/** @type {any} */
const state = { courier: null, shift: null, offer: null, run: [], store: null, count: null, ahead: 0, asked: {} };
const GONE = table({
  expired: "The offer ran out.",
  withdrawn: "The offer was withdrawn.",
  cancelled: "The order was cancelled.",
});
const RESTING = table({ OFFLINE: "Off shift", BREAK: "On a break", RETURNING: "Back to the store" });

const connection = new Connection({ onFrame: heard, onAnswer: answered, onState: connected });
const positions = new Positions(connection, (text) => text && tell(text));

const of = (delivery) => state.run.find((stop) => stop.delivery === delivery);

let isToldUnconnected = false;

/** @param {string} type @param {object} [fields] */
function ask(type, fields) {
  isToldUnconnected = !connection.isOpen;
  tell(connection.isOpen ? "" : t("Not connected: this is sent as soon as you are."));
  connection.ask(type, fields).catch(() => {});
}

// A second tap while the first is on its way, or just after a try to reach somebody, is the same one.
const CONTACT_PAUSE_MS = 20_000;
/** @param {string} type @param {any} stop */
function askOnce(type, stop) {
  const key = `${type} ${stop.delivery}`;
  if (state.asked[key] > Date.now()) return;
  state.asked[key] = Date.now() + CONTACT_PAUSE_MS;
  ask(type, { delivery: stop.delivery });
}

const actions = {
  start: () => ask("shift.start"),
  end: () => ask("shift.end"),
  follow: async () => {
    await positions.follow(state.shift).catch(tell);
    connection.tell("position.here").catch(() => {});
    draw();
  },
  pause: () => ask("break.start"),
  resume: () => ask("break.end"),
  accept: (offer) => ask("offer.accept", { offer: offer.offer }),
  decline: (offer, reason) => ask("offer.decline", { offer: offer.offer, reason }),
  pickUp: (stop) => askOnce("delivery.pick_up", stop),
  arrive: (stop) => askOnce("delivery.arrive", stop),
  contact: (stop) => askOnce("delivery.contact", stop),
  handOver: (stop, pin) =>
    ask("delivery.hand_over", pin === undefined ? { delivery: stop.delivery } : { delivery: stop.delivery, pin }),
  count: async (counted) => {
    tell("");
    try {
      const kept = await call("/payments/cash-counts", { counted });
      state.count = kept.is_settled ? null : kept;
      if (kept.is_settled) ask("shift.end");
    } catch (error) {
      tell(error);
    }
    draw();
  },
  fail: (stop, reason) => ask("delivery.fail", { delivery: stop.delivery, reason }),
  photo: async (stop, file) => {
    tell("");
    await photos.take(stop.delivery, file).catch(tell);
    draw();
  },
};

// What an acknowledged message has changed, as the platform sees it now.
const effects = {
  "offer.accept": (asked) => {
    if (state.offer?.offer !== asked.offer) return;
    for (const stop of state.offer.stops) {
      if (!of(stop.delivery)) state.run.push({ ...stop, status: "ASSIGNED" });
    }
    state.offer = null;
  },
  "offer.decline": () => {
    state.offer = null;
  },
  "delivery.pick_up": (asked) => {
    of(asked.delivery).status = "PICKED_UP";
  },
  "delivery.arrive": (asked) => {
    of(asked.delivery).status = "ARRIVED";
  },
  "delivery.hand_over": (asked) => {
    const stop = of(asked.delivery);
    state.courier.cash_carried += stop.cash_due;
    state.run = state.run.filter((one) => one !== stop);
  },
  "delivery.fail": (asked) => {
    state.run = state.run.filter((stop) => stop.delivery !== asked.delivery);
  },
  "shift.start": (_, answer) => follow(answer.shift),
  "shift.end": () => {
    Object.assign(state, { shift: null, count: null });
    state.courier.cash_carried = 0;
    positions.stop();
  },
};

function follow(shift) {
  state.shift = shift;
  positions.follow(shift).catch(tell);
}

// The device the shift was begun on tells where the courier is.
function goOn() {
  if (state.shift && positions.isFollowing(state.shift)) follow(state.shift);
}

function answered(asked, answer) {
  if (answer.type === "error" || asked.type !== "delivery.contact")
    delete state.asked[`${asked.type} ${asked.delivery}`];
  if (answer.type === "error") {
    const stop = of(asked.delivery);
    if (stop && answer.problem.tries_left !== undefined) stop.tries_left = answer.problem.tries_left;
    if (answer.problem.code === "offer-closed") state.offer = null;
    if (answer.problem.code === "cash-not-settled") state.count = answer.problem;
    tell(refusalText(answer.problem));
  } else {
    if (answer.courier) state.courier.status = answer.courier;
    if (!asked.delivery || of(asked.delivery)) effects[asked.type]?.(asked, answer);
  }
  draw();
}

const frames = {
  welcome: (frame) => {
    take(frame);
    Object.assign(state, {
      grace: frame.unresponsive_after_seconds,
      grace_on_road: frame.unresponsive_on_road_seconds,
    });
    goOn();
    askStars();
    talks.askAll(frame.run);
  },
  sync: take,
  "position.taken": () => {
    positions.leave();
    tell(t("Another of your devices tells your position now."));
  },
  offer: (frame) => {
    Object.assign(state, { offer: begun(frame.offer), store: null });
    if (!frame.offer.joins) state.courier.status = "OFFERED";
    navigator.vibrate?.([200, 100, 200]);
  },
  "offer.gone": (frame) => {
    if (state.offer?.offer !== frame.offer) return;
    if (!state.offer.joins) state.courier.status = "AVAILABLE";
    state.offer = null;
    tell(GONE[frame.cause]);
  },
  "delivery.changed": ({ delivery }) => {
    state.run = [...state.run.filter((stop) => stop.delivery !== delivery.delivery), delivery].filter(isOpen);
  },
  "delivery.gone": (frame) => {
    state.run = state.run.filter((stop) => stop.delivery !== frame.delivery);
    tell(GONE[frame.cause] ?? t("An order left your run."));
    if (!state.run.length) connection.reopen();
  },
  "delivery.message": ({ delivery, number, by_customer: isTheirs }) => {
    talks.ask(delivery, number);
    if (isTheirs) navigator.vibrate?.(200);
  },
  go_to: (frame) => {
    state.store = frame.store;
  },
};

function take(situation) {
  state.ahead = Date.parse(situation.at) - Date.now();
  const { courier, shift, offer, run } = situation;
  if (shift?.id !== state.shift?.id || !courier.cash_carried) state.count = null;
  Object.assign(state, { courier, shift, offer: begun(offer), run: run.filter(isOpen) });
  if (!shift) positions.stop();
}

// The offer with the seconds there are to answer it.
const begun = (offer) => offer && { ...offer, span: (Date.parse(offer.expires_at) - Date.now() - state.ahead) / 1000 };

function heard(frame) {
  frames[frame.type]?.(frame);
  draw();
  const [stop] = [...state.run, ...(state.offer?.stops ?? [])];
  learnZone(stop?.store_id).then((isNews) => isNews && draw());
}

/** @param {import("../kernel/live.js").LiveState} live */
function connected(live) {
  followLive(live);
  if (live === "reconnecting") at("#live").textContent = state.run.length ? grace() : t("no connection");
  if (live === "live") {
    if (isToldUnconnected) tell("");
    isToldUnconnected = false;
    photos.sendAll().then(draw, tell);
  }
}

// What becomes of the run of a courier who is not heard of.
function grace() {
  const isOnRoad = state.run.some((stop) => stop.status !== "ASSIGNED");
  const seconds = isOnRoad ? state.grace_on_road : state.grace;
  return t("no connection · after {minutes} min others get what is still at the store", {
    minutes: Math.ceil((seconds ?? 90) / 60),
  });
}

function cards() {
  const stops = state.run.toSorted((a, b) => a.stop - b.stop);
  talks.askMissing(stops);
  const now = stops.find((stop) => stop.status !== "ASSIGNED") ?? stops[0];
  const shown = stops.map((stop) => {
    const isTaken = stop.has_photo || photos.isTaken(stop.delivery);
    return html`<${Stop} key=${stop.delivery} stop=${stop} isNow=${stop === now} actions=${actions} isTaken=${isTaken} connection=${connection} />`;
  });
  if (state.offer)
    shown.unshift(
      html`<${Offer} key=${state.offer.offer} offer=${state.offer} ahead=${state.ahead} actions=${actions} />`,
    );
  if (state.count) shown.unshift(html`<${CashCount} key="count" count=${state.count} actions=${actions} />`);
  if (state.store && !shown.length) shown.push(html`<${Suggestion} key="store" store=${state.store} />`);
  return shown.length ? shown : html`<${Quiet} text=${RESTING[state.courier.status] ?? t("Waiting for an order")} />`;
}

// What customers think of this courier, who alone sees it here.
const starsText = (rating) =>
  rating?.count
    ? `★ ${decimal(rating.mean_hundredths / 100)} · ${tn("{count} rating", "{count} ratings", rating.count)}`
    : "";

async function askStars() {
  state.rating = await call(`/couriers/${state.courier.id}/rating`).catch(() => state.rating);
  draw();
}

function draw() {
  if (!state.courier) return;
  at("#who").textContent = state.courier.name;
  at("#status").textContent = words(state.courier.status);
  state.currency = state.run[0]?.currency ?? state.currency;
  at("#cash").textContent = state.count ? "" : carried(state.courier.cash_carried, state.currency);
  at("#zone").textContent = note();
  document.body.classList.toggle("on-shift", state.courier.status !== "OFFLINE");
  const isElsewhere = Boolean(state.shift) && !positions.isFollowing(state.shift);
  keepAwake(state.courier.status !== "OFFLINE");
  mount("#main", [cards(), html`<${talks.EndedTalks} key="ended" run=${state.run} connection=${connection} />`]);
  at("#stars").textContent = starsText(state.rating);
  mount("#shift", html`<${Shift} status=${state.courier.status} isElsewhere=${isElsewhere} actions=${actions} />`);
  remember("seen", state); // what could be drawn, so that it can be drawn again
}

// What was known when the page was left, for its courier alone: an address is needed where there is no connection, too.
function resume() {
  const seen = recall("seen", null);
  if (!seen?.courier || !isOwn(seen.courier.id)) return;
  Object.assign(state, { ...seen, run: seen.run.filter(isOpen), asked: {} });
  if (state.offer && Date.parse(state.offer.expires_at) <= Date.now() + state.ahead) state.offer = null;
  goOn();
  draw();
}

/** @param {string} courier */
const isOwn = (courier) => isSignedIn() && claims().sub === courier;

function night() {
  const hour = new Date().getHours();
  document.documentElement.classList.toggle("night", hour >= 20 || hour < 6);
}

night();
setInterval(night, 60_000);
start(async () => {
  resume();
  onSession(() => isSignedIn() || remember("seen", null));
  navigator.serviceWorker?.register("/courier/service-worker.js", { scope: "/courier/" }).catch(() => {});
  document.addEventListener("visibilitychange", () => connection.tellHidden());
  mount("#push", html`<${PushButton} audience="courier" onTrouble=${tell} />`);
  await connection.open().catch(() => connected("reconnecting"));
});
