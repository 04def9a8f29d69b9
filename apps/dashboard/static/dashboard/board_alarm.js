// Says that food is ready and nobody brings it: on the page, in its title, and where the reader wants it by the device.

import { PushButton } from "../kernel/push.js";
import { claims } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";

const title = document.title;
const alarm = new Store({
  numbers: /** @type {string[]} */ ([]),
  may: "Notification" in window ? Notification.permission : "denied",
});

/**
 * Calls for couriers for the orders of these numbers; the device tells of those that were not among them before.
 * @param {string[]} numbers
 */
export function callForCouriers(numbers) {
  const fresh = numbers.filter((number) => !alarm.value.numbers.includes(number));
  alarm.set({ numbers });
  document.title = numbers.length ? `(${numbers.length}) ${t("no courier")} · ${title}` : title;
  if (alarm.value.may !== "granted") return;
  for (const number of fresh) {
    new Notification(t("No courier for {number}", { number }), { body: t("The food is ready."), tag: number });
  }
}

const ask = async () => alarm.set({ may: await Notification.requestPermission() });

const isOfChain = () => claims().roles.some((role) => ["support", "admin"].includes(role));

/**
 * Which orders wait, read out as they come, and the ways to be told outside the page.
 * @param {{ onTrouble: (error: any) => void }} props
 */
export function Alarm({ onTrouble }) {
  const { numbers, may } = useStore(alarm);
  return html`
    <p role="alert">${numbers.length > 0 && t("Ready, and no courier: {numbers}", { numbers: numbers.join(", ") })}</p>
    ${may === "default" && html`<button type="button" class="plain" onClick=${ask}>${t("Tell me on this device when food waits for a courier")}</button>`}
    ${isOfChain() && html`<${PushButton} audience="chain" onTrouble=${onTrouble} />`}
  `;
}
