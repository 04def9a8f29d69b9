// When somebody wants it who calls or stands there: as soon as it is made, or in a quarter of an hour of a day.

import { askPublic } from "../kernel/api.js";
import { clock, isoDay } from "../kernel/format.js";
import { tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useRef, useState } from "../kernel/ui.js";

/** At most so many the oven bakes of what is typed: the number at the head of each line. @param {string} lines */
const pieces = (lines) =>
  lines
    .split("\n")
    .filter((line) => line.trim())
    .reduce((sum, line) => sum + Number(/^\s*(\d+)\s/.exec(line)?.[1] ?? 1), 0) || 1;

/**
 * @param {{ store: any, service: string, lines: string, place: any, when: string, choose: (when: string) => void }} props
 *   `place`: where it goes, once that is known
 */
export function When({ store, service, lines, place, when, choose }) {
  const [isAhead, setAhead] = useState(false);
  const today = store.services.find((one) => one.service === service)?.business_date; // a night's small hours are of the day before
  const [day, setDay] = useState(today ?? isoDay(Date.now(), store.timezone));
  const [slots, setSlots] = useState(/** @type {any[]} */ ([]));
  const number = useRef(0);
  const read = () => {
    const mine = ++number.current; // an answer that comes after another question changes nothing
    const door = service === "DELIVERY" && place ? { lat: place.lat, lon: place.lon } : {};
    askPublic(`/stores/${store.id}/slots`, { service, date: day, pizzas: pieces(lines), ...door }).then(
      (found) => mine === number.current && setSlots(found),
      tell,
    );
  };
  useEffect(() => {
    if (isAhead && day) read();
  }, [isAhead, day, service, store.id, place]);
  const turn = (ahead) => {
    setAhead(ahead);
    choose("");
  };
  return html`
    <fieldset>
      <legend>${t("When")}</legend>
      <label><input type="radio" name="when" checked=${!isAhead} onChange=${() => turn(false)} /> ${t("as soon as it is made")}</label>
      <label><input type="radio" name="when" checked=${isAhead} onChange=${() => turn(true)} /> ${t("later")}</label>
      ${
        isAhead &&
        html`
        <label>${t("Day")} <input type="date" required value=${day} onInput=${(event) => [setDay(event.target.value), choose("")]} /></label>
        <label>${t("Time")} <select required value=${when} onFocus=${read} onChange=${(event) => choose(event.target.value)}>
          <option value=""></option>
          ${slots.map(({ start, end, is_free: isFree }) => html`<option key=${start} value=${start} disabled=${!isFree} selected=${start === when}>${clock(start, store.timezone)}–${clock(end, store.timezone)}${isFree ? "" : ` ${t("booked out")}`}</option>`)}
        </select></label>
      `
      }
    </fieldset>
  `;
}
