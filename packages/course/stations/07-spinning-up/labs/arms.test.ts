/** The verdicts of labs that train deep agents can say no: what is known is accepted, what a fault would give is not. */
import { configure, rng } from "gradus/core";
import { flatArray } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { describe, expect, test } from "vitest";
import type { LabData, Live, Measured } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";
import { expectInterval } from "../../../test/expectInterval.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { deepRun, limitAsEnd } from "./parts/deepRun.ts";

/** What one seed measured, from the numbers of each arm. */
const seed = (
  arms: Readonly<Record<string, Partial<Record<"final" | "training" | "area" | "fit", number>>>>,
): Measured =>
  Object.assign(
    { "curve steps": [1, 2] },
    ...Object.entries(arms).map(
      ([name, { final = 0, training = final, area = final, fit = 1 }]) => ({
        [`final ${name}`]: final,
        [`training ${name}`]: training,
        [`area ${name}`]: area,
        [`fit ${name}`]: fit,
        [`curve ${name}`]: [0, final],
      }),
    ),
  ) as Measured;

const finals = (name: string, xs: readonly number[]): Measured[] =>
  xs.map((final) => seed({ [name]: { final } }));

const chain = (remembering: readonly number[], guessing: readonly number[]): Measured[] =>
  remembering.map((final, i) =>
    seed({ "with a memory": { final }, without: { final: guessing[i] } }),
  );

interface Case {
  readonly good: readonly Measured[];
  readonly bad: Readonly<Record<string, readonly Measured[]>>;
}

const trap = (defaults: object, others: object): Measured[] => [
  seed({
    defaults: { training: -1000, fit: 0, ...defaults },
    "γ = 0.9": { training: -190, fit: 0.99, ...others },
    "α = 0.001": { training: -230, fit: 0.97 },
    "rewards scaled": { training: -160, fit: 0.98 },
  }),
];
const rpo = (ppo: number, robust: number, cut: number): Measured[] => [
  seed({
    "PPO, limit an end": { final: ppo },
    "RPO, limit an end": { final: robust },
    "PPO, limit a cut": { final: cut },
  }),
];
const detail = (clip: number, other: number): Measured[] => [
  seed({
    "all of it": { area: 158 },
    "no clip": { area: clip },
    "one pass": { area: 39 },
    "λ = 0": { area: 106 },
    "advantages as they are": { area: 147 },
    "PyTorch's first weights": { area: other },
    "gradients of any length": { area: 167 },
    "the limit an end": { area: 160 },
  }),
];
const simple = (whole: number, go: number, final = 199): Measured[] => [
  seed({ "whole return": { area: whole, final }, "reward to go": { area: go, final } }),
];
const critics = (fitted: number, never: number): Measured[] => [
  seed({ fitted: { final: fitted }, "never fitted": { final: never } }),
];

const cases: Readonly<Record<string, Case>> = {
  "07/ppo-cartpole": {
    good: finals("PPO", [500, 500, 470]),
    bad: {
      "one seed falls": finals("PPO", [500, 500, 161]),
      "no seed gets there": finals("PPO", [450, 480, 470]),
    },
  },
  "07/a2c-cartpole": {
    good: finals("A2C", [500, 500, 300]),
    bad: { "two of three fall": finals("A2C", [500, 300, 300]) },
  },
  "07/trpo-cartpole": {
    good: finals("TRPO", [500, 480, 300]),
    bad: { "two of three fall": finals("TRPO", [500, 300, 300]) },
  },
  "07/ppo-acrobot": {
    good: finals("PPO", [-88, -83, -80]),
    bad: {
      "no swing at all": finals("PPO", [-500, -83, -80]),
      "observations not scaled": finals("PPO", [-100, -98, -101]),
    },
  },
  "07/ppo-pendulum-gsde": {
    good: finals("PPO", [-168, -174, -179, -256, -188]),
    bad: { "three of five hang": finals("PPO", [-168, -174, -279, -256, -1088]) },
  },
  "07/ppo-pendulum-fails": {
    good: trap({}, {}),
    bad: {
      "the defaults learn": trap({ training: -400 }, {}),
      "the critic explains something": trap({ fit: 0.6 }, {}),
      "a remedy does not help": trap({}, { training: -900 }),
    },
  },
  "07/rpo-pendulum": {
    good: rpo(-1050, -150, -165),
    bad: {
      "the limit cuts everywhere": rpo(-160, -150, -165),
      "RPO without its noise": rpo(-1050, -1050, -165),
      "the limit ends everywhere": rpo(-1050, -150, -1050),
    },
  },
  "07/ppo-mountain-car-never-learns": {
    good: finals("PPO", [-200, -200, -200]),
    bad: { "a shaped reward": finals("PPO", [-200, -161, -200]) },
  },
  "07/simple-pg": {
    good: simple(108, 124),
    bad: { "the arms exchanged": simple(124, 108), "nothing learned": simple(30, 31, 40) },
  },
  "07/memory-chain": {
    good: chain([1, 1, 1], [0.16, -0.2, 0]),
    bad: {
      "one seed forgets": chain([1, 0.1, 1], [0, 0, 0]),
      "it can be seen after all": chain([1, 1, 1], [0.1, 1, 0]),
    },
  },
  "07/own-network": {
    good: finals("PPO", [1000, 900, 600]),
    bad: { "one seed falls": finals("PPO", [1000, 900, 300]) },
  },
  "07/trpo-critic-steps": {
    good: critics(1000, 500),
    bad: { "the arms exchanged": critics(500, 1000), "both short": critics(600, 500) },
  },
  "07/which-detail-matters": {
    good: detail(99, 160),
    bad: { "the clip is never used": detail(158, 160), "the first weights decide": detail(99, 60) },
  },
  "06/pg-gae-cart-pole": {
    good: finals("PG", [200, 200, 190]),
    bad: { "one seed falls": finals("PG", [200, 200, 150]) },
  },
  "06/trpo-cart-pole": {
    good: finals("TRPO", [200, 200, 190]),
    bad: { "one seed falls": finals("TRPO", [200, 200, 150]) },
  },
  "06/trpo-pendulum": {
    good: finals("TRPO", [-150]),
    bad: { "it hangs": finals("TRPO", [-1100]) },
  },
  "07/normal-likelihood": {
    good: [{ worst: 0.2, errors: [0.1, 0.2] }],
    bad: { "a log 2π too few": [{ worst: 4000, errors: [4000] }] },
  },
};

describe.each(Object.entries(cases))("%s", (id, { good, bad }) => {
  const { verdict, figure } = findLab(id);
  test("accepts what is known", () => {
    for (const budget of ["quick", "full"] as const) {
      const said = verdict(id === "07/ppo-acrobot" ? finals("PPO", [-75, -83, -80]) : good, budget);
      expect(said).toMatchObject({ pass: true });
      expectInterval(said);
    }
    expectWhole(figure?.(good) as never);
  });
  test.each(Object.entries(bad))("rejects: %s", (_, wrong) => {
    const said = verdict(wrong, "quick");
    expect(said.pass).toBe(false);
    expectInterval(said);
  });
});

test("a limit that ends the episode terminates at the last step allowed, not before, and changes nothing else", () => {
  const [world, ending] = [makeWorld("Pendulum-v1"), limitAsEnd(makeWorld("Pendulum-v1"))];
  const [a, b] = [world.create(), ending.create() as { inner: unknown; t: number }];
  world.reset(a, rng(1));
  ending.reset(b, rng(1));
  const outcome = { reward: 0, terminated: false };
  for (let t = 1; t <= 200; t++) {
    world.step(a, Float32Array.of(1), rng(1), outcome);
    const { reward } = outcome;
    ending.step(b, Float32Array.of(1), rng(1), outcome);
    expect([outcome.reward, outcome.terminated]).toEqual([reward, t === 200]);
  }
  expect(b.inner).toEqual(a);
});

test("where one number decides, the verdict draws it: two thirds of three seeds end at 500, which is accepted from 490 on", () => {
  const { interval } = findLab("07/ppo-cartpole").verdict(finals("PPO", [500, 500, 470]), "quick");
  expect(interval).toMatchObject({ known: 500, measured: 500, accepted: [490, 500] });
  const acrobot = findLab("07/ppo-acrobot").verdict(finals("PPO", [-88, -83, -81]), "quick");
  // the mean −84, and s/√3 with s² = (16 + 1 + 9)/2
  expect(acrobot.interval).toMatchObject({ known: -82.7, measured: -84, accepted: [-97, 0] });
  expect(acrobot.interval?.error).toBeCloseTo(Math.sqrt(13 / 3));
});

/** Every number of the first reports, and who acts in the last of them. */
function reported(id: string, config: Record<string, unknown>) {
  const { run, knobs, chart } = findLab(id);
  const keys = new Set<string>();
  let live: Live | undefined;
  for (const report of run(configure(knobs, config as never), rng(100), {} as LabData, {})) {
    for (const key of Object.keys(report.series ?? {})) keys.add(key);
    live = report.live ?? live;
  }
  return { keys, live, chart };
}

test.each([
  ["07/ppo-cartpole", { steps: 1500 }],
  ["07/simple-pg", { steps: 5000 }],
  ["07/memory-chain", { steps: 1280 }],
  ["06/trpo-cart-pole", { steps: 2000 }],
])("%s reports what its chart draws; the first way acts, in the world", (id, config) => {
  const { keys, live, chart } = reported(id, config);
  const drawn = [...(chart?.curves ?? []), ...(chart?.figures ?? [])].map(({ key }) => key);
  for (const key of [chart?.x.key, chart?.y.key, ...drawn]) expect([...keys]).toContain(key);
  const { world, act, begin } = live as Required<Live>;
  const state = world.create();
  const seen = flatArray(world.observationSpace);
  begin();
  world.reset(state, rng(1));
  world.observe(state, seen, 0);
  expect([0, 1]).toContain(act(seen));
});

test("ways that train side by side come to what each comes to alone", () => {
  const alone = (id: string, arm: string, config: Record<string, unknown>) => {
    const { run, knobs } = findLab(id);
    const learning = run(configure(knobs, config as never), rng(7), {} as LabData, {});
    for (;;) {
      const { value, done } = learning.next();
      if (done) return [value[`curve ${arm}`], value[`final ${arm}`]];
    }
  };
  const task = {
    algorithm: "reward-to-go",
    world: makeWorld("CartPole-v0"),
    knobs: {},
    steps: 5000,
  };
  const run = deepRun(task, rng(7));
  let next = run.next();
  while (!next.done) next = run.next();
  const { y, final } = next.value;
  expect(alone("07/simple-pg", "reward to go", { steps: 5000 })).toEqual([y, final]);
});
