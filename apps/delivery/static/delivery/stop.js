// A stop of the run: what is to be done next, at the store, on the road and at the door.

import { money, orderNumber } from "../kernel/format.js";
import { t, tn } from "../kernel/texts.js";
import { confirm, html, useState } from "../kernel/ui.js";
import { Navigate } from "./parts.js";
import { Talk } from "./run_conversations.js";
import { storeClock } from "./store_time.js";

/** @typedef {{ stop: any, actions: any, isTaken: boolean }} Props */

/** @param {Props} props */
function AtStore({ stop, actions }) {
  const ready = stop.is_released ? t("Food is ready") : t("Ready about {time}", { time: storeClock(stop.ready_at) });
  return html`
    <p>${stop.store.name} · ${ready} · ${t("promised by {time}", { time: storeClock(stop.promised_to) })}</p>
    <${Navigate} place=${stop.store} label=${stop.store.name} />
    <button type="button" class="go" disabled=${!stop.is_released} onClick=${() => actions.pickUp(stop)}>${t("Picked up")}</button>
  `;
}

/** @param {Props} props */
const OnTheRoad = ({ stop, actions }) => html`
  <p>${stop.address}</p>
  ${stop.note && html`<small>${stop.note}</small>`}
  <p>${t("Promised by {time} · expected {from}–{to}", { time: storeClock(stop.promised_to), from: storeClock(stop.eta_from), to: storeClock(stop.eta_to) })}</p>
  <${Navigate} place=${stop} label=${t("the door")} />
  <button type="button" class="go" onClick=${() => actions.arrive(stop)}>${t("I am at the door")}</button>
`;

/** @param {Props} props */
function ByPin({ stop, actions }) {
  const [pin, setPin] = useState("");
  const input = (event) => {
    event.target.value = event.target.value.replace(/\D/g, "");
    setPin(event.target.value);
  };
  const submit = (event) => {
    event.preventDefault();
    actions.handOver(stop, pin);
  };
  return html`
    <form class="work-form" onSubmit=${submit}>
      <p>${stop.tries_left === 0 ? t("The PIN is locked: call support.") : tn("Ask for the PIN · {count} try left", "Ask for the PIN · {count} tries left", stop.tries_left)}</p>
      <input class="pin" id=${`pin-${stop.delivery}`} inputmode="numeric" maxlength="4" autocomplete="off" aria-label=${t("PIN")} value=${pin} onInput=${input} />
      <button class="go" disabled=${pin.length !== 4}>${t("Hand over")}</button>
    </form>
  `;
}

/** @param {Props} props */
function ByPhoto({ stop, actions, isTaken }) {
  const id = `photo-${stop.delivery}`;
  const take = (event) => event.target.files[0] && actions.photo(stop, event.target.files[0]);
  return html`
    <p>${t("Leave it at the door and take a photo of it.")}</p>
    <input type="file" id=${id} accept="image/*" capture="environment" aria-label=${t("Photo")} onChange=${take} />
    <label class=${`button ${isTaken ? "" : "go"}`} for=${id}>${isTaken ? t("Take it again") : t("Take a photo")}</label>
    <button type="button" class=${isTaken ? "go" : ""} disabled=${!isTaken} onClick=${() => actions.handOver(stop)}>${t("Left at the door")}</button>
  `;
}

/** @param {Props} props */
function NobodyThere({ stop, actions }) {
  const wait = stop.may_fail_at ? t("You may give up from {time}.", { time: storeClock(stop.may_fail_at) }) : "";
  const giveUp = async () => {
    const text = t("The order goes back to the store.");
    if (await confirm({ title: t("Give this stop up?"), text, action: t("Give up"), isDangerous: true }))
      actions.fail(stop, t("Nobody took the order"));
  };
  return html`
    <details open=${stop.contact_attempts > 0}>
      <summary>${t("Nobody there?")}</summary>
      <p>${t("Ring, and get in touch. Attempts still needed: {count}.", { count: stop.attempts_missing })} ${wait}</p>
      <div class="row">
        <button type="button" onClick=${() => actions.contact(stop)}>${t("Tell them that nobody opens")}</button>
        <button type="button" disabled=${stop.attempts_missing > 0} onClick=${giveUp}>${t("Give up")}</button>
      </div>
    </details>
  `;
}

/** @param {Props} props */
function AtDoor(props) {
  const { stop } = props;
  return html`
    <p>${stop.address}</p>
    ${stop.note && html`<small>${stop.note}</small>`}
    ${stop.cash_due > 0 && html`<p class="due">${t("Take {amount} in cash", { amount: money(stop.cash_due, stop.currency) })}</p>`}
    <${stop.contactless ? ByPhoto : ByPin} ...${props} />
    <${NobodyThere} ...${props} />
  `;
}

/** @type {Record<string, (props: Props) => any>} */
const PARTS = { ASSIGNED: AtStore, PICKED_UP: OnTheRoad, ARRIVED: AtDoor };

/** Whether there is still something to do for a stop. @param {any} stop */
export const isOpen = (stop) => stop.status in PARTS;

/** @param {Props & { isNow: boolean, connection: any }} props */
export function Stop({ stop, isNow, actions, isTaken, connection }) {
  const again = stop.attempt > 1 ? ` · ${t("attempt {number}", { number: stop.attempt })}` : "";
  const isShown = stop.status === "ASSIGNED" || isNow;
  return html`
    <article class=${`card ${isNow ? "now" : ""}`} data-delivery=${stop.delivery} data-status=${stop.status}>
      <h2>${stop.stop}. ${stop.recipient}<small>${orderNumber(stop.number)}${again}</small></h2>
      ${isShown ? html`<${PARTS[stop.status]} key=${stop.status} stop=${stop} actions=${actions} isTaken=${isTaken} />` : html`<p>${stop.address}</p>`}
      <${Talk} delivery=${stop.delivery} connection=${connection} title=${t("Message the customer")} />
    </article>
  `;
}
