/** The same in two dimensions: four step neurons and a threshold make a tower, towers make any surface. */
import { log, sigmoid } from "gradus/core";
import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured, type NumberMap } from "../../../src/lab.ts";

/**
 * A tower of height 1 over a square, as a network with two hidden layers.
 *
 * Four steps, two in x and two in y, each with output weight ±h, add up to 2h inside, h on the arms of a cross, 0 elsewhere.
 * A neuron with bias −3h/2 keeps the inside only (Nielsen, ch. 4, “Many input variables”).
 */
export function tower(
  x0: number,
  x1: number,
  y0: number,
  y1: number,
  w: number,
  h: number,
): (x: number, y: number) => number {
  const step = (t: number, s: number) => sigmoid(w * t - w * s);
  return (x, y) => sigmoid(h * (step(x, x0) - step(x, x1) + step(y, y0) - step(y, y1)) - 1.5 * h);
}

/** The surface to build: a smooth hill with a dip, between 0.2 and 0.8. */
export const surface = (x: number, y: number): number =>
  0.2 + 0.6 * 16 * x * (1 - x) * y * (1 - y) * (1 - 0.5 * x * y);

const logit = (p: number): number => log(p / (1 - p));
const midpoints = (n: number): number[] => Array.from({ length: n }, (_, i) => (i + 0.5) / n);

/** n × n towers, each as high as σ⁻¹ of the surface at its centre; the output neuron applies σ. */
export function city(n: number, w: number, h: number): (x: number, y: number) => number {
  const towers = midpoints(n).flatMap((cx) =>
    midpoints(n).map((cy) => {
      const half = 0.5 / n;
      return {
        height: logit(surface(cx, cy)),
        at: tower(cx - half, cx + half, cy - half, cy + half, w, h),
      };
    }),
  );
  return (x, y) => sigmoid(towers.reduce((sum, t) => sum + t.height * t.at(x, y), 0));
}

function deviation(n: number, w: number, h: number): number {
  const network = city(n, w, h);
  const points = midpoints(64);
  const errors = points.flatMap((x) => points.map((y) => Math.abs(network(x, y) - surface(x, y))));
  return errors.reduce((a, b) => a + b, 0) / errors.length;
}

/** The mean of |f − f(centre)| over the same cells and points: towers with perfectly sharp walls. */
function sharpDeviation(n: number): number {
  const points = midpoints(64);
  const centre = (t: number) => (Math.floor(t * n) + 0.5) / n;
  const errors = points.flatMap((x) =>
    points.map((y) => Math.abs(surface(centre(x), centre(y)) - surface(x, y))),
  );
  return errors.reduce((a, b) => a + b, 0) / errors.length;
}

const SIZES = [2, 4, 8] as const;

/** The surface and what the network makes of it, from above. */
function views(n: number, w: number, h: number): NumberMap[] {
  const points = midpoints(48);
  const seen = (title: string, f: (x: number, y: number) => number): NumberMap => ({
    title,
    width: 48,
    height: 48,
    values: points.flatMap((y) => points.map((x) => f(x, 1 - y))),
  });
  return [seen("the surface", surface), seen(`${n} × ${n} towers`, city(n, w, h))];
}

export const universalityTowers = lab({
  id: "01/universality-towers",
  row: "N29",
  title: "Towers: the same trick with two inputs",
  question:
    "Four step neurons and one threshold make a tower over a square. Cover the square with n × n towers: how fast does the network approach a given surface?",
  source: "Nielsen, ch. 4, “Many input variables”",
  kind: "property",
  knobs: {
    weight: { default: 2000, symbol: "w", range: [10, 10000], doc: "Steepness of the walls." },
    h: {
      default: 40,
      symbol: "h",
      range: [1, 200],
      doc: "Output weight of the step neurons; the threshold is 3h/2.",
    },
  },
  quick: { seconds: 0.5, seeds: [1] },
  full: { seconds: 0.5, seeds: [1] },
  chart: {
    x: { key: "towers", label: "towers", range: [0, 64] },
    y: { key: "deviation", label: "mean deviation from the surface", range: [0, 0.16] },
    hasMaps: true,
  },
  *run({ weight, h }) {
    const single = tower(0.25, 0.75, 0.25, 0.75, weight, h);
    const corners = [single(0.5, 0.5), single(0.5, 0.1), single(0.1, 0.5), single(0.1, 0.1)];
    const deviations: number[] = [];
    for (const [i, n] of SIZES.entries()) {
      deviations.push(deviation(n, weight, h));
      yield {
        progress: (i + 1) / SIZES.length,
        series: { towers: n * n, deviation: deviations[i] },
        live: { maps: views(n, weight, h) },
      };
    }
    return { corners, deviations, sharp: SIZES.map(sharpDeviation) };
  },
  verdict(measured: readonly Measured[]) {
    const [{ corners, deviations, sharp }] = measured as unknown as [
      Record<"corners" | "deviations" | "sharp", number[]>,
    ];
    const towerStands =
      corners.length === 4 && [1, 0, 0, 0].every((c, i) => Math.abs(corners[i] - c) < 1e-6);
    return {
      published: "towers approximate any surface as finely as one likes",
      measured: `inside, two arms, outside: ${list(corners, 3)}; mean deviation with ${SIZES.map((n) => n * n).join(", ")} towers: ${list(deviations, 4)}`,
      exact: `1, 0, 0, 0; sharp walls: ${list(sharp, 4)}`,
      tolerance: `The tower to 1e-6 (σ(−h/2) = 2e-9 for h = 40); the deviations within 0.005 of sharp walls (walls of width 4/2000 cover less than ${fixed(2 * 8 * 0.004, 2)} of the square, with an error below 0.08 there), and falling.`,
      pass:
        towerStands &&
        deviations.length === SIZES.length &&
        deviations.every(
          (d, i) => Math.abs(d - sharp[i]) <= 0.005 && (i === 0 || d < deviations[i - 1]),
        ),
    };
  },
});
