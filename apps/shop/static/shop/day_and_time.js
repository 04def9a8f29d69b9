// A slot of a store's day: the days that can be ordered for, and the times of the one that is chosen.

import { askPublic, reasonOf } from "../kernel/api.js";
import { clock, isoDay, shortDay } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { asCustomer } from "./customer.js";

const DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;

/**
 * What is to be made, and where it goes; `order` is the id of an order of the customer's that has seats already.
 * @typedef {{ service: string, address: any, pizzas: number, order?: string }} Wanted
 */

/** @param {string} first a business date */
export const daysFrom = (first) =>
  Array.from({ length: DAYS_AHEAD }, (_, index) => isoDay(Date.parse(`${first}T12:00:00Z`) + index * DAY_MS, "UTC"));

/** @param {any} store @param {Wanted} wanted @param {string} day */
const readSlots = async (store, { service, address, pizzas, order }, day) => {
  const door = service === "DELIVERY" && address ? { lat: address.lat, lon: address.lon } : {};
  const asked = { service, date: day, pizzas, ...door };
  const slots = order
    ? await asCustomer(`/stores/${store.id}/slots?${new URLSearchParams(/** @type {any} */ ({ ...asked, order }))}`)
    : await askPublic(`/stores/${store.id}/slots`, asked);
  return slots.filter(({ start }) => Date.parse(start) > Date.now());
};

/** @param {{ store: any, wanted: Wanted, days: string[], when: string, choose: (when: string) => void, isBusy?: boolean }} props */
export function DayAndTime({ store, wanted, days, when, choose, isBusy = false }) {
  const [day, setDay] = useState(when ? isoDay(when, store.timezone) : days[0]);
  const [slots, setSlots] = useState(/** @type {any[] | null} */ (null));
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let isOld = false; // an answer that comes after another choice changes nothing
    setSlots(null);
    readSlots(store, wanted, day).then(
      (found) => {
        if (isOld) return;
        setSlots(found);
        // The first free one, where none is chosen yet of this day.
        const free = found.find(({ is_free: isFree }) => isFree);
        if (!found.some(({ start }) => start === when)) choose(free?.start ?? "");
      },
      (error) => isOld || setTrouble(reasonOf(error)),
    );
    return () => {
      isOld = true;
    };
  }, [day]);
  return html`
    <div class="pair">
      <label>${t("Day")} <select value=${day} disabled=${isBusy} onChange=${(event) => setDay(event.target.value)}>${days.map((one, index) => html`<option key=${one} value=${one}>${index ? shortDay(one) : t("today")}</option>`)}</select></label>
      <label>${t("Time")} <select name="start" value=${when} disabled=${isBusy || !slots?.length} onChange=${(event) => choose(event.target.value)}>
        ${slots?.map(({ start, end, is_free: isFree }) => html`<option key=${start} value=${start} disabled=${!isFree}>${clock(start, store.timezone)}–${clock(end, store.timezone)}${isFree ? "" : ` ${t("booked out")}`}</option>`)}
      </select></label>
    </div>
    <p role="status" class="soft">${trouble || (slots && !slots.length ? t("Nothing on that day any more.") : "")}</p>
  `;
}
