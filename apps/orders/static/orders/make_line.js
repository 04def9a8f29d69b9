// The make line of a store: live over the websocket, by keyboard or touch, and while the connection is lost.

import { foreseen, send, take } from "./bumps.js";
import { card, element, isNext, station, tick } from "./make_line_cards.js";
import { listen } from "../kernel/session.js";

const store = document.querySelector('meta[name="store"]').content;
const queue = document.querySelector("#queue");
const stations = document.querySelector("#stations");
const trouble = document.querySelector("#trouble");
const live = document.querySelector("#live");
const ASKS = {
  hand_over: ["code", "The customer's code", "numeric"],
  reject: ["reason", "Why is it rejected?", "text"],
  cancel: ["reason", "Why is it cancelled?", "text"],
};
let shown = { queue: [], stations: [] };
let ahead = 0; // how far this clock is ahead of the server's, in milliseconds
const now = () => Date.now() - ahead;

function ask(order, [name, question, mode]) {
  const input = element("input", { name, inputMode: mode, required: true, autocomplete: "off" });
  const dialog = element("dialog", {});
  const form = element(
    "form",
    { method: "dialog" },
    element("h1", { textContent: `#${order.number.split("#").pop()}` }),
    element("label", {}, question, input),
    element("button", { type: "button", textContent: "Back", onclick: () => dialog.close() }),
    element("button", { className: "next", textContent: "Done" }),
  );
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(null);
    });
    form.addEventListener("submit", () => resolve({ [name]: input.value }));
  });
}

async function act(order, action) {
  const isFree = action === "cancel" && ["PLACED", "ACCEPTED"].includes(order.status);
  const question = ASKS[action];
  const body = question && !isFree ? await ask(order, question) : {};
  if (body === null) return;
  trouble.textContent = "";
  take(order, action, body);
}

function draw() {
  const focused = document.activeElement?.closest?.("[data-order]")?.dataset.order;
  const orders = shown.queue.map(foreseen);
  queue.replaceChildren(...orders.map((order) => card(order, act)));
  stations.replaceChildren(...shown.stations.map(station));
  document.querySelector("#empty").hidden = orders.length > 0;
  tick(document, now());
  queue.querySelector(`[data-order="${focused}"]`)?.focus();
}

function step(cards, from, by) {
  const next = from < 0 ? (by > 0 ? 0 : cards.length - 1) : (from + by + cards.length) % cards.length;
  cards[next].focus();
  cards[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const cards = [...queue.children];
  if (!cards.length || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const index = cards.indexOf(document.activeElement?.closest?.("[data-order]"));
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (by) step(cards, index, by);
  else if (event.key === "Home" || event.key === "End") cards.at(event.key === "Home" ? 0 : -1).focus();
  else if (event.key === "Enter" && document.activeElement === cards[index]) cards[index].querySelector(".next")?.click();
  else if (event.key.toLowerCase() === "u") undo(cards, index);
  else return;
  event.preventDefault();
});

function undo(cards, index) {
  const chosen = cards[index]?.querySelector(".undo") ?? queue.querySelector(".undo");
  chosen?.click();
}

document.addEventListener("bumps", ({ detail: count }) => {
  document.querySelector("#waiting").textContent = count ? `${count} to send` : "";
  draw();
});
document.addEventListener("refused", ({ detail: message }) => {
  trouble.textContent = message;
});
setInterval(() => tick(document, now()), 500);

listen(
  `/ws/v1/make-line/${store}`,
  (message) => {
    ahead = Date.now() - new Date(message.at);
    shown = message;
    draw();
  },
  (on) => {
    live.textContent = on ? "live" : "reconnecting";
    live.classList.toggle("on", on);
    if (on) send();
  },
);
