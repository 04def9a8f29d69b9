// What has to outlive a reload: fixes and photos that the platform has not acknowledged yet.

const NAME = "dominos.courier";
/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("fixes", { keyPath: "sequence" });
      request.result.createObjectStore("photos");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(name, mode, act) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = () => reject(transaction.error);
  });
}

export const put = (name, value, key) => run(name, "readwrite", (store) => store.put(value, key));
export const remove = (name, key) => run(name, "readwrite", (store) => store.delete(key));
export const clear = (name) => run(name, "readwrite", (store) => store.clear());
export const first = (name, count) => run(name, "readonly", (store) => store.getAll(null, count));
export const get = (name, key) => run(name, "readonly", (store) => store.get(key));
export const keys = (name) => run(name, "readonly", (store) => store.getAllKeys());
export const upTo = (key) => IDBKeyRange.upperBound(key);

// Small things that must be written before the next line runs.
export const remember = (key, value) => localStorage.setItem(`${NAME}.${key}`, JSON.stringify(value));
export const recall = (key, otherwise) => JSON.parse(localStorage.getItem(`${NAME}.${key}`) ?? "null") ?? otherwise;
