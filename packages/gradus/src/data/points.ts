/**
 * Points in the plane with labels: small classification problems that can be looked at.
 *
 * Each set is drawn from a stream; equal seeds give equal points. Labels are 0, 1, … by row, the classes one after the other.
 */
import { ValueError } from "../core/errors.ts";
import { cos, sin } from "../core/math.ts";
import type { Rng } from "../core/random.ts";

/** Points with labels. */
export interface LabelledPoints {
  /** [count, 2], row by row. */
  readonly inputs: Float32Array;
  /** [count], classes from 0. */
  readonly labels: Int32Array;
  readonly count: number;
  readonly classes: number;
}

export interface PointsOptions {
  /** Points altogether, shared out evenly; the first classes get what is left over. */
  readonly count?: number;
  /** Standard deviation of the noise; what it moves, each set says. */
  readonly noise?: number;
}

/** Puts point i of the n of its class, which is number `label`. */
type Place = (i: number, n: number, label: number, random: Rng) => readonly [x: number, y: number];

function drawn(
  set: string,
  classes: number,
  { count = 400, noise = 0 }: PointsOptions,
  random: Rng,
  place: Place,
): LabelledPoints {
  if (!Number.isInteger(count) || count < classes)
    throw new ValueError(
      `${set}: count is ${count}; it must be a whole number of at least ${classes}, one point for each class.`,
    );
  if (!(noise >= 0 && noise < Infinity))
    throw new ValueError(`${set}: noise is ${noise}; it must be a finite number of at least 0.`);
  const inputs = new Float32Array(2 * count);
  const labels = new Int32Array(count);
  let row = 0;
  for (let label = 0; label < classes; label++) {
    const n = Math.floor(count / classes) + (label < count % classes ? 1 : 0);
    for (let i = 0; i < n; i++, row++) {
      inputs.set(place(i, n, label, random), 2 * row);
      labels[row] = label;
    }
  }
  return { inputs, labels, count, classes };
}

/** The share of the way from the first of n to the last. */
const share = (i: number, n: number): number => (n === 1 ? 0 : i / (n - 1));

/**
 * A flower whose petals belong to two classes in turn; Ng's "planar data".
 *
 *     θ ∈ [3.12 k, 3.12 (k + 1)] + 0.2 ε,   r = 4 sin 4θ + noise ε′,   x = (r sin θ, r cos θ)   for class k
 *
 * No line parts them better than chance, four hidden units do to about 90 %. @param noise of the radius; 0.2
 */
export function flower(random: Rng, options: PointsOptions = {}): LabelledPoints {
  const { noise = 0.2 } = options;
  return drawn("flower", 2, { ...options, noise }, random, (i, n, label) => {
    const angle = 3.12 * (label + share(i, n)) + 0.2 * random.normal();
    const radius = 4 * sin(4 * angle) + noise * random.normal();
    return [radius * sin(angle), radius * cos(angle)];
  });
}

/** A circle of radius 1 around one of radius `factor`. @param noise of both coordinates; 0.05 */
export function circles(
  random: Rng,
  options: PointsOptions & { readonly factor?: number } = {},
): LabelledPoints {
  const { noise = 0.05, factor = 0.8 } = options;
  if (!(factor > 0 && factor < 1))
    throw new ValueError(`circles: factor is ${factor}; the inner radius must lie in (0, 1).`);
  return drawn("circles", 2, { ...options, noise }, random, (i, n, label) => {
    const angle = (2 * Math.PI * i) / n;
    const radius = label === 0 ? 1 : factor;
    return [
      radius * cos(angle) + noise * random.normal(),
      radius * sin(angle) + noise * random.normal(),
    ];
  });
}

/** Two half circles that reach into each other. @param noise of both coordinates; 0.1 */
export function moons(random: Rng, options: PointsOptions = {}): LabelledPoints {
  const { noise = 0.1 } = options;
  return drawn("moons", 2, { ...options, noise }, random, (i, n, label) => {
    const angle = Math.PI * share(i, n);
    const [x, y] = label === 0 ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];
    return [x + noise * random.normal(), y + noise * random.normal()];
  });
}

/** Arms of a spiral, each one and three quarters of a turn long. @param noise of the angle, rad; 0.2 */
export function spirals(
  random: Rng,
  options: PointsOptions & { readonly arms?: number } = {},
): LabelledPoints {
  const { noise = 0.2, arms = 2 } = options;
  if (!Number.isInteger(arms) || arms < 2)
    throw new ValueError(`spirals: arms is ${arms}; it must be a whole number of at least 2.`);
  return drawn("spirals", arms, { ...options, noise }, random, (i, n, label) => {
    const radius = share(i, n);
    const angle = 3.5 * Math.PI * radius + (2 * Math.PI * label) / arms + noise * random.normal();
    return [radius * sin(angle), radius * cos(angle)];
  });
}

/**
 * Where headers were won on a football field: each team wins on its own side of a bent border, but a share of the points has
 * changed sides, so that whoever fits all of them has fitted noise. @param noise the share that changed sides; 0.1
 */
export function football(random: Rng, options: PointsOptions = {}): LabelledPoints {
  const { noise = 0.1 } = options;
  if (noise > 0.5)
    throw new ValueError(`football: noise is ${noise}; it is a share of points, at most 0.5.`);
  return drawn("football", 2, { ...options, noise }, random, (_, __, label) => {
    const y = random.uniform(-1, 1);
    const border = 0.25 * sin(2.5 * y);
    const side = (label === 0) !== random.random() < noise ? -1 : 1;
    const room = side < 0 ? border + 1 : 1 - border;
    return [border + side * (0.02 + random.random() * (room - 0.02)), y];
  });
}

/** Clouds of normal points around centres on a circle of radius 1. @param noise deviation of each cloud; 0.25 */
export function clouds(
  random: Rng,
  options: PointsOptions & { readonly classes?: number } = {},
): LabelledPoints {
  const { noise = 0.25, classes = 3 } = options;
  if (!Number.isInteger(classes) || classes < 2)
    throw new ValueError(`clouds: classes is ${classes}; it must be a whole number of at least 2.`);
  return drawn("clouds", classes, { ...options, noise }, random, (_, __, label) => {
    const angle = (2 * Math.PI * label) / classes;
    return [cos(angle) + noise * random.normal(), sin(angle) + noise * random.normal()];
  });
}

/** Exclusive or: points of the square [−1, 1]², of class 1 where the signs of x and y differ. */
export function xor(random: Rng, options: PointsOptions = {}): LabelledPoints {
  const { noise = 0 } = options;
  return drawn("xor", 2, { ...options, noise }, random, (_, __, label) => {
    const [x, y] = [random.random(), random.random() * (random.integer(2) === 0 ? 1 : -1)];
    const first = label === 0 ? Math.sign(y) * x : -Math.sign(y) * x;
    return [first + noise * random.normal(), y + noise * random.normal()];
  });
}
