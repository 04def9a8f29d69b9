// The courier's conversation over the websocket. What the courier asked for waits in an outbox until it is answered:
// sent again under its id, it has one effect.

import { LiveSocket } from "../kernel/live.js";
import { freshToken, tokenEnds } from "../kernel/session.js";
import { recall, remember } from "./storage.js";

const RENEW_BEFORE_MS = 60_000;
const MAX_TIMER_MS = 2 ** 31 - 1;
const SILENT_BEATS = 2.5;

/** @typedef {{ id: string, type: string, [field: string]: any }} Frame */
/**
 * @typedef {object} Listeners
 * @property {(frame: any) => void} onFrame
 * @property {(asked: Frame, answer: any) => void} onAnswer
 * @property {(state: import("../kernel/live.js").LiveState) => void} onState
 */

export class Connection {
  /** @type {Map<string, { resolve: (frame: any) => void, reject: (error: Error) => void }>} */
  #answers = new Map();
  /** @type {number[]} */
  #timers = [];
  #heard = 0;
  isOpen = false;

  /** @param {Listeners} listeners */
  constructor({ onFrame, onAnswer, onState }) {
    this.onFrame = onFrame;
    this.onAnswer = onAnswer;
    this.onState = onState;
    this.socket = new LiveSocket({
      path: "/ws/v1/courier",
      onMessage: (frame) => this.#receive(frame),
      onClose: () => this.#closed(),
      onState: (state) => state !== "live" && onState(state), // live once it is welcomed
    });
  }

  open() {
    return this.socket.open();
  }

  /**
   * Asks for an effect; resolves with the acknowledgement, rejects with the problem.
   * @param {string} type
   * @param {object} [fields]
   */
  ask(type, fields = {}) {
    const frame = { id: crypto.randomUUID(), type, ...fields };
    remember("outbox", [...recall("outbox", []), frame]);
    this.#transmit(frame);
    return this.#answer(frame);
  }

  /**
   * Tells something that is worthless later, or is kept elsewhere.
   * @param {string} type
   * @param {object} [fields]
   */
  tell(type, fields = {}) {
    const frame = { id: crypto.randomUUID(), type, ...fields };
    return this.#transmit(frame) ? this.#answer(frame) : Promise.reject(new Error("not connected"));
  }

  /** Begins anew, for a welcome that says how things are. */
  reopen() {
    this.socket.drop();
  }

  /** @param {Frame} frame @returns {Promise<any>} */
  #answer(frame) {
    return new Promise((resolve, reject) => this.#answers.set(frame.id, { resolve, reject }));
  }

  /** @param {Frame} frame */
  #transmit(frame) {
    return this.isOpen && this.socket.send(frame);
  }

  /** @param {any} frame */
  #receive(frame) {
    this.#heard = performance.now(); // a clock that steps back must not hide a silence
    if (frame.type === "welcome") return this.#greeted(frame);
    if (frame.re === undefined) return this.onFrame(frame);
    const outbox = /** @type {Frame[]} */ (recall("outbox", []));
    const asked = outbox.find((one) => one.id === frame.re);
    if (asked) {
      remember(
        "outbox",
        outbox.filter((one) => one.id !== frame.re),
      );
      this.onAnswer(asked, frame);
    }
    const waiting = this.#answers.get(frame.re);
    this.#answers.delete(frame.re);
    if (frame.type === "error") waiting?.reject(Object.assign(new Error(frame.problem.title), frame));
    else waiting?.resolve(frame);
  }

  /** @param {any} welcome */
  #greeted(welcome) {
    this.isOpen = true;
    if (recall("owner", null) !== welcome.courier.id) remember("outbox", []); // another courier's
    remember("owner", welcome.courier.id);
    this.onFrame(welcome);
    this.onState("live");
    for (const frame of recall("outbox", [])) this.#transmit(frame);
    this.tellHidden();
    const beat = welcome.heartbeat_seconds * 1000;
    this.#timers = [setInterval(() => this.#beat(beat), beat), setTimeout(() => this.#renew(), this.#untilRenewal())];
  }

  /** Who does not look is offered runs by their browser, too. */
  tellHidden() {
    if (this.isOpen) this.tell("ping", { hidden: document.hidden }).catch(() => {});
  }

  /** @param {number} interval */
  #beat(interval) {
    if (performance.now() - this.#heard > SILENT_BEATS * interval) this.socket.drop();
    else this.tell("ping").catch(() => {});
  }

  #untilRenewal() {
    return Math.max(0, Math.min(tokenEnds() - Date.now() - RENEW_BEFORE_MS, MAX_TIMER_MS));
  }

  async #renew() {
    try {
      await this.tell("token.renew", { token: await freshToken() });
      this.#timers.push(setTimeout(() => this.#renew(), Math.max(5_000, this.#untilRenewal())));
    } catch {
      // The socket closes when the old token ends, and is opened again with a new one.
    }
  }

  // Those who asked for an effect get their answer after the next welcome; the others will have none.
  #closed() {
    this.isOpen = false;
    this.#timers.forEach(clearTimeout);
    const asked = new Set(recall("outbox", []).map((frame) => frame.id));
    for (const [id, waiting] of this.#answers) {
      if (asked.has(id)) continue;
      this.#answers.delete(id);
      waiting.reject(new Error("not connected"));
    }
  }
}
