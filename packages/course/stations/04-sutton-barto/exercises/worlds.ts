/**
 * The small worlds in which the checks of this station try a learner's function out. They are written down here once more, as
 * plainly as possible, so that an exercise can be read without the library.
 */
import type { Rng } from "gradus/core";

/** What can happen after an action; `terminated`: the episode ends and nothing follows. */
export interface Transition {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  readonly terminated: boolean;
}

/** model[s][a] lists what can happen. A terminal state has no actions. */
export type Model = readonly (readonly (readonly Transition[])[])[];

const surely = (next: number, reward: number, terminated: boolean): Transition[] => [
  { probability: 1, next, reward, terminated },
];

/** Example 4.1: a grid of 4 × 4, −1 a step until one of two corners. Actions: north, south, east, west. */
export const cornersModel: Model = Array.from({ length: 16 }, (_, s) =>
  isCorner(s) ? [] : [0, 1, 2, 3].map((a) => surely(moved(s, a), -1, isCorner(moved(s, a)))),
);

function isCorner(s: number): boolean {
  return s === 0 || s === 15;
}

function moved(s: number, a: number): number {
  const row = Math.floor(s / 4) + [-1, 1, 0, 0][a];
  const column = (s % 4) + [0, 0, 1, -1][a];
  return row < 0 || row > 3 || column < 0 || column > 3 ? s : 4 * row + column;
}

/** Example 4.3: stake 1 … min(s, 100 − s) coins; action a is a stake of a + 1. The reward is 1 for reaching 100. */
export function gamblerModel(heads: number): Model {
  return Array.from({ length: 101 }, (_, s) =>
    Array.from({ length: Math.min(s, 100 - s) }, (_, a) => {
      const [up, down] = [s + a + 1, s - a - 1];
      return [
        { probability: heads, next: up, reward: up === 100 ? 1 : 0, terminated: up === 100 },
        { probability: 1 - heads, next: down, reward: 0, terminated: down === 0 },
      ];
    }),
  );
}

/** A model with random transitions, some of which end the episode. */
export function randomModel(states: number, actions: number, random: Rng): Model {
  return Array.from({ length: states }, () =>
    Array.from({ length: actions }, () =>
      [0.2, 0.5, 0.3].map((probability) => ({
        probability,
        next: random.integer(states),
        reward: Math.round(random.normal() * 10) / 10,
        terminated: random.random() < 0.15,
      })),
    ),
  );
}

/** One step of experience. */
export interface Step {
  readonly S: number;
  readonly A: number;
  readonly R: number;
  readonly next: number;
  readonly terminated: boolean;
  /** A time limit stopped the episode; the world would go on. */
  readonly truncated: boolean;
}

/** A step that neither ends nor is stopped, unless told otherwise. */
export const step = (
  S: number,
  A: number,
  R: number,
  next: number,
  flags: Partial<Step> = {},
): Step => ({
  S,
  A,
  R,
  next,
  terminated: false,
  truncated: false,
  ...flags,
});

/** Examples 6.2 and 7.1: from the middle of states 1 … n left or right with equal chance; 0 and n + 1 are the ends. */
export function walk(random: Rng, n = 5, left = 0): Step[] {
  const steps: Step[] = [];
  for (let S = (n + 1) / 2; S > 0 && S <= n; ) {
    const next = S + (random.integer(2) === 1 ? 1 : -1);
    const R = next === n + 1 ? 1 : next === 0 ? left : 0;
    steps.push(step(S, 0, R, next, { terminated: next === 0 || next === n + 1 }));
    S = next;
  }
  return steps;
}

/** Root mean squared error of V(1) … V(n) against the truth. */
export function rms(V: ArrayLike<number>, truth: (s: number) => number, n: number): number {
  let sum = 0;
  for (let s = 1; s <= n; s++) sum += (V[s] - truth(s)) * (V[s] - truth(s));
  return Math.sqrt(sum / n);
}

/** Example 6.6: 4 rows of 12; start bottom left, goal bottom right, the cliff between them costs 100 and leads to the start. */
export const CLIFF = { states: 48, actions: 4, start: 36, goal: 47 } as const;

/** Actions: up, right, down, left. */
export function cliff(S: number, A: number): Step {
  const row = Math.min(3, Math.max(0, Math.floor(S / 12) + [-1, 0, 1, 0][A]));
  const column = Math.min(11, Math.max(0, (S % 12) + [0, 1, 0, -1][A]));
  const next = 12 * row + column;
  if (row === 3 && column > 0 && column < 11) return step(S, A, -100, CLIFF.start);
  return step(S, A, -1, next, { terminated: next === CLIFF.goal });
}

/** Q[s][a], all zero. */
export const table = (states: number, actions: number): number[][] =>
  Array.from({ length: states }, () => new Array<number>(actions).fill(0));

/** The best action, chance among equals; with probability ε any. */
export function epsilonGreedy(Q: readonly number[], epsilon: number, random: Rng): number {
  if (random.random() < epsilon) return random.integer(Q.length);
  const best = Math.max(...Q);
  const equal = Q.flatMap((q, a) => (q === best ? [a] : []));
  return equal[random.integer(equal.length)] ?? 0; // values that are not numbers have no best
}

/** The return of the greedy path from the start of the cliff; −1000 if it does not arrive in 100 steps. */
export function greedyCliff(Q: readonly (readonly number[])[]): number {
  let S: number = CLIFF.start;
  let total = 0;
  for (let t = 0; t < 100; t++) {
    const { next, R, terminated } = cliff(S, Q[S].indexOf(Math.max(...Q[S])));
    total += R;
    if (terminated) return total;
    S = next;
  }
  return -1000;
}

/** How often each of n results came up in `times` calls. */
export function shares(n: number, times: number, draw: () => number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (let i = 0; i < times; i++) counts[draw()]++;
  return counts.map((c) => c / times);
}
