// What of a store's money waits for a person: cash that differs, cash and refunds owed, refunds to decide, disputes.

import { call, claims } from "../kernel/session.js";

const EVERY_MS = 20_000;
const at = (selector) => document.querySelector(selector);
const money = (row, name) => (row[name] / 100).toLocaleString([], { style: "currency", currency: row.currency });
const when = (instant) => new Date(instant).toLocaleString([], { dateStyle: "short", timeStyle: "short" });
const me = () => claims().sub;
let names = new Map();

const courier = (row) => names.get(row.courier_id) ?? `of another store, …${row.courier_id.slice(-6)}`;
const confirm = { label: "Confirm", path: (row) => `/payments/cash-counts/${row.id}/confirm` };
const explain = { label: "Explain", ask: "why", field: "reason", path: (row) => `/payments/cash-counts/${row.id}/explain` };

// Each list: where it comes from, what a row says, and what may be done about it.
const LISTS = [
  {
    id: "cash",
    title: "Cash that differs",
    from: "/payments/cash-counts?open=true",
    facts: (row) => ({
      Courier: courier(row),
      Expected: money(row, "expected"),
      Counted: money(row, "counted"),
      Difference: money(row, "difference"),
      At: when(row.counted_at),
      Note: row.note,
      Explanation: row.explanation,
    }),
    waits: (row) => row.explanation !== "" && row.explained_by === me() && "Somebody else has to confirm.",
    acts: (row) => (row.explanation && row.explained_by !== me() ? [confirm, explain] : [explain]),
  },
  {
    id: "owed",
    title: "Cash owed to customers",
    from: "/payments/owed-cash?open=true",
    facts: (row) => ({ Order: row.order_number, Amount: money(row, "amount"), Courier: courier(row), Taken: when(row.taken_at) }),
    acts: () => [{ label: "Given back", ask: "note", field: "note", optional: true, path: (row) => `/payments/owed-cash/${row.order_id}/return` }],
  },
  {
    id: "decide",
    title: "Refunds to decide",
    from: "/payments/refunds?status=AWAITING_APPROVAL",
    facts: (row) => ({ Order: row.order_number, Amount: money(row, "amount"), Reason: row.reason, Asked: when(row.created_at) }),
    waits: (row) => row.requested_by === me() && "Somebody else has to decide.",
    acts: (row) =>
      row.requested_by === me()
        ? []
        : ["approve", "decline"].map((verb) => ({ label: verb === "approve" ? "Approve" : "Decline", path: () => `/payments/refunds/${row.id}/${verb}` })),
  },
  {
    id: "failed",
    title: "Refunds that came back",
    from: "/payments/refunds?status=FAILED",
    facts: (row) => ({ Order: row.order_number, Amount: money(row, "amount"), Reason: row.reason, Why: row.code }),
    acts: () => [{ label: "Send again", path: (row) => `/payments/refunds/${row.id}/retry` }],
  },
  {
    id: "disputes",
    title: "Disputed payments",
    from: "/payments/disputes?open=true",
    facts: (row) => ({ Order: row.order_number, Taken: money(row, "charged_back"), Since: when(row.since) }),
    waits: () => "The customer's bank decides.",
    acts: () => [],
  },
];

function tell(error) {
  at("#trouble").textContent = error.message;
}

function element(name, text, attributes = {}) {
  return Object.assign(document.createElement(name), { textContent: text ?? "" }, attributes);
}

function form(list, row, act) {
  const shown = element("form");
  if (act.ask) {
    const input = element("input", "", { name: act.field, placeholder: act.ask, required: !act.optional, maxLength: 200 });
    if (!act.optional) input.minLength = 3;
    input.setAttribute("aria-label", act.ask);
    shown.append(input);
  }
  shown.append(element("button", act.label));
  const key = crypto.randomUUID();
  shown.addEventListener("submit", async (event) => {
    event.preventDefault();
    at("#trouble").textContent = "";
    const button = shown.querySelector("button");
    button.disabled = true;
    try {
      await call(act.path(row), Object.fromEntries(new FormData(shown)), key);
    } catch (error) {
      tell(error);
    }
    button.disabled = false;
    await fill(list).catch(tell);
  });
  return shown;
}

function card(list, row) {
  const article = element("article");
  article.dataset.row = row.id ?? row.order_id;
  const facts = element("dl");
  for (const [name, value] of Object.entries(list.facts(row))) {
    if (value) facts.append(element("dt", name), element("dd", value));
  }
  const waits = list.waits?.(row);
  article.classList.toggle("waits", Boolean(waits));
  article.append(facts, ...(waits ? [element("p", waits)] : []), ...list.acts(row).map((act) => form(list, row, act)));
  return article;
}

async function fill(list) {
  const { results } = await call(`${list.from}&store=${at("#store").value}&page_size=100`);
  const section = element("section", "", { id: list.id });
  section.append(element("h2", `${list.title} (${results.length})`));
  section.append(...(results.length ? results.map((row) => card(list, row)) : [element("p", "nothing", { className: "nothing" })]));
  const shown = document.getElementById(list.id);
  if (shown) shown.replaceWith(section);
  else at("#lists").append(section);
}

// What somebody is typing is not taken away.
const isBusy = () => [...document.querySelectorAll("main input")].some((input) => input.value || input === document.activeElement);

async function draw() {
  if (isBusy()) return;
  for (const list of LISTS) await fill(list);
  at("#state").textContent = `as of ${new Date().toLocaleTimeString([], { timeStyle: "short" })}`;
}

async function open() {
  // Only who manages the store may see who its couriers are.
  const { results } = await call(`/couriers?store=${at("#store").value}&page_size=100`).catch(() => ({ results: [] }));
  names = new Map(results.map((row) => [row.id, row.name]));
  at("#lists").replaceChildren();
  await draw();
}

async function start() {
  const { stores } = await call("/dashboard/stores");
  at("#store").replaceChildren(...stores.map((store) => new Option(`${store.code} ${store.name}`, store.store_id)));
  const wished = new URLSearchParams(location.search).get("store");
  if (wished) at("#store").value = wished;
  at("#store").addEventListener("change", () => open().catch(tell));
  await open().catch(tell);
  setInterval(() => draw().catch(tell), EVERY_MS);
}

start();
