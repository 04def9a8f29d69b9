import { call, claims, listen } from "../kernel/session.js";

const choice = document.querySelector("#store");
const live = document.querySelector("#live");
const main = document.querySelector("#columns");
const orders = new Map();
let columns = {};

const time = (instant) => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const money = (order) =>
  order.total === null ? "" : (order.total / 100).toLocaleString([], { style: "currency", currency: order.currency });

function line(text) {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}

function card(order) {
  const article = document.createElement("article");
  article.dataset.order = order.order_id;
  const due = order.eta_to ?? order.promised_to;
  article.classList.toggle("late", order.is_late || (due !== null && new Date(due) < new Date()));
  const number = document.createElement("b");
  number.textContent = `#${order.number.split("#").pop()}`;
  article.append(number, line(`${order.status.replaceAll("_", " ").toLowerCase()} · ${order.service.toLowerCase()}`));
  article.append(line([due && `due ${time(due)}`, money(order)].filter(Boolean).join(" · ")));
  if (order.courier_name) article.append(line(`courier ${order.courier_name}`));
  return article;
}

function draw() {
  const rows = [...orders.values()].sort((a, b) => (a.promised_to ?? "z").localeCompare(b.promised_to ?? "z"));
  main.replaceChildren(
    ...Object.entries(columns).map(([name, states]) => {
      const section = document.createElement("section");
      const mine = rows.filter((order) => states.includes(order.status));
      const title = document.createElement("h2");
      title.textContent = `${name} (${mine.length})`;
      section.append(title, ...mine.map(card));
      return section;
    }),
  );
}

function show(message) {
  if (message.type === "board") orders.clear();
  for (const order of message.orders ?? [message.order]) orders.set(order.order_id, order);
  draw();
}

async function start() {
  const { stores } = await call("/dashboard/stores");
  choice.replaceChildren(...stores.map((store) => new Option(`${store.code} ${store.name}`, store.store_id)));
  const wished = new URLSearchParams(location.search).get("store");
  if (wished) choice.value = wished;
  choice.addEventListener("change", () => location.assign(`?store=${choice.value}`));
  document.title = `Order board — ${claims().roles.join(", ")}`;
  columns = (await call(`/dashboard/board?store=${choice.value}`)).columns;
  listen(`/ws/v1/board/${choice.value}`, show, (on) => {
    live.textContent = on ? "live" : "connecting";
    live.classList.toggle("on", on);
  });
  setInterval(draw, 30000);
}

start();
