// Another time for an order: as soon as possible, or a slot of a day.

import { isoDay } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";
import { DayAndTime, daysFrom } from "../shop/day_and_time.js";

/** @param {FormData} fields */
export function timeOf(fields) {
  if (!fields.get("ahead")) return { when: null };
  const when = fields.get("start");
  if (!when) throw new Error(t("Choose a time."));
  return { when };
}

/** @param {{ mine: any, zone: string, isBusy: boolean }} props */
export function TimeFields({ mine, zone, isBusy }) {
  const [isAhead, setAhead] = useState(Boolean(mine.scheduled_for));
  const [when, setWhen] = useState(mine.scheduled_for ?? "");
  const { id: order, store_id: id, service, address, lines } = mine;
  const pizzas = lines.filter((line) => line.needs_oven).reduce((sum, { quantity }) => sum + quantity, 0);
  return html`
    <label class="choice"><input type="radio" name="ahead" value="" checked=${!isAhead} disabled=${isBusy} onChange=${() => setAhead(false)} /> ${t("As soon as possible")}</label>
    <label class="choice"><input type="radio" name="ahead" value="yes" checked=${isAhead} disabled=${isBusy} onChange=${() => setAhead(true)} /> ${t("Later")}</label>
    ${isAhead && html`<${DayAndTime} store=${{ id, timezone: zone }} wanted=${{ service, address, pizzas, order }} days=${daysFrom(isoDay(Date.now(), zone))} when=${when} choose=${setWhen} isBusy=${isBusy} />`}
  `;
}
