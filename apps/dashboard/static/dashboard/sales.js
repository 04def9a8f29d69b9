// Figures by day as pictures: drawn as SVG from what the API says, for the stores the reader manages.

import { call, claims } from "../kernel/session.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [480, 190, 46, 22, 8];
const DAY_MS = 86_400_000;
const at = (selector) => document.querySelector(selector);
const isoDay = (instant) => new Date(instant).toISOString().slice(0, 10);
const whole = (value) => Math.round(value).toLocaleString();
const percent = (part, of) => (of ? `${Math.round((100 * part) / of)} %` : "–");

function svg(name, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.textContent = text;
  return element;
}

// The next even number of a power of ten: where an axis ends, so that its half is whole.
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value);
}

// Bars of one value a day, of which a part may be drawn over it.
function chart(title, note, days, value, part = null, format = whole) {
  const top = ceiling(Math.max(1, ...days.map(value)));
  const [wide, high] = [(WIDTH - LEFT) / days.length, HEIGHT - BOTTOM - TOP];
  const y = (amount) => TOP + high * (1 - amount / top);
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const amount of [0, top / 2, top]) {
    picture.append(
      svg("line", { class: "grid", x1: LEFT, x2: WIDTH, y1: y(amount), y2: y(amount) }),
      svg("text", { x: LEFT - 6, y: y(amount) + 4, "text-anchor": "end" }, format(amount)),
    );
  }
  const every = Math.ceil(days.length / 8);
  days.forEach((day, index) => {
    const bar = (kind, amount) => {
      const shape = svg("rect", { class: kind, x: LEFT + wide * index + wide * 0.12, width: wide * 0.76, y: y(amount), height: Math.max(0, y(0) - y(amount)), rx: 2 });
      shape.append(svg("title", {}, `${day.day}: ${format(amount)}`));
      return shape;
    };
    picture.append(bar("bar", value(day)));
    if (part) picture.append(bar("part", part(day)));
    if (index % every === 0) picture.append(svg("text", { x: LEFT + wide * (index + 0.5), y: HEIGHT - 6, "text-anchor": "middle" }, day.day.slice(5)));
  });
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  const small = document.createElement("small");
  small.textContent = ` ${note}`;
  caption.append(title, small);
  figure.append(caption, picture);
  return figure;
}

// One row a day, all stores of one currency together; days without orders are there, too.
function byDay(rows, first, last) {
  const days = new Map();
  for (let instant = Date.parse(first); instant <= Date.parse(last); instant += DAY_MS) {
    days.set(isoDay(instant), { day: isoDay(instant), placed: 0, completed: 0, on_time: 0, sold: 0 });
  }
  for (const row of rows) {
    const day = days.get(row.day);
    for (const name of ["placed", "completed", "on_time", "sold"]) day[name] += row[name];
  }
  return [...days.values()];
}

function totals(days, money) {
  const sum = (name) => days.reduce((total, day) => total + day[name], 0);
  const shown = {
    Orders: whole(sum("placed")),
    Completed: percent(sum("completed"), sum("placed")),
    "On time": percent(sum("on_time"), sum("completed")),
    Sold: money(sum("sold")),
  };
  at("#totals").replaceChildren(
    ...Object.entries(shown).map(([name, value]) => {
      const pair = document.createElement("div");
      pair.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
      return pair;
    }),
  );
}

async function draw() {
  const query = new URLSearchParams({ first: at("#first").value, last: at("#last").value });
  if (at("#store").value) query.set("store", at("#store").value);
  const { results } = await call(`/dashboard/sales?${query}`);
  const currencies = [...new Set(results.map((row) => row.currency))];
  at("#totals").replaceChildren();
  at("#charts").replaceChildren();
  for (const currency of currencies.length ? currencies : ["EUR"]) {
    const days = byDay(results.filter((row) => row.currency === currency), at("#first").value, at("#last").value);
    const money = (minor) => (minor / 100).toLocaleString([], { style: "currency", currency, maximumFractionDigits: 0 });
    totals(days, money);
    at("#charts").append(
      chart("Orders", "placed, and completed of them", days, (day) => day.placed, (day) => day.completed),
      chart("Completed", "and later than promised", days, (day) => day.completed, (day) => day.completed - day.on_time),
      chart(`Sold, ${currency}`, "of completed orders", days, (day) => day.sold, null, money),
    );
  }
}

async function start() {
  const { stores } = await call("/dashboard/stores");
  at("#store").append(...stores.map((store) => new Option(`${store.code} ${store.name}`, store.store_id)));
  at("#last").value = isoDay(Date.now());
  at("#first").value = isoDay(Date.now() - 13 * DAY_MS);
  document.title = `Sales — ${claims().roles.join(", ")}`;
  const tell = (error) => (at("#trouble").textContent = error.message);
  ["#store", "#first", "#last"].forEach((name) => at(name).addEventListener("change", () => {
    at("#trouble").textContent = "";
    draw().catch(tell);
  }));
  await draw().catch(tell);
}

start();
