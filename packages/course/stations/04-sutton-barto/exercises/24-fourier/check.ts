/** Checks of the Fourier basis; at the end, gradient Monte Carlo on the 1000-state walk. */
import { cos, rng, sin } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

interface Solution {
  fourier(s: number[], order: number): number[];
}

interface Slip {
  readonly wave?: (z: number) => number;
  readonly pi?: number;
  readonly from?: number;
  readonly upTo?: number;
  readonly firstFastest?: boolean;
}

/** The features with a slip. */
const slipped =
  ({
    wave = cos,
    pi = Math.PI,
    from = 0,
    upTo = 0,
    firstFastest = false,
  }: Slip): Solution["fourier"] =>
  (s, order) => {
    let sums = [0];
    for (const x of firstFastest ? [...s].reverse() : s) {
      sums = sums.flatMap((sum) =>
        Array.from({ length: order + 1 + upTo - from }, (_, c) => sum + (c + from) * x),
      );
    }
    return sums.map((z) => wave(pi * z));
  };

const STATES = 1000;
/** v(s) of the walk that jumps up to 100 states to either side: nearly a straight line; this is its straight part. */
const line = (s: number) => (2 * s) / (STATES + 1) - 1;

/** Gradient Monte Carlo with order 5, 2000 episodes, α = 1e−4: the mean distance from the straight line, states 100 … 900. */
function fitted({ fourier }: Solution): number {
  const random = rng(25);
  const x = Array.from({ length: STATES + 1 }, (_, s) => fourier([s / STATES], 5));
  const w = x[0].map(() => 0);
  const value = (s: number) => x[s].reduce((sum, f, i) => sum + w[i] * f, 0);
  for (let episode = 0; episode < 2000; episode++) {
    const path: number[] = [];
    let s = 500;
    while (s > 0 && s <= STATES) {
      path.push(s);
      s += (random.integer(2) === 1 ? 1 : -1) * (1 + random.integer(100));
    }
    const G = s > 0 ? 1 : -1;
    for (const at of path) {
      const error = G - value(at);
      for (let i = 0; i < w.length; i++) w[i] += 1e-4 * error * x[at][i];
    }
  }
  let sum = 0;
  for (let s = 100; s <= 900; s++) sum += Math.abs(value(s) - line(s));
  return sum / 801;
}

export const fourier = exercise<Solution>({
  id: "04/fourier",
  folder: "04-sutton-barto/exercises/24-fourier",
  title: "Waves as features",
  source: "Sutton & Barto, 2nd ed., section 9.5.2, eq. 9.18",
  functions: ["fourier"],
  reference,
  cases: [
    {
      name: "one number",
      given: "s = 0.25, order 2: cos 0, cos π/4, cos π/2.",
      run: (f) => ({ x: f.fourier([0.25], 2) }),
      expected: { x: [1, Math.SQRT1_2, 0] },
    },
    {
      name: "order 0",
      given: "s = (0.3, 0.8), order 0: only the constant.",
      run: (f) => ({ x: f.fourier([0.3, 0.8], 0) }),
      expected: { x: [1] },
    },
    {
      name: "two numbers",
      given: "s = (0.5, 1), order 1: c = (0, 0), (0, 1), (1, 0), (1, 1).",
      run: (f) => ({ x: f.fourier([0.5, 1], 1) }),
      expected: { x: [1, -1, 0, 0] },
    },
    {
      name: "three numbers",
      given: "s = (0.1, 0.45, 0.7), order 3: 64 features.",
      run: (f) => ({ x: f.fourier([0.1, 0.45, 0.7], 3) }),
    },
    {
      name: "the long walk with yours",
      given:
        "1000 states, order 5, gradient Monte Carlo with α = 1e−4, 2000 episodes: mean distance from the straight line of values.",
      swap: true,
      run: (f) => ({ distance: fitted(f) }),
      expected: { distance: between(0, 0.12) },
    },
  ],
  mistakes: [
    {
      name: "sine instead of cosine",
      explanation: "The features are cosines; the first of them is the constant 1.",
      wrong: { fourier: slipped({ wave: sin }) },
    },
    {
      name: "whole waves only",
      explanation:
        "The argument is π c · s, not 2π c · s: half waves are allowed, which lets the two ends differ.",
      wrong: { fourier: slipped({ pi: 2 * Math.PI }) },
    },
    {
      name: "constant left out",
      explanation: "c counts from 0: the vector of zeros gives the constant feature.",
      wrong: { fourier: slipped({ from: 1 }) },
    },
    {
      name: "off by one in the order",
      explanation: "c counts from 0 up to the order, the order included.",
      wrong: { fourier: slipped({ upTo: -1 }) },
    },
    {
      name: "first number fastest",
      explanation:
        "The vectors are counted with the last number fastest: (0, 0), (0, 1), (1, 0), (1, 1).",
      wrong: { fourier: slipped({ firstFastest: true }) },
    },
  ],
});
