/**
 * A finite Markov decision process, written out: p(s′, r | s, a) as lists.
 *
 *     for (const { probability, next, reward, terminated } of model.transitions[s][a])
 *       q += probability * (reward + (terminated ? 0 : gamma * V[next]));
 *
 * Sutton & Barto, section 3.1. States and actions are numbered from 0.
 */
import { ShapeError, ValueError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";

/** One of the things that can happen after taking an action. */
export interface Transition {
  readonly probability: number;
  readonly next: number;
  readonly reward: number;
  /** The episode ends with it: the value of `next` counts as 0. */
  readonly terminated: boolean;
}

export interface Mdp {
  readonly states: number;
  readonly actions: number;
  /** Probability of each state to be the first. */
  readonly start: Float64Array;
  /**
   * transitions[s][a]: what can happen, with probabilities that sum to 1. Empty where the action
   * cannot be taken.
   */
  readonly transitions: readonly (readonly (readonly Transition[])[])[];
}

export interface MdpTable {
  readonly states: number;
  readonly actions: number;
  /** The first state, or the probability of each state to be the first. */
  readonly start: number | ArrayLike<number>;
  /** What can happen in state s after action a. */
  readonly transitions: (s: number, a: number) => readonly Transition[];
}

const TOLERANCE = 1e-9; // of a sum of probabilities: 1/3 three times is not 1 either

/**
 * A checked model from a description of it.
 *
 * @throws ValueError for a row whose probabilities do not sum to 1, a next state that does not
 *   exist, a reward that is not a number, a start that is no distribution
 */
export function mdp({ states, actions, start, transitions }: MdpTable): Mdp {
  atLeastOne("states", states);
  atLeastOne("actions", actions);
  const rows = Array.from({ length: states }, (_, s) =>
    Array.from({ length: actions }, (_, a) => checkedRow(s, a, transitions(s, a), states)),
  );
  return { states, actions, start: startDistribution(start, states), transitions: rows };
}

function atLeastOne(what: string, n: number): void {
  if (Number.isInteger(n) && n >= 1) return;
  throw new ValueError(`mdp: ${what} is ${n}; it must be a whole number of at least 1.`);
}

function checkedRow(s: number, a: number, row: readonly Transition[], states: number) {
  const where = `mdp: state ${s}, action ${a}`;
  for (const { probability, next, reward } of row) {
    if (!(probability >= 0 && probability <= 1 + TOLERANCE)) {
      throw new ValueError(`${where}: a probability is ${probability}; it must lie in [0, 1].`);
    }
    if (!(Number.isInteger(next) && next >= 0 && next < states)) {
      throw new ValueError(`${where}: leads to state ${next}; states go from 0 to ${states - 1}.`);
    }
    if (!Number.isFinite(reward)) {
      throw new ValueError(`${where}: a reward is ${reward}; it must be a finite number.`);
    }
  }
  if (row.length === 0) return row;
  const sum = row.reduce((total, { probability }) => total + probability, 0);
  if (Math.abs(sum - 1) > TOLERANCE) {
    throw new ValueError(`${where}: the probabilities sum to ${sum}; they must sum to 1.`);
  }
  return row;
}

function startDistribution(start: number | ArrayLike<number>, states: number): Float64Array {
  const p = new Float64Array(states);
  if (typeof start === "number") {
    if (!(Number.isInteger(start) && start >= 0 && start < states)) {
      throw new ValueError(`mdp: start is ${start}; states go from 0 to ${states - 1}.`);
    }
    p[start] = 1;
    return p;
  }
  if (start.length !== states) {
    throw new ShapeError(`mdp: start has ${start.length} probabilities for ${states} states.`);
  }
  p.set(start);
  const bad = p.find((v) => !(v >= 0));
  const sum = p.reduce((a, b) => a + b, 0);
  if (bad !== undefined || !(Math.abs(sum - 1) <= TOLERANCE)) {
    const fault =
      bad === undefined ? `the probabilities of start sum to ${sum}` : `start has ${bad}`;
    throw new ValueError(`mdp: ${fault}; they must be at least 0 and sum to 1.`);
  }
  return p;
}

/**
 * Draws from a row of transitions with one uniform number u: the first whose cumulative probability
 * exceeds u, and the very first if rounding leaves none. Gymnasium's `categorical_sample`.
 *
 * @throws ValueError for an empty row: the action cannot be taken
 */
export function drawTransition(row: readonly Transition[], random: Rng): Transition {
  if (row.length === 0) {
    throw new ValueError(
      "This action cannot be taken in this state; the world's mask says which can.",
    );
  }
  const u = random.random();
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    sum += row[i].probability;
    if (sum > u) return row[i];
  }
  return row[0];
}

/** p₀, p₀ + p₁, …: what `drawCumulative` draws from. */
export function cumulative(probabilities: ArrayLike<number>): Float64Array {
  const sums = Float64Array.from(probabilities);
  for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
  return sums;
}

/** The same draw from cumulative probabilities, by bisection. */
export function drawCumulative(sums: Float64Array, random: Rng): number {
  const u = random.random();
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low === sums.length ? 0 : low;
}
