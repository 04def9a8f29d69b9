// Keeps the screen on: a locked phone tells nobody where its courier is, a dark screen no kitchen what to make.

/** @type {any} */
let lock = null;
let isWanted = false;

async function take() {
  const wakeLock = /** @type {any} */ (navigator).wakeLock;
  if (!wakeLock || lock || !isWanted || document.visibilityState !== "visible") return;
  try {
    lock = await wakeLock.request("screen");
    lock.addEventListener("release", () => {
      lock = null;
    });
  } catch {
    // Not on a low battery, say; the page works without it.
  }
}

// The system takes it away with the page out of sight.
document.addEventListener("visibilitychange", take);

/** @param {boolean} wanted */
export function keepAwake(wanted) {
  isWanted = wanted;
  if (wanted) take();
  else lock?.release();
}
