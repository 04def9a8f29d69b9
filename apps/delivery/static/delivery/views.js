// What the courier sees: made anew from the state after every change. Actions are handed in, nothing is sent here.

const clock = (instant) => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const inMinor = (currency) =>
  10 ** new Intl.NumberFormat([], { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
const money = (amount, currency) =>
  new Intl.NumberFormat([], { style: "currency", currency }).format(amount / inMinor(currency));

function element(name, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  Object.assign(made.dataset, dataset ?? {});
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const button = (text, onclick, properties = {}) => element("button", { type: "button", onclick, ...properties }, text);
const line = (text, className = "") => element("p", { className }, text);
const number = (stop) => `#${stop.number.split("#").pop()}`;

function navigate(place, label) {
  const at = `${place.lat},${place.lon}`;
  return element("a", { className: "go", href: `geo:${at}?q=${at}(${encodeURIComponent(label)})` }, `Navigate to ${label}`);
}

export function offerCard(offer, actions) {
  const stops = offer.stops.map((stop) =>
    line(`${stop.stop}. ${stop.address} · by ${clock(stop.promised_to)} · ${stop.bags} ${stop.bags === 1 ? "bag" : "bags"}${stop.cash_due ? ` · cash ${money(stop.cash_due, stop.currency)}` : ""}`),
  );
  const title = offer.joins ? "More for your run" : `Run with ${offer.stops.length === 1 ? "1 stop" : `${offer.stops.length} stops`}`;
  const left = element("progress", { max: offer.span, value: offer.span, ariaLabel: "time left" });
  left.dataset.expires = offer.expires_at;
  const reasons = element("details", {}, element("summary", {}, "Decline"));
  for (const reason of ["Too far", "Vehicle trouble", "Bag is full", "I need a break"]) {
    reasons.append(button(reason, () => actions.decline(offer, reason)));
  }
  return element(
    "article",
    { className: "now", id: "offer" },
    element("h2", {}, title, element("small", { className: "left" })),
    left,
    line(`${offer.stops[0].store.name}, pick up at ${clock(offer.pick_up_at)}`),
    ...stops,
    button("Accept", () => actions.accept(offer), { className: "main" }),
    reasons,
  );
}

// Moves the countdown on; returns whether the time is up.
export function tick(card, now) {
  const bar = card.querySelector("progress");
  const left = Math.max(0, (new Date(bar.dataset.expires) - now) / 1000);
  bar.value = left;
  card.querySelector(".left").textContent = `${Math.ceil(left)} s`;
  return left === 0;
}

function atStore(stop, actions) {
  const ready = stop.is_released ? "Food is ready" : `Ready about ${clock(stop.ready_at)}`;
  return [
    line(`${stop.store.name} · ${ready} · promised by ${clock(stop.promised_to)}`),
    navigate(stop.store, stop.store.name),
    button("Picked up", () => actions.pickUp(stop), { className: "main", disabled: !stop.is_released }),
  ];
}

function onTheRoad(stop, actions) {
  return [
    line(stop.address),
    stop.note ? element("small", {}, stop.note) : null,
    line(`Promised by ${clock(stop.promised_to)} · expected ${clock(stop.eta_from)}–${clock(stop.eta_to)}`),
    navigate(stop, "the door"),
    button("I am at the door", () => actions.arrive(stop), { className: "main" }),
  ];
}

function byPin(stop, actions) {
  const field = element("input", {
    className: "pin", inputMode: "numeric", maxLength: 4, autocomplete: "off", ariaLabel: "PIN", id: `pin-${stop.delivery}`,
  });
  const hand = button("Hand over", () => actions.handOver(stop, field.value), { className: "main", disabled: true });
  field.oninput = () => {
    field.value = field.value.replace(/\D/g, "");
    hand.disabled = field.value.length !== 4;
  };
  const left = stop.tries_left === 0 ? "The PIN is locked: call support." : `Ask for the PIN · ${stop.tries_left} tries left`;
  return [line(left), field, hand];
}

function byPhoto(stop, actions, isTaken) {
  const file = element("input", { type: "file", accept: "image/*", ariaLabel: "Photo", id: `photo-${stop.delivery}` });
  file.setAttribute("capture", "environment");
  file.onchange = () => file.files[0] && actions.photo(stop, file.files[0]);
  const label = element("label", { className: `go ${isTaken ? "" : "main"}`, htmlFor: file.id }, isTaken ? "Take it again" : "Take a photo");
  return [
    line("Leave it at the door and take a photo of it."),
    file,
    label,
    button("Left at the door", () => actions.handOver(stop), { className: isTaken ? "main" : "", disabled: !isTaken }),
  ];
}

function nobodyThere(stop, actions) {
  const box = element("details", { open: stop.contact_attempts > 0 }, element("summary", {}, "Nobody there?"));
  const wait = stop.may_fail_at ? `You may give up from ${clock(stop.may_fail_at)}.` : "";
  box.append(
    line(`Ring and call. Attempts still needed: ${stop.attempts_missing}. ${wait}`),
    element("div", { className: "row" },
      button("I tried to reach them", () => actions.contact(stop)),
      button("Give up", () => actions.fail(stop, "Nobody took the order"), { disabled: stop.attempts_missing > 0 }),
    ),
  );
  return box;
}

function atDoor(stop, actions, isTaken) {
  const proof = stop.contactless ? byPhoto(stop, actions, isTaken) : byPin(stop, actions);
  return [
    line(stop.address),
    stop.note ? element("small", {}, stop.note) : null,
    stop.cash_due ? line(`Take ${money(stop.cash_due, stop.currency)} in cash`, "due") : null,
    ...proof,
    nobodyThere(stop, actions),
  ];
}

const PARTS = { ASSIGNED: atStore, PICKED_UP: onTheRoad, ARRIVED: atDoor };

// Whether there is still something to do for a stop.
export const isOpen = (stop) => stop.status in PARTS;

export function stopCard(stop, isNow, actions, isTaken) {
  const again = stop.attempt > 1 ? ` · attempt ${stop.attempt}` : "";
  const card = element(
    "article",
    { className: isNow ? "now" : "", dataset: { delivery: stop.delivery, status: stop.status } },
    element("h2", {}, `${stop.stop}. ${stop.recipient}`, element("small", {}, `${number(stop)}${again}`)),
  );
  if (stop.status === "ASSIGNED" || isNow) card.append(...PARTS[stop.status](stop, actions, isTaken).filter(Boolean));
  else card.append(line(stop.address));
  return card;
}

// What is in the bag, before going home; `count` is what the platform expects and what was counted so far.
export function cashCard(count, actions) {
  const field = element("input", {
    className: "pin", inputMode: "decimal", autocomplete: "off", ariaLabel: "Counted cash", id: "pin-cash",
  });
  const minor = () => Math.round(Number(field.value.replace(",", ".")) * inMinor(count.currency));
  const hand = button("Hand in", () => actions.count(minor()), { className: "main", disabled: true });
  field.oninput = () => { hand.disabled = !/^\d+([.,]\d+)?$/.test(field.value); };
  const differs = count.counted === null ? null
    : line(`You counted ${money(count.counted, count.currency)}: count again, or have your manager explain it.`, "due");
  return element(
    "article", { className: "now", id: "cash-count" },
    element("h2", {}, "Count your cash"), line(`${money(count.expected, count.currency)} expected`), differs, field, hand,
  );
}

export function suggestion(store) {
  return element("article", { id: "suggestion" }, line(`Orders are likely at ${store.name}: wait there, if you can.`), navigate(store, store.name));
}

export function quiet(text) {
  return element("article", { className: "quiet" }, line(text));
}

export function shiftButtons(status, isElsewhere, actions) {
  const known = {
    OFFLINE: [button("Start shift", actions.start, { className: "main" }), button("Sign out", actions.signOut)],
    AVAILABLE: [button("Break", actions.pause), button("End shift", actions.end)],
    RETURNING: [button("Break", actions.pause), button("End shift", actions.end)],
    BREAK: [button("Go on", actions.resume, { className: "main" }), button("End shift", actions.end)],
  };
  const here = isElsewhere ? [button("Use this phone’s position", actions.follow)] : [];
  return [...(known[status] ?? []), ...here];
}

export function cash(amount, currency) {
  return amount && currency ? `Cash ${money(amount, currency)}` : "";
}

// A refusal in the courier's words.
export function refusal(problem) {
  const more = {
    "cash-not-settled": () => `Hand in your cash at the store: ${money(problem.expected, problem.currency)} expected${problem.counted === null ? "" : `, ${money(problem.counted, problem.currency)} counted`}.`,
    "documents-not-valid": () => `See your manager: ${problem.documents.map((one) => `${one.kind} ${one.state.replace("_", " ")}`).join(", ")}.`,
    "wrong-pin": () => `Wrong PIN, ${problem.tries_left} tries left.`,
    "too-early-to-fail": () => (problem.attempts_missing ? "Try to reach the customer once more." : `Wait until ${clock(problem.possible_at)}.`),
  }[problem.code];
  return more ? more() : (problem.detail ?? problem.title);
}
