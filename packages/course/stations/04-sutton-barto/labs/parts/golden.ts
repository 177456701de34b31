/** Verdicts on numbers that are known exactly: tables to compare entry by entry. */
import { drawn, farthest } from "../../../../src/interval.ts";
import type { Measured, Verdict } from "../../../../src/lab.ts";

/** A table of known numbers: the key it is measured under, and how far an entry may be off. */
export interface Golden {
  readonly key: string;
  readonly known: readonly number[];
  /** Half the last digit in which `known` is given, or more where a sum of rounding errors needs it. */
  readonly within: number;
}

/** The largest difference between a measured and a known table; Infinity if they differ in length or are no numbers. */
export function offBy(measured: unknown, known: readonly number[]): number {
  const list =
    typeof measured === "number"
      ? [measured]
      : Array.isArray(measured)
        ? (measured as number[])
        : [];
  if (list.length !== known.length) return Number.POSITIVE_INFINITY;
  const worst = list.reduce(
    (most, x, i) =>
      Math.max(most, Number.isFinite(x) ? Math.abs(x - known[i]) : Number.POSITIVE_INFINITY),
    0,
  );
  return worst;
}

/** Passes if every table of every run agrees. */
export function golden(
  {
    published,
    exact,
    note,
    tables,
  }: {
    readonly published: string;
    readonly exact?: string;
    readonly note?: string;
    readonly tables: readonly Golden[];
  },
  measured: readonly Measured[],
): Verdict {
  const results = tables.map(({ key, known, within }) => {
    const off =
      measured.length === 0
        ? Number.POSITIVE_INFINITY
        : Math.max(...measured.map((m) => offBy(m[key], known)));
    return { key, off, within, count: known.length, ok: off <= within };
  });
  const show = ({ key, off, count }: (typeof results)[number]) =>
    `${key}: ${Number.isFinite(off) ? `${count} ${count === 1 ? "number" : "numbers"} within ${off === 0 ? "0" : off.toExponential(1)}` : "not comparable"}`;
  return {
    published,
    measured: results.map(show).join("; "),
    ...(exact === undefined ? {} : { exact }),
    tolerance: `Every entry: ${tables.map(({ key, within }) => `${key} ± ${within}`).join(", ")}. Nothing is random here; the allowance is the last digit of the known numbers.`,
    pass: results.every((r) => r.ok),
    ...comparison(tables, measured),
    ...(note === undefined ? {} : { note }),
  };
}

/** The entry that is farthest off; a single one beside its known value. */
function comparison(
  tables: readonly Golden[],
  measured: readonly Measured[],
): Pick<Verdict, "interval"> {
  const entries = measured.flatMap((m) =>
    tables.flatMap(({ key, known, within }) =>
      known.map((value, i) => {
        const list = m[key];
        const x = Array.isArray(list) ? list.length === known.length && list[i] : list;
        const name = known.length === 1 ? key : `${key} ${i + 1}`;
        return { key: name, x: typeof x === "number" ? x : Number.NaN, value, within };
      }),
    ),
  );
  if (entries.some(({ x, within }) => !Number.isFinite(x) || within === 0)) return {};
  if (entries.length !== 1)
    return farthest(
      entries.map(({ key, x, value, within }) => ({ key, off: (x - value) / within })),
    );
  const [{ key, x, value, within }] = entries;
  return drawn({
    xs: [x],
    known: value,
    band: { low: value - within, high: value + within },
    what: key,
  });
}
