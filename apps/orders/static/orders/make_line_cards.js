// Draws the make line: stations, and a card for each order in promise order.

const BUMPS = ["accept", "start", "bake", "ready", "hand_over"];
const WORDS = {
  accept: "Accept",
  start: "Start making",
  bake: "Into the oven",
  ready: "Out of the oven",
  hand_over: "Hand over",
  reject: "Reject",
  cancel: "Cancel",
  undo: "Undo",
};
const STATES = {
  PLACED: "new",
  ACCEPTED: "to make",
  PREPARING: "making",
  BAKING: "baking",
  READY: "in the rack",
};
const PARTS = [
  ["1/2", "left"],
  ["1/1", "whole"],
  ["2/2", "right"],
];
const clock = (instant) => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const minutes = (ms) => `${Math.floor(Math.abs(ms) / 60000)}:${String(Math.floor(Math.abs(ms) / 1000) % 60).padStart(2, "0")}`;

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

export const isNext = (action) => BUMPS.includes(action);

const amount = (code, times) => (Number(times) === 1 ? code : `${code} ×${Number(times)}`);

function toppings(line) {
  const halves = PARTS.map(([part, name]) => {
    const codes = Object.entries(line.options ?? {}).filter(([, on]) => Number(on[part] ?? 0) > 0);
    if (!codes.length) return null;
    const chips = codes.map(([code, on]) => element("b", { textContent: amount(code, on[part]) }));
    return element("div", { className: `half is-${name}` }, element("i", { textContent: name }), ...chips);
  });
  const shown = halves.filter(Boolean);
  return shown.length ? element("div", { className: "halves" }, ...shown) : null;
}

function lineOf(line) {
  const sides = Object.entries(line.sides ?? {}).map(([code, count]) => `${count} × ${code}`);
  const extras = [...(line.cooking ?? []), ...sides].join(" · ");
  return element(
    "li",
    {},
    element("strong", { textContent: `${line.quantity} × ${line.name}` }),
    toppings(line) ?? "",
    line.description ? element("small", { textContent: line.description }) : "",
    extras ? element("small", { className: "extras", textContent: extras }) : "",
    line.note ? element("em", { className: "note", textContent: line.note }) : "",
  );
}

function waiting(checkIn) {
  if (!checkIn) return null;
  const where = [checkIn.parking_spot && `spot ${checkIn.parking_spot}`, checkIn.vehicle].filter(Boolean).join(", ");
  return element("p", { className: "here", textContent: `Customer is here${where ? `: ${where}` : ""}` });
}

function button(order, action, take) {
  const made = element("button", { type: "button", textContent: WORDS[action] ?? action.replaceAll("_", " ") });
  made.className = isNext(action) ? "next" : action === "undo" ? "undo" : "";
  made.dataset.action = action;
  if (action === "undo" && order.undo_until) made.dataset.until = order.undo_until;
  made.addEventListener("click", () => take(order, action));
  return made;
}

export function card(order, take) {
  const made = element("article", { tabIndex: 0 });
  made.dataset.order = order.id;
  made.dataset.status = order.status;
  made.classList.toggle("late", order.is_delayed);
  made.classList.toggle("waits", order.waits);
  const title = element(
    "h2",
    {},
    element("span", { textContent: `#${order.number.split("#").pop()}` }),
    element("time", { dateTime: order.promised_to, textContent: clock(order.promised_to) }),
  );
  const left = element("span", { className: "left" });
  left.dataset.promised = order.promised_to;
  const since = element("span", { className: "since" });
  since.dataset.since = order.stage_times[order.status] ?? "";
  const tags = [order.service.toLowerCase(), order.attempt > 1 ? `attempt ${order.attempt}` : ""].filter(Boolean);
  const state = element("p", { className: "state" }, element("mark", { textContent: STATES[order.status] ?? order.status }));
  state.append(since, element("span", { textContent: tags.join(" · ") }), left);
  const actions = element("footer", {}, ...order.allowed_actions.map((action) => button(order, action, take)));
  made.append(title, state, ...[waiting(order.check_in)].filter(Boolean));
  made.append(element("ul", {}, ...order.lines.map(lineOf)));
  if (order.instructions) made.append(element("em", { className: "note", textContent: order.instructions }));
  made.append(actions);
  return made;
}

export function station(row) {
  const share = Math.min((row.working / row.places) * 100, 100);
  const meter = element("div", { className: "meter" }, element("i"));
  meter.firstChild.style.inlineSize = `${share}%`;
  return element(
    "li",
    { className: row.working > row.places ? "over" : "" },
    element("strong", { textContent: row.station }),
    meter,
    element("span", { textContent: `${row.working} of ${row.places} · ${row.waiting} waiting` }),
    element("span", { textContent: `${minutes(row.mean_seconds * 1000)} each · clear in ${minutes(row.clear_in_seconds * 1000)}` }),
  );
}

// Counts what counts: time to the promise, time in the stage, time to undo.
export function tick(root, now) {
  for (const shown of root.querySelectorAll(".left")) {
    const left = new Date(shown.dataset.promised) - now;
    shown.textContent = left < 0 ? `late ${minutes(left)}` : `in ${minutes(left)}`;
    shown.classList.toggle("over", left < 0);
  }
  for (const shown of root.querySelectorAll(".since")) {
    shown.textContent = shown.dataset.since ? minutes(now - new Date(shown.dataset.since)) : "";
  }
  for (const shown of root.querySelectorAll("[data-until]")) {
    const left = Math.ceil((new Date(shown.dataset.until) - now) / 1000);
    shown.textContent = `Undo (${left})`;
    if (left <= 0) shown.remove();
  }
}
