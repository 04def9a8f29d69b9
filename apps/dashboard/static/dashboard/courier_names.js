// What the couriers who bring for a store are called.

import { call } from "../kernel/api.js";
import { t } from "../kernel/texts.js";

/**
 * The names of all who bring for a store by identifier, page by page; who helps out is told with the store they belong to.
 * @param {string} storeId
 * @returns {Promise<Map<string, string>>}
 */
export async function courierNames(storeId) {
  const names = new Map();
  /** @type {string | null} */
  let cursor = "";
  while (cursor !== null) {
    const { results, next } = await call(`/stores/${storeId}/couriers?page_size=100${cursor}`);
    for (const row of results) names.set(row.id, nameAt(storeId, row));
    cursor = next && `&cursor=${encodeURIComponent(new URL(next, location.href).searchParams.get("cursor") ?? "")}`;
  }
  return names;
}

/** @param {string} storeId @param {any} courier */
function nameAt(storeId, courier) {
  if (courier.home_store_id === storeId) return courier.name;
  const { name, home_store_name: home } = courier;
  return home ? t("{name} (of {store})", { name, store: home }) : t("{name} (of no store)", { name });
}
