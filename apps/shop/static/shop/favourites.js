// Favourites of this device: what is in the basket, kept under a name, and ordered again in two taps.

import { t } from "../kernel/texts.js";
import { askFor, html, toast, useStore } from "../kernel/ui.js";
import { hand } from "./hand.js";

const MAX = 20;
const MAX_NAME = 40;

/** Keeps what is in the basket under a name; one of the same name is replaced. */
export function Keep() {
  const keep = async () => {
    const typed = await askFor({ title: t("Keep as a favourite"), label: t("Its name"), action: t("Keep it") });
    const name = typed?.trim().slice(0, MAX_NAME);
    if (!name) return;
    const { favourites, lines, service, store, address } = hand.value;
    const others = favourites.filter((one) => one.name !== name);
    hand.set({ favourites: [{ name, lines, service, store, address }, ...others].slice(0, MAX) });
    toast(t("{name} is among your favourites.", { name }));
  };
  return html`<button type="button" class="plain" onClick=${keep}>${t("Keep as a favourite")}</button>`;
}

/** What was kept: one tap puts it into the basket and goes to the checkout. */
export function Favourites() {
  const { favourites } = useStore(hand);
  if (!favourites.length) return "";
  const take = ({ name: _, lines, ...where }) => {
    hand.set({
      ...where,
      when: "",
      codes: [],
      group: "",
      lines: lines.map((line) => ({ ...line, id: crypto.randomUUID() })),
    });
    location.assign("/checkout/");
  };
  const forget = (name) => {
    hand.set({ favourites: hand.value.favourites.filter((one) => one.name !== name) });
    /** @type {HTMLElement | null} */ (document.querySelector("#main"))?.focus(); // the button goes with its row
  };
  return html`
    <section class="card" aria-labelledby="favourites-title">
      <h2 id="favourites-title">${t("Your favourites")}</h2>
      <ul class="plain-list">
        ${favourites.map(
          (one) => html`
            <li key=${one.name} class="favourite">
              <button type="button" class="main" onClick=${() => take(one)}>${t("Order {name}", { name: one.name })}</button>
              <button type="button" class="plain" aria-label=${t("Remove {what}", { what: one.name })} onClick=${() => forget(one.name)}>${t("Remove")}</button>
            </li>
          `,
        )}
      </ul>
      <p class="soft">${t("They are kept on this device.")}</p>
    </section>
  `;
}
