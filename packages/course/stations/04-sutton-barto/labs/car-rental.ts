/** Figure 4.2: Jack's car rental by policy iteration, with exact Poisson distributions; and Exercise 4.7. */
import type { Rng } from "gradus/core";
import { carRental } from "gradus/envs/book";
import { policyIteration } from "gradus/tabular";
import type { Figure } from "../../../src/figure.ts";
import { type Chart, type LabReport, lab, type Measured } from "../../../src/lab.ts";
import { golden } from "./parts/golden.ts";

const knobs = {
  gamma: { default: 0.9, symbol: "γ", range: [0, 0.99], doc: "Discount per day." },
  theta: {
    default: 1e-4,
    symbol: "θ",
    range: [1e-9, 10],
    log: true,
    doc: "An evaluation ends when no value changes by this much in a sweep.",
  },
} as const;

/** Rows of 21 from the last to the first: as drawn, most cars on top. */
const upwards = (policy: readonly number[]): number[] =>
  Array.from({ length: 21 }, (_, i) => policy.slice(21 * (20 - i), 21 * (21 - i))).flat();

/** The policy as figure 4.2 draws it. */
const policyMap = ([measured]: readonly Measured[]): Figure => ({
  title: "Cars to move from the first to the second place overnight",
  x: { label: "" },
  series: [],
  grids: [
    {
      title: "up: 0 to 20 cars at the first place; right: 0 to 20 at the second",
      columns: 21,
      values: upwards(measured["policy"] as readonly number[]),
    },
  ],
  caption: "The optimal policy; below 0, cars move from the second place to the first.",
});

const improvements: Chart = {
  x: { key: "improvement", label: "improvements of the policy", range: [0, 6] },
  y: { key: "changed", label: "states, of 441, whose action changed", range: [0, 441] },
  pace: 4,
  hasMaps: true,
};

/** Policy iteration from "move nothing": how many states each improvement changes, values, and rows of the policy. */
function* solve(
  modified: boolean,
  gamma: number,
  theta: number,
  random: Rng,
): Generator<LabReport, Measured> {
  const cars = carRental({ modified });
  const still = new Int32Array(cars.states).fill(5); // action 5 moves nothing
  const changed: number[] = [];
  let measured: Measured = {};
  for (const { changed: count, policy, V, sweeps } of policyIteration(
    cars,
    { gamma, theta },
    random,
    undefined,
    still,
  )) {
    changed.push(count);
    yield {
      progress: Math.min(0.95, changed.length / 6),
      series: { improvement: changed.length, changed: count, sweeps },
      live: {
        maps: [
          {
            title: "cars moved",
            width: 21,
            height: 21,
            values: upwards(Array.from(policy, (a) => a - 5)),
            signed: true,
          },
          { title: "value", width: 21, height: 21, values: upwards(Array.from(V)) },
        ],
      },
    };
    const row = (n: number) => Array.from(policy.subarray(21 * n, 21 * n + 21), (a) => a - 5);
    measured = {
      changed: [...changed],
      V: [V[0], V[10 * 21 + 10], V[20 * 21 + 20]],
      "20 cars": row(20),
      "10 cars": row(10),
      "no car": row(0),
      policy: Array.from(policy, (a) => a - 5),
    };
  }
  return measured;
}

export const carRentalLab = lab({
  id: "04/car-rental",
  row: "B11",
  title: "Jack's car rental",
  question:
    "How many cars does one move overnight? Four improvements of a policy are enough for 441 states with 11 actions each.",
  source: "Sutton & Barto, 2nd ed., Example 4.2, figure 4.2",
  kind: "golden",
  knobs,
  quick: { seconds: 0.2, seeds: [1] },
  full: { seconds: 0.2, seeds: [1] },
  *run({ gamma, theta }, random) {
    return yield* solve(false, gamma, theta, random);
  },
  verdict: (measured) =>
    golden(
      {
        published:
          "π₄ is optimal; the drawing of its values is labelled 420 at the front and 612 at the top",
        exact: "V(0,0) = 421.41, V(10,10) = 574.95, V(20,20) = 636.99",
        note: "The shape agrees with the figure. The label 612 at its top does not: with exact Poisson distributions and 20 cars at either place the value is 636.99.",
        tables: [
          { key: "changed", known: [318, 272, 79, 8, 0], within: 0 },
          { key: "V", known: [421.41, 574.95, 636.99], within: 0.006 },
          {
            key: "20 cars",
            known: [5, 5, 5, 5, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 0, 0, 0],
            within: 0,
          },
          {
            key: "no car",
            known: [0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -2, -2, -2, -3, -3, -3, -3, -3, -4, -4, -4],
            within: 0,
          },
        ],
      },
      measured,
    ),
  chart: improvements,
  figure: policyMap,
});

export const carRentalModified = lab({
  id: "04/car-rental-modified",
  row: "B12",
  title: "Jack's car rental with a free shuttle and a full car park",
  question:
    "One car a night goes to the second place for nothing, and more than ten cars at a place cost $4. Such kinks are what linear methods cannot do. What becomes of the smooth borders of the policy?",
  source: "Sutton & Barto, 2nd ed., Exercise 4.7",
  kind: "golden",
  knobs,
  quick: { seconds: 0.3, seeds: [1] },
  full: { seconds: 0.3, seeds: [1] },
  *run({ gamma, theta }, random) {
    return yield* solve(true, gamma, theta, random);
  },
  verdict: (measured) =>
    golden(
      {
        published: "— (an exercise; the book gives no numbers)",
        exact:
          "an independent program (value iteration over written-out sums): V(0,0) = 429.946, V(10,10) = 580.964, V(20,20) = 603.537",
        tables: [
          { key: "V", known: [429.946, 580.964, 603.537], within: 0.006 },
          {
            key: "10 cars",
            known: [4, 3, 3, 2, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            within: 0,
          },
        ],
      },
      measured,
    ),
  chart: improvements,
  figure: policyMap,
});
