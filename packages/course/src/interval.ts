/** What a verdict that rests on one number draws: the number beside the known one, and the very band that the verdict uses. */
import type { Interval, Verdict } from "./lab.ts";
import { type Band, deviation, mean, type Statistic } from "./statistics.ts";

export interface Compared {
  /** One number a seed. */
  readonly xs: readonly number[];
  /** What the verdict makes of them; their mean unless given. */
  readonly of?: Statistic;
  readonly known: number;
  readonly band: Band;
  /** What is compared, in words, where it is not a mean. */
  readonly what?: string;
}

/**
 * `{ interval }` for a verdict, to be spread into it; nothing where nothing was measured. A mean of several seeds has a standard
 * error, s / √n; other statistics have none.
 */
export function drawn({ xs, of = mean, known, band, what }: Compared): Pick<Verdict, "interval"> {
  if (xs.length === 0) return {};
  const measured = of(xs);
  if (!Number.isFinite(measured)) return {};
  const error = of === mean && xs.length > 1 ? { error: deviation(xs) / Math.sqrt(xs.length) } : {};
  const interval: Interval = {
    known,
    measured,
    ...error,
    accepted: [band.low, band.high],
    ...(what === undefined ? {} : { what }),
  };
  return { interval };
}

/** How far a number is off, in units of what is allowed: 0 where it should be, ± 1 at the ends of its band. */
export interface Distance {
  readonly key: string;
  readonly off: number;
}

/** Of several numbers with a band each, the verdict rests on the one that is farthest off: within ± 1, and all are. */
export function farthest(distances: readonly Distance[]): Pick<Verdict, "interval"> {
  if (distances.length === 0 || distances.some(({ off }) => Number.isNaN(off))) return {};
  const worst = distances.reduce((a, b) => (Math.abs(b.off) > Math.abs(a.off) ? b : a));
  return drawn({
    xs: [worst.off],
    known: 0,
    band: { low: -1, high: 1 },
    what: `${worst.key}, of ${distances.length} numbers the farthest off; 1 is what is allowed`,
  });
}
