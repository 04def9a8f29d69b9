// Before the page's other scripts are there: asks for the menu, and notes what is picked of what the page came with.
// Imports nothing, so that it runs first.

(() => {
  const early = /** @type {any} */ (globalThis);
  document.addEventListener("click", ({ target }) => {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("button.item"));
    if (!early.isMenuThere && item) early.picked = item.dataset.product;
  });
  let store = "";
  try {
    ({ store = "" } = JSON.parse(localStorage.getItem("shop.order") ?? "{}"));
  } catch {
    return; // written by another version, or damaged
  }
  if (!store) return;
  early.ahead = Object.fromEntries(
    [`/stores/${store}/menu`, `/stores/${store}`].map((path) => [path, fetch(`/api/v1${path}`).catch(() => null)]),
  );
})();
