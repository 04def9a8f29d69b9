// The courier's websocket, kept open whatever the network does. What the courier asked for waits in an outbox until
// it is answered: sent again under its id, it has one effect.

import { accessToken, freshToken, tokenEnds } from "../kernel/session.js";
import { recall, remember } from "./store.js";

const URL = `${document.querySelector('meta[name="realtime-url"]').content}/ws/v1/courier`;
const FORBIDDEN = 4403, NOT_AUTHENTICATED = 4401;
const RENEW_BEFORE_MS = 60_000, LONGEST_PAUSE_MS = 15_000;

export class Connection {
  #socket = null;
  #pause = 500;
  #answers = new Map();
  #timers = [];
  #retry = null;
  #heard = 0;
  isOpen = false;

  constructor({ onFrame, onAnswer, onState }) {
    Object.assign(this, { onFrame, onAnswer, onState });
    window.addEventListener("offline", () => this.#lost());
    window.addEventListener("online", () => this.open());
  }

  async open() {
    clearTimeout(this.#retry);
    if (this.#socket) return;
    if (!navigator.onLine) return this.onState(false);
    const token = await accessToken();
    if (this.#socket) return;
    const socket = new WebSocket(URL, ["access-token", token]);
    this.#socket = socket;
    socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
    socket.onclose = (event) => this.#closed(socket, event.code);
  }

  // Asks for an effect; resolves with the acknowledgement, rejects with the problem.
  ask(type, fields = {}) {
    const frame = { id: crypto.randomUUID(), type, ...fields };
    remember("outbox", [...recall("outbox", []), frame]);
    this.#transmit(frame);
    return this.#answer(frame);
  }

  // Tells something that is worthless later, or is kept elsewhere.
  tell(type, fields = {}) {
    const frame = { id: crypto.randomUUID(), type, ...fields };
    return this.#transmit(frame) ? this.#answer(frame) : Promise.reject(new Error("not connected"));
  }

  // Begins anew, for a welcome that says how things are.
  reopen() {
    this.#lost();
    this.open();
  }

  #answer(frame) {
    return new Promise((resolve, reject) => this.#answers.set(frame.id, { resolve, reject }));
  }

  #transmit(frame) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #receive(frame) {
    this.#heard = Date.now();
    if (frame.type === "welcome") return this.#greeted(frame);
    if (frame.re === undefined) return this.onFrame(frame);
    const outbox = recall("outbox", []);
    const asked = outbox.find((one) => one.id === frame.re);
    if (asked) {
      remember("outbox", outbox.filter((one) => one.id !== frame.re));
      this.onAnswer(asked, frame);
    }
    const waiting = this.#answers.get(frame.re);
    this.#answers.delete(frame.re);
    if (frame.type === "error") waiting?.reject(Object.assign(new Error(frame.problem.title), frame));
    else waiting?.resolve(frame);
  }

  #greeted(welcome) {
    this.isOpen = true;
    this.#pause = 500;
    if (recall("owner", null) !== welcome.courier.id) remember("outbox", []); // another courier's
    remember("owner", welcome.courier.id);
    this.onFrame(welcome);
    this.onState(true);
    for (const frame of recall("outbox", [])) this.#transmit(frame);
    const beat = welcome.heartbeat_seconds * 1000;
    this.#timers = [setInterval(() => this.#beat(beat), beat), setTimeout(() => this.#renew(), this.#untilRenewal())];
  }

  #beat(interval) {
    if (Date.now() - this.#heard > 2.5 * interval) this.#lost();
    else this.tell("ping").catch(() => {});
  }

  #untilRenewal() {
    return Math.max(0, Math.min(tokenEnds() - Date.now() - RENEW_BEFORE_MS, 2 ** 31 - 1));
  }

  async #renew() {
    try {
      await this.tell("token.renew", { token: await freshToken() });
      this.#timers.push(setTimeout(() => this.#renew(), Math.max(5_000, this.#untilRenewal())));
    } catch {
      // The socket closes when the old token ends, and is opened again with a new one.
    }
  }

  #lost() {
    const socket = this.#socket;
    if (!socket) return this.onState(false);
    socket.onclose = null;
    socket.close();
    return this.#closed(socket, 1006);
  }

  async #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.isOpen = false;
    this.#timers.forEach(clearTimeout);
    const asked = new Set(recall("outbox", []).map((frame) => frame.id));
    for (const [id, waiting] of this.#answers) {
      if (asked.has(id)) continue;
      this.#answers.delete(id);
      waiting.reject(new Error("not connected"));
    }
    this.onState(false, code === FORBIDDEN);
    if (code === FORBIDDEN) return;
    if (code === NOT_AUTHENTICATED) await freshToken().catch(() => {});
    this.#retry = setTimeout(() => this.open(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }
}
