// Why an order goes to whom it goes, and who shall or shall not bring it.

import { call } from "../kernel/api.js";
import { clock, decimal, orderNumber } from "../kernel/format.js";
import { tell } from "../kernel/page.js";
import { t, table } from "../kernel/texts.js";
import { html, openDialog, Table, toast } from "../kernel/ui.js";

const BARS = table({
  excluded: "declined it lately, or is not to bring it",
  no_room: "has no room for it",
  shift_ends: "goes home before",
  no_way: "no road leads there",
});

/** @param {any} choice @param {string} zone */
function told(choice, zone) {
  if (choice.decided_at === null) return t("Nobody is asked yet. This is how the couriers compare now.");
  const time = clock(choice.decided_at, zone);
  return choice.is_by_hand
    ? t("Given by hand at {time}.", { time })
    : t("The engine chose at {time}; this is how the couriers compared.", { time });
}

/**
 * Shows how the couriers compare for an order; a dispatcher may keep it for one of them, or from some.
 * @param {any} door @param {any[]} couriers @param {string} zone
 * @param {() => Promise<void>} again
 */
export async function showChoice(door, couriers, zone, again) {
  tell();
  try {
    const choice = await call(`/deliveries/${door.delivery_id}/choice`);
    const chosen = await openDialog((close) => dialogOf({ door, couriers, zone, choice, close }));
    if (!chosen) return;
    const [action, courier_id] = chosen;
    const body = { reason: t("decided by the dispatcher"), ...(courier_id && { courier_id }) };
    await call(`/deliveries/${door.delivery_id}/actions/${action}`, body);
    toast(t("Done."));
    await again();
  } catch (error) {
    tell(error);
  }
}

/** @param {{ door: any, couriers: any[], zone: string, choice: any, close: (chosen?: any) => void }} props */
function dialogOf({ door, couriers, zone, choice, close }) {
  const compared = new Map(choice.candidates.map((one) => [one.courier_id, one]));
  const others = couriers.filter((one) => !compared.has(one.courier_id));
  const rows = [...choice.candidates, ...others.map(({ courier_id, name }) => ({ courier_id, name, isUnknown: true }))];
  const time = (instant) => (instant ? clock(instant, zone) : "–");
  const choices = (row) => html`<span class="buttons">
    <button type="button" disabled=${door.kept_for === row.courier_id} onClick=${() => close(["keep-for", row.courier_id])}>${t("Only {name}", { name: row.name })}</button>
    <button type="button" disabled=${door.kept_from.includes(row.courier_id)} onClick=${() => close(["keep-from", row.courier_id])}>${t("Not {name}", { name: row.name })}</button>
  </span>`;
  const isKept = door.kept_for !== null || door.kept_from.length > 0;
  return html`
    <h2>${t("Who brings {number}, and why", { number: orderNumber(door.number) })}</h2>
    <p>${told(choice, zone)}</p>
    <${Table}
      caption=${t("The least cost is chosen: minutes of delay, of waiting food and of driving, as the engine weighs them. Orders that go together may change it.")}
      columns=${[
        [t("Courier"), (row) => html`${row.name}${row.courier_id === choice.chosen && html` <b>${t("asked")}</b>`}`],
        [t("Picks up"), (row) => time(row.pick_up_at)],
        [t("At the door"), (row) => time(row.drop_off_at)],
        [t("Cost"), (row) => (row.isUnknown ? "–" : decimal(row.cost)), true],
        [t("Kept from it"), (row) => (row.isUnknown ? t("was not compared") : row.bar ? BARS[row.bar] : "")],
        [t("Your choice"), choices],
      ]}
      rows=${rows}
      keyOf=${(row) => row.courier_id}
    />
    <div class="actions">
      ${isKept && html`<button type="button" onClick=${() => close(["let-anybody"])}>${t("Anybody may bring it")}</button>`}
      <button type="button" class="main" onClick=${() => close()}>${t("Back")}</button>
    </div>
  `;
}
