// What customers said of a store: their reviews with its answers, and their complaints, which support decides.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { mount, start, tell, worksOf } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";
import { Complaint } from "./complaint_card.js";
import { Review } from "./review_card.js";

/** @typedef {(work: () => Promise<any>, done: string) => Promise<void>} Run does it, says so, and shows what is then */

const shown = new Store({
  store: /** @type {any} */ (null),
  names: new Map(),
  reviews: /** @type {any} */ (null),
  complaints: /** @type {any} */ (null),
});
const paths = {
  reviews: () =>
    `/stores/${shown.value.store.id}/reviews/moderation?state=${at("#state").value}`.replace(/\?state=$/, "?"),
  complaints: () => `/complaints?store=${shown.value.store.id}`,
};

async function fill() {
  const [reviews, complaints] = await Promise.all([call(paths.reviews()), call(paths.complaints())]);
  shown.set({ reviews, complaints });
}

const { inTurn, run } = worksOf(fill);

/** @param {"reviews" | "complaints"} kind */
const more = (kind) =>
  inTurn(async () => {
    const before = shown.value[kind];
    const [path] = paths[kind]().split("?");
    const page = await call(`${path}?${new URL(/** @type {string} */ (before.next)).searchParams}`);
    shown.set({ [kind]: { ...page, results: [...before.results, ...page.results] } });
  }).catch(tell);

/** @param {{ kind: "reviews" | "complaints", title: string, card: any }} props */
function List({ kind, title, card: Card }) {
  const { [kind]: page, store, names } = useStore(shown);
  return html`
    <section id=${kind}>
      <h2 class="heading">${title}</h2>
      ${page.results.map((row) => html`<${Card} key=${row.id} row=${row} store=${store} names=${names} run=${run} />`)}
      ${page.results.length === 0 && html`<p class="soft">${t("nothing")}</p>`}
      ${page.next && html`<button type="button" onClick=${() => more(kind)}>${t("Earlier ones")}</button>`}
    </section>
  `;
}

function Page() {
  if (useStore(shown).reviews === null) return null;
  return html`
    <${List} kind="reviews" title=${t("Reviews")} card=${Review} />
    <${List} kind="complaints" title=${t("Complaints")} card=${Complaint} />
  `;
}

/** @param {import("../kernel/stores.js").StoreDetails} store */
async function show(store) {
  tell();
  const { products } = await call(`/stores/${store.id}/menu`);
  shown.set({ store, names: new Map(products.map(({ code, name }) => [code, name])), reviews: null });
  await fill();
}

start(async () => {
  mount("#main", html`<${Page} />`);
  await show(await pickStore({ onChange: (store) => inTurn(() => show(store)) }));
  at("#state").addEventListener("change", () => inTurn(fill).catch(tell));
});
