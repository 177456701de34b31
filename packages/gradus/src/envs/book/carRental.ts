/**
 * Jack's car rental. Sutton & Barto, Example 4.2, and Exercise 4.7 with its two changes.
 *
 * Two places with 0 … 20 cars each at the end of a day: the state, numbered 21 · first + second. Action: how many cars to move
 * overnight from the first to the second, −5 … 5, at $2 each. Then requests and returns arrive, both Poisson; a car that is rented
 * earns $10, cars returned can be rented the day after, more than 20 at a place go away. The distributions are exact: what the
 * tables of n = 0 … 20 leave over belongs to "so many that it makes no difference".
 */
import { type ConfigOf, configure, type Knobs } from "../../core/knobs.ts";
import { exp } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import type { WorldScenery } from "../scenery.ts";

const MOST = 20; // cars at one place
const SIDE = MOST + 1;
const MOVES = 5;
const RENT = 10; // $ per car
const MOVE = 2; // $ per car
const PARKING = 4; // $ per place with more than ten cars, in the modified problem

/** Expected requests and returns per day. */
export const DEMAND = [
  { requests: 3, returns: 3 },
  { requests: 4, returns: 2 },
] as const;

export const carRentalKnobs = {
  modified: {
    default: false,
    doc: "Exercise 4.7: one car a night goes to the second place for nothing, more than ten cars at a place cost $4.",
  },
} as const satisfies Knobs;
export type CarRentalOptions = Partial<ConfigOf<typeof carRentalKnobs>>;
export interface CarRentalState {
  first: number;
  second: number;
}

/** Expected earnings of a day that begins with n cars, and the distribution of the cars at its end. */
interface Day {
  readonly earnings: number;
  readonly end: Float64Array;
}

/** P(N = 0), …, P(N = MOST − 1), and P(N ≥ MOST) last. */
function poisson(mean: number, most: number): Float64Array {
  const p = new Float64Array(most + 1);
  let [term, sum] = [exp(-mean), 0];
  for (let n = 0; n < most; n++) {
    p[n] = term;
    sum += term;
    term *= mean / (n + 1);
  }
  p[most] = 1 - sum;
  return p;
}

function day(n: number, { requests, returns }: (typeof DEMAND)[number]): Day {
  const end = new Float64Array(SIDE);
  let earnings = 0;
  poisson(requests, n).forEach((p, rented) => {
    earnings += p * RENT * rented; // the last entry is all who ask for n cars or more
    const left = n - rented;
    poisson(returns, MOST - left).forEach((q, back) => {
      end[left + back] += p * q;
    });
  });
  return { earnings, end };
}

/** What a night's decision costs: moving, and in the modified problem parking. */
function cost(move: number, first: number, second: number, modified: boolean): number {
  if (!modified) return MOVE * Math.abs(move);
  const paid = move > 0 ? move - 1 : -move;
  return MOVE * paid + PARKING * ((first > 10 ? 1 : 0) + (second > 10 ? 1 : 0));
}

/** So many cars to the second place on the number keys; a, s, d, f, g bring one to five back. */
const keys: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from({ length: MOVES + 1 }, (_, n) => [n, n])),
  ...{ a: -1, s: -2, d: -3, f: -4, g: -5 },
};

/** The model and the world in one: `expected` is the exact expected update for dynamic programming (model.ts). */
export function carRental(options: CarRentalOptions = {}) {
  const { modified } = configure(carRentalKnobs, options);
  const days = DEMAND.map((demand) => Array.from({ length: SIDE }, (_, n) => day(n, demand)));

  function expected(s: number, a: number, V: Float64Array, gamma: number): number {
    const [n1, n2, move] = [Math.floor(s / SIDE), s % SIDE, a - MOVES];
    if (move > n1 || -move > n2) return -Infinity; // one cannot move what is not there
    const [first, second] = [Math.min(n1 - move, MOST), Math.min(n2 + move, MOST)];
    const [one, two] = [days[0][first], days[1][second]];
    let future = 0;
    for (let i = 0; i < SIDE; i++) {
      let row = 0;
      for (let j = 0; j < SIDE; j++) row += two.end[j] * V[i * SIDE + j];
      future += one.end[i] * row;
    }
    return one.earnings + two.earnings - cost(move, first, second, modified) + gamma * future;
  }

  const scenery: WorldScenery = { family: "carRental", most: MOST };
  const world: World<CarRentalState, Discrete, Discrete> = {
    id: modified ? "CarRentalModified-v1" : "CarRental-v1",
    title: "Move cars between two places overnight, rent them out by day.",
    observationSpace: discrete(SIDE * SIDE),
    actionSpace: discrete(2 * MOVES + 1, -MOVES),
    maxSteps: 100,
    create: () => ({ first: 10, second: 10 }),
    reset(state) {
      state.first = state.second = 10;
    },
    step(state, wanted, random, outcome) {
      const move = Math.max(-state.second, Math.min(wanted, state.first));
      state.first = Math.min(state.first - move, MOST);
      state.second = Math.min(state.second + move, MOST);
      outcome.reward = -cost(move, state.first, state.second, modified);
      outcome.terminated = false;
      for (const [i, place] of (["first", "second"] as const).entries()) {
        const rented = Math.min(state[place], drawPoisson(DEMAND[i].requests, random));
        outcome.reward += RENT * rented;
        state[place] = Math.min(
          state[place] - rented + drawPoisson(DEMAND[i].returns, random),
          MOST,
        );
      }
    },
    observe: ({ first, second }, out, at) => {
      out[at] = first * SIDE + second;
    },
    mask({ first, second }, out, at) {
      for (let a = -MOVES; a <= MOVES; a++)
        out[at + a + MOVES] = a <= first && -a <= second ? 1 : 0;
    },
    keys,
    scenery,
    text: ({ first, second }) =>
      `first  ${"▰".repeat(first)} ${first}\nsecond ${"▰".repeat(second)} ${second}\n`,
  };
  return { ...world, states: SIDE * SIDE, actions: 2 * MOVES + 1, expected };
}

/** By inversion: one uniform number a draw. */
function drawPoisson(mean: number, random: Rng): number {
  let [n, p, u] = [0, exp(-mean), random.random()];
  while (u >= p && p > 0) {
    u -= p;
    p *= mean / ++n;
  }
  return n;
}
