/**
 * A tightrope: the smallest world in which a clone's mistakes grow with the square of the time.
 *
 * On the rope one must lean left or right at each step; a gust says which way, and with probability ε it lies. Leaning the wrong way is a
 * fall. Who has fallen must climb back, which takes a step; until then every step costs 1, as the fall itself does. The expert feels the
 * wind, never falls, and so never shows anybody how to climb. Our own, in the manner of the examples with which Ross and Bagnell
 * (2010) show that their bound cannot be improved.
 */
import type { Rng } from "gradus/core";

/** What is seen: the gust, or that one has fallen. */
export const LEFT = 0;
export const RIGHT = 1;
export const FALLEN = 2;
/** What can be done; the two sides are also what is to be done there. */
export const CLIMB = 2;
const COUNT = 3; // of either

/** One step of somebody who was watched. */
export interface Visit {
  readonly seen: number;
  /** What was done there. */
  readonly did: number;
  /** What the expert would have done. */
  readonly told: number;
}
/** A pair to learn from. */
export interface Pair {
  readonly seen: number;
  readonly action: number;
}

/** What a reader may replace. */
export interface RopeParts {
  /** 𝒟 ← 𝒟 ∪ {(s, π*(s))} for the steps of a round. */
  aggregated(data: readonly Pair[], visits: readonly Visit[]): Pair[];
  /** What a policy costs in T steps, expected: ε on the rope, and it never climbs. */
  cloneCost(T: number, epsilon: number): number;
  /** The same of one that errs with ε on the rope, and climbs. */
  pupilCost(T: number, epsilon: number): number;
}

export const ropeParts = {
  aggregated: (data, visits) => [
    ...data,
    ...visits.map(({ seen, told }) => ({ seen, action: told })),
  ],
  cloneCost(T, epsilon) {
    let [onRope, cost] = [1, 0];
    for (let t = 1; t <= T; t++) {
      onRope *= 1 - epsilon;
      cost += 1 - onRope;
    }
    return cost;
  },
  pupilCost(T, epsilon) {
    let [onRope, cost] = [1, 0];
    for (let t = 1; t <= T; t++) {
      cost += epsilon * onRope;
      onRope = (1 - epsilon) * onRope + (1 - onRope);
    }
    return cost;
  },
} satisfies RopeParts;

/** An action for everything that can be seen. */
export type RopePolicy = readonly number[];

/** The most frequent action of each observation; what never occurred gets the first, which is left. */
export function fitted(data: readonly Pair[]): RopePolicy {
  const counts = Array.from({ length: COUNT }, () => new Array<number>(COUNT).fill(0));
  for (const { seen, action } of data) counts[seen][action]++;
  return counts.map((of) => of.indexOf(Math.max(...of)));
}

/** One episode; every step is shown to `watch`. Returns what it cost. */
export function walked(
  act: (seen: number, told: number) => number,
  steps: number,
  epsilon: number,
  random: Rng,
  watch?: (visit: Visit) => void,
): number {
  let [isFallen, cost] = [false, 0];
  for (let t = 0; t < steps; t++) {
    const gust = random.random() < 0.5 ? LEFT : RIGHT;
    const lies = random.random() < epsilon;
    const seen = isFallen ? FALLEN : gust;
    const told = isFallen ? CLIMB : lies ? 1 - gust : gust;
    const did = act(seen, told);
    watch?.({ seen, did, told });
    isFallen = did !== told;
    if (isFallen) cost++;
  }
  return cost;
}

/** Mean and variance of the cost of T steps, exactly: moments of the count, on the rope and below it. */
export function costMoments(
  T: number,
  epsilon: number,
  climbs: boolean,
): { readonly mean: number; readonly variance: number } {
  let [p, u, v] = [1, 0, 0]; // on the rope: probability, E[N; on], E[N²; on]
  let [q, x, y] = [0, 0, 0]; // below
  for (let t = 0; t < T; t++) {
    const fall = [p, u + p, v + 2 * u + p].map((m) => epsilon * m);
    const stay = [q, x + q, y + 2 * x + q];
    const up = climbs ? [q, x, y] : [0, 0, 0];
    [p, u, v] = [p, u, v].map((m, i) => (1 - epsilon) * m + up[i]);
    [q, x, y] = fall.map((m, i) => m + (climbs ? 0 : stay[i]));
  }
  const mean = u + x;
  return { mean, variance: v + y - mean * mean };
}
