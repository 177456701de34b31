/**
 * Dates as people write them, and as machines do: pairs for learning to translate, without a corpus.
 *
 * "the 3rd of May 1979", "3/5/79", "thursday may 3, 1979" → "1979-05-03". Thousands of formats come from the product of how a
 * day, a month and a year can be written, in which order and with which marks between them.
 */
import { ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

export interface DatePair {
  readonly human: string;
  /** YYYY-MM-DD */
  readonly iso: string;
}

const months = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;
const weekdays = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

/** A day of the Gregorian calendar; month and day from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const two = (n: number): string => String(n).padStart(2, "0");

export const isoDate = ({ year, month, day }: CalendarDay): string =>
  `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/** 0 for Sunday; Zeller's congruence. */
export function weekday({ year, month, day }: CalendarDay): number {
  const shifted = month < 3 ? month + 12 : month;
  const y = month < 3 ? year - 1 : year;
  const h =
    (day +
      Math.floor((13 * (shifted + 1)) / 5) +
      y +
      Math.floor(y / 4) -
      Math.floor(y / 100) +
      Math.floor(y / 400)) %
    7; // 0 is Saturday
  return (h + 6) % 7;
}

const ordinal = (day: number): string => {
  const last = day % 10;
  if (day >= 11 && day <= 13) return `${day}th`;
  return `${day}${last === 1 ? "st" : last === 2 ? "nd" : last === 3 ? "rd" : "th"}`;
};

/** How each part can be written. */
const dayForms = [(d: number) => String(d), two, ordinal] as const;
const monthNames = [
  (m: number) => months[m - 1],
  (m: number) => months[m - 1].slice(0, 3),
] as const;
const yearForms = [(y: number) => String(y), (y: number) => two(y % 100)] as const;
const weekdayForms = [
  () => "",
  () => "",
  (w: number) => `${weekdays[w]} `,
  (w: number) => `${weekdays[w]}, `,
  (w: number) => `${weekdays[w].slice(0, 3)} `,
] as const;
const marks = ["/", ".", "-", " "] as const;

const one = <T>(items: readonly T[], random: Rng): T => items[random.integer(items.length)] as T;

/** One way of writing a day, drawn. Numeric dates have the day first, so that each can be read in one way only. */
export function writtenDate(date: CalendarDay, random: Rng): string {
  const { year, month, day } = date;
  const y = one(yearForms, random)(year);
  if (random.integer(4) === 0) {
    const mark = one(marks, random);
    const d = one([String, two], random)(day);
    const m = one([String, two], random)(month);
    return `${d}${mark}${m}${mark}${y}`;
  }
  const w = one(weekdayForms, random)(weekday(date));
  const d = one(dayForms, random)(day);
  const m = one(monthNames, random)(month);
  switch (random.integer(4)) {
    case 0:
      return `${w}${d} ${m} ${y}`;
    case 1:
      return `${w}${m} ${d}, ${y}`;
    case 2:
      return `${w}${m} ${d} ${y}`;
    default:
      return `${w}the ${ordinal(day)} of ${m} ${y}`;
  }
}

/** Years whose last two digits mean one year only. */
export const dateYears = [1950, 2049] as const;

/**
 * Pairs of a date as people write it and in ISO 8601, each day of the years equally likely.
 *
 * @throws ValueError unless count is a whole number ≥ 1
 */
export function datePairs(count: number, random: Rng): DatePair[] {
  if (!Number.isInteger(count) || count < 1)
    throw new ValueError(`datePairs: count is ${count}; it must be a whole number ≥ 1.`);
  return Array.from({ length: count }, () => {
    const date = drawnDay(random);
    return { human: writtenDate(date, random), iso: isoDate(date) };
  });
}

function drawnDay(random: Rng): CalendarDay {
  const [first, last] = dateYears;
  for (;;) {
    const year = first + random.integer(last - first + 1);
    const month = 1 + random.integer(12);
    const day = 1 + random.integer(31);
    if (day <= daysIn(year, month)) return { year, month, day };
  }
}

/** Every character that `writtenDate` uses, and the padding in front. */
export const humanAlphabet = [..." ,-./0123456789abcdefghijklmnopqrstuvwxyz"].join("");
export const isoAlphabet = "-0123456789";
