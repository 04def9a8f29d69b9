// The menu of a store as anybody finds it: from here one goes on with that store.

import { orderDraft } from "./order_draft.js";
import { open } from "./shop_page.js";

open(async () => {
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector("a[data-store]"));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    orderDraft.set({ service: "CARRYOUT", store: link.dataset.store ?? "", when: "" });
    location.assign("/menu/");
  });
});
