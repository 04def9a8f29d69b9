// Times at the store of the courier's run, wherever the phone believes to be.

import { askPublic } from "../kernel/api.js";
import { clock, zoneNote } from "../kernel/format.js";
import { recall, remember } from "./storage.js";

/** @type {{ store: string, zone: string | undefined }} */
let known = recall("zone", { store: "", zone: undefined });

/** @param {string} instant */
export const storeClock = (instant) => clock(instant, known.zone);

/** What the page says of its times, where the phone shows others. */
export const note = () => (known.zone ? zoneNote(known.zone) : "");

/**
 * Learns in whose time to speak; tells whether that is news. What cannot be asked now is asked again later.
 * @param {string | undefined} store
 */
export async function learnZone(store) {
  if (!store || store === known.store) return false;
  try {
    const { timezone } = await askPublic(`/stores/${store}`);
    known = { store, zone: timezone };
    remember("zone", known);
    return true;
  } catch {
    return false;
  }
}
