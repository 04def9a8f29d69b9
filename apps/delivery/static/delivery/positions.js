// The courier's way: every fix is kept on the phone until the platform has it, so a lost connection loses none.

import { t } from "../kernel/texts.js";
import { clear, first, keys, put, recall, remember, remove, upTo } from "./storage.js";

const MOST = 250,
  LEAST_MS = 2_000,
  LEAST_M = 10,
  WORST_ACCURACY_M = 100_000;

function metres(a, b) {
  const north = (a.lat - b.lat) * 111_320;
  const east = (a.lon - b.lon) * 111_320 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

export class Positions {
  #connection;
  /** @type {number | null} */
  #watch = null;
  #next = 1;
  /** @type {any} */
  #last = null;
  #isSending = false;
  #onTrouble;

  constructor(connection, onTrouble) {
    this.#connection = connection;
    this.#onTrouble = onTrouble;
  }

  // Whether this device tells where the courier is in that shift; another of theirs may, and two would contradict.
  isFollowing(shift) {
    return recall("shift", null) === shift.id;
  }

  // Goes on with the shift: fixes up to `acked_sequence` are safe, the others are sent again.
  async follow(shift) {
    if (recall("shift", null) !== shift.id) {
      await clear("fixes");
      remember("shift", shift.id);
      remember("sequence", 0);
    }
    await remove("fixes", upTo(shift.acked_sequence));
    const kept = await keys("fixes");
    this.#next = Math.max(shift.acked_sequence, ...kept.slice(-1), recall("sequence", 0)) + 1;
    this.#watch ??= navigator.geolocation?.watchPosition(
      (position) => this.#record(position),
      (error) => this.#onTrouble(error.code === 1 ? t("Allow this page to see where you are.") : ""),
      { enableHighAccuracy: true, maximumAge: 1_000 },
    );
    await this.send();
  }

  // Another device tells the positions from now on.
  leave() {
    remember("shift", null);
    this.stop();
  }

  stop() {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.#last = null;
  }

  async #record({ coords, timestamp }) {
    const accuracy = Math.min(coords.accuracy, WORST_ACCURACY_M);
    const fix = { lat: coords.latitude, lon: coords.longitude, accuracy, at: timestamp };
    const before = this.#last;
    if (before && Math.abs(fix.at - before.at) < LEAST_MS && metres(fix, before) < LEAST_M) return;
    this.#last = fix;
    this.#onTrouble("");
    remember("sequence", this.#next);
    await put("fixes", { ...fix, sequence: this.#next++, at: new Date(fix.at).toISOString() });
    await this.send();
  }

  // Sends what is not acknowledged, oldest first, one batch at a time.
  async send() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      let batch = await first("fixes", MOST);
      while (batch.length && this.#connection.isOpen) {
        await this.#tell(batch);
        batch = await first("fixes", MOST);
      }
    } catch {
      // Sent again after the next fix or the next connection.
    } finally {
      this.#isSending = false;
    }
  }
  // A fix that the platform cannot take goes; it must not hold up the others.
  async #tell(batch) {
    try {
      const { acked_sequence } = await this.#connection.tell("position", {
        sent_at: new Date().toISOString(),
        positions: batch,
      });
      // Numbers that this phone no longer has cannot be sent again; the platform keeps what it got beyond them.
      const isGap = acked_sequence + 1 < batch[0].sequence;
      await remove("fixes", upTo(isGap ? batch.at(-1).sequence : acked_sequence));
    } catch (error) {
      const refused = (error.problem?.errors ?? []).map(({ field }) => batch[field.split(".")[1]]).filter(Boolean);
      if (!refused.length) throw error;
      for (const fix of refused) await remove("fixes", fix.sequence);
    }
  }
}
