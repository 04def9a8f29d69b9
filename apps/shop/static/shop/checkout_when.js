// When the food is wanted: as soon as possible, or in a slot of a day.

import { clock, isoDay } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";
import { DayAndTime, daysFrom } from "./day_and_time.js";
import { orderDraft } from "./order_draft.js";
import { saidOf } from "./store_opening.js";

/** @param {{ store: any, catalogue: import("./catalogue.js").Catalogue, held: import("./order_draft.js").OrderDraft, quote: any }} props */
export function When({ store, catalogue, held, quote }) {
  const { service, when } = held;
  const now = store.services.find((one) => one.service === service);
  const days = daysFrom(now?.business_date ?? isoDay(Date.now(), store.timezone));
  const [isLater, setLater] = useState(when !== "");
  const isAhead = isLater || !now?.is_open;
  const soon = () => {
    setLater(false);
    orderDraft.set({ when: "" });
  };
  const wanted = { service, address: held.address, pizzas: catalogue.bakedOf(held.lines) };
  return html`
    <fieldset class="card pick">
      <legend>${t("When")}</legend>
      <label class="choice">
        <input type="radio" name="when" checked=${!isAhead} disabled=${!now?.is_open} onChange=${soon} />
        ${t("As soon as possible")} <small class="soft">${quote && !isAhead ? `${clock(quote.promised_from, store.timezone)}–${clock(quote.promised_to, store.timezone)}` : saidOf(store, now)}</small>
      </label>
      <label class="choice"><input type="radio" name="when" checked=${isAhead} onChange=${() => setLater(true)} /> ${t("Later")}</label>
      ${isAhead && html`<${DayAndTime} store=${store} wanted=${wanted} days=${days} when=${when} choose=${(start) => orderDraft.set({ when: start })} />`}
    </fieldset>
  `;
}
