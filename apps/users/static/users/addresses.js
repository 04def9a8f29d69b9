// A customer's addresses: found by typing or by a pin on the map, confirmed by the customer, saved to the account.
// The pin is the truth about the place; the words are for the courier. So a pin orders even when no address is found.

import { lngLat, openMap } from "../geo/map.js";
import { askPublic, call } from "../kernel/api.js";
import { at, parameter } from "../kernel/dom.js";
import { mount, start } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, toast } from "../kernel/ui.js";
import { AddressSearch } from "./address_search.js";
import { showSaved } from "./saved_addresses.js";

const PARTS = ["street", "house_number", "postcode", "city"];
const HINT = t("Type your address, or put the pin on your door.");
const NO_LOOK_UP = t(
  "Addresses cannot be looked up right now. Put the pin on your door and write the address yourself.",
);
/** @type {HTMLFormElement} */
const form = at("#address");
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
const hint = (text) => {
  at("#hint").textContent = text;
};
/** @typedef {{ lat: number, lon: number }} Place */
/** @type {any} */
let map = null;
/** @type {any} */
let pin = null;
/** @type {Place | null} */
let point = null;

// Who delivers there; a refusal names the nearest counter.
async function tellWhoServes(place) {
  const told = at("#served");
  told.className = "";
  try {
    const { store_id: id } = await askPublic("/geo/locate", place);
    const store = await askPublic(`/stores/${id}`);
    if (place === point) told.textContent = `${store.name} delivers here.`;
  } catch (error) {
    const near = error.problem?.carryout?.[0];
    if (place !== point) return;
    told.className = "refused";
    told.textContent = near
      ? `${error.message} You may collect at ${near.name}, ${near.meters} m away.`
      : error.message;
  }
}

function placePin(place) {
  point = place;
  form.hidden = false;
  if (map) {
    pin?.remove();
    pin = map.handle(lngLat(place), "door", ([lon, lat], isDone) => isDone && byPin({ lat, lon }));
    pin.getElement().setAttribute("aria-label", t("Your door: drag it where it is"));
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
  box.querySelector("p").textContent = t("Which number in {street}?", { street: hit.street });
  const button = box.querySelector("button");
  button.textContent = t("It is {number}", { number: hit.house_number });
  button.onclick = () => {
    field("house_number").value = hit.house_number;
    box.hidden = true;
  };
}

async function byPin(place) {
  placePin(place);
  try {
    const { hit, confirm_number: isUnsure } = await askPublic("/geo/reverse", place);
    if (place !== point) return;
    fill(hit, !isUnsure);
    hint(HINT);
  } catch (error) {
    if (place !== point) return;
    fill(null, true);
    hint(error.problem?.status === 404 ? t("We know no address there: please write it.") : NO_LOOK_UP);
  }
}

function byText(hit) {
  map?.fit([lngLat(hit.point)], { zoom: 16, duration: 500 });
  if (hit.precision === "street") {
    hint(t("Which number in {street}?", { street: hit.street }));
    return;
  }
  placePin(hit.point);
  fill(hit, true);
  hint(HINT);
}

function askTheDevice() {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      const place = { lat: coords.latitude, lon: coords.longitude };
      map?.fit([lngLat(place)], { zoom: 16 });
      byPin(place);
    },
    () => hint(t("Your device does not tell where you are. Type your address, or use the map.")),
  );
}

/** @param {SubmitEvent} event */
async function save(event) {
  event.preventDefault();
  const refusal = at("p[role=alert]:last-child", form);
  refusal.textContent = "";
  try {
    const address = /** @type {any} */ (Object.fromEntries(new FormData(form)));
    await call("/users/me/addresses", { ...address, ...point });
    form.reset();
    form.hidden = true;
    drawSearch();
    hint(t("Saved. Your next order can go there."));
    toast(t("Saved."));
    await showSaved();
  } catch (error) {
    refusal.textContent = error.message;
  }
}

let searches = 0;

// A new search field is an empty one.
function drawSearch() {
  searches += 1;
  const find = async (text) => (await askPublic("/geo/suggest", { q: text, limit: 6 })).hits;
  mount(
    "#search",
    html`
    <${AddressSearch} key=${searches} find=${find} onTake=${byText} onTrouble=${() => hint(NO_LOOK_UP)} />
    <button type="button" onClick=${askTheDevice}>${t("Where I am")}</button>
  `,
  );
}

start(async () => {
  drawSearch();
  form.addEventListener("submit", save);
  map = await openMap(at("#map"));
  map?.map.on("click", (event) => byPin({ lat: event.lngLat.lat, lon: event.lngLat.lng }));
  await showSaved();
  const [lat, lon] = (parameter("at") ?? "").split(",").map(Number);
  if (!lat || !lon) return;
  map?.fit([[lon, lat]], { zoom: 16 });
  await byPin({ lat, lon });
});
