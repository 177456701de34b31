/**
 * What the diagnosis of runs was made with and is tested on.
 *
 *     npx tsx tools/diagnosis.ts planted             short runs with a fault each → the fixture of diagnosis.test.ts
 *     npx tsx tools/diagnosis.ts healthy 200 209     runs with zoo settings on these seeds: every word about them is a false alarm
 *
 * Thresholds were set on seeds 101 to 106 of the healthy runs.
 */
import { writeFileSync } from "node:fs";
import { rng } from "../packages/gradus/src/core/random.ts";
import { box } from "../packages/gradus/src/env/space.ts";
import type { AnyWorld } from "../packages/gradus/src/env/world.ts";
import { transformObservation } from "../packages/gradus/src/env/wrappers/observation.ts";
import { makeWorld } from "../packages/gradus/src/envs/make.ts";
import { algorithmNamed } from "../packages/gradus/src/run/algorithms.ts";
import { diagnose, gathered, type Row, rowOf } from "../packages/gradus/src/run/diagnosis.ts";
import { presetFor } from "../packages/gradus/src/run/presets.ts";

export interface Case {
  readonly algorithm: string;
  readonly world: AnyWorld;
  readonly steps: number;
  readonly config: Readonly<Record<string, number | string | boolean>>;
}

const zoo = (algorithm: string, id: string): Case["config"] =>
  presetFor(algorithm, id)?.knobs ?? {};

const acrobat = { environments: 16, normaliseObservations: true, normaliseRewards: true };
const swing = { environments: 4, horizon: 1024, gamma: 0.9, gsde: true, noiseSteps: 4, rate: 1e-3 };

/** Settings of RL Baselines3 Zoo, shorter where they reach their level sooner. */
const healthy: Readonly<Record<string, () => Case>> = {
  "ppo CartPole-v1": () => ({
    algorithm: "ppo",
    world: makeWorld("CartPole-v1"),
    steps: 100_000,
    config: zoo("ppo", "CartPole-v1"),
  }),
  "ppo Acrobot-v1": () => ({
    algorithm: "ppo",
    world: makeWorld("Acrobot-v1"),
    steps: 200_000,
    config: { ...acrobat, horizon: 256, lambda: 0.94, epochs: 4 },
  }),
  "ppo Pendulum-v1": () => ({
    algorithm: "ppo",
    world: makeWorld("Pendulum-v1"),
    steps: 100_000,
    config: swing,
  }),
  "a2c CartPole-v1": () => ({
    algorithm: "a2c",
    world: makeWorld("CartPole-v1"),
    steps: 300_000,
    config: zoo("a2c", "CartPole-v1"),
  }),
  "a2c Acrobot-v1": () => ({
    algorithm: "a2c",
    world: makeWorld("Acrobot-v1"),
    steps: 300_000,
    config: acrobat,
  }),
  "trpo CartPole-v1": () => ({
    algorithm: "trpo",
    world: makeWorld("CartPole-v1"),
    steps: 100_000,
    config: zoo("trpo", "CartPole-v1"),
  }),
};

const cart = (): AnyWorld => makeWorld("CartPole-v1");
const short = zoo("ppo", "CartPole-v1");

/** The same world with the reward changed. */
function rewarded(world: AnyWorld, change: (reward: number) => number): AnyWorld {
  return {
    ...world,
    step(state: unknown, action: never, random, outcome) {
      world.step(state, action, random, outcome);
      outcome.reward = change(outcome.reward);
    },
  };
}

/** A cart whose controls are exchanged after so many steps, of all copies together: what was learned becomes wrong. */
function exchanged(after: number): AnyWorld {
  const world = cart();
  let steps = 0;
  return {
    ...world,
    step(state: unknown, action: number, random, outcome) {
      world.step(state, steps++ < after ? action : 1 - action, random, outcome);
    },
  };
}

/** A pole that never falls over for good, without a time limit. */
function endless(): AnyWorld {
  const world = cart();
  return {
    ...world,
    maxSteps: 10_000,
    step(state: unknown, action: number, random, outcome) {
      world.step(state, action, random, outcome);
      if (outcome.terminated) world.reset(state, random);
      outcome.terminated = false;
    },
  };
}

/** One fault each, under the name of the rule that must find it. */
const planted: Readonly<Record<string, () => Case>> = {
  "no-episode-ended": () => ({ algorithm: "ppo", world: endless(), steps: 16_384, config: short }),
  "no-signal": () => ({
    algorithm: "ppo",
    world: makeWorld("MountainCar-v0"),
    steps: 20_000,
    config: { horizon: 64 },
  }),
  "observations-unscaled": () => ({
    algorithm: "ppo",
    world: transformObservation(cart(), box(-1e4, 1e4, [4]), (seen, out, at) => {
      for (let i = 0; i < 4; i++) out[at + i] = 1000 * seen[i];
    }),
    steps: 20_480,
    config: short,
  }),
  "rewards-huge": () => ({
    algorithm: "ppo",
    world: rewarded(makeWorld("Pendulum-v1"), (r) => 1000 * r),
    steps: 20_480,
    config: { ...swing, horizon: 256 },
  }),
  "rewards-tiny": () => ({
    algorithm: "ppo",
    world: rewarded(cart(), (r) => 1e-4 * r),
    steps: 20_480,
    config: short,
  }),
  divergence: () => ({
    algorithm: "ppo",
    world: cart(),
    steps: 20_480,
    config: { ...short, rate: 0.03, rateSchedule: "constant" },
  }),
  "steps-too-large": () => ({
    algorithm: "ppo",
    world: makeWorld("Pendulum-v1"),
    steps: 40_960,
    config: { ...swing, horizon: 512, rate: 1e-2 },
  }),
  "steps-too-small": () => ({
    algorithm: "ppo",
    world: cart(),
    steps: 20_480,
    config: { ...short, rate: 1e-6 },
  }),
  "entropy-collapsed": () => ({
    algorithm: "a2c",
    world: makeWorld("Acrobot-v1"),
    steps: 60_000,
    config: { rate: 0.01 },
  }),
  "entropy-never-fell": () => ({
    algorithm: "ppo",
    world: cart(),
    steps: 40_960,
    config: { ...short, entropyWeight: 10 },
  }),
  "critic-useless": () => ({
    algorithm: "ppo",
    world: transformObservation(cart(), box(0, 1, [1]), (_, out, at) => {
      out[at] = 0.5; // nothing to predict returns from
    }),
    steps: 30_720,
    config: short,
  }),
  "gradient-clipped": () => ({
    algorithm: "ppo",
    world: makeWorld("Pendulum-v1"),
    steps: 40_960,
    config: { ...swing, horizon: 512, gamma: 0.99, maxNorm: 0.05 },
  }),
  "return-fell": () => ({
    algorithm: "ppo",
    world: exchanged(50_000),
    steps: 61_440,
    config: { ...short, rateSchedule: "constant", clipSchedule: "constant" },
  }),
  "still-rising": () => ({
    algorithm: "ppo",
    world: makeWorld("Pendulum-v1"),
    steps: 40_960,
    config: { ...swing, horizon: 512 },
  }),
};

/** Trains, and keeps the figures. */
export function rowsOf(
  { algorithm, world, steps, config }: Case,
  seed: number,
  most: number,
): readonly Row[] {
  const rows = gathered(most);
  const entry = algorithmNamed(algorithm);
  const horizon = Object.hasOwn(entry.knobs, "totalSteps") ? { totalSteps: steps } : {};
  for (const report of entry.algorithm(world, { ...config, ...horizon }, rng(seed))) {
    rows.add(rowOf(report));
    if (report.steps >= steps) break;
  }
  return rows.rows;
}

function contextOf({ algorithm, world, steps, config }: Case) {
  const { knobs } = algorithmNamed(algorithm);
  const defaults = Object.fromEntries(Object.entries(knobs).map(([name, k]) => [name, k.default]));
  const { actionSpace, solvedAt } = world;
  return {
    totalSteps: steps,
    config: { ...defaults, ...config },
    world: { actionSpace, solvedAt },
  };
}

const figures = [
  "steps",
  "episodes",
  "return",
  "entropy",
  "approxKl",
  "clipFraction",
  "explainedVariance",
  "gradientNorm",
  "observationScale",
  "returnScale",
] as const;

/** A row with the figures that rules look at, four digits each. */
const rounded = (row: Row): (number | null)[] =>
  figures.map((name) => {
    const v = row[name];
    return v === null || v === undefined ? null : Number(v.toPrecision(name === "steps" ? 9 : 4));
  });

const asRows = (table: readonly (readonly (number | null)[])[]): Row[] =>
  table.map((cells) => Object.fromEntries(figures.map((name, i) => [name, cells[i]])));

function writePlanted(): void {
  const cases = Object.entries(planted).map(([rule, make]) => {
    const c = make();
    const table = rowsOf(c, 11, 80).map(rounded);
    const { actionSpace, ...world } = contextOf(c).world;
    const context = { ...contextOf(c), world: { ...world, space: actionSpace.kind } };
    const found = diagnose(asRows(table), contextOf(c));
    console.log(rule.padEnd(22), found.map((f) => f.rule).join(", "));
    for (const { evidence } of found) console.log(`    ${evidence}`);
    return { rule, algorithm: c.algorithm, world: c.world.id, context, table };
  });
  const file = new URL("../packages/gradus/src/run/diagnosis.fixture.json", import.meta.url);
  writeFileSync(file, `${JSON.stringify({ figures, cases })}\n`);
}

function countHealthy(first: number, last: number, only: string | undefined): void {
  let [runs, alarms] = [0, 0];
  for (const [name, make] of Object.entries(healthy)) {
    if (only !== undefined && !name.includes(only)) continue;
    for (let seed = first; seed <= last; seed++) {
      const c = make();
      const rows = rowsOf(c, seed, 2000);
      const found = diagnose(rows, contextOf(c));
      const latest = rows.flatMap((r) => (r["return"] === null ? [] : [r["return"]])).at(-1);
      runs++;
      if (found.length > 0) alarms++;
      console.log(
        `${name}, seed ${seed}, last return ${latest}: ${found.map((f) => `${f.rule}: ${f.evidence}`).join(" | ") || "silent"}`,
      );
    }
  }
  console.log(`${alarms} false alarms in ${runs} healthy runs`);
}

const [what, first = "200", last = "209", only] = process.argv.slice(2);
if (what === "planted") writePlanted();
else if (what === "healthy") countHealthy(Number(first), Number(last), only);
else {
  console.error("Say `planted`, or `healthy FIRST LAST`.");
  process.exit(2);
}
