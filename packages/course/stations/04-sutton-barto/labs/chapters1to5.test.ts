/**
 * The verdicts of chapters 1 to 5, of Easy21's first two questions, of the bandits' regret and of the bootcamp's lake can say no: what
 * is known is accepted, planted mistakes are rejected. Where a mistake is one of settings, the lab itself runs with it.
 */

import { decisions, handNumber } from "gradus/envs/book";
import { describe, expect, test } from "vitest";
import type { BudgetName, LabData, Measured } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";
import { runLab } from "../../../src/run.ts";
import { expectInterval } from "../../../test/expectInterval.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { expectedError, ordinaryErrors } from "./blackjack.ts";
import { boldPlay, timidPlay } from "./gambler.ts";
import { shortPart } from "./infinite-variance.ts";

interface Case {
  readonly id: string;
  readonly budget?: BudgetName;
  readonly good: Measured;
  /** What went wrong, and which numbers that changes. */
  readonly bad: Readonly<Record<string, Measured>>;
}

/** Golden labs take no time: what they measure themselves is the good case (it is compared with the known numbers anyway). */
const own = (id: string): Measured => runLab(findLab(id), "quick", {} as LabData).runs[0];

const hill = Array.from({ length: 24 }, (_, i) => Math.min(i + 1, 24 - i));
const numbers = (m: Measured, key: string): number[] => [...(m[key] as readonly number[])];
const shifted = (xs: readonly number[], by: number): number[] => xs.map((x) => x + by);
const replaced = (xs: readonly number[], i: number, x: number): number[] =>
  xs.map((y, j) => (i === j ? x : y));

const random5 = own("04/gridworld-random-policy");
const optimal5 = own("04/gridworld-optimal");
const four = own("04/four-by-four");
const cars = own("04/car-rental");
const modified = own("04/car-rental-modified");
const gambler = own("04/gambler");
const coins = own("04/gambler-other-coins");
const lake = own("06/lake-value-iteration");
const ties = own("06/lake-policy-iteration");
const ice = own("06/lake-gymnasium");
const easy = own("05/easy21-exact");

const states = (ace: boolean) => decisions.filter((h) => h.ace === ace).map(handNumber);
const GAMES = 200_000;
const blackjackErrors = {
  games: GAMES,
  "no ace, early": expectedError(states(false), 10_000).mse,
  "no ace, end": expectedError(states(false), GAMES).mse,
  "ace, early": expectedError(states(true), 10_000).mse,
  "ace, end": expectedError(states(true), GAMES).mse,
};
const marks = [1, 10, 100, 1000, 10_000];
const offPolicy: Measured = {
  runs: 100,
  truth: -0.2772042,
  ...Object.fromEntries(ordinaryErrors().map(({ mse }, i) => [`ordinary @${marks[i]}`, mse])),
  ...Object.fromEntries(
    [0.174, 0.489, 0.089, 0.01, 0.001].map((mse, i) => [`weighted @${marks[i]}`, mse]),
  ),
};
const ends = [0.74, 0.74, 0.76, 0.8, 0.8, 0.85, 0.87, 0.89, 0.95, 1.09];
const variance: Measured = {
  episodes: 50_000,
  ends,
  short: shortPart().mean,
  weighted: ends.map(() => 1),
};
const race: Measured = {
  best: [5.62, 5.56, 5.51, 6.39, 6.78],
  steps: [7.4, 6.5, 8.3, 8.6, 7.5],
  "without failures": [7, 6, 8, 8, 7],
};
const game: Measured = {
  counts: [5478, 958, 0],
  games: [131_184, 77_904, 46_080],
  "random, random": [0.584921, 0.288095, 0.126984],
  "perfect, random": [0.967811, 0, 0.032189],
  "random, perfect": [0, 0.777484, 0.222516],
  "learned, learned": [0, 0, 1],
  "learned, random": [0.99, 0, 0.01],
  "random, learned": [0, 0.91, 0.09],
  "learned, perfect": [0, 0, 1],
  "perfect, learned": [0, 0, 1],
};
const bandits: Measured = {
  runs: 300,
  "reward ε 0 @1000": 1.02,
  "reward ε 0.01 @1000": 1.33,
  "reward ε 0.1 @1000": 1.37,
  "optimal ε 0 @1000": 0.36,
  "optimal ε 0.01 @1000": 0.62,
  "optimal ε 0.1 @1000": 0.795,
};
const regrets: Measured = {
  runs: 30,
  ...Object.fromEntries(
    [
      ["UCB1", [14.5, 80, 230], [2, 8, 14]],
      ["Thompson", [8.3, 18.9, 27.2], [3, 6, 8]],
      ["ε 0.1", [11, 39.4, 220], [4, 10, 12]],
    ].flatMap(([name, values, s]) =>
      [100, 1000, 10_000].flatMap((n, i) => [
        [`${name} @${n}`, (values as number[])[i]],
        [`s ${name} @${n}`, (s as number[])[i]],
      ]),
    ),
  ),
};

const cases: readonly Case[] = [
  {
    id: "04/tic-tac-toe",
    good: game,
    bad: {
      "full boards are no end": { counts: [5478, 626, 0] },
      "play goes on after a win": { games: [131_184, 77_904, 46_081] },
      "one player was not trained": { "learned, learned": [0.4, 0.2, 0.4] },
      "it learned its own moves only": { "random, learned": [0.2, 0.7, 0.1] },
    },
  },
  {
    id: "04/testbed",
    good: bandits,
    bad: {
      "ties broken by the first index, and no noise": {
        "reward ε 0 @1000": 1.54,
        "optimal ε 0 @1000": 1,
      },
      "no exploration anywhere": { "reward ε 0.1 @1000": 1.02, "optimal ε 0.1 @1000": 0.36 },
      "explores always": { "reward ε 0.1 @1000": 0, "optimal ε 0.1 @1000": 0.1 },
    },
  },
  {
    id: "04/optimistic-values",
    good: {
      runs: 300,
      "optimal Q₁ = 5 @1000": 0.861,
      "optimal Q₁ = 0 @1000": 0.757,
      "optimal Q₁ = 5 @11": 0.439,
      "optimal Q₁ = 5 @12": 0.22,
    },
    bad: {
      "sample averages forget the optimism at once": {
        "optimal Q₁ = 5 @1000": 0.36,
        "optimal Q₁ = 5 @11": 0.29,
        "optimal Q₁ = 5 @12": 0.29,
      },
      "ε is still there": { "optimal Q₁ = 5 @1000": 0.75, "optimal Q₁ = 5 @11": 0.42 },
    },
  },
  {
    id: "04/upper-confidence-bound",
    good: {
      runs: 300,
      "reward UCB @1000": 1.493,
      "reward ε 0.1 @1000": 1.367,
      "reward UCB @11": 1.088,
      "first reward UCB": 0.02,
    },
    bad: {
      "untried arms are not the best": { "reward UCB @11": 0.84, "reward UCB @1000": 1.02 },
      "the bound is never used": { "reward UCB @1000": 1.02 },
    },
  },
  {
    id: "04/gradient-bandit",
    good: {
      runs: 300,
      "optimal α 0.1 with baseline @1000": 0.843,
      "optimal α 0.1 without baseline @1000": 0.473,
      "optimal α 0.4 with baseline @1000": 0.738,
      "optimal α 0.4 without baseline @1000": 0.276,
    },
    bad: {
      "the baseline is 0": {
        "optimal α 0.1 with baseline @1000": 0.473,
        "optimal α 0.4 with baseline @1000": 0.276,
      },
      downhill: {
        "optimal α 0.1 with baseline @1000": 0.02,
        "optimal α 0.1 without baseline @1000": 0.02,
      },
    },
  },
  {
    id: "04/bandit-parameter-study",
    good: {
      runs: 60,
      "ε-greedy @-4": 1.329,
      "gradient @-5": 1.1,
      "gradient @-2": 1.436,
      "gradient @2": 0.95,
      "UCB @0": 1.49,
      "optimistic @-2": 1.33,
      "optimistic @0": 1.467,
      "optimistic @2": 1.35,
    },
    bad: {
      "only the last reward is counted": { "ε-greedy @-4": 1.8 },
      "UCB without its bound": { "UCB @0": 1.02 },
      "no decline at large steps": { "gradient @2": 1.5 },
    },
  },
  {
    id: "04/bandit-parameter-study",
    budget: "full",
    good: {
      ...Object.fromEntries([
        ["runs", 2000],
        ["ε-greedy @-4", 1.329],
        ["gradient @-5", 1.1],
        ["gradient @-2", 1.436],
        ["gradient @2", 0.95],
        ["UCB @0", 1.49],
        ["optimistic @-2", 1.33],
        ["optimistic @0", 1.467],
        ["optimistic @2", 1.35],
      ]),
    },
    bad: { "optimism beats UCB": { "optimistic @0": 1.495, "UCB @0": 1.48 } },
  },
  {
    id: "04/nonstationary-bandit",
    good: {
      runs: 40,
      "average reward @10000": 1.05,
      "constant reward @10000": 1.32,
      "average optimal @10000": 0.45,
      "constant optimal @10000": 0.76,
    },
    bad: {
      "the arms stand still": { "average reward @10000": 0, "constant reward @10000": 0 },
      "both average": { "constant reward @10000": 1.05, "constant optimal @10000": 0.45 },
      "all arms walk together": { "average optimal @10000": 0.1, "constant optimal @10000": 0.1 },
    },
  },
  {
    id: "04/gridworld-random-policy",
    good: random5,
    bad: {
      "the walls cost nothing": { V: shifted(numbers(random5, "V"), 0.4) },
      "A pays 10 but does not jump": { V: replaced(numbers(random5, "V"), 1, 10.8) },
    },
  },
  {
    id: "04/gridworld-optimal",
    good: optimal5,
    bad: {
      "one sweep too few": { V: shifted(numbers(optimal5, "V"), -0.02) },
      "the value of the random policy": { V: numbers(random5, "V"), "V(A)": 8.8 },
    },
  },
  {
    id: "04/four-by-four",
    good: four,
    bad: {
      "the end costs a step": { solved: shifted(numbers(four, "solved"), -1) },
      "two arrays that are one": {
        "sweeps, two arrays": 114,
        "k = 2": [0, -1.5, -1.9, -2, -1.5, -1.9, -2, -2],
      },
      "stops a sweep late": { "sweeps, in place": 115 },
    },
  },
  {
    id: "04/car-rental",
    good: cars,
    bad: {
      "returned cars can be rented the same day": { V: shifted(numbers(cars, "V"), 12) },
      "moving costs nothing": { "20 cars": numbers(cars, "20 cars").map(() => 5) },
      "Poisson cut at 11": { V: [421.2, 574.6, 636.2] },
      "not yet stable": { changed: [318, 272, 79, 8] },
    },
  },
  {
    id: "04/car-rental-modified",
    good: modified,
    bad: {
      "no free shuttle": { V: shifted(numbers(modified, "V"), -2) },
      "parking for ten cars, too": { V: [429.9, 576, 603.5] },
    },
  },
  {
    id: "04/gambler",
    good: gambler,
    bad: {
      "ties broken by the last bits": { stakes: replaced(numbers(gambler, "stakes"), 50, 49) },
      "heads and tails exchanged": { V: [0.01, 0.2, 0.36, 0.6, 0.84, 0.99] },
      "100 counts 1 on top of the reward": { V: shifted(numbers(gambler, "V"), 0.1) },
    },
  },
  {
    id: "04/gambler-other-coins",
    good: coins,
    bad: {
      "bold on a good coin": {
        "p = 0.55, stakes": [...hill, 25, ...hill, 50, ...hill, 25, ...hill],
      },
      "stopped too early": { "p = 0.55, V − timid play": 1e-3 },
    },
  },
  {
    id: "04/blackjack-prediction",
    good: blackjackErrors,
    bad: {
      "an ace is never usable": { "ace, early": 0.4, "ace, end": 0.4 },
      "a constant step": { "no ace, end": 0.01 },
      "the dealer sticks on 16": { "no ace, end": 0.003 },
    },
  },
  {
    id: "04/blackjack-optimal",
    good: {
      "no ace": [17, 13, 13, 12, 12, 12, 17, 17, 17, 17],
      ace: [19, 18, 18, 18, 18, 18, 18, 18, 19, 19],
      "16 against 10": [-0.57578, -0.56931],
      games: 300_000,
      agrees: 198,
      loss: 0.0005,
    },
    bad: {
      "always starts from the deal": { agrees: 170, loss: 0.02 },
      "sticks on 17 with an ace": { ace: [18, 18, 18, 18, 18, 18, 18, 18, 18, 18] },
      "the near-tie the other way": { "16 against 10": [-0.5693, -0.5758] },
      "better than the best": { loss: -0.01 },
    },
  },
  {
    id: "04/blackjack-off-policy",
    good: offPolicy,
    bad: {
      "ratios forgotten": { "ordinary @10000": 0.08, "weighted @10000": 0.08 },
      "weighted divides by the number of games": { "weighted @1": 8, "weighted @10": 0.85 },
      "the ratio upside down": { "ordinary @1000": 0.09, "ordinary @10000": 0.09 },
      "the book's value": { truth: -0.27726 },
    },
  },
  {
    id: "04/infinite-variance",
    good: variance,
    bad: {
      "ratios of 1": { ends: ends.map(() => 0.05), short: 0.05 },
      "weighted averages": { ends: ends.map(() => 1) },
      "an episode that ends right counts its ratio": { weighted: ends.map(() => 0.9) },
      "a step too many in the ratio": { short: 2 * shortPart().mean },
    },
  },
  {
    id: "04/racetrack",
    good: race,
    bad: {
      "one start never arrives": { "without failures": [7, 6, 8, 8, 1000] },
      "crashes without end": { steps: [7, 6, 8, 9, 200] },
      "faster than the best": { steps: [4, 4, 4, 5, 5] },
    },
  },
  {
    id: "05/easy21-exact",
    good: easy,
    bad: {
      "red as often as black": { "dealer goes bust": [0.5, 0.5, 0.4] },
      "the dealer sticks on 16": { "V at 21": [0.96, 0.95] },
      "a sum of 0 is not bust": { "V at 11": [0.46, 0.02] },
    },
  },
  {
    id: "05/easy21-monte-carlo",
    good: { dealt: 0.037, all: 0.09 },
    bad: {
      "a constant step": { dealt: 0.12, all: 0.15 },
      "no exploration": { dealt: 0.1, all: 0.3 },
    },
  },
  {
    id: "05/bandit-regret",
    good: regrets,
    bad: {
      "Thompson with the mean instead of a draw: stuck": {
        "Thompson @1000": 80,
        "Thompson @10000": 800,
      },
      "UCB1 explores for ever": { "UCB1 @10000": 1900 },
      "UCB1 without its logarithm": { "UCB1 @1000": 80, "UCB1 @10000": 700 },
      "ε-greedy that stopped exploring": { "ε 0.1 @10000": 60 },
    },
  },
  {
    id: "06/lake-value-iteration",
    good: lake,
    bad: {
      "in place": { "max |V − V′|": [0.8, 0.65, 0.55, 0.4, 0.3, 0.2, 0.1] },
      "γ = 0.99": { "V[0] at the end": 0.8 },
    },
  },
  {
    id: "06/lake-policy-iteration",
    good: ties,
    bad: {
      "ties kept": { "changes, first of equals": [1, 5, 3, 1, 0] },
      "one of the ways ends elsewhere": { "lowest final V[0]": 0.45 },
      "the printed lines are not found": { "changes as printed": [] },
    },
  },
  {
    id: "06/lake-gymnasium",
    good: ice,
    bad: {
      "slip of the bootcamp": { slippery: [0.531, 0.8, 0.9] },
      "a hole is worth something": { dry: [0.78, 0.96] },
    },
  },
];

for (const { id, good, bad, budget = "quick" } of cases) {
  describe(`${id}, ${budget}`, () => {
    const verdict = (m: Measured) => expectInterval(findLab(id).verdict([m, m], budget));
    test("accepts what is known", () => {
      const { pass, tolerance, note, published, measured, exact } = verdict(good);
      expect(pass, `${note} ${tolerance}`).toBe(true);
      expect(`${published}${measured}${exact}${tolerance}${note}`).not.toMatch(/NaN|\[object/);
    });
    for (const [mistake, change] of Object.entries(bad)) {
      test(`rejects a planted failure: ${mistake}`, () => {
        expect(verdict({ ...good, ...change }).pass).toBe(false);
      });
    }
    test("rejects runs that are not numbers, and no runs at all", () => {
      const spoilt = Object.fromEntries(
        Object.entries(good).map(([key, value]) => [
          key,
          ["runs", "games", "episodes"].includes(key)
            ? value
            : typeof value === "number"
              ? Number.NaN
              : numbers(good, key).map(() => Number.NaN),
        ]),
      );
      expect(verdict(spoilt).pass).toBe(false);
    });
  });
}

test("bold play, by hand: v(50) = p, v(25) = p², v(75) = p + (1 − p) p; timid play: gambler's ruin of a fair share", () => {
  expect(
    [boldPlay(50, 0.4), boldPlay(25, 0.4), boldPlay(75, 0.4)].map((v) => v.toFixed(12)),
  ).toEqual(["0.400000000000", "0.160000000000", "0.640000000000"]);
  expect(timidPlay(100, 0.55)).toBe(1);
  expect(timidPlay(1, 0.55)).toBeCloseTo(1 - 0.45 / 0.55, 8);
});

test("ordinary importance sampling has the error of an average: a hundredth after a hundred games", () => {
  const errors = ordinaryErrors().map(({ mse }) => mse);
  expect(errors[2]).toBeCloseTo(errors[0] / 100, 12);
  expect(errors[0]).toBeGreaterThan(8); // the book's figure begins above 4 on a logarithmic scale
});

test.each([
  ["04/tic-tac-toe", { games: 2000 }],
  ["04/gridworld-random-policy", {}],
  ["04/gridworld-optimal", {}],
  ["04/testbed", { runs: 5 }],
  ["04/optimistic-values", { runs: 5 }],
  ["04/upper-confidence-bound", { runs: 5 }],
  ["04/gradient-bandit", { runs: 5 }],
  ["04/bandit-parameter-study", { runs: 2 }],
  ["04/nonstationary-bandit", { runs: 2 }],
  ["04/four-by-four", {}],
  ["04/car-rental", {}],
  ["04/car-rental-modified", {}],
  ["04/gambler", {}],
  ["04/gambler-other-coins", {}],
  ["04/blackjack-prediction", { games: 10_000 }],
  ["04/blackjack-optimal", { games: 10_000 }],
  ["04/blackjack-off-policy", { runs: 2 }],
  ["04/infinite-variance", { episodes: 1000 }],
  ["04/racetrack", { episodes: 200 }],
  ["05/easy21-exact", {}],
  ["05/easy21-monte-carlo", { games: 10_000 }],
  ["05/bandit-regret", { runs: 2 }],
  ["06/lake-value-iteration", {}],
  ["06/lake-policy-iteration", {}],
  ["06/lake-gymnasium", {}],
  ["06/cross-entropy-cart-pole", { population: 10 }],
])("%s draws its figure: every series whole, every point a number", (id, settings) => {
  const { runs } = runLab(findLab(id), "quick", {} as LabData, () => {}, {
    seeds: [100, 101],
    settings,
  });
  expectWhole(findLab(id).figure!(runs));
});

const quick = [
  "04/tic-tac-toe",
  "04/testbed",
  "04/optimistic-values",
  "04/upper-confidence-bound",
  "04/infinite-variance",
  "05/easy21-monte-carlo",
];

test.each(quick)(
  "%s reproduces its numbers with a seed that is not reported, and its progress only grows",
  (id) => {
    const progress: number[] = [];
    const result = runLab(findLab(id), "quick", {} as LabData, (r) => progress.push(r.progress), {
      seeds: [100],
    });
    expect(result.pass, `${result.note} ${result.measured}`).toBe(true);
    expect(progress.every((p, i) => p >= 0 && p <= 1 && (i === 0 || p >= progress[i - 1]))).toBe(
      true,
    );
  },
);

test.each([
  "04/gambler-other-coins",
  "04/car-rental",
  "04/four-by-four",
  "06/lake-policy-iteration",
])("%s: its progress only grows", (id) => {
  const progress: number[] = [];
  expect(runLab(findLab(id), "quick", {} as LabData, (r) => progress.push(r.progress)).pass).toBe(
    true,
  );
  expect(progress.every((p, i) => p >= 0 && p <= 1 && (i === 0 || p >= progress[i - 1]))).toBe(
    true,
  );
});

test.each([
  ["04/gridworld-optimal", { gamma: 0.8 }],
  ["04/four-by-four", { theta: 1e-3 }],
  ["04/gambler", { heads: 0.3 }],
  ["04/nonstationary-bandit", { walk: 0, runs: 10 }],
  ["04/racetrack", { episodes: 100 }],
  ["04/tic-tac-toe", { games: 1000 }],
  ["06/lake-value-iteration", { iterations: 10 }],
])("%s run with settings that are not the book's (%o) is told so and fails", (id, settings) => {
  const result = runLab(findLab(id), "quick", {} as LabData, () => {}, { seeds: [100], settings });
  expect(result.pass).toBe(false);
  expect(result.note).toContain("settings of your own");
});
