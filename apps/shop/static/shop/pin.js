// To whose door, by the map: it is moved beneath a pin that stands still, and what is found there may be corrected.

import { lngLat, openMap } from "../geo/map.js";
import { askPublic } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { mount } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, Store, useState, useStore } from "../kernel/ui.js";
import { Served } from "./destination_deliver.js";
import { orderDraft } from "./order_draft.js";
import { open } from "./shop_page.js";

const DOOR_ZOOM = 17;
const CITY_ZOOM = 14;
const WAIT_MS = 300;
const NO_WORDS = { street: "", house_number: "", postcode: "", city: "" };
const FIELDS = [
  { name: "street", label: t("Street"), maxlength: 200, required: true },
  { name: "house_number", label: t("House number"), maxlength: 40, required: true },
  { name: "postcode", label: t("Postcode"), maxlength: 20, required: false },
  { name: "city", label: t("City"), maxlength: 120, required: false },
];
/** The place beneath the pin, the address as it is written, by the customer since the map moved, and what is told of it. */
const pin = new Store({
  place: /** @type {any} */ (null),
  words: NO_WORDS,
  isWritten: false,
  told: "",
  isConfirmed: false,
});

/** What is known of a place. A pin names the street, rarely the door: of that the customer is asked. @param {any} place */
async function wordsAt(place) {
  try {
    const { hit, confirm_number: isUnsure } = await askPublic("/geo/reverse", place);
    const { street, postcode, city } = hit;
    const words = { street, postcode, city, house_number: isUnsure ? "" : hit.house_number };
    return { words, told: isUnsure ? t("Which number in {street}?", { street }) : "" };
  } catch (error) {
    const isNowhere = error.problem?.status === 404;
    return {
      words: NO_WORDS,
      told: isNowhere
        ? t("We know no address there: please write it.")
        : t("Addresses cannot be looked up right now: please write yours."),
    };
  }
}

/** @param {any} place */
async function lookUp(place) {
  pin.set({ place, isConfirmed: false });
  const found = await wordsAt(place);
  if (place === pin.value.place && !pin.value.isWritten) pin.set(found);
}

// What had the focus goes away with it: the focus stays on the page.
function setConfirmed(isConfirmed) {
  pin.set({ isConfirmed });
  at("#main").focus();
}

function Words() {
  const { words, told } = useStore(pin);
  const write = (name, text) => pin.set({ words: { ...pin.value.words, [name]: text }, isWritten: true });
  /** @param {SubmitEvent} event */
  const confirm = (event) => {
    event.preventDefault();
    setConfirmed(true);
  };
  return html`
    <form onSubmit=${confirm}>
      <p role="status">${told}</p>
      <div class="pair">
        ${FIELDS.map(
          ({ name, label, ...limits }) => html`
          <label key=${name}>${label} <input name=${name} value=${words[name]} autocomplete="off" ...${limits} onInput=${(event) => write(name, event.target.value)} /></label>`,
        )}
      </div>
      <button class="main wide">${t("Bring it here")}</button>
    </form>
  `;
}

/** @param {{ map: any }} props */
function Pin({ map }) {
  const { place, words, isConfirmed } = useStore(pin);
  const [told, tell] = useState("");
  const here = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => map.jumpTo({ center: [coords.longitude, coords.latitude], zoom: DOOR_ZOOM }),
      () => tell(t("Your device does not tell where you are.")),
    );
  return html`
    <p class="row">
      <button type="button" onClick=${here}>${t("Where I am")}</button>
      <button type="button" aria-label=${t("Nearer")} onClick=${() => map.zoomIn()}>+</button>
      <button type="button" aria-label=${t("Further away")} onClick=${() => map.zoomOut()}>−</button>
      <span class="bad" role="alert">${told}</span>
    </p>
    <div class="card">
      ${
        place && isConfirmed
          ? html`<${Served} address=${{ ...words, ...place }} change=${() => setConfirmed(false)} />`
          : html`<${Words} />`
      }
    </div>
  `;
}

open(async () => {
  const opened = await openMap(at("#map"));
  if (!opened) {
    mount("#where", html`<p class="lead">${t("There is no map here.")} <a href="/">${t("Type your address")}</a></p>`);
    return;
  }
  const { map } = opened;
  const { address } = orderDraft.value;
  map.getCanvas().setAttribute("aria-label", t("Map beneath the pin"));
  map.jumpTo(address ? { center: lngLat(address), zoom: DOOR_ZOOM } : { zoom: CITY_ZOOM });
  mount("#where", html`<${Pin} map=${map} />`);
  let timer = 0;
  const look = () => {
    const { lat, lng: lon } = map.getCenter();
    lookUp({ lat, lon });
  };
  map.on("movestart", () => pin.set({ isWritten: false }));
  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
  map.on("click", (event) => map.easeTo({ center: event.lngLat }));
  look();
});
