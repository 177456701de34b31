/** Two curves of the same seeds: what is between them, seed by seed. */
import { binned, filled, type Group, type Point, spread } from "./summary.ts";

/** The curve of the difference, named by where it ends: "−345 ± 21". */
export function difference(a: Group, b: Group, range: readonly [number, number]): Group {
  const seeds = differences(a, b, range);
  const ends = seeds.map((s) => s.at(-1)?.[1] ?? Number.NaN);
  const mean = ends.reduce((sum, y) => sum + y, 0) / ends.length;
  const name = Number.isFinite(mean)
    ? spread({ x: range[1], mean, low: mean, high: mean, each: ends })
    : "";
  return { name, colour: "ink-2", seeds };
}

/** b − a on one grid, seed by seed. */
function differences(a: Group, b: Group, [low, high]: readonly [number, number]): Point[][] {
  const bins = 60;
  const [one, two] = [a, b].map(({ seeds }) => binned(seeds, low, high, bins).map(filled));
  return one.map((row, i) =>
    row.flatMap((y, k) => {
      const d = (two[i]?.[k] ?? Number.NaN) - y;
      return Number.isNaN(d) ? [] : [[low + ((k + 0.5) / bins) * (high - low), d] as const];
    }),
  );
}
