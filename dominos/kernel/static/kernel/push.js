// News in this browser while no page of ours is open: the button that asks for it, and what the push service gives.

import { call, remove } from "./api.js";
import { t } from "./texts.js";
import { html, useEffect, useState } from "./ui.js";

const WORKER = "/news/service-worker.js";
const KEPT = "dominos.push";

const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** @returns {Record<string, string>} */
const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "{}");

/** @param {string} audience @param {string | null} id */
function keep(audience, id) {
  const { [audience]: _, ...others } = kept();
  localStorage.setItem(KEPT, JSON.stringify(id ? { ...others, [audience]: id } : others));
}

/** @param {string} text base64url */
function bytes(text) {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

/** @param {any} audience @param {string | undefined} storeId */
async function subscribe(audience, storeId) {
  const { push_key: key } = await call("/notifications/settings");
  if (!key) throw new Error(t("Nothing is pushed here."));
  if ((await Notification.requestPermission()) !== "granted") throw new Error(t("Your browser does not allow it."));
  const worker = await navigator.serviceWorker.register(WORKER, { scope: "/news/" });
  const found = await worker.pushManager.getSubscription();
  const subscription =
    found ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }));
  const { endpoint, keys } = /** @type {any} */ (subscription.toJSON());
  const store = storeId ? { store_id: storeId } : {};
  const { id } = await call("/notifications/subscriptions", { endpoint, keys, audience, ...store });
  keep(audience, id);
}

/** @param {string} audience */
async function unsubscribe(audience) {
  const id = kept()[audience];
  if (id) await remove(`/notifications/subscriptions/${id}`).catch(() => {});
  keep(audience, null);
}

/**
 * Switches news in this browser on and off; nothing where the browser cannot.
 * @param {{ audience: "customer" | "store" | "chain" | "courier", storeId?: string, onTrouble: (error: any) => void }} props
 */
export function PushButton({ audience, storeId, onTrouble }) {
  const [isOn, setOn] = useState(Boolean(kept()[audience]));
  useEffect(() => {
    // A browser says by itself that it goes on, and to whom: the reader may be another one by now.
    if (canPush() && isOn && Notification.permission === "granted") subscribe(audience, storeId).catch(() => {});
  }, []);
  if (!canPush()) return null;
  const change = async () => {
    try {
      await (isOn ? unsubscribe(audience) : subscribe(audience, storeId));
      setOn(!isOn);
    } catch (error) {
      onTrouble(error);
    }
  };
  return html`<button type="button" aria-pressed=${isOn} onClick=${change}>
    ${isOn ? t("News in this browser: on") : t("Tell me in this browser")}
  </button>`;
}
