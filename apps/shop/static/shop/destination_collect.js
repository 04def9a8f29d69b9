// From which counter: the stores, the nearest first where the device tells where it is.

import { askPublic, call, reasonOf } from "../kernel/api.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { choose } from "./destination.js";
import { saidOf } from "./store_opening.js";

/** @param {any[]} stores @param {GeolocationCoordinates} from */
const nearestFirst = (stores, { latitude, longitude }) => {
  const away = (store) =>
    Math.hypot(store.lat - latitude, (store.lon - longitude) * Math.cos((latitude * Math.PI) / 180));
  return [...stores].sort((one, other) => away(one) - away(other));
};

/** @param {any[]} stores @param {string | null} [usual] */
const usualFirst = (stores, usual) =>
  stores.sort(
    (one, other) => Number(other.id === usual) - Number(one.id === usual) || one.name.localeCompare(other.name),
  );

export function CollectFrom() {
  const [stores, setStores] = useState(/** @type {any[] | null} */ (null));
  const [told, tell] = useState("");
  useEffect(() => {
    const me = isSignedIn() ? call("/users/me").catch(() => null) : null;
    Promise.all([askPublic("/stores", { page_size: 100 }), me]).then(
      ([{ results }, known]) => setStores(usualFirst(results, known?.store_id)),
      (error) => tell(reasonOf(error)),
    );
  }, []);
  const sort = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => setStores((all) => all && nearestFirst(all, coords)),
      () => tell(t("Your device does not tell where you are.")),
    );
  return html`
    <p role="status" class="soft">${told || (stores ? "" : t("Looking for stores …"))}</p>
    <ul class="plain-list choices">
      ${stores?.map((store) => {
        const now = store.services.find(({ service }) => service === "CARRYOUT");
        return html`
        <li key=${store.id}>
          <button type="button" disabled=${!now} onClick=${() => choose({ service: "CARRYOUT", store: store.id })}>
            <b>${store.name}</b>
            <small class="soft">${store.address.street} ${store.address.house_number}</small>
            <small class=${now?.is_open ? "ok" : "soft"}>${saidOf(store, now)}</small>
          </button>
        </li>`;
      })}
    </ul>
    <button type="button" class="plain" onClick=${sort}>${t("Nearest first")}</button>
  `;
}
