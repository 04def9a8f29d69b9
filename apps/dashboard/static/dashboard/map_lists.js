// The orders of a store by risk and its couriers. An order is given to a courier by dragging it onto them, or by its list.

import { call } from "../kernel/api.js";
import { clock, orderNumber, words } from "../kernel/format.js";
import { tell } from "../kernel/page.js";
import { t, tn } from "../kernel/texts.js";
import { html, toast, useNow, useState } from "../kernel/ui.js";
import { showChoice } from "./map_explanation.js";

const KIND = "application/x-delivery";
const MINUTE_MS = 60_000;
const STALE_MS = 2 * MINUTE_MS;
/** Until the food has left the store another courier can be asked for it. */
const MOVABLE = ["WAITING", "OFFERED", "ASSIGNED"];

/** @typedef {{ doors: any[], couriers: any[], zone: string, look: (place: any) => void, again: () => Promise<void> }} Shown */

/** @param {number} milliseconds */
const minutesOf = (milliseconds) => Math.max(Math.round(Math.abs(milliseconds) / MINUTE_MS), 0);

/**
 * Asks a courier for an order, or has the engine choose anew.
 * @param {string} delivery @param {string} number @param {any} courier null for whoever is free
 * @param {() => Promise<void>} again
 */
async function give(delivery, number, courier, again) {
  tell();
  try {
    const body = { reason: t("given by the dispatcher"), ...(courier && { courier_id: courier.courier_id }) };
    await call(`/deliveries/${delivery}/actions/reassign`, body);
    const named = { name: courier?.name, number: orderNumber(number) };
    toast(courier ? t("{name} is asked for {number}.", named) : t("Somebody is looked for, for {number}.", named));
    await again();
  } catch (error) {
    tell(error);
  }
}

/** @param {any} door @param {number} now */
function risk(door, now) {
  if (door.no_courier_since) {
    const count = minutesOf(now - Date.parse(door.no_courier_since));
    return tn("ready for {count} minute, no courier", "ready for {count} minutes, no courier", count);
  }
  const left = Date.parse(door.promised_to) - Math.max(Date.parse(door.expected_at), now);
  const count = minutesOf(left);
  return left < 0
    ? tn("{count} minute late", "{count} minutes late", count)
    : tn("{count} minute to spare", "{count} minutes to spare", count);
}

/** @param {{ door: any, now: number } & Shown} props */
function Door({ door, now, couriers, zone, look, again }) {
  const number = orderNumber(door.number);
  const mayMove = MOVABLE.includes(door.status);
  const named = (id) => couriers.find((courier) => courier.courier_id === id)?.name ?? t("somebody off shift");
  const kept = door.kept_for
    ? t("only {name}", { name: named(door.kept_for) })
    : door.kept_from.map((id) => t("not {name}", { name: named(id) })).join(", ");
  const detail = [
    words(door.status),
    door.courier_id && named(door.courier_id),
    t("by {time}", { time: clock(door.promised_to, zone) }),
    kept,
  ];
  const ours = couriers.filter((one) => !one.provider);
  const [to, setTo] = useState("");
  const given = (event) => {
    event.preventDefault();
    setTo("");
    give(door.delivery_id, door.number, couriers.find((one) => one.courier_id === to) ?? null, again);
  };
  const drag = (event) => event.dataTransfer.setData(KIND, JSON.stringify([door.delivery_id, door.number]));
  return html`
    <li draggable=${mayMove} onDragStart=${drag} data-order=${door.order_id}>
      ${mayMove && html`<span class="grip" aria-hidden="true">⠿</span>`}
      <button type="button" class="place" onClick=${() => look(door)}>
        ${number} <small class=${door.is_late || door.no_courier_since ? "late" : ""}>${risk(door, now)}</small>
        <small>${detail.filter(Boolean).join(" · ")}</small>
      </button>
      ${
        mayMove &&
        html`<form class="buttons" onSubmit=${given}>
          <select required value=${to} aria-label=${t("Give {number} to", { number })} onChange=${(event) => setTo(event.target.value)}>
            <option value="">${t("Give to …")}</option>
            ${ours.map((one) => html`<option key=${one.courier_id} value=${one.courier_id}>${one.name}</option>`)}
            <option value="anybody">${t("whoever is free")}</option>
          </select>
          <button>${t("Give")}</button>
          <button type="button" onClick=${() => showChoice(door, ours, zone, again)} aria-label=${t("Who brings {number}, and why", { number })}>${t("Why?")}</button>
        </form>`
      }
    </li>
  `;
}

/** @param {Shown} props */
export function Doors(props) {
  const now = useNow(15_000);
  return html`
    <h2 class="heading">${t("Orders, by risk")} (${props.doors.length})</h2>
    <ul id="doors" class="plain-list">${props.doors.map((door) => html`<${Door} key=${door.order_id} door=${door} now=${now} ...${props} />`)}</ul>
  `;
}

/** @param {{ courier: any, now: number } & Shown} props */
function Courier({ courier, now, doors, zone, look, again }) {
  const [isOver, setOver] = useState(false);
  const own = doors.filter((door) => door.courier_id === courier.courier_id);
  const carries = own
    .map((door) => t("{number} by {time}", { number: orderNumber(door.number), time: clock(door.promised_to, zone) }))
    .join(", ");
  const ago = courier.position ? now - Date.parse(courier.position.at) : null;
  const seen =
    ago === null
      ? t("not seen yet")
      : tn("seen {count} minute ago", "seen {count} minutes ago", minutesOf(Math.max(ago, 0)));
  const over = (event) => {
    if (courier.provider || !event.dataTransfer.types.includes(KIND)) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    const [delivery, number] = JSON.parse(event.dataTransfer.getData(KIND));
    give(delivery, number, courier, again);
  };
  return html`
    <li class=${isOver ? "over" : ""} onDragOver=${over} onDragLeave=${() => setOver(false)} onDrop=${drop} data-courier=${courier.courier_id}>
      <button type="button" class="place" disabled=${!courier.position} onClick=${() => look(courier.position)}>
        ${courier.name}
        <small class=${own.some((door) => door.is_late) ? "late" : ""}>${[words(courier.status), carries].filter(Boolean).join(" · ")}</small>
        <small class=${ago === null || ago > STALE_MS ? "late" : ""}>${seen}</small>
      </button>
    </li>
  `;
}

/** @param {Shown} props */
export function Couriers(props) {
  const now = useNow(15_000);
  return html`
    <h2 class="heading">${t("Couriers")} (${props.couriers.length})</h2>
    <p class="soft">${t("Drag an order onto a courier, or choose one beside the order.")}</p>
    <ul id="couriers" class="plain-list">${props.couriers.map((courier) => html`<${Courier} key=${courier.courier_id} courier=${courier} now=${now} ...${props} />`)}</ul>
  `;
}
