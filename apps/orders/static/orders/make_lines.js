// Leads to the make line of the reader's store, or lets them choose one of several.

import { call } from "../kernel/api.js";
import { mount, start } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @param {{ stores: any[] }} props */
const Stores = ({ stores }) => html`
  <ul class="plain-list">
    ${stores.map((store) => html`<li key=${store.store_id}><a class="card" href=${`/make-line/${store.store_id}`}><b>${store.code}</b> ${store.name}</a></li>`)}
  </ul>
`;

start(async () => {
  const { stores } = await call("/dashboard/stores");
  if (!stores.length) throw new Error(t("You work for no store yet: ask who manages it."));
  if (stores.length === 1) location.replace(`/make-line/${stores[0].store_id}`);
  else mount("#main", html`<${Stores} stores=${stores} />`);
});
