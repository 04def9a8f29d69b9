// Who calls at the desk: its extension is typed once, and kept in this browser.

import { at } from "../kernel/dom.js";
import { LiveSocket } from "../kernel/live.js";
import { t } from "../kernel/texts.js";

const KEPT = "extension";

/** @type {Partial<Record<import("../kernel/live.js").LiveState, string>>} */
const WORDS = {
  live: t("Calls are shown"),
  reconnecting: t("reconnecting"),
  forbidden: t("They ring at another desk"),
};

/**
 * Tells of each call that rings at the extension, with the caller's number or "".
 * @param {(phone: string) => void} ring
 */
export function listenForCalls(ring) {
  /** @type {HTMLInputElement} */
  const field = at("#extension");
  at("#desk").hidden = false;
  field.value = localStorage.getItem(KEPT) ?? "";
  const socket = new LiveSocket({
    path: () => `/ws/v1/calls/${field.value}`,
    onMessage: ({ type, phone }) => type === "call" && ring(phone),
    onState: (state) => {
      at("#live").textContent = field.value && (WORDS[state] ?? "");
      at("#live").className = state === "live" ? "on" : "off";
    },
  });
  const listen = async () => {
    localStorage.setItem(KEPT, field.value);
    socket.close();
    if (field.value && field.reportValidity()) await socket.open();
  };
  field.addEventListener("change", listen);
  field.addEventListener("keydown", ({ key }) => key === "Enter" && socket.state === "forbidden" && listen());
  return listen();
}
