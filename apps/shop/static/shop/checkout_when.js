// When the food is wanted: as soon as possible, or in a slot of a day.

import { askPublic, reasonOf } from "../kernel/api.js";
import { clock, isoDay, shortDay } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { orderDraft } from "./order_draft.js";
import { saidOf } from "./store_opening.js";

const DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;

/** @param {string} first a business date */
const daysFrom = (first) =>
  Array.from({ length: DAYS_AHEAD }, (_, index) => isoDay(Date.parse(`${first}T12:00:00Z`) + index * DAY_MS, "UTC"));

/** @param {any} store @param {import("./order_draft.js").OrderDraft} held @param {number} pizzas @param {string} day */
const readSlots = async (store, { service, address }, pizzas, day) => {
  const door = service === "DELIVERY" && address ? { lat: address.lat, lon: address.lon } : {};
  const slots = await askPublic(`/stores/${store.id}/slots`, { service, date: day, pizzas, ...door });
  return slots.filter(({ start }) => Date.parse(start) > Date.now());
};

/** @param {{ store: any, catalogue: import("./catalogue.js").Catalogue, held: import("./order_draft.js").OrderDraft, quote: any }} props */
export function When({ store, catalogue, held, quote }) {
  const { service, when } = held;
  const now = store.services.find((one) => one.service === service);
  const days = daysFrom(now?.business_date ?? isoDay(Date.now(), store.timezone));
  const [day, setDay] = useState(when ? isoDay(when, store.timezone) : days[0]);
  const [slots, setSlots] = useState(/** @type {any[] | null} */ (null));
  const [trouble, setTrouble] = useState("");
  const [isLater, setLater] = useState(when !== "");
  const isAhead = isLater || !now?.is_open;
  const soon = () => {
    setLater(false);
    orderDraft.set({ when: "" });
  };
  useEffect(() => {
    if (!isAhead) return;
    let isOld = false; // an answer that comes after another choice changes nothing
    setSlots(null);
    readSlots(store, held, catalogue.bakedOf(held.lines), day).then(
      (found) => {
        if (isOld) return;
        setSlots(found);
        // The first free one, where none is chosen yet of this day.
        const free = found.find(({ is_free: isFree }) => isFree);
        if (!found.some(({ start }) => start === orderDraft.value.when)) orderDraft.set({ when: free?.start ?? "" });
      },
      (error) => isOld || setTrouble(reasonOf(error)),
    );
    return () => {
      isOld = true;
    };
  }, [isAhead, day]);
  return html`
    <fieldset class="card pick">
      <legend>${t("When")}</legend>
      <label class="choice">
        <input type="radio" name="when" checked=${!isAhead} disabled=${!now?.is_open} onChange=${soon} />
        ${t("As soon as possible")} <small class="soft">${quote && !isAhead ? `${clock(quote.promised_from, store.timezone)}–${clock(quote.promised_to, store.timezone)}` : saidOf(store, now)}</small>
      </label>
      <label class="choice"><input type="radio" name="when" checked=${isAhead} onChange=${() => setLater(true)} /> ${t("Later")}</label>
      ${
        isAhead &&
        html`
        <div class="pair">
          <label>${t("Day")} <select value=${day} onChange=${(event) => setDay(event.target.value)}>${days.map((one, index) => html`<option key=${one} value=${one}>${index ? shortDay(one) : t("today")}</option>`)}</select></label>
          <label>${t("Time")} <select value=${when} disabled=${!slots?.length} onChange=${(event) => orderDraft.set({ when: event.target.value })}>
            ${slots?.map(({ start, end, is_free: isFree }) => html`<option key=${start} value=${start} disabled=${!isFree}>${clock(start, store.timezone)}–${clock(end, store.timezone)}${isFree ? "" : ` ${t("booked out")}`}</option>`)}
          </select></label>
        </div>
        <p role="status" class="soft">${trouble || (slots && !slots.length ? t("Nothing on that day any more.") : "")}</p>
      `
      }
    </fieldset>
  `;
}
