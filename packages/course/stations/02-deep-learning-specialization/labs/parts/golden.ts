/** Verdicts on numbers that are printed: each measured one beside its known one. */
import type { Measured, Verdict } from "../../../../src/lab.ts";

/** What is known: numbers, and how far from them a right computation may be. */
export interface Known {
  readonly values: readonly number[];
  /** Half a unit of the last digit that is printed, where they are printed. */
  readonly within: number;
}

export type KnownTable = Readonly<Record<string, Known>>;

const listed = (measured: Measured | undefined, name: string): number[] => {
  const value = measured?.[name];
  return Array.isArray(value) ? value.map(Number) : value === undefined ? [] : [Number(value)];
};

const apart = (values: readonly number[], known: readonly number[]): number =>
  values.length === known.length
    ? Math.max(0, ...values.map((v, i) => Math.abs(v - known[i]))) // NaN stays
    : Infinity;

/** All numbers of the table in all runs; `note` names those that differ. */
export function goldenVerdict(
  table: KnownTable,
  measured: readonly Measured[],
  text: Pick<Verdict, "published" | "tolerance">,
): Verdict {
  const rows = Object.entries(table).map(([name, { values, within }]) => {
    const distances = measured.map((m) => apart(listed(m, name), values));
    const worst = Math.max(0, ...distances);
    return { name, count: values.length, within, worst, ok: worst <= within };
  });
  const wrong = rows.filter((row) => !row.ok);
  const numbers = rows.reduce((n, { count }) => n + count, 0);
  const right = rows.reduce((n, { count, ok }) => n + (ok ? count : 0), 0);
  return {
    ...text,
    measured: `${right} of ${numbers} numbers, in ${rows.length} groups`,
    exact: `${numbers} of ${numbers}`,
    pass: measured.length > 0 && wrong.length === 0,
    ...(wrong.length > 0
      ? {
          note: `Not so: ${wrong.map(({ name, worst, within }) => `${name} differs by ${worst.toPrecision(3)}, allowed ${within.toPrecision(2)}`).join("; ")}.`,
        }
      : {}),
  };
}

/** The verdict on printed numbers, and beside it how far `what` is from the engine's: the largest of every run's `distances`. */
export function besideTheEngine(
  verdict: Verdict,
  measured: readonly Measured[],
  allowed: number,
  what: string,
): Verdict {
  const worst = Math.max(...measured.flatMap((m) => m["distances"] as number[]));
  const near = worst <= allowed;
  return {
    ...verdict,
    measured: `${verdict.measured}; ${worst.toPrecision(2)} from the engine at most`,
    pass: verdict.pass && near,
    ...(near
      ? {}
      : {
          note: `${verdict.note ?? ""} ${what} from the engine's by ${worst.toPrecision(2)}.`.trim(),
        }),
  };
}
