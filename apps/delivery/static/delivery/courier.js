import { call, claims, signOut } from "../kernel/session.js";
import { Connection } from "./connection.js";
import * as photos from "./photos.js";
import { Positions } from "./positions.js";
import { recall, remember } from "./store.js";
import { cash, cashCard, isOpen, offerCard, quiet, refusal, shiftButtons, stopCard, suggestion, tick } from "./views.js";

const $ = (selector) => document.querySelector(selector);
const state = { courier: null, shift: null, offer: null, run: [], store: null, count: null, ahead: 0 };
const GONE = { expired: "The offer ran out.", withdrawn: "The offer was withdrawn.", cancelled: "The order was cancelled." };

const connection = new Connection({ onFrame: heard, onAnswer: answered, onState: connected });
const positions = new Positions(connection, (text) => text && say(text));

const say = (text) => { $("#trouble").textContent = text; };
const byStop = (a, b) => a.stop - b.stop;
const of = (delivery) => state.run.find((stop) => stop.delivery === delivery);

function ask(type, fields) {
  say(connection.isOpen ? "" : "Not connected: this is sent as soon as you are.");
  connection.ask(type, fields).catch(() => {});
}

const actions = {
  start: () => ask("shift.start"),
  end: () => ask("shift.end"),
  follow: () => {
    follow(state.shift);
    draw();
  },
  pause: () => ask("break.start"),
  resume: () => ask("break.end"),
  signOut: () => {
    remember("seen", null);
    signOut();
    location.reload();
  },
  accept: (offer) => ask("offer.accept", { offer: offer.offer }),
  decline: (offer, reason) => ask("offer.decline", { offer: offer.offer, reason }),
  pickUp: (stop) => ask("delivery.pick_up", { delivery: stop.delivery }),
  arrive: (stop) => ask("delivery.arrive", { delivery: stop.delivery }),
  contact: (stop) => ask("delivery.contact", { delivery: stop.delivery }),
  handOver: (stop, pin) => ask("delivery.hand_over", pin === undefined ? { delivery: stop.delivery } : { delivery: stop.delivery, pin }),
  count: async (counted) => {
    say("");
    try {
      const kept = await call("/payments/cash-counts", { counted });
      state.count = kept.is_settled ? null : kept;
      if (kept.is_settled) ask("shift.end");
    } catch (error) {
      say(error.message);
    }
    draw();
  },
  fail: (stop, reason) => ask("delivery.fail", { delivery: stop.delivery, reason }),
  photo: async (stop, file) => {
    say("");
    await photos.take(stop.delivery, file).catch((error) => say(error.message));
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
  "offer.decline": () => { state.offer = null; },
  "delivery.pick_up": (asked) => { of(asked.delivery).status = "PICKED_UP"; },
  "delivery.arrive": (asked) => { of(asked.delivery).status = "ARRIVED"; },
  "delivery.contact": (asked) => {
    const stop = of(asked.delivery);
    stop.contact_attempts += 1;
    stop.attempts_missing = Math.max(0, stop.attempts_missing - 1);
  },
  "delivery.hand_over": (asked) => {
    const stop = of(asked.delivery);
    state.courier.cash_carried += stop.cash_due;
    state.run = state.run.filter((one) => one !== stop);
  },
  "delivery.fail": (asked) => { state.run = state.run.filter((stop) => stop.delivery !== asked.delivery); },
  "shift.start": (asked, answer) => follow(answer.shift),
  "shift.end": () => {
    Object.assign(state, { shift: null, count: null });
    state.courier.cash_carried = 0;
    positions.stop();
  },
};

function follow(shift) {
  state.shift = shift;
  positions.follow(shift).catch((error) => say(error.message));
}

// The device the shift was begun on tells where the courier is.
function goOn() {
  if (state.shift && positions.isFollowing(state.shift)) follow(state.shift);
}

function answered(asked, answer) {
  if (answer.type === "error") {
    const stop = of(asked.delivery);
    if (stop && answer.problem.tries_left !== undefined) stop.tries_left = answer.problem.tries_left;
    if (answer.problem.code === "offer-closed") state.offer = null;
    if (answer.problem.code === "cash-not-settled") state.count = answer.problem;
    say(refusal(answer.problem));
  } else {
    if (answer.courier) state.courier.status = answer.courier;
    if (!asked.delivery || of(asked.delivery)) effects[asked.type]?.(asked, answer);
  }
  draw();
}

const frames = {
  welcome: (frame) => {
    take(frame);
    goOn();
  },
  sync: take,
  offer: (frame) => {
    Object.assign(state, { offer: begun(frame.offer), store: null });
    if (!frame.offer.joins) state.courier.status = "OFFERED";
    navigator.vibrate?.([200, 100, 200]);
  },
  "offer.gone": (frame) => {
    if (state.offer?.offer !== frame.offer) return;
    if (!state.offer.joins) state.courier.status = "AVAILABLE";
    state.offer = null;
    say(GONE[frame.cause]);
  },
  "delivery.changed": ({ delivery }) => {
    state.run = [...state.run.filter((stop) => stop.delivery !== delivery.delivery), delivery].filter(isOpen);
  },
  "delivery.gone": (frame) => {
    state.run = state.run.filter((stop) => stop.delivery !== frame.delivery);
    say(GONE[frame.cause] ?? "An order left your run.");
    if (!state.run.length) connection.reopen();
  },
  go_to: (frame) => { state.store = frame.store; },
};

function take(situation) {
  state.ahead = new Date(situation.at) - Date.now();
  const { courier, shift, offer, run } = situation;
  if (shift?.id !== state.shift?.id || !courier.cash_carried) state.count = null;
  Object.assign(state, { courier, shift, offer: begun(offer), run: run.filter(isOpen) });
  if (!shift) positions.stop();
}

// The offer with the seconds there are to answer it.
const begun = (offer) => offer && { ...offer, span: (new Date(offer.expires_at) - Date.now() - state.ahead) / 1000 };

function heard(frame) {
  frames[frame.type]?.(frame);
  draw();
}

function connected(isOpen, isForbidden = false) {
  $("#live").textContent = isOpen ? "live" : isForbidden ? "not a courier" : "no connection";
  $("#live").classList.toggle("on", isOpen);
  if (isOpen) photos.sendAll().then(draw, (error) => say(error.message));
}

function cards() {
  const stops = state.run.sort(byStop);
  const now = stops.find((stop) => stop.status !== "ASSIGNED") ?? stops[0];
  const shown = stops.map((stop) => stopCard(stop, stop === now, actions, stop.has_photo || photos.isTaken(stop.delivery)));
  if (state.offer) shown.unshift(offerCard(state.offer, actions));
  if (state.count) shown.unshift(cashCard(state.count, actions));
  if (state.store && !shown.length) shown.push(suggestion(state.store));
  if (shown.length) return shown;
  const rest = { OFFLINE: "Off shift", BREAK: "On a break", RETURNING: "Back to the store" };
  return [quiet(rest[state.courier.status] ?? "Waiting for an order")];
}

// A field somebody types in stays, with what is in it.
function draw() {
  if (!state.courier) return;
  const typed = document.activeElement?.id?.startsWith("pin-") ? document.activeElement : null;
  $("#who").textContent = state.courier.name;
  $("#status").textContent = state.courier.status.replace("_", " ").toLowerCase();
  state.currency = state.run[0]?.currency ?? state.currency;
  $("#cash").textContent = cash(state.courier.cash_carried, state.currency);
  $("#work").replaceChildren(...cards());
  const isElsewhere = state.shift && !positions.isFollowing(state.shift);
  $("#shift").replaceChildren(...shiftButtons(state.courier.status, isElsewhere, actions));
  const field = typed && document.getElementById(typed.id);
  if (field) {
    field.value = typed.value;
    field.dispatchEvent(new Event("input"));
    field.focus();
  }
  countDown();
  remember("seen", state); // what could be drawn, so that it can be drawn again
}

function countDown() {
  const card = $("#offer");
  if (card && tick(card, Date.now() + state.ahead)) card.querySelector("button.main").disabled = true;
}

// What was known when the page was left, for its courier alone: an address is needed where there is no connection, too.
function resume() {
  const seen = recall("seen", null);
  if (!seen?.courier || !isOwn(seen.courier.id)) return;
  Object.assign(state, { ...seen, run: seen.run.filter(isOpen) });
  if (state.offer && new Date(state.offer.expires_at) <= Date.now() + state.ahead) state.offer = null;
  goOn();
  draw();
}

function isOwn(courier) {
  try {
    return claims().sub === courier;
  } catch {
    return false; // nobody is signed in
  }
}

function night() {
  const hour = new Date().getHours();
  document.documentElement.classList.toggle("night", hour >= 20 || hour < 6);
}

night();
setInterval(night, 60_000);
setInterval(countDown, 500);
resume();
connection.open().catch(() => connected(false));
navigator.serviceWorker?.register("/courier/service-worker.js", { scope: "/courier/" }).catch(() => {});
