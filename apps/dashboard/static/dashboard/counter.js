// Orders that staff take by telephone or at the counter, all by keyboard: who calls, where to, what, and how it is paid.

import { call } from "../kernel/api.js";
import { at, parameter } from "../kernel/dom.js";
import { addressLine, clock, dateTime, money, orderNumber } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { pickStore, storeDetails } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, toast, useStore } from "../kernel/ui.js";
import { listenForCalls } from "./counter_calls.js";
import { When } from "./counter_when.js";

const EMPTY = {
  channel: "phone",
  phone: "",
  name: "",
  email: "",
  service: "DELIVERY",
  address: "",
  lines: "",
  when: "",
  payment: "cash",
  like: "",
};
/** What is typed; what is known of the caller and was filled in of it, where it goes, and what that costs. */
const typed = new Store({ ...EMPTY });
const NOBODY = { ringing: null, known: null, filled: {}, place: null, located: null, quote: null, pricing: null };
const desk = new Store(/** @type {any} */ ({ ...NOBODY, store: null, done: null, key: "" }));

/** @param {() => Promise<any>} work */
async function trying(work) {
  tell();
  try {
    return await work();
  } catch (error) {
    return tell(error);
  }
}

const base = () => `/stores/${desk.value.store.id}`;

/** A change of what is wanted needs a new price. */
const type = (fields) => {
  typed.set(fields);
  desk.set({ quote: null, pricing: null });
};

/** Another telephone is somebody else's: what was filled in for the last one goes with it. */
const typePhone = (phone) => {
  const filled = Object.entries(desk.value.filled).filter(([key, value]) => typed.value[key] === value);
  type({ ...Object.fromEntries(filled.map(([key]) => [key, ""])), phone });
  desk.set({ known: null, filled: {} });
};

const look = () =>
  trying(async () => {
    const { phone } = typed.value;
    if (desk.value.known || phone.replace(/\D/g, "").length < 5) return;
    const known = await call(`${base()}/callers?${new URLSearchParams({ phone })}`);
    if (typed.value.phone !== phone) return; // another one is typed by now
    const { name, email, addresses, orders } = known;
    const told = { name, email, address: addresses.length ? addressLine(addresses[0]) : "", like: orders[0]?.id ?? "" };
    const filled = Object.fromEntries(Object.entries(told).filter(([key]) => !typed.value[key]));
    desk.set({ known, filled });
    typed.set(filled);
  });

/** Where the typed address is: a place of the caller's, or what the map knows, by whose name it goes on. */
async function findPlace() {
  const { address } = typed.value;
  const places = [desk.value.place, ...(desk.value.known?.addresses ?? [])];
  const own = places.find((place) => place && addressLine(place) === address);
  if (own) return brought(own);
  if (searched.address !== address) searched = { address, place: search(address) };
  return searched.place;
}

/** The address that was looked for last, and where it is: the price waits for what leaving the field has begun. */
let searched = { address: "", place: Promise.resolve(null) };

/** @param {string} address */
async function search(address) {
  try {
    const { lat, lon } = desk.value.store;
    const asked = new URLSearchParams({ q: address, near: `${lat},${lon}`, limit: "1" });
    const { hits } = await call(`/geo/geocode?${asked}`);
    if (!hits.length) throw new Error(t("Nobody knows this address."));
    const { street, house_number, postcode, city, point } = hits[0];
    const place = { street, house_number, postcode, city, lat: point.lat, lon: point.lon };
    if (typed.value.address === address) {
      desk.set({ place });
      typed.set({ address: addressLine(place) });
    }
    return await brought(place);
  } finally {
    searched = { address: "", place: Promise.resolve(null) };
  }
}

/** An agent takes orders for the whole chain: the store that brings food there is the one that makes it. */
async function brought(place) {
  if (!claims().roles.includes("agent")) return place;
  if (desk.value.located?.place !== place) desk.set({ located: { place, store: goToStore(place) } });
  await desk.value.located.store;
  return place;
}

async function goToStore({ lat, lon }) {
  try {
    const { store_id: id } = await call(`/geo/locate?${new URLSearchParams({ lat, lon, service: "DELIVERY" })}`);
    if (id === desk.value.store.id) return;
    at("#store").value = id;
    desk.set({ store: await storeDetails(id), quote: null });
  } catch (error) {
    desk.set({ located: null });
    throw error;
  }
}

const isTyping = ({ phone, name, email, address, lines }) => Boolean(phone || name || email || address || lines);

/** Somebody calls: nothing that is being typed is lost for it. */
const ring = (phone) => (isTyping(typed.value) ? desk.set({ ringing: phone }) : answer(phone));

const answer = async (phone) => {
  typed.set({ ...EMPTY, phone });
  desk.set({ ...NOBODY, done: null });
  await look();
  document.getElementById(phone ? "name" : "phone")?.focus();
};

const find = () =>
  trying(async () => {
    if (typed.value.address) await findPlace();
  });

/** @param {SubmitEvent} event */
const price = (event) =>
  trying(async () => {
    event.preventDefault();
    const pricing = {};
    desk.set({ quote: null, pricing, done: null });
    const { service, lines, when, payment } = typed.value;
    const body = {
      service,
      ...(when && { when }),
      lines: lines.split("\n").filter((line) => line.trim()),
      in_cash: payment === "cash",
      ...(service === "DELIVERY" && { address: await findPlace() }),
    };
    const quote = await call(`${base()}/typed-quotes`, body);
    if (desk.value.pricing !== pricing) return; // something else is wanted by now
    desk.set({ quote, key: crypto.randomUUID() });
    requestAnimationFrame(() => document.getElementById("take")?.focus());
  });

const take = () =>
  trying(async () => {
    const { channel, payment, name, phone, email, like } = typed.value;
    const contact = Object.fromEntries(Object.entries({ name, phone, email }).filter(([, value]) => value));
    const body = { quote_id: desk.value.quote.id, channel, payment, contact, ...(like && { like }) };
    const done = await call(`${base()}/taken-orders`, body, desk.value.key);
    typed.set({ ...EMPTY, channel });
    desk.set({ ...NOBODY, done });
    toast(t("Order {number} is taken.", { number: orderNumber(done.number) }));
    document.getElementById("phone")?.focus();
  });

/** @param {{ name: string, label: string, values: [string, string][] }} props */
function Choice({ name, label, values }) {
  const now = useStore(typed)[name];
  return html`
    <fieldset>
      <legend>${label}</legend>
      ${values.map(([value, text]) => html`<label key=${value}><input type="radio" name=${name} value=${value} checked=${now === value} onChange=${() => type({ [name]: value })} /> ${text}</label>`)}
    </fieldset>
  `;
}

function Form() {
  const { channel, phone, name, email, service, address, lines, when, payment } = useStore(typed);
  const { store, place, done } = useStore(desk);
  const field = (key) => ({ value: typed.value[key], onInput: (event) => type({ [key]: event.target.value }) });
  const isPhone = channel === "phone";
  const fast = (event) => event.key === "Enter" && event.ctrlKey && event.target.form.requestSubmit();
  return html`
    <form class="card" onSubmit=${price}>
      <${Choice} name="channel" label=${t("The order comes")} values=${[
        ["phone", t("by phone")],
        ["counter", t("at the counter")],
      ]} />
      <label>${t("Telephone")} <input id="phone" type="tel" maxlength="30" autocomplete="off" required=${isPhone} value=${phone} onInput=${(event) => typePhone(event.target.value)} onBlur=${look} autofocus /></label>
      <label>${t("Name")} <input id="name" maxlength="100" autocomplete="off" required=${isPhone} ...${field("name")} value=${name} /></label>
      <${Choice} name="service" label=${t("How they get it")} values=${[
        ["DELIVERY", t("delivered")],
        ["CARRYOUT", t("collected")],
      ]} />
      ${service === "DELIVERY" && html`<label>${t("Address")} <input maxlength="200" autocomplete="off" required list="addresses" ...${field("address")} value=${address} onBlur=${find} /></label>`}
      <label>${t("What they want, a line each")}
        <textarea required spellcheck="false" placeholder="2 14HT half P half M" ...${field("lines")} value=${lines} onKeyDown=${fast}></textarea>
      </label>
      <${When} key=${done?.id} store=${store} service=${service} lines=${lines} place=${place} when=${when} choose=${(chosen) => type({ when: chosen })} />
      <${Choice} name="payment" label=${t("Paid")} values=${[
        ["cash", t("in cash")],
        ["link", t("by a link that is sent")],
      ]} />
      ${payment === "link" && html`<label>${t("E-mail")} <input type="email" maxlength="254" autocomplete="off" ...${field("email")} value=${email} /></label>`}
      <button class="main">${t("Price it")}</button>
    </form>
  `;
}

/** What they had; whoever came for it, by whatever way, comes for it. */
const again = ({ lines, service }) =>
  type({ lines: lines.join("\n"), service: service === "DELIVERY" ? service : "CARRYOUT" });

/** @param {{ known: any, zone: string }} props */
const Known = ({ known, zone }) => html`
  <section class="card" id="known">
    <h2 class="heading">${known.orders.length ? known.name || t("Ordered before") : t("Nobody has ordered by this telephone")}</h2>
    <datalist id="addresses">${known.addresses.map((place) => html`<option key=${addressLine(place)} value=${addressLine(place)} />`)}</datalist>
    <ul class="plain-list">
      ${known.orders.map(
        (order) => html`<li key=${order.id}>
          <span>${dateTime(order.placed_at, zone)} · ${money(order.total, order.currency)}<br /><code>${order.lines.join("; ")}</code></span>
          <button type="button" onClick=${() => again(order)}>${t("Same again")}</button>
        </li>`,
      )}
    </ul>
  </section>
`;

/** @param {{ quote: any, zone: string }} props */
const Priced = ({ quote, zone }) => html`
  <section class="card" id="priced">
    <h2 class="heading">${t("What it costs")}</h2>
    <ul class="plain-list">${quote.lines.map((line) => html`<li key=${line.number}><span>${line.quantity} × ${line.name} <small>${line.description}</small></span><span>${money(line.total, quote.currency)}</span></li>`)}</ul>
    <p class="total">${money(quote.amounts.total, quote.currency)}</p>
    <p>${t("There between {from} and {to}", { from: (typed.value.when ? dateTime : clock)(quote.promised_from, zone), to: clock(quote.promised_to, zone) })}</p>
    <button type="button" class="main" id="take" onClick=${take}>${t("Take the order")}</button>
  </section>
`;

/** @param {{ done: any }} props */
const Done = ({ done }) => html`
  <section class="card" id="done">
    <h2 class="heading">${t("Order {number} is taken.", { number: orderNumber(done.number) })}</h2>
    <p>${done.pay_until ? t("The link to pay is on its way; then the kitchen has it.") : t("The kitchen has it.")}</p>
    ${claims().roles.every((role) => role === "agent") || html`<p><a href=${`/board/orders/${done.id}`}>${t("Look at it")}</a></p>`}
  </section>
`;

/** @param {{ phone: string }} props */
const Ringing = ({ phone }) => html`
  <section class="card" id="ringing" role="alert">
    <h2 class="heading">${phone ? t("{phone} is calling.", { phone }) : t("Somebody is calling without a number.")}</h2>
    <p>${t("What you have typed is cleared for a new order.")}</p>
    <div class="actions">
      <button type="button" onClick=${() => desk.set({ ringing: null })}>${t("Go on")}</button>
      <button type="button" class="main" onClick=${() => answer(phone)}>${t("Take the call")}</button>
    </div>
  </section>
`;

function Page() {
  const { store, known, quote, done, ringing } = useStore(desk);
  if (store === null) return null;
  return html`
    <${Form} />
    <div>
      ${ringing !== null && html`<${Ringing} phone=${ringing} />`}
      ${known && html`<${Known} known=${known} zone=${store.timezone} />`}
      ${quote && html`<${Priced} quote=${quote} zone=${store.timezone} />`}
      ${done && html`<${Done} done=${done} />`}
    </div>
  `;
}

start(async () => {
  mount("#main", html`<${Page} />`);
  desk.set({ store: await pickStore({ onChange: (store) => desk.set({ store, quote: null, pricing: null }) }) });
  if (claims().roles.includes("agent")) listenForCalls(ring);
  const phone = parameter("phone"); // as telephone systems open it when somebody calls
  if (phone) {
    typed.set({ phone });
    await look();
  }
});
