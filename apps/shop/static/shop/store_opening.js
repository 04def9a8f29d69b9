// Whether a store takes orders now, in words.

import { clock, dateTime, isoDay } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";

const REASONS = table({
  closed: "closed now",
  holiday: "closed for a holiday",
  forced_closed: "takes no orders right now",
  paused: "takes a short break",
  no_such_service: "does not offer that",
});

/** "at 10:30", "on 3/12, 10:30". @param {string} instant @param {string} zone */
export const from = (instant, zone) =>
  isoDay(instant, zone) === isoDay(Date.now(), zone)
    ? t("at {time}", { time: clock(instant, zone) })
    : t("on {time}", { time: dateTime(instant, zone) });

/**
 * What a store's service says of itself now.
 * @param {any} store
 * @param {any} now its `services` entry
 */
export function saidOf(store, now) {
  if (!now) return REASONS.no_such_service;
  if (!now.is_open) {
    const opens = now.opens_at ? t("; opens {when}", { when: from(now.opens_at, store.timezone) }) : "";
    return `${REASONS[now.reason] ?? REASONS.forced_closed}${opens}`;
  }
  const [least, most] = now.wait_minutes;
  const closes = now.closes_at ? t(", orders until {time}", { time: clock(now.closes_at, store.timezone) }) : "";
  return `${least}–${most} min${closes}`;
}
