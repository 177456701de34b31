/**
 * The small worlds in which the checks of this station try a learner's function out. They are written down here once more, as
 * plainly as possible, so that an exercise can be read without the library.
 */
import { type Rng, rng } from "gradus/core";

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

/** What a learner of Q sees after each step on the cliff, the next action included. */
export type Learn = (Q: number[][], step: Step, nextA: number) => void;

/** 500 episodes on the cliff, ε = 0.1. A learner that gets lost is stopped after 2000 steps an episode. */
export function cliffRun(
  learn: Learn,
  seed: number,
  episodes = 500,
): { Q: number[][]; online: number } {
  const random = rng(seed);
  const Q = table(CLIFF.states, CLIFF.actions);
  const returns: number[] = [];
  for (let e = 0; e < episodes; e++) {
    let A = epsilonGreedy(Q[CLIFF.start], 0.1, random);
    let S: number = CLIFF.start;
    let total = 0;
    for (let t = 0; t < 2000; t++) {
      const step = cliff(S, A);
      const nextA = epsilonGreedy(Q[step.next], 0.1, random);
      learn(Q, step, nextA);
      total += step.R;
      [S, A] = [step.next, nextA];
      if (step.terminated) break;
    }
    returns.push(total);
    if (returns.length > 3 && returns.slice(-3).every((r) => r <= -2000)) break; // lost for good
  }
  const last = returns.slice(-100);
  return { Q, online: last.reduce((a, b) => a + b, 0) / last.length };
}

/**
 * The ten-armed testbed of section 2.3: true values N(mean, 1), rewards N(true value, 1). Returns the mean reward and the share
 * of best actions over the last 100 steps of all runs.
 */
export function testbed(
  agent: (random: Rng) => { choose(t: number): number; learn(A: number, R: number): void },
  { runs = 100, steps = 1000, mean = 0, seed = 1 } = {},
): { reward: number; best: number } {
  const random = rng(seed);
  let reward = 0;
  let best = 0;
  for (let run = 0; run < runs; run++) {
    const q = Array.from({ length: 10 }, () => random.normal(mean, 1));
    const top = q.indexOf(Math.max(...q));
    const { choose, learn } = agent(random);
    for (let t = 1; t <= steps; t++) {
      const A = choose(t);
      const R = random.normal(q[A], 1);
      learn(A, R);
      if (t > steps - 100) {
        reward += R;
        best += A === top ? 1 : 0;
      }
    }
  }
  return { reward: reward / (100 * runs), best: best / (100 * runs) };
}

/** How often each of n results came up in `times` calls. */
export function shares(n: number, times: number, draw: () => number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (let i = 0; i < times; i++) counts[draw()]++;
  return counts.map((c) => c / times);
}

/** One episode of blackjack (Example 5.1) from a given hand; sticks or hits as told. Cards come from an infinite deck. */
export interface Hand {
  readonly sum: number;
  readonly usable: boolean;
  readonly dealer: number;
}

const card = (random: Rng): number => Math.min(10, 1 + random.integer(13));

function drawn(sum: number, usable: boolean, c: number): { sum: number; usable: boolean } {
  const asEleven = c === 1 && sum + 11 <= 21;
  const total = sum + (asEleven ? 11 : c);
  return total > 21 && (usable || asEleven)
    ? { sum: total - 10, usable: usable && asEleven }
    : { sum: total, usable: usable || asEleven };
}

/** Hands and actions (0 stick, 1 hit) of the player, and what the game brought: +1, 0, −1. */
export function blackjack(
  start: Hand,
  act: (hand: Hand, t: number) => number,
  random: Rng,
): { hands: Hand[]; actions: number[]; reward: number } {
  const hands: Hand[] = [];
  const actions: number[] = [];
  let hand = start;
  for (let t = 0; ; t++) {
    hands.push(hand);
    actions.push(act(hand, t));
    if (actions[t] === 0) break;
    hand = { ...hand, ...drawn(hand.sum, hand.usable, card(random)) };
    if (hand.sum > 21) return { hands, actions, reward: -1 };
  }
  let house = drawn(0, false, start.dealer);
  while (house.sum < 17) house = drawn(house.sum, house.usable, card(random));
  const reward = house.sum > 21 ? 1 : Math.sign(hand.sum - house.sum);
  return { hands, actions, reward };
}

const DYNA = [".......#G", "..#....#.", "S.#....#.", "..#......", ".....#...", "........."].join(
  "",
);

/** Example 8.1: the Dyna maze, 6 rows of 9; 1 for reaching the goal, 14 steps away. Actions: up, right, down, left. */
export const MAZE = { states: 54, actions: 4, start: 18, goal: 8 } as const;

export function maze(S: number, A: number): Step {
  const row = Math.floor(S / 9) + [-1, 0, 1, 0][A];
  const column = (S % 9) + [0, 1, 0, -1][A];
  const free = row >= 0 && row < 6 && column >= 0 && column < 9 && DYNA[9 * row + column] !== "#";
  const next = free ? 9 * row + column : S;
  return step(S, A, next === MAZE.goal ? 1 : 0, next, { terminated: next === MAZE.goal });
}

/** Steps of each episode in the maze, ε = 0.1; no episode takes more than 3000. */
export function mazeRun(
  learn: (Q: number[][], step: Step, random: Rng) => void,
  episodes: number,
  seed: number,
): number[] {
  const random = rng(seed);
  const Q = table(MAZE.states, MAZE.actions);
  return Array.from({ length: episodes }, () => {
    let S: number = MAZE.start;
    for (let t = 1; t <= 3000; t++) {
      const one = maze(S, epsilonGreedy(Q[S], 0.1, random));
      learn(Q, one, random);
      if (one.terminated) return t;
      S = one.next;
    }
    return 3000;
  });
}
