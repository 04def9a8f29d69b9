// The menu of a store as anybody finds it: from here one goes on with that store.

import { open } from "./frame.js";
import { hand } from "./hand.js";

open(async () => {
  const link = /** @type {HTMLAnchorElement} */ (document.querySelector("a[data-store]"));
  link.addEventListener("click", (event) => {
    event.preventDefault();
    hand.set({ service: "CARRYOUT", store: link.dataset.store ?? "", when: "" });
    location.assign("/menu/");
  });
});
