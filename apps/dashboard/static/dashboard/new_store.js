// A store is opened like another one: its own name and place first, then one step after the other.

import { call, isOffline, patch, put } from "../kernel/api.js";
import { parameter } from "../kernel/dom.js";
import { addressLine } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { storeDetails } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, toast, useRef, useState, useStore } from "../kernel/ui.js";

const RADIUS_M = 2500;
/** The stores there are, the new one once it is made, and what of it is done. */
const shown = new Store({
  stores: /** @type {any[]} */ ([]),
  store: /** @type {any} */ (null),
  done: /** @type {Record<string, boolean>} */ ({}),
});

/** @param {() => Promise<any>} work */
async function trying(work) {
  tell();
  try {
    await work();
    return true;
  } catch (error) {
    tell(error);
    return isOffline(error) ? null : false;
  }
}

/** What a missing thing answers is "not there". @param {Promise<any>} asked @param {(found: any) => boolean} is */
const whether = (asked, is) =>
  asked.then(is).catch((error) => {
    if (error.status === 404 || error.status === 409 || error.status === 422) return false;
    throw error;
  });

/** @param {any} store */
async function look(store) {
  const { id, lat, lon } = store;
  const place = new URLSearchParams({ lat, lon, service: "DELIVERY" });
  const [zone, menu, staff, printers, order] = await Promise.all([
    whether(call(`/geo/locate?${place}`), ({ store_id }) => store_id === id),
    whether(call(`/stores/${id}/menu/publications?page_size=1`), ({ results }) => results.length > 0),
    whether(call(`/stores/${id}/staff`), ({ members, invitations }) => members.length + invitations.length > 0),
    whether(call(`/stores/${id}/printers`), (found) => found.printers.length > 0),
    whether(call(`/dashboard/board?store=${id}`), ({ orders }) => orders.length > 0),
  ]);
  shown.set({ store, done: { zone, menu, staff, printers, open: store.state !== "CLOSED", order } });
}

/** @param {HTMLFormElement} form @returns {any} */
const fieldsOf = (form) => Object.fromEntries(new FormData(form));

const again = () => trying(async () => look(await storeDetails(shown.value.store.id)));

/** @param {string} words @param {any} like */
async function placeOf(words, like) {
  const asked = new URLSearchParams({ q: words, near: `${like.lat},${like.lon}`, limit: "1" });
  const [hit] = (await call(`/geo/geocode?${asked}`)).hits;
  if (!hit) throw new Error(t("Nobody knows this address."));
  const { street, house_number, postcode, city, point } = hit;
  return { street, house_number, postcode, city, lat: point.lat, lon: point.lon };
}

function Profile() {
  const { stores } = useStore(shown);
  const key = useRef(crypto.randomUUID());
  const [isBusy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const { address, like, legal_entity, ...own } = fieldsOf(event.target);
    setBusy(true);
    const made = await trying(async () => {
      const place = await placeOf(address, await storeDetails(like));
      const body = { like, ...own, ...(legal_entity && { legal_entity }), code: own.code.toUpperCase(), ...place };
      const store = await call("/stores", body, key.current);
      history.replaceState(null, "", `?${new URLSearchParams({ store: store.id, like })}`);
      await look(store);
    });
    if (made !== null) key.current = crypto.randomUUID();
    setBusy(false);
  };
  return html`
    <section class="card" id="profile">
      <h2 class="heading">${t("Its name and place")}</h2>
      <form onSubmit=${submit}>
        <label>${t("Like the store")} <select name="like">${stores.map((row) => html`<option key=${row.store_id} value=${row.store_id}>${row.code} ${row.name}</option>`)}</select></label>
        <label>${t("Code")} <input name="code" required maxlength="20" pattern="[A-Za-z0-9][A-Za-z0-9\\-]*" autocomplete="off" /></label>
        <label>${t("Name")} <input name="name" required maxlength="80" autocomplete="off" /></label>
        <label>${t("Telephone")} <input name="phone" type="tel" required maxlength="30" autocomplete="off" /></label>
        <label>${t("Address")} <input name="address" required maxlength="200" autocomplete="off" /></label>
        <label>${t("Company, if another")} <input name="legal_entity" maxlength="120" autocomplete="off" /></label>
        <button disabled=${isBusy}>${t("Make the store")}</button>
      </form>
      <p class="soft">${t("Services, hours, kitchen, taxes and limits are taken from the other store; all can be changed afterwards. The store stays closed until you open it.")}</p>
    </section>
  `;
}

/** @param {{ name: string, title: string, children?: any }} props */
function Step({ name, title, children }) {
  const { done } = useStore(shown);
  return html`<li data-step=${name}><span>${done[name] ? "✓" : "○"} <b>${title}</b><small>${done[name] ? t("done") : t("to be done")}</small></span>${children}</li>`;
}

function Invite() {
  const submit = (event) => {
    event.preventDefault();
    const form = event.target;
    trying(async () => {
      const body = { ...fieldsOf(form), role: "store_manager" };
      await call(`/stores/${shown.value.store.id}/staff/invitations`, body);
      toast(t("A mail is on its way."));
      form.reset();
      await again();
    });
  };
  return html`
    <form onSubmit=${submit}>
      <label>${t("Manager's name")} <input name="name" required maxlength="100" autocomplete="off" /></label>
      <label>${t("E-mail")} <input name="email" type="email" required maxlength="254" autocomplete="off" /></label>
      <button>${t("Invite")}</button>
    </form>
  `;
}

function Steps() {
  const { store, stores } = useStore(shown);
  const { id, lat, lon, currency } = store;
  const like = parameter("like") ?? stores.find((row) => row.store_id !== id)?.store_id;
  const shape = JSON.stringify({ center: [lon, lat], radius_m: RADIUS_M });
  const zone = new URLSearchParams({ store_id: id, name: store.name, kind: "circle", shape, currency });
  const sell = () =>
    trying(async () => {
      await put(`/stores/${id}/menu/catalogue`, { like });
      await call(`/stores/${id}/menu/publications`, {});
      await again();
    });
  const open = () =>
    trying(async () => {
      await patch(`/stores/${id}/availability`, { force_closed: false });
      await again();
    });
  const named = stores.find((row) => row.store_id === like)?.code ?? "";
  return html`
    <section class="card" id="steps">
      <h2 class="heading">${store.code} ${store.name}</h2>
      <p>${addressLine(store.address)}</p>
      <ul>
        <${Step} name="zone" title=${t("Where it delivers")}><a href=${`/admin/geo/deliveryzone/add/?${zone}`} target="_blank">${t("Draw the zone")}</a><//>
        <${Step} name="menu" title=${t("What it sells")}><button type="button" onClick=${sell}>${t("Sell what {store} sells", { store: named })}</button><//>
        <${Step} name="staff" title=${t("Who works there")}><${Invite} /><//>
        <${Step} name="printers" title=${t("What prints")}><a href=${`/board/store/?store=${id}#printers`} target="_blank">${t("Hours and printers")}</a><//>
        <${Step} name="open" title=${t("Open for orders")}><button type="button" onClick=${open}>${t("Open the store")}</button><//>
        <${Step} name="order" title=${t("A first order, to try it")}><a href=${`/board/counter/?store=${id}`} target="_blank">${t("Take an order")}</a><//>
      </ul>
      <button type="button" onClick=${again}>${t("Look again")}</button>
    </section>
  `;
}

const Page = () => (useStore(shown).store === null ? html`<${Profile} />` : html`<${Steps} />`);

start(async () => {
  const { stores } = await call("/dashboard/stores");
  shown.set({ stores });
  const id = parameter("store");
  if (id) await look(await storeDetails(id));
  mount("#main", html`<${Page} />`);
  addEventListener("focus", () => shown.value.store && again());
});
