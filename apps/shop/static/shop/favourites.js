// What somebody keeps under a name, to order it in one tap more: with their account, a guest's on the device until they
// sign in.

import { call, isOffline, reasonOf, remove } from "../kernel/api.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { askFor, html, Store, toast, useEffect, useState, useStore } from "../kernel/ui.js";
import { asked, orderDraft } from "./order_draft.js";

const MAX = 20;
const MAX_NAME = 40;
/** What the account keeps; null until it is known. */
const account = new Store({ kept: /** @type {any[] | null} */ (null) });

/** @param {any} favourite as it is kept on the device */
const bodyOf = ({ name, lines, service, store, address }) => ({
  name,
  service: service || "CARRYOUT",
  store_id: store,
  address_id: (service === "DELIVERY" && address?.address_id) || null,
  lines: lines.map(asked),
});

/** With the account, in place of the one of the same name. @param {any} favourite */
const keepWithAccount = async (favourite) => account.set({ kept: await call("/favourites", bodyOf(favourite)) });

/** In place of the one of the same name; beyond the most that are kept, the oldest goes. @param {any} favourite */
function keepHere(favourite) {
  const others = orderDraft.value.favourites.filter((one) => one.name !== favourite.name);
  orderDraft.set({ favourites: [favourite, ...others].slice(0, MAX) });
}

/** The name, with a number where the account keeps something else under it. @param {string} name */
function freeName(name) {
  const taken = new Set(account.value.kept?.map((one) => one.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name.slice(0, MAX_NAME - 3)} ${number}`;
  return free;
}

/** @param {string} name */
const forgetHere = (name) =>
  orderDraft.set({ favourites: orderDraft.value.favourites.filter((one) => one.name !== name) });

/** What was kept before signing in joins what the account keeps; what that does not take stays on the device. */
async function join() {
  account.set({ kept: await call("/favourites") });
  for (const favourite of orderDraft.value.favourites.toReversed()) {
    const isKept = await keepWithAccount({ ...favourite, name: freeName(favourite.name) }).then(
      () => true,
      (error) => {
        if (isOffline(error)) throw error;
        return false; // its store is no more, or the account is full: no reason to trouble them on each page
      },
    );
    if (isKept) forgetHere(favourite.name);
  }
}

/**
 * Asks for a name and keeps these lines under it; gives the name, or "" where nothing was kept.
 * @param {import("./order_draft.js").Line[]} lines
 */
async function keepAs(lines) {
  const typed = await askFor({ title: t("Keep as a favourite"), label: t("Its name"), action: t("Keep it") });
  const name = typed?.trim().slice(0, MAX_NAME);
  if (!name) return "";
  const { service, store, address } = orderDraft.value;
  const favourite = { name, lines, service, store, address };
  if (isSignedIn()) await keepWithAccount(favourite);
  else keepHere(favourite);
  return name;
}

/**
 * Keeps the basket, or one line of it as it is being built.
 * @param {{ linesOf?: () => import("./order_draft.js").Line[], label?: string }} props
 */
export function Keep({ linesOf = () => orderDraft.value.lines, label = t("Keep as a favourite") }) {
  const [told, tell] = useState("");
  const keep = () =>
    keepAs(linesOf()).then(
      (name) => name && tell(t("{name} is among your favourites.", { name })),
      (error) => tell(reasonOf(error)),
    );
  return html`
    <button type="button" class="plain" onClick=${keep}>${label}</button>
    <small class="soft" role="status">${told}</small>
  `;
}

/** The address it goes to: its own, the saved one while there is one, else the one in orderDraft, if the store brings there. */
async function addressOf(/** @type {any} */ { address, address_id: id, store_id: store }) {
  const saved = address ?? (id && (await call(`/users/me/addresses/${id}`).catch(() => null)));
  if (saved) return id ? { ...saved, address_id: id } : saved;
  return orderDraft.value.store === store ? orderDraft.value.address : null;
}

/** Puts it into the basket and goes on: to the checkout, or to where an address is typed. @param {any} favourite */
async function take(favourite) {
  const { service, store_id: store = favourite.store, lines } = favourite;
  const address = service === "DELIVERY" ? await addressOf(favourite) : null;
  orderDraft.set({
    ...{ service, store, address, when: "", codes: [], group: "" },
    lines: lines.map((line) => ({ ...line, id: crypto.randomUUID() })),
  });
  location.assign(service === "DELIVERY" && !address ? "/" : "/checkout/");
}

/** @param {any} favourite */
async function forget({ id, name }) {
  if (id) account.set({ kept: await (await remove(`/favourites/${id}`)).json() });
  else forgetHere(name);
  /** @type {HTMLElement | null} */ (document.querySelector("#main"))?.focus(); // the button goes with its row
}

/** What is kept: one tap puts it into the basket and goes to the checkout. */
export function Favourites() {
  const { favourites } = useStore(orderDraft);
  const { kept } = useStore(account);
  const fail = (error) => toast(reasonOf(error));
  useEffect(() => {
    if (isSignedIn()) join().catch(fail);
  }, []);
  const all = [...(kept ?? []), ...favourites];
  if (!all.length) return "";
  return html`
    <section class="card" aria-labelledby="favourites-title">
      <h2 id="favourites-title">${t("Your favourites")}</h2>
      <ul class="plain-list">
        ${all.map(
          (one) => html`
            <li key=${one.id ?? one.name} class="favourite">
              <button type="button" class="main" onClick=${() => take(one).catch(fail)}>${t("Order {name}", { name: one.name })}</button>
              <button type="button" class="plain" aria-label=${t("Remove {what}", { what: one.name })} onClick=${() => forget(one).catch(fail)}>${t("Remove")}</button>
            </li>
          `,
        )}
      </ul>
      ${!isSignedIn() && html`<p class="soft">${t("They are kept on this device, and with your account once you sign in.")}</p>`}
    </section>
  `;
}
