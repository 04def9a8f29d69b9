// What only one tab of the shop does at a time.

/** @type {Map<string, Promise<any>>} */
const last = new Map();

/** One after the other in this page alone: where it is not served safely, there are no locks over tabs. */
const inTurn = (name, work) => {
  const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
  last.set(name, turn);
  return turn;
};

/**
 * Works when nobody else works under this name.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export const alone = (name, work) =>
  navigator.locks ? navigator.locks.request(`shop.${name}`, work) : inTurn(name, work);
