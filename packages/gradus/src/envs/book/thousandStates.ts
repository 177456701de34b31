/**
 * The 1000-state random walk of Sutton & Barto, Example 9.1: from state s to one of the 100 states on the left or on the right of
 * it, all equally likely; what would lie beyond an end ends the episode with −1 (left) or +1 (right).
 *
 * States are numbered as they lie: 0 and 1001 are the ends, episodes begin in state 500. There is one action, "walk on".
 */
import { type Mdp, mdp, type Transition } from "../../env/mdp.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const STATES = 1000;
const REACH = 100;
const START = 500;

export interface ThousandStatesState {
  at: number;
}

export function thousandStates(): World<ThousandStatesState, Discrete, Discrete> {
  const scenery: WorldScenery = { family: "thousandStates" };
  return {
    id: "ThousandStates-v1",
    title: "Random walk of 1000 states, with steps of up to 100",
    observationSpace: discrete(STATES + 2),
    actionSpace: discrete(1),
    maxSteps: Infinity,
    create: () => ({ at: START }),
    reset(state) {
      state.at = START;
    },
    step(state, _, random, outcome) {
      const k = random.integer(2 * REACH);
      const at = state.at + (k < REACH ? k - REACH : k - REACH + 1);
      state.at = Math.min(Math.max(at, 0), STATES + 1);
      outcome.terminated = at < 1 || at > STATES;
      outcome.reward = at < 1 ? -1 : at > STATES ? 1 : 0;
    },
    observe(state, out, at) {
      out[at] = state.at;
    },
    keys: { " ": 0, Enter: 0 },
    scenery,
    text: ({ at }) =>
      `■${Array.from({ length: 50 }, (_, i) => (Math.ceil(at / 20) - 1 === i ? "●" : "·")).join("")}■`,
  };
}

/** The same, written out; the ends lead to themselves. */
export function thousandStatesModel(): Mdp {
  const p = 1 / (2 * REACH);
  const stay = (s: number) => [{ probability: 1, next: s, reward: 0, terminated: true }];
  return mdp({
    states: STATES + 2,
    actions: 1,
    start: START,
    transitions: (s) => {
      if (s === 0 || s === STATES + 1) return stay(s);
      const row: Transition[] = [];
      for (let next = Math.max(1, s - REACH); next <= Math.min(STATES, s + REACH); next++) {
        if (next !== s) row.push({ probability: p, next, reward: 0, terminated: false });
      }
      const [left, right] = [p * Math.max(0, REACH - s + 1), p * Math.max(0, s + REACH - STATES)];
      if (left > 0) row.push({ probability: left, next: 0, reward: -1, terminated: true });
      if (right > 0)
        row.push({ probability: right, next: STATES + 1, reward: 1, terminated: true });
      return row;
    },
  });
}

/** v(s) and μ(s), s = 0 … 1001; both are 0 at the ends. */
export interface ThousandStatesFacts {
  readonly values: Float64Array;
  /** The on-policy distribution: the share of an episode's time spent in s. */
  readonly mu: Float64Array;
}

/** The chain is a band matrix: solved exactly, by elimination from the left. */
export function thousandStatesFacts(): ThousandStatesFacts {
  const toEnd = (s: number) => Math.max(0, REACH - s + 1) / (2 * REACH); // probability to step off the left end
  const reward = Float64Array.from({ length: STATES }, (_, i) => toEnd(STATES - i) - toEnd(i + 1));
  const start = new Float64Array(STATES);
  start[START - 1] = 1;
  // P is symmetric, so (I − P) serves both: values v = (I − P)⁻¹ r, visits η = (I − Pᵀ)⁻¹ start.
  const [v, visits] = solveWalk([reward, start]);
  const total = visits.reduce((a, b) => a + b, 0);
  const values = new Float64Array(STATES + 2);
  const mu = new Float64Array(STATES + 2);
  values.set(v, 1);
  mu.set(
    visits.map((n) => n / total),
    1,
  );
  return { values, mu };
}

/** Gaussian elimination of (I − P) x = b within the band of width REACH; diagonally dominant, so without pivots. */
function solveWalk(sides: readonly Float64Array[]): Float64Array[] {
  const n = STATES;
  const p = 1 / (2 * REACH);
  const A = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: 2 * REACH + 1 }, (_, k) => {
      const j = i + k - REACH;
      return j < 0 || j >= n ? 0 : j === i ? 1 : -p;
    }),
  );
  const b = sides.map((side) => side.slice());
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < Math.min(n, k + REACH + 1); i++) {
      const factor = A[i][k - i + REACH] / A[k][REACH];
      for (let j = 0; j <= REACH; j++) A[i][k - i + REACH + j] -= factor * A[k][REACH + j];
      for (const side of b) side[i] -= factor * side[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (const side of b) {
      for (let j = 1; j <= REACH && k + j < n; j++) side[k] -= A[k][REACH + j] * side[k + j];
      side[k] /= A[k][REACH];
    }
  }
  return b;
}
