// Follows one order by its signed link: the whole state over REST, then every change over the websocket.

import { askPublic, postPublic } from "../kernel/api.js";
import { meta } from "../kernel/dom.js";
import { LiveSocket } from "../kernel/live.js";
import { mount, start, tell, tellLive } from "../kernel/page.js";
import { storeDetails, tellZone } from "../kernel/stores.js";
import { html, Store, useStore } from "../kernel/ui.js";
import { followOnMap } from "./track_map.js";
import { Head, Rest } from "./track_parts.js";
import { askTalk } from "./track_talk.js";
import { headline } from "./track_words.js";

const token = meta("token");
const zone = meta("zone");
const tracked = new Store(/** @type {any} */ ({ sequence: -1 }));
const about = new Store({ id: "", store: /** @type {any} */ (null) });

// Whom to call, which another store may be later; the page stands without it.
/** @param {string} id */
function nameStore(id) {
  about.set({ id });
  storeDetails(id).then(
    (store) => about.value.id === id && about.set({ store }),
    () => {},
  );
}

/** @param {any} message */
function take(message) {
  if (message.type === "message") return askTalk();
  if (message.sequence < tracked.value.sequence) return; // stages never go back
  tracked.set(message);
  const order = tracked.value;
  if (!order.stages) return;
  document.title = `${headline(order)} · ${order.number}`;
  if (about.value.id !== order.store_id) nameStore(order.store_id);
  followOnMap(order, ask);
}

const ask = async () => take(await askPublic(`/track/${token}`));

/** @param {object} fields */
const sayHere = async (fields) => take(await postPublic(`/track/${token}/check-in`, fields));

/** @param {{ part: any }} props */
function Tracked({ part: Part }) {
  const order = useStore(tracked);
  const { store } = useStore(about);
  return order.stages
    ? html`<${Part} order=${order} zone=${zone} token=${token} sayHere=${sayHere} store=${store} ask=${ask} take=${take} />`
    : null;
}

start(async () => {
  tellZone(zone);
  mount("#head", html`<${Tracked} part=${Head} />`);
  mount("#rest", html`<${Tracked} part=${Rest} />`);
  await ask().catch(tell);
  const since = () => (tracked.value.sequence >= 0 ? `?since=${tracked.value.sequence}` : "");
  const path = () => `/ws/v1/track/${token}${since()}`;
  new LiveSocket({ path, isPublic: true, onMessage: take, onState: tellLive }).open();
});
