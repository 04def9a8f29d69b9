// Money, times and days as the reader writes them. Times are told in the zone of the store, wherever the reader is.

import { digits } from "./currencies.js";
import { coded, t, writing } from "./texts.js";

/** @type {Map<string, any>} */
const made = new Map();

/** @type {<T>(key: string, make: () => T) => T} */
function once(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}

/**
 * An amount in minor units in the reader's writing; `whole` leaves out what comes after the point.
 * @param {number} minor
 * @param {string} currency
 * @param {{ whole?: boolean }} [how]
 */
export function money(minor, currency, { whole = false } = {}) {
  const places = whole ? 0 : digits(currency);
  const format = once(
    `money ${currency} ${places}`,
    () =>
      new Intl.NumberFormat(writing, {
        style: "currency",
        currency,
        minimumFractionDigits: places,
        maximumFractionDigits: places,
      }),
  );
  return format.format(minor / 10 ** digits(currency));
}

/**
 * What somebody typed, "12,50" or "12.50", in minor units; null for what is no amount of the currency.
 * @param {string} text
 * @param {string} currency
 */
export function minorUnits(text, currency) {
  const parts = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim());
  const fraction = parts?.[2] ?? "";
  if (!parts || fraction.length > digits(currency)) return null;
  return Number(parts[1] + fraction.padEnd(digits(currency), "0"));
}

/** @param {number} value */
export const count = (value) =>
  once("count", () => new Intl.NumberFormat(writing, { maximumFractionDigits: 0 })).format(value);

/** @type {(name: string, zone: string | undefined, options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat} */
const dates = (name, zone, options) =>
  once(`${name} ${zone}`, () => new Intl.DateTimeFormat(writing, { ...options, timeZone: zone }));

/**
 * Hours and minutes in a zone, the reader's own without one.
 * @param {string | number | Date} instant
 * @param {string} [zone]
 */
export const clock = (instant, zone) =>
  dates("clock", zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(instant));

/**
 * Day and time in a zone.
 * @param {string | number | Date} instant
 * @param {string} [zone]
 */
export const dateTime = (instant, zone) =>
  dates("dateTime", zone, { dateStyle: "short", timeStyle: "short" }).format(new Date(instant));

/**
 * A day, "2026-03-29", as the reader writes days of a year that goes without saying.
 * @param {string} day
 */
export const shortDay = (day) =>
  dates("shortDay", "UTC", { day: "numeric", month: "numeric" }).format(new Date(`${day}T00:00:00Z`));

/**
 * A day, "2026-03-29", as the reader writes it with its year.
 * @param {string} day
 */
export const longDay = (day) => dates("longDay", "UTC", { dateStyle: "medium" }).format(new Date(`${day}T00:00:00Z`));

/**
 * The day it is in a zone, as "2026-03-29".
 * @param {string | number | Date} instant
 * @param {string} [zone]
 */
export function isoDay(instant, zone) {
  const parts = once(
    `isoDay ${zone}`,
    () => new Intl.DateTimeFormat("en-GB", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }),
  );
  const named = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${named.year}-${named.month}-${named.day}`;
}

/**
 * The minute it is in a zone, as "2026-03-29T18:05": what an input of a local time takes.
 * @param {string | number | Date} instant
 * @param {string} zone
 */
export function localMinute(instant, zone) {
  const format = once(
    `localMinute ${zone}`,
    () => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }),
  );
  return `${isoDay(instant, zone)}T${format.format(new Date(instant))}`;
}

/**
 * When it is a minute, "2026-03-29T18:05", in a zone; the milliseconds of the epoch, NaN for what is no minute.
 * @param {string} minute
 * @param {string} zone
 */
export function instantOf(minute, zone) {
  const wall = Date.parse(`${minute}Z`);
  if (Number.isNaN(wall)) return wall;
  const ahead = (instant) => Date.parse(`${localMinute(instant, zone)}Z`) - instant;
  return wall - ahead(wall - ahead(wall)); // asked twice, as the first guess may lie across a change of the clocks
}

/**
 * A span as minutes and seconds, "4:07", without its sign.
 * @param {number} milliseconds
 */
export function span(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * What a page says of its times when the reader's own clock shows others; "" when it shows the same.
 * @param {string} zone
 */
export function zoneNote(zone) {
  const now = Date.now();
  if (dateTime(now, zone) === dateTime(now)) return "";
  const parts = dates("zone", zone, { timeZoneName: "short" }).formatToParts(now);
  return t("Times of the store ({zone})", { zone: parts.find(({ type }) => type === "timeZoneName")?.value ?? zone });
}

/**
 * The part of an order's number that people say.
 * @param {string} number
 */
export const orderNumber = (number) => `#${number.split("#").pop()}`;

/**
 * The day of the week with this number, 1 for Monday, as the reader calls it.
 * @param {number} number
 */
export const weekday = (number) =>
  dates("weekday", "UTC", { weekday: "long" }).format(new Date(Date.UTC(2024, 0, number))); // began with a Monday

/** The numbers of the days as the reader's country begins its week: from Sunday in America and Japan. */
export const weekdays = () => {
  /** @type {any} CLDR's weeks are a method in some browsers, a property in others, and in a few not there */
  const place = new Intl.Locale(navigator.languages[0] ?? writing);
  const { firstDay } = place.getWeekInfo?.() ?? place.weekInfo ?? { firstDay: 1 };
  return [0, 1, 2, 3, 4, 5, 6].map((later) => ((firstDay - 1 + later) % 7) + 1);
};

/** A number with one digit behind the point. @param {number} value */
export const decimal = (value) =>
  once("decimal", () => new Intl.NumberFormat(writing, { minimumFractionDigits: 1, maximumFractionDigits: 1 })).format(
    value,
  );

/** A number as it is, with the hundredths it has. @param {number | string} value */
export const quantity = (value) =>
  once("quantity", () => new Intl.NumberFormat(writing, { maximumFractionDigits: 2 })).format(Number(value));

/**
 * A constant's name as words.
 * @param {string} name
 */
export const words = coded;

const IDEOGRAPH = /[\u3040-\u30ff\u3400-\u9fff]/;

/**
 * An address in one line as its place writes it: street first, but in ideographs from the large to the small.
 * @param {{ street: string, house_number: string, postcode: string, city: string }} address
 */
export const addressLine = ({ street, house_number: number, postcode, city }) =>
  (IDEOGRAPH.test(street + city) ? `${postcode} ${city}${street}${number}` : `${street} ${number}, ${postcode} ${city}`)
    .replace(/\s+/g, " ")
    .trim();
