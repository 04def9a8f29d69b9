import { call, listen } from "../kernel/session.js";

const store = document.querySelector('meta[name="store"]').content;
const queue = document.querySelector("#queue");
const trouble = document.querySelector("#trouble");
const live = document.querySelector("#live");
const BUMPS = ["accept", "start", "bake", "ready", "hand_over"];
const time = (instant) => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

async function take(order, action) {
  const body = {};
  if (action === "hand_over") body.code = prompt("The customer's code") ?? "";
  if (action === "reject" || action === "cancel") body.reason = prompt("Why?") ?? "";
  if (Object.values(body).includes("")) return;
  try {
    trouble.textContent = "";
    await call(`/orders/${order.id}/actions/${action}`, body);
  } catch (error) {
    trouble.textContent = error.message;
  }
}

function card(order) {
  const article = element("article", "", { tabIndex: 0, className: order.is_delayed ? "late" : "" });
  article.dataset.order = order.id;
  const title = element("h2", `#${order.number.split("#").pop()}`);
  title.append(element("span", time(order.promised_to)));
  const began = order.stage_times[order.status];
  const status = `${order.status.replaceAll("_", " ").toLowerCase()} since ${time(began)} · ${order.service.toLowerCase()}`;
  const lines = element("ul", "");
  for (const line of order.lines) {
    const item = element("li", `${line.quantity} × ${line.name}`);
    if (line.description) item.append(element("small", line.description));
    lines.append(item);
  }
  article.append(title, element("small", status), lines);
  if (order.instructions) article.append(element("small", order.instructions));
  for (const action of order.allowed_actions) {
    const isNext = BUMPS.includes(action);
    const button = element("button", action.replaceAll("_", " "), { className: isNext ? "next" : "" });
    button.addEventListener("click", () => take(order, action));
    article.append(button);
  }
  return article;
}

function draw(message) {
  const focused = document.activeElement?.dataset?.order;
  queue.replaceChildren(...message.queue.map(card));
  document.querySelector("#load").textContent = `${message.load.to_make} to make · ${message.load.to_bake} to bake`;
  queue.querySelector(`[data-order="${focused}"]`)?.focus();
}

document.addEventListener("keydown", (event) => {
  const cards = [...queue.children];
  const index = cards.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step && cards.length) {
    event.preventDefault();
    cards[(index + step + cards.length) % cards.length].focus();
  } else if (event.key === "Enter" && index >= 0) {
    cards[index].querySelector("button.next")?.click();
  }
});

listen(`/ws/v1/make-line/${store}`, draw, (on) => {
  live.textContent = on ? "live" : "reconnecting";
  live.classList.toggle("on", on);
});
