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

/** The worker that shows news, once it works: before, no browser subscribes by it. */
async function worker() {
  const found = await navigator.serviceWorker.register(WORKER, { scope: "/news/" });
  const begun = found.installing ?? found.waiting;
  if (!found.active && begun) {
    await new Promise((done) => {
      begun.addEventListener("statechange", () => ["activated", "redundant"].includes(begun.state) && done(null));
    });
  }
  return found;
}

/** What the browser's push service gives for our key; what it gave for one of before is good no more. @param {string} key */
async function subscription(key) {
  const { pushManager } = await worker();
  const ours = bytes(key);
  const found = await pushManager.getSubscription();
  if (String(new Uint8Array(found?.options.applicationServerKey ?? [])) === String(ours)) return found;
  await found?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: ours });
}

/** @param {any} audience @param {string | undefined} storeId */
async function subscribe(audience, storeId) {
  const { push_key: key } = await call("/notifications/settings");
  if (!key) throw new Error(t("Nothing is pushed here."));
  if ((await Notification.requestPermission()) !== "granted") {
    throw new Error(t("Your browser does not allow it: let this site tell you news in its settings."));
  }
  const given = await subscription(key).catch(() => {
    throw new Error(t("Your browser cannot be told news now. Please try again later."));
  });
  const { endpoint, keys } = /** @type {any} */ (given).toJSON();
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
  const [isOn, setOn] = useState(canPush() && Notification.permission === "granted" && Boolean(kept()[audience]));
  useEffect(() => {
    // A browser says by itself that it goes on, and to whom: the reader may be another one by now.
    if (isOn) subscribe(audience, storeId).catch(() => {});
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
