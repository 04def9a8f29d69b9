// A lock over all tabs of the shop.

/** @type {Map<string, Promise<any>>} */
const last = new Map();

/** Without HTTPS there are no locks over tabs: calls of this page run one after the other. */
const inTurn = (name, work) => {
  const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
  last.set(name, turn);
  return turn;
};

/**
 * Runs `work` while no other tab holds the lock of this name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const withTabLock = (name, work) =>
  navigator.locks ? navigator.locks.request(`shop.${name}`, work) : inTurn(name, work);
