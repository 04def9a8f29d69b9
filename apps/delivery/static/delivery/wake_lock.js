// Keeps the screen on during a shift: a locked phone tells nobody where it is.

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
    // Not on a low battery, say; the open connection is a sign of life without it.
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
