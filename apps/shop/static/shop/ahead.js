// Asks for the menu while the page's other scripts are still on their way. Imports nothing, so that it runs first.

(() => {
  let store = "";
  try {
    ({ store = "" } = JSON.parse(localStorage.getItem("shop.hand") ?? "{}"));
  } catch {
    return; // what another version or a hand wrote there
  }
  if (!store) return;
  /** @type {any} */ (globalThis).ahead = Object.fromEntries(
    [`/stores/${store}/menu`, `/stores/${store}`].map((path) => [path, fetch(`/api/v1${path}`).catch(() => null)]),
  );
})();
