/**
 * Each rule finds its fault in a short run in which it was planted, and nothing is said of runs that are as they should be.
 * The fixture has the figures of real runs: `npx tsx tools/diagnosis.ts planted`.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { box, discrete } from "../env/space.ts";
import {
  type DiagnosisContext,
  diagnose,
  diagnosisRules,
  gathered,
  type Row,
  type Rule,
  rowOf,
} from "./diagnosis.ts";

interface Planted {
  readonly rule: Rule;
  readonly world: string;
  readonly context: Omit<DiagnosisContext, "world"> & {
    readonly world: { readonly solvedAt?: number; readonly space: string };
  };
  readonly table: readonly (readonly (number | null)[])[];
}
const { figures, cases } = JSON.parse(
  readFileSync(new URL("diagnosis.fixture.json", import.meta.url), "utf8"),
) as { readonly figures: readonly string[]; readonly cases: readonly Planted[] };

const choices: Readonly<Record<string, number>> = { "Acrobot-v1": 3, "MountainCar-v0": 3 };

function contextOf({ context, world }: Planted): DiagnosisContext {
  const { solvedAt, space } = context.world;
  const actionSpace = space === "box" ? box(-2, 2, [1]) : discrete(choices[world] ?? 2);
  return { ...context, world: { actionSpace, solvedAt } };
}

const rowsOf = ({ table }: Planted): Row[] =>
  table.map((cells) => Object.fromEntries(figures.map((name, i) => [name, cells[i]])));

describe("a fault was planted in a run, and its rule finds it", () => {
  test.each(cases)("$rule", (planted) => {
    const found = diagnose(rowsOf(planted), contextOf(planted));
    const own = found.find(({ rule }) => rule === planted.rule);
    expect(found.map(({ rule }) => rule)).toContain(planted.rule);
    expect(own?.evidence).toMatch(/\d.*\.$/);
    expect(own?.healthy.length).toBeGreaterThan(10);
    expect(own?.advice).toMatch(/^[A-Z].*\.$/);
  });

  test("every rule has a run, but for the one that a run does not survive", () => {
    const without = diagnosisRules.filter((rule) => !cases.some((c) => c.rule === rule));
    expect(without).toEqual(["not-a-number"]);
  });

  test("the most suspicious comes first: scales before what follows from them", () => {
    const huge = cases.find(({ rule }) => rule === "rewards-huge");
    if (huge === undefined) throw new Error("no case");
    const found = diagnose(rowsOf(huge), contextOf(huge));
    expect(found[0].rule).toBe("rewards-huge");
    expect(found.map(({ rule }) => rule)).toContain("gradient-clipped");
  });

  test("before the end of a run nothing is said about its end", () => {
    const rising = cases.find(({ rule }) => rule === "still-rising");
    if (rising === undefined) throw new Error("no case");
    expect(diagnose(rowsOf(rising), contextOf(rising), false)).toEqual([]);
  });
});

const context: DiagnosisContext = {
  totalSteps: 100_000,
  config: { environments: 8, maxNorm: 0.5, normaliseObservations: false },
  world: { actionSpace: discrete(2), solvedAt: 475 },
};

/** A run as it should be: the return rises and levels off, the entropy falls, the critic learns. */
const healthy = (change: (i: number) => Row = () => ({})): Row[] =>
  Array.from({ length: 50 }, (_, i) => ({
    steps: 2000 * (i + 1),
    episodes: 10 * (i + 1),
    return: 20 + 400 * (1 - 1 / (1 + i / 3)),
    entropy: 0.69 - 0.008 * i,
    approxKl: 0.01,
    clipFraction: 0.1,
    explainedVariance: Math.min(0.9, i / 20),
    gradientNorm: 2,
    observationScale: 1,
    returnScale: 10,
    ...change(i),
  }));

const rulesOf = (rows: readonly Row[]): string[] => diagnose(rows, context).map(({ rule }) => rule);

test("nothing is said of a run that is as it should be, of one that has just begun, and of none", () => {
  expect(rulesOf(healthy())).toEqual([]);
  expect(rulesOf(healthy().slice(0, 2))).toEqual([]);
  expect(rulesOf([])).toEqual([]);
});

test("returns that are all alike do not rise; where some differ a little, nothing is said of a signal either", () => {
  const flat = healthy(() => ({ return: 0 })).map(({ steps, return: r }) => ({ steps, return: r }));
  expect(rulesOf(flat)).toEqual(["no-signal"]);
  expect(rulesOf(flat.map((row, i) => ({ ...row, return: i % 7 === 0 ? 1 : 0 })))).toEqual([]);
});

test("figures that an algorithm does not have are not missed", () => {
  const bare = healthy().map(({ steps, episodes, return: r }) => ({ steps, episodes, return: r }));
  expect(rulesOf(bare)).toEqual([]);
});

test("a figure that is not a number is named, with its step", () => {
  const rows = healthy((i) => (i === 30 ? { valueLoss: NaN } : {}));
  expect(diagnose(rows, context)[0]).toMatchObject({
    rule: "not-a-number",
    evidence: "valueLoss is NaN after 62000 steps.",
  });
});

describe("one figure out of place is one finding", () => {
  test.each<[Rule, (i: number) => Row]>([
    ["observations-unscaled", () => ({ observationScale: 80 })],
    ["rewards-huge", () => ({ returnScale: 2000 })],
    ["support-clips", () => ({ outside: 0.9, meanQ: 10 })],
    ["divergence", (i) => ({ approxKl: i % 10 === 0 ? 0.8 : 0.01 })],
    ["steps-too-large", () => ({ clipFraction: 0.5 })],
    ["steps-too-small", () => ({ clipFraction: 0 })],
    ["entropy-collapsed", (i) => ({ entropy: i < 5 ? 0.5 : 0.01 })],
    ["entropy-never-fell", () => ({ entropy: 0.69 })],
    ["critic-useless", () => ({ explainedVariance: -0.4 })],
    ["gradient-clipped", () => ({ gradientNorm: 400 })],
    ["return-fell", (i) => (i > 40 ? { return: 60 } : {})],
    ["still-rising", (i) => ({ return: 20 + 7 * i })],
  ])("%s", (rule, change) => {
    expect(rulesOf(healthy(change))).toEqual([rule]);
  });
});

test("atoms that end too early: the advice has the numbers", () => {
  const rows = healthy(() => ({ outside: 0.9, meanQ: 9.98 }));
  const config = { vMin: -10, vMax: 10, gamma: 0.99 };
  expect(diagnose(rows, { ...context, config })[0].evidence).toBe(
    "90 % of the probability of the targets lay outside of the atoms, which go from -10 to 10; what Q learned of what was done is 9.98 on average.",
  );
  expect(rulesOf(healthy(() => ({ outside: 0.02, meanQ: 9 })))).toEqual([]);
});

describe("what learns from a replay", () => {
  const config = { gamma: 0.99, learningStarts: 1000, noisy: false, targetEvery: 500 };
  /** Q rises to what a pole is worth, ε falls, the temperature settles; rewards are 1 each. */
  const replayed = (change: (i: number) => Row = () => ({})): Row[] =>
    healthy((i) => ({
      approxKl: null,
      clipFraction: null,
      explainedVariance: null,
      updates: i * 500,
      meanQ: 100 * (1 - 1 / (1 + i / 5)),
      epsilon: Math.max(0.05, 1 - i / 10),
      leastReward: 1,
      greatestReward: 1,
      ...change(i),
    }));
  const found = (change?: (i: number) => Row, others = {}) =>
    diagnose(replayed(change), { ...context, config: { ...config, ...others } });
  const names = (...of: Parameters<typeof found>) => found(...of).map(({ rule }) => rule);

  test("nothing is said of a run that is as it should be, nor of one whose values pass the bound a little", () => {
    expect(names()).toEqual([]);
    expect(names(() => ({ meanQ: 112 }))).toEqual([]);
  });

  test("values that no return can have: 1 a step and γ = 0.99 is 100 at most, −1 a step −100 at least", () => {
    expect(found(() => ({ meanQ: 200 }))[0]).toMatchObject({
      rule: "values-impossible",
      evidence:
        "What Q says of what was done is 200 on average. No return can lie outside of 0 to 100: rewards went from 1 to 1, and gamma is 0.99.",
    });
    const costs = { leastReward: -1, greatestReward: -1 };
    expect(names(() => ({ ...costs, meanQ: 60 }))).toEqual(["values-impossible"]);
    expect(names(() => ({ ...costs, meanQ: -99 }))).toEqual([]);
    expect(names(() => ({ meanQ: 200 }), { gamma: 1 })).toEqual([]); // no bound
    expect(names(() => ({ meanQ: 200 }), { hindsight: 4 })).toEqual([]); // rewards are judged anew
    // a nat that is worth 2 adds 2 · 0.5 to the reward of each step
    expect(names(() => ({ q: 190, meanQ: null, temperature: 2, entropy: 0.5 }))).toEqual([]);
  });

  test("the largest reward counts, and stays the largest where rows are averaged", () => {
    const rows = gathered(10);
    for (const row of replayed((i) => ({ meanQ: 400, greatestReward: i === 3 ? 5 : 1 })))
      rows.add(row);
    expect(rows.rows.length).toBeLessThan(12);
    expect(diagnose(rows.rows, { ...context, config }).map(({ rule }) => rule)).toEqual([]);
  });

  test("learning that never begins; where it is still to come nothing is said", () => {
    const idle = () => ({ updates: 0, meanQ: null, returnScale: null, gradientNorm: null });
    expect(found(idle, { learningStarts: 200_000 })[0].evidence).toBe(
      "Nothing was learned in 100000 steps: learningStarts is 200000, and the run has 100000 steps.",
    );
    expect(names(idle, { learningStarts: 50_000 })).toEqual([]);
  });

  test("a temperature that outgrows the rewards; not one that has settled, or is as large as they are", () => {
    const heated = (i: number) => ({ temperature: 1.2 ** i, meanQ: null });
    expect(names(heated)).toEqual(["temperature-diverges"]);
    expect(names(() => ({ temperature: 30, meanQ: null }))).toEqual([]);
    expect(names((i) => ({ ...heated(i), greatestReward: 5000 }))).toEqual([]);
  });

  test("nothing is tried: ε is 0 from the start without noise, or an actor has none; not at the end, not with noisy layers", () => {
    expect(names(() => ({ epsilon: 0 }))).toEqual(["exploration-dead"]);
    expect(names(() => ({ epsilon: 0 }), { noisy: true })).toEqual([]);
    expect(names((i) => ({ epsilon: i < 5 ? 0.5 : 0 }))).toEqual([]);
    const still = { noise: 0, noiseKind: "normal" };
    expect(names(() => ({ epsilon: null }), still)).toEqual(["exploration-dead"]);
    expect(names(() => ({ epsilon: null }), { ...still, noise: 0.1 })).toEqual([]);
  });
});

test("a solved task may be certain of itself, and has nothing left to explain", () => {
  const solved = healthy((i) => ({
    return: i < 5 ? 100 : 500,
    entropy: i < 5 ? 0.5 : 0.001,
    explainedVariance: i < 5 ? 0.5 : -7,
    returnScale: i < 5 ? 10 : 0.001,
  }));
  expect(rulesOf(solved)).toEqual([]);
});

test("advice names the knob only where the algorithm has it", () => {
  const rows = healthy(() => ({ observationScale: 80 }));
  expect(diagnose(rows, context)[0].advice).toMatch(/^Set normaliseObservations=true/);
  const without = diagnose(rows, { ...context, config: {} });
  expect(without[0].advice).toMatch(/^Divide the observation/);
});

test("many rows are averaged in groups, what is not a number stays seen, and counters stay counters", () => {
  const rows = gathered(4);
  for (let i = 1; i <= 5; i++)
    rows.add({ steps: i, return: i % 2 === 0 ? i : null, loss: i, approxKl: i === 1 ? 9 : 0 });
  expect(rows.rows).toEqual([
    { steps: 2, return: 2, loss: 1.5, approxKl: 9 },
    { steps: 4, return: 4, loss: 3.5, approxKl: 0 },
    { steps: 5, return: null, loss: 5, approxKl: 0 },
  ]);
  const long = gathered(100);
  for (let i = 0; i < 10_000; i++) long.add({ steps: i, loss: i === 4321 ? NaN : 1 });
  expect(long.rows.length).toBeLessThanOrEqual(101);
  expect(long.rows.length).toBeGreaterThan(45);
  expect(long.rows.at(-1)?.["steps"]).toBe(9999);
  expect(rulesOf(long.rows)).toEqual(["not-a-number"]);
});

test("a report becomes a row of its numbers, as progress.csv has them", () => {
  const report = { steps: 5, episodeReturn: null, entropy: 0.5, agent: {}, state: () => ({}) };
  expect(rowOf(report)).toEqual({ return: null, steps: 5, entropy: 0.5 });
});
