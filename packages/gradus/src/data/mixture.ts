/** Mixtures of normal distributions: what generative models are tried on first, because one sees which modes they miss. */
import { ValueError } from "../core/errors.ts";
import { cos, exp, log, sin } from "../core/math.ts";
import type { Rng } from "../core/random.ts";

/** Equal shares of round normal distributions in the plane. */
export interface Mixture {
  /** [modes, 2] */
  readonly centres: Float64Array;
  /** Standard deviation of each mode along each axis. */
  readonly deviation: number;
}

/** Modes at equal distances on a circle. @throws ValueError unless modes ≥ 1, radius ≥ 0 and deviation > 0 */
export function ring(modes = 8, radius = 2, deviation = 0.02): Mixture {
  check("ring", modes, deviation);
  const centres = new Float64Array(2 * modes);
  for (let k = 0; k < modes; k++) {
    const angle = (2 * Math.PI * k) / modes;
    centres[2 * k] = radius * cos(angle);
    centres[2 * k + 1] = radius * sin(angle);
  }
  return { centres, deviation };
}

/** side² modes on a square grid around the origin. */
export function grid(side = 5, spacing = 2, deviation = 0.05): Mixture {
  check("grid", side, deviation);
  const centres = new Float64Array(2 * side * side);
  for (let k = 0; k < side * side; k++) {
    centres[2 * k] = ((k % side) - (side - 1) / 2) * spacing;
    centres[2 * k + 1] = (Math.floor(k / side) - (side - 1) / 2) * spacing;
  }
  return { centres, deviation };
}

function check(name: string, modes: number, deviation: number): void {
  if (!Number.isInteger(modes) || modes < 1)
    throw new ValueError(`${name}: ${modes} modes; it must be a whole number of at least 1.`);
  if (!(deviation > 0 && deviation < Infinity))
    throw new ValueError(`${name}: the deviation is ${deviation}; it must be above 0.`);
}

/** Draws points, [count, 2]; `out` of another size draws as many as it holds. */
export function sampleMixture(
  { centres, deviation }: Mixture,
  count: number,
  random: Rng,
  out: Float32Array = new Float32Array(2 * count),
): Float32Array {
  const modes = centres.length / 2;
  for (let i = 0; i < out.length; i += 2) {
    const k = random.integer(modes);
    out[i] = centres[2 * k] + deviation * random.normal();
    out[i + 1] = centres[2 * k + 1] + deviation * random.normal();
  }
  return out;
}

/** Mean of log p over points [count, 2], in nats. */
export function mixtureLogLikelihood(
  { centres, deviation }: Mixture,
  points: ArrayLike<number>,
): number {
  const modes = centres.length / 2;
  const variance = deviation * deviation;
  let total = 0;
  for (let i = 0; i < points.length; i += 2) {
    const exponents = Array.from({ length: modes }, (_, k) => {
      const [dx, dy] = [points[i] - centres[2 * k], points[i + 1] - centres[2 * k + 1]];
      return -(dx * dx + dy * dy) / (2 * variance);
    });
    const most = Math.max(...exponents);
    total += most + log(exponents.reduce((sum, e) => sum + exp(e - most), 0));
  }
  return total / (points.length / 2) - log(2 * Math.PI * variance * modes);
}

/** Which modes a sample reaches. */
export interface Coverage {
  /** Modes with at least `fewest` points within three deviations of the centre. */
  readonly covered: number;
  /** Share of points within three deviations of a centre. */
  readonly precise: number;
  /** Such points by mode. */
  readonly perMode: Int32Array;
}

/**
 * Which modes points [count, 2] reach: those within three deviations of a centre count for it.
 *
 * @param fewest points that make a mode count as covered: by default a tenth of its fair share
 */
export function coverage(
  { centres, deviation }: Mixture,
  points: ArrayLike<number>,
  fewest: number = Math.max(1, points.length / 2 / (centres.length / 2) / 10),
): Coverage {
  const modes = centres.length / 2;
  const perMode = new Int32Array(modes);
  for (let i = 0; i < points.length; i += 2) {
    for (let k = 0; k < modes; k++) {
      const [dx, dy] = [points[i] - centres[2 * k], points[i + 1] - centres[2 * k + 1]];
      if (dx * dx + dy * dy > 9 * deviation * deviation) continue;
      perMode[k]++;
      break;
    }
  }
  const near = perMode.reduce((a, b) => a + b, 0);
  return {
    covered: perMode.filter((n) => n >= fewest).length,
    precise: near / (points.length / 2),
    perMode,
  };
}
