/** Checks of the Fourier basis; at the end, gradient Monte Carlo on the 1000-state walk. */
import { cos, sin } from "gradus/core";
import { featureFunction } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { bases } from "../../labs/thousand-states.ts";
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
      name: "the lab with yours",
      given:
        "The lab 04/polynomials-and-fourier, with your features in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(bases, {
          fourierBasis: (order, { high }) =>
            featureFunction(order + 1, (s) =>
              Float64Array.from(f.fourier([s[0] / high[0]], order)),
            ),
        }),
      expected: reproduced,
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
