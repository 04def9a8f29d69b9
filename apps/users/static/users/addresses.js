// A customer's addresses: found by typing or by a pin on the map, confirmed by the customer, saved to the account.
// The pin is the truth about the place; the words are for the courier. So a pin orders even when no address is found.

import { call, remove } from "../kernel/session.js";
import { lngLat, openMap } from "../geo/map.js";
import { Search } from "./address_search.js";

const PARTS = ["street", "house_number", "postcode", "city"];
const HINT = "Type your address, or put the pin on your door.";
const NO_LOOK_UP = "Addresses cannot be looked up right now. Put the pin on your door and write the address yourself.";
const at = (selector) => document.querySelector(selector);
const form = at("#address");
const field = (name) => form.elements.namedItem(name);
let map = null;
let pin = null;
let point = null;

async function ask(path, query) {
  const answer = await fetch(`/api/v1${path}?${new URLSearchParams(query)}`);
  const data = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(data.detail ?? data.title), { problem: data });
  return data;
}

// Who delivers there; a refusal names the nearest counter.
async function tellWhoServes(place) {
  const told = at("#served");
  told.className = "";
  try {
    const { store_id: id } = await ask("/geo/locate", place);
    const store = await ask(`/stores/${id}`, {});
    if (place === point) told.textContent = `${store.name} delivers here.`;
  } catch (error) {
    const near = error.problem?.carryout?.[0];
    if (place !== point) return;
    told.className = "refused";
    told.textContent = near ? `${error.message} You may collect at ${near.name}, ${near.meters} m away.` : error.message;
  }
}

function placePin(place) {
  point = place;
  form.hidden = false;
  if (map) {
    pin?.remove();
    pin = map.handle(lngLat(place), "door", ([lon, lat], isDone) => isDone && byPin({ lat, lon }));
    pin.getElement().setAttribute("aria-label", "Your door: drag it where it is");
  }
  tellWhoServes(place);
}

function fill(hit, isSure) {
  for (const name of PARTS) field(name).value = hit?.[name] ?? "";
  const box = at("#confirm");
  box.hidden = isSure || !hit?.house_number;
  if (box.hidden) return;
  // A pin names the street, rarely the door: its number is the customer's to say.
  field("house_number").value = "";
  box.querySelector("p").textContent = `Which number in ${hit.street}?`;
  const button = box.querySelector("button");
  button.textContent = `It is ${hit.house_number}`;
  button.onclick = () => {
    field("house_number").value = hit.house_number;
    box.hidden = true;
  };
}

async function byPin(place) {
  placePin(place);
  try {
    const { hit, confirm_number: isUnsure } = await ask("/geo/reverse", place);
    if (place !== point) return;
    fill(hit, !isUnsure);
    at("#hint").textContent = HINT;
  } catch (error) {
    if (place !== point) return;
    fill(null, true);
    at("#hint").textContent = error.problem?.status === 404 ? "We know no address there: please write it." : NO_LOOK_UP;
  }
}

function byText(hit) {
  map?.fit([lngLat(hit.point)], { zoom: 16, duration: 500 });
  if (hit.precision === "street") {
    at("#hint").textContent = `Which number in ${hit.street}?`;
    return;
  }
  placePin(hit.point);
  fill(hit, true);
  at("#hint").textContent = HINT;
}

function askTheDevice() {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      const place = { lat: coords.latitude, lon: coords.longitude };
      map?.fit([lngLat(place)], { zoom: 16 });
      byPin(place);
    },
    () => (at("#hint").textContent = "Your device does not tell where you are. Type your address, or use the map."),
  );
}

function savedItem(address) {
  const item = document.createElement("li");
  const words = document.createElement("div");
  const small = document.createElement("small");
  words.textContent = address.label || `${address.street} ${address.house_number}`;
  small.textContent = `${address.street} ${address.house_number}, ${address.postcode} ${address.city}`;
  words.append(small);
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Remove" });
  button.setAttribute("aria-label", `Remove ${small.textContent}`);
  button.onclick = async () => {
    await remove(`/users/me/addresses/${address.id}`);
    await showSaved();
  };
  item.append(words, button);
  return item;
}

async function showSaved() {
  const { results } = await call("/users/me/addresses");
  at("#saved").hidden = !results.length;
  at("#saved ul").replaceChildren(...results.map(savedItem));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const refusal = form.querySelector("p[role=alert]:last-child");
  refusal.textContent = "";
  try {
    const { lat, lon } = point;
    await call("/users/me/addresses", { ...Object.fromEntries(new FormData(form)), lat, lon });
    form.reset();
    form.hidden = true;
    at("#query").value = "";
    at("#hint").textContent = "Saved. Your next order can go there.";
    await showSaved();
  } catch (error) {
    refusal.textContent = error.problem?.errors?.[0]?.message ?? error.message;
  }
});
at("#here").addEventListener("click", askTheDevice);
new Search(at("#query"), at("#hits"), {
  find: async (text) => (await ask("/geo/suggest", { q: text, limit: 6 })).hits,
  onTake: byText,
  onTrouble: () => (at("#hint").textContent = NO_LOOK_UP),
});
map = await openMap(at("#map"));
map?.map.on("click", (event) => byPin({ lat: event.lngLat.lat, lon: event.lngLat.lng }));
await showSaved();
const [lat, lon] = (new URLSearchParams(location.search).get("at") ?? "").split(",").map(Number);
if (lat && lon) {
  map?.fit([[lon, lat]], { zoom: 16 });
  byPin({ lat, lon });
}
