// Follows one order by its signed link: the whole state over REST, then every change over the websocket.

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;
const at = (selector) => document.querySelector(selector);
const clock = (instant) => new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

const NAMES = {
  PLACED: "Order received",
  ACCEPTED: "Confirmed by the store",
  PREPARING: "Being made",
  BAKING: "In the oven",
  READY: "Out of the oven",
  OUT_FOR_DELIVERY: "On the road",
  ARRIVED: "At your door",
  COMPLETED: "Enjoy your meal",
  DELIVERY_FAILED: "Nobody opened: we try again",
};
const HEADLINES = {
  PENDING_PAYMENT: "Waiting for your payment",
  PLACED: "We have your order",
  ACCEPTED: "The kitchen said yes",
  PREPARING: "Hands are in the dough",
  BAKING: "It smells wonderful already",
  READY: "Hot and packed",
  OUT_FOR_DELIVERY: "It is on its way",
  ARRIVED: "Ding-dong",
  COMPLETED: "Enjoy your meal",
  CANCELLED: "This order was cancelled",
  REJECTED: "The store could not take this order",
  EXPIRED: "This order was never paid",
  PAYMENT_FAILED: "The payment did not go through",
  DELIVERY_FAILED: "Nobody opened the door",
  RETURNED: "The food went back to the store",
};
const CAUSES = {
  queue: "Many orders are before yours.",
  make: "The kitchen needs longer than planned.",
  oven: "The oven needs longer than planned.",
  rack: "Your food waits for its courier.",
  courier: "Your food waits for its courier.",
  pickup: "The hand-over at the store takes longer than planned.",
  travel: "The way takes longer than planned.",
  drop: "Your courier is held up at a door.",
  revision: "Your change takes the kitchen a little longer.",
  retry: "We bring it again.",
};
let state = { sequence: -1 };

function slice(index, count) {
  const angle = (turn) => 2 * Math.PI * turn - Math.PI / 2;
  const point = (turn, r) => `${100 + r * Math.cos(angle(turn))} ${100 + r * Math.sin(angle(turn))}`;
  const [from, to, middle] = [index / count, (index + 1) / count, (index + 0.5) / count];
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M 100 100 L ${point(from, 84)} A 84 84 0 0 1 ${point(to, 84)} Z`);
  const topping = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  const [x, y] = point(middle, 54).split(" ");
  Object.entries({ cx: x, cy: y, r: 9, class: "topping" }).forEach(([name, value]) => topping.setAttribute(name, value));
  return [path, topping];
}

function drawPizza(stages, now) {
  const slices = at("#slices");
  if (slices.children.length !== stages.length * 2) {
    slices.replaceChildren(...stages.flatMap((_, index) => slice(index, stages.length)));
  }
  stages.forEach((stage, index) => {
    const done = stage.at && index < now || stage.status === "COMPLETED" && stage.at;
    slices.children[index * 2].setAttribute("class", `slice ${done ? "done" : index === now ? "now" : ""}`);
  });
}

function drawStages(stages, now) {
  at("#stages").replaceChildren(
    ...stages.map((stage, index) => {
      const item = document.createElement("li");
      item.textContent = NAMES[stage.status];
      item.className = index === now ? "now" : stage.at ? "done" : "";
      if (stage.at) {
        const time = document.createElement("time");
        time.dateTime = stage.at;
        time.textContent = clock(stage.at);
        item.append(time);
      }
      return item;
    }),
  );
}

function drawCode() {
  const code = state.pin || state.collection_code;
  at("#code").hidden = !code;
  at("#code h2").textContent = state.pin ? "Tell the courier this code" : "Tell this code at the counter";
  at("#code output").textContent = code ?? "";
}

function drawPhoto() {
  const section = at("#photo");
  section.hidden = !state.has_photo;
  const image = section.querySelector("img");
  if (state.has_photo && !image.src) image.src = `${meta("api-url")}/drop-photo`;
}

function drawRoad() {
  const stops = state.stops_before;
  const on = state.status === "OUT_FOR_DELIVERY";
  const seen = state.position ? `Courier last seen at ${clock(state.position.at)}. ` : "";
  const before = stops ? `${stops} ${stops === 1 ? "stop" : "stops"} before yours.` : "You are next.";
  at("#road").textContent = on ? seen + before : "";
}

function drawHere() {
  const section = at("#here");
  section.hidden = !state.may_check_in;
  section.classList.toggle("is-curbside", state.service === "CURBSIDE");
  const where = state.check_in && [state.check_in.parking_spot && `spot ${state.check_in.parking_spot}`, state.check_in.vehicle].filter(Boolean);
  at("#here [role=status]").textContent = state.check_in ? `The store knows: ${["you are here", ...where].join(", ")}` : "";
}

function drawBox() {
  at("#box").hidden = !state.lines?.length;
  at("#lines").replaceChildren(
    ...(state.lines ?? []).map((line) => {
      const item = document.createElement("li");
      const small = document.createElement("small");
      small.textContent = line.description;
      item.append(`${line.quantity} × ${line.name} `, small);
      return item;
    }),
  );
}

// How long it takes yet, from the middle of the window that was promised.
function drawMinutes() {
  if (!state.eta_from) return;
  const middle = (Date.parse(state.eta_from) + Date.parse(state.eta_to)) / 2;
  const left = Math.max(Math.round((middle - Date.now()) / 60000), 1);
  at("#notice").textContent = state.is_revising ? "Your change waits for the payment" : `about ${left} min`;
}

function draw() {
  const reached = state.stages.map((stage) => Boolean(stage.at)).lastIndexOf(true);
  at("#headline").textContent = HEADLINES[state.status] ?? state.status;
  const shown = at("#window");
  shown.textContent = state.eta_from ? `${state.is_delayed ? "Sorry, later than promised: " : ""}${clock(state.eta_from)} – ${clock(state.eta_to)}` : "";
  at("#cause").textContent = (state.eta_from && CAUSES[state.eta_cause]) || "";
  shown.classList.toggle("late", state.is_delayed && !state.is_final);
  drawPizza(state.stages, reached);
  drawStages(state.stages, reached);
  drawCode();
  drawPhoto();
  drawRoad();
  drawHere();
  drawBox();
  at("#notice").textContent = "";
  drawMinutes();
  document.title = `${HEADLINES[state.status] ?? ""} · ${state.number}`;
}

function take(message) {
  if (message.sequence < state.sequence) return; // stages never go back
  state = { ...state, ...message };
  document.dispatchEvent(new CustomEvent("tracked", { detail: state }));
  if (state.stages) draw();
}

function listen(pause = 500) {
  const since = state.sequence >= 0 ? `?since=${state.sequence}` : "";
  const socket = new WebSocket(meta("socket-url") + since);
  const live = at("#live");
  socket.onopen = () => {
    pause = 500;
    live.textContent = "live";
    live.className = "on";
  };
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = (event) => {
    live.textContent = "reconnecting";
    live.className = "";
    if (event.code !== 4404) setTimeout(listen, pause, Math.min(pause * 2, 15000));
  };
}

at("#here form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = JSON.stringify(Object.fromEntries(new FormData(event.target)));
  const headers = { "Content-Type": "application/json" };
  try {
    const answer = await fetch(`${meta("api-url")}/check-in`, { method: "POST", headers, body });
    const data = await answer.json();
    if (answer.ok) take(data);
    else at("#here [role=status]").textContent = data.errors?.[0]?.message ?? data.detail ?? data.title;
  } catch {
    at("#here [role=status]").textContent = "You seem to be offline. Please try again.";
  }
});
setInterval(drawMinutes, 15000);

const answer = await fetch(meta("api-url"));
if (answer.ok) take(await answer.json());
listen();
