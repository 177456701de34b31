/** Comparing what came out with what was expected, leaf by leaf, and saying where they first differ. */
import type { Band, Output } from "./exercise.ts";

/** One number (or word) of the two outputs, side by side. */
export interface Row {
  /** "V[2]" */
  readonly label: string;
  readonly expected: string;
  readonly actual: string;
  readonly same: boolean;
}

/** Where two outputs first differ, and in which way. */
export interface Difference {
  readonly at: string;
  readonly kind: "value" | "not a number" | "length" | "missing";
  readonly expected: string;
  readonly actual: string;
}

export interface Comparison {
  readonly first: Difference | undefined;
  readonly rows: readonly Row[];
}

export const TOLERANCE = 1e-9;

const isList = (x: unknown): x is ArrayLike<unknown> => Array.isArray(x) || ArrayBuffer.isView(x);
const isRecord = (x: unknown): x is Record<string, unknown> =>
  typeof x === "object" && x !== null && !isList(x);
const isBand = (x: unknown): x is Band =>
  isRecord(x) && Object.keys(x).length === 2 && "low" in x && "high" in x;

/** Compares from the outside in; the first difference is the first in reading order. */
export function compare(expected: Output, actual: unknown, tolerance = TOLERANCE): Comparison {
  const rows: Row[] = [];
  let first: Difference | undefined;
  const put = (at: string, same: boolean, e: string, a: string, kind: Difference["kind"]): void => {
    rows.push({ label: at, expected: e, actual: a, same });
    if (!same) first ??= { at, kind, expected: e, actual: a };
  };
  const visit = (e: unknown, a: unknown, at: string): void => {
    if (isList(e)) list(e, a, at);
    else if (isRecord(e) && !isBand(e)) {
      const parts = isRecord(a) ? a : {};
      for (const [name, part] of Object.entries(e))
        visit(part, parts[name], at === "" ? name : `${at}.${name}`);
    } else leaf(e, a, at === "" ? "result" : at);
  };
  const list = (e: ArrayLike<unknown>, a: unknown, at: string): void => {
    const name = at === "" ? "result" : at;
    if (!isList(a)) {
      put(name, false, `${e.length} numbers`, shown(a), "missing");
      return;
    }
    if (a.length !== e.length)
      put(`${name}.length`, false, String(e.length), String(a.length), "length");
    for (let i = 0; i < e.length; i++) visit(e[i], a[i], `${name}[${i}]`);
  };
  const leaf = (e: unknown, a: unknown, at: string): void => {
    const same = leafAgrees(e, a, tolerance);
    const wanted = isBand(e) ? `${shown(e.low)} … ${shown(e.high)}` : shown(e);
    const kind = a === undefined ? "missing" : Number.isNaN(a) ? "not a number" : "value";
    const digits = !same && shown(a) === wanted ? 12 : 6; // digits enough to see the difference
    put(at, same, isBand(e) ? wanted : shown(e, digits), shown(a, digits), kind);
  };
  visit(expected, actual, "");
  return { first, rows };
}

function leafAgrees(e: unknown, a: unknown, tolerance: number): boolean {
  if (isBand(e)) return typeof a === "number" && a >= e.low && a <= e.high;
  if (typeof e !== "number" || typeof a !== "number") return Object.is(e, a);
  if (!Number.isFinite(e)) return Object.is(e, a);
  return Math.abs(e - a) <= tolerance * Math.max(1, Math.abs(e));
}

/** Whether two outputs are the same wherever one looks, NaN and wrong lengths included. */
export function agrees(one: unknown, other: unknown, tolerance = TOLERANCE): boolean {
  return compare(one as Output, other, tolerance).first === undefined;
}

/** A value as a person reads it. */
export function shown(x: unknown, digits = 6): string {
  if (typeof x === "number") return String(Number(x.toPrecision(digits)));
  if (typeof x === "string") return x;
  if (x === undefined) return "nothing";
  if (isList(x)) {
    const parts = Array.from({ length: Math.min(x.length, 8) }, (_, i) => shown(x[i], digits));
    return `[${parts.join(", ")}${x.length > 8 ? ", …" : ""}]`;
  }
  if (isRecord(x)) return "an object";
  return typeof x === "function" ? "a function" : String(x);
}

/** Up to `most` rows that show the first difference and what stands before it. */
export function excerpt(rows: readonly Row[], most = 8): readonly Row[] {
  if (rows.length <= most) return rows;
  const from = Math.max(0, Math.min(rows.findIndex((r) => !r.same) - 2, rows.length - most));
  return rows.slice(from, from + most);
}
