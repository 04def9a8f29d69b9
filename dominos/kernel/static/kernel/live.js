// A websocket that is kept open whatever the network does: opened again with back-off, subscribed anew each time.

import { meta } from "./dom.js";
import { accessToken, freshToken, isSignedIn } from "./session.js";

export const NOT_AUTHENTICATED = 4401;
export const FORBIDDEN = 4403;
export const NOT_FOUND = 4404;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;

/** @typedef {"connecting" | "live" | "reconnecting" | "forbidden" | "missing" | "closed"} LiveState */
/**
 * @typedef {object} Options
 * @property {string | (() => string)} path where to connect; a function is asked again for every connection
 * @property {(message: any, socket: LiveSocket) => void} onMessage
 * @property {(state: LiveState) => void} [onState]
 * @property {() => void} [onClose] whenever a connection ends
 * @property {boolean} [isPublic] whether anybody may listen; else the reader's access token goes along
 */

export class LiveSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #pause = FIRST_PAUSE_MS;
  #retry = 0;
  #isOpening = false;
  #isWanted = false;
  /** @type {LiveState} */
  state = "connecting";

  /** @param {Options} options */
  constructor({ path, onMessage, onState = () => {}, onClose = () => {}, isPublic = false }) {
    this.path = path;
    this.onMessage = onMessage;
    this.onState = onState;
    this.onClose = onClose;
    this.isPublic = isPublic;
    window.addEventListener("online", () => this.#isWanted && this.open());
    window.addEventListener("offline", () => this.#isWanted && this.drop());
  }

  async open() {
    this.#isWanted = true;
    clearTimeout(this.#retry);
    if (this.#socket || this.#isOpening) return;
    if (!navigator.onLine) return this.#say("reconnecting");
    this.#isOpening = true;
    try {
      const protocols = this.isPublic ? [] : ["access-token", await accessToken()];
      this.#connect(protocols);
    } finally {
      this.#isOpening = false;
    }
  }

  /** @param {string[]} protocols */
  #connect(protocols) {
    const path = typeof this.path === "function" ? this.path() : this.path;
    const socket = new WebSocket(meta("realtime-url") + path, protocols);
    this.#socket = socket;
    socket.onopen = () => this.#say("live");
    socket.onmessage = (event) => {
      if (!this.isPublic && !isSignedIn()) return this.drop(); // for whoever has just left
      this.#pause = FIRST_PAUSE_MS; // not on opening: a server that only opens is in trouble
      this.onMessage(JSON.parse(event.data), this);
    };
    socket.onclose = (event) => this.#closed(socket, event.code);
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** @param {unknown} message */
  send(message) {
    if (!this.isOpen) return false;
    /** @type {WebSocket} */ (this.#socket).send(JSON.stringify(message));
    return true;
  }

  /** Gives a connection up that may be dead, and opens another. */
  drop() {
    const socket = this.#socket;
    if (!socket) return this.#say("reconnecting");
    socket.onclose = null;
    socket.close();
    return this.#closed(socket, 1006);
  }

  close() {
    this.#isWanted = false;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  /** @param {WebSocket} socket @param {number} code */
  async #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.onClose();
    if (!this.#isWanted) return this.#say("closed");
    if (code === FORBIDDEN) return this.#say("forbidden");
    if (code === NOT_FOUND) return this.#say("missing");
    this.#say("reconnecting");
    if (code === NOT_AUTHENTICATED && !this.isPublic) await freshToken().catch(() => {});
    // Not all readers at once after an outage.
    this.#retry = setTimeout(() => this.open(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, MAX_PAUSE_MS);
  }

  /** @param {LiveState} state */
  #say(state) {
    this.state = state;
    this.onState(state);
  }
}
