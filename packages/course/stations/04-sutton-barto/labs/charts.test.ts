import { configure, rng } from "gradus/core";
import { flatArray } from "gradus/env";
import { cliffWalking, kArmedBandit } from "gradus/envs/book";
import { actionValues } from "gradus/tabular";
import { expect, test } from "vitest";
import type { LabData, LabReport } from "../../../src/lab.ts";
import { labs } from "../../../src/registry/index.ts";
import { banditOnStage, greedyTable, pictureOf, tableOnStage } from "./parts/onStage.ts";
import { pointsOf, repeated, repeatedCurves } from "./parts/runs.ts";

const drawn = labs.filter((l) => /^0[45]/.test(l.id) && l.chart !== undefined);

/** Reports of a lab until all numbers of its chart have come, at most to its end. */
function untilAll(id: string, wanted: readonly string[]): { seen: Set<string>; live: LabReport[] } {
  const lab = labs.find((l) => l.id === id)!;
  const config = configure(lab.knobs, { ...lab.quick.knobs } as never);
  const seen = new Set<string>();
  const live: LabReport[] = [];
  for (const report of lab.run(config, rng(100), {} as LabData, lab.parts ?? {})) {
    for (const point of [...(report.points ?? []), report.series ?? {}])
      for (const [key, value] of Object.entries(point)) if (Number.isFinite(value)) seen.add(key);
    if (report.live !== undefined) live.push(report);
    if (wanted.every((key) => seen.has(key)) && (live.length > 0 || !lab.chart?.hasWorld)) break;
  }
  return { seen, live };
}

test.each(drawn.map((l) => [l.id, l] as const))(
  "%s reports every number that its chart draws, and whoever acts takes an action of the world",
  (id, { chart }) => {
    const keys = [chart!.x.key, chart!.y.key, ...(chart!.curves ?? []).map(({ key }) => key)];
    const { seen, live } = untilAll(id, keys);
    expect(keys.filter((key) => !seen.has(key))).toEqual([]);
    expect((chart!.curves ?? []).length).toBeLessThanOrEqual(5);
    if (chart!.hasWorld !== true) return;
    const { world, act } = live[0]!.live!;
    const state = world!.create();
    const observation = flatArray(world!.observationSpace);
    const outcome = { reward: 0, terminated: false };
    const random = rng(3);
    world!.reset(state, random);
    for (let step = 0; step < 5 && !outcome.terminated; step++) {
      world!.observe(state, observation, 0);
      const { n, start } = world!.actionSpace as { n: number; start: number };
      const action = act!(observation) as number;
      expect(action).toBeGreaterThanOrEqual(start);
      expect(action).toBeLessThan(start + n);
      world!.step(state, action, random, outcome);
    }
  },
);

test("a run that is watched yields its own reports, and the numbers are those of runs that are not", () => {
  const draws = (r: ReturnType<typeof rng>) => [r.random(), r.random()];
  const finish = (run: Generator<LabReport, unknown>) => {
    const reports: LabReport[] = [];
    for (;;) {
      const { value, done } = run.next();
      if (done === true) return { reports, value };
      reports.push(value);
    }
  };
  const plain = finish(repeated(7, rng(5), ["a", "b"], draws));
  const watched = finish(
    repeated(7, rng(5), ["a", "b"], function* (r, run) {
      if (run === 0) yield { progress: 0.9, text: "look" };
      return draws(r);
    }),
  );
  expect(watched.value).toEqual(plain.value);
  expect(watched.reports[0]).toEqual({ progress: 0, text: "look" });
  expect(watched.reports.length).toBe(plain.reports.length + 1);
});

test("mean curves so far, by hand: runs of (1, 2, 3, 4) and (3, 4, 5, 6) show the first, then (2, 3, 4, 5)", () => {
  let run = 0;
  const reports = [
    ...repeatedCurves(2, rng(1), [{ name: "c", at: [1, 2, 3, 4] }], [], () => {
      run++;
      return [[1, 2, 3, 4].map((y) => y + 2 * (run - 1))];
    }),
  ];
  const curve = (r: LabReport) => r.points!.map(({ x, c }) => [x, c]);
  expect(curve(reports[0]!)).toEqual([1, 2, 3, 4].map((x) => [x, x]));
  expect(curve(reports[1]!)).toEqual([1, 2, 3, 4].map((x) => [x, x + 1]));
});

test("curves of more than a hundred points are means of pieces; of fewer than four not drawn; equal abscissas are one point", () => {
  const long = Array.from({ length: 300 }, (_, i) => i + 1);
  const points = pointsOf(
    [
      { name: "a", at: long },
      { name: "marks", at: [1, 2] },
      { name: "b", at: long },
    ],
    [...long, 7, 7, ...long.map((x) => -x)],
    10,
  );
  expect(points.length).toBe(100);
  expect(points[0]).toEqual({ x: 20, a: 2, b: -2 }); // of 1, 2, 3
  expect(points[99]).toEqual({ x: 2990, a: 299, b: -299 });
});

test("a table on stage: V is the largest value, arrows share ties, a state without news stays blank", () => {
  const Q = actionValues(3, 2, 0);
  Q.values.set([0, 0, 1, 3, 2, 2.5]);
  Q.values[4] = 2.5;
  const { values, policy } = pictureOf(Q);
  expect(Array.from(values)).toEqual([Number.NaN, 3, Number.NaN]); // equal values everywhere are no news
  expect(Array.from(policy)).toEqual([0, 0, 0, 1, 0, 0]);
  const act = tableOnStage(cliffWalking(), actionValues(48, 4, 0), 0).act!;
  expect(new Set(Array.from({ length: 60 }, () => act(Float64Array.of(36))))).toEqual(
    new Set([0, 1, 2, 3]),
  );
});

test("the greedy table of the two-corner line: from V = 0 all moves tie but the one that ends", () => {
  const model = {
    states: 2,
    actions: 2,
    expected: (s: number, a: number) => (s === 0 ? [1, 1] : [0, 2])[a]!,
  };
  expect(Array.from(greedyTable(model, new Float64Array(2), 1))).toEqual([0.5, 0.5, 0, 1]);
});

test("the learner on stage keeps averages: its estimate of an arm is the mean of what the arm has paid", () => {
  const { world, act, values } = banditOnStage({ steps: 50 }, 0.1);
  const [state, random] = [world!.create(), rng(9)];
  const paid = Array.from({ length: kArmedBandit().actionSpace.n }, (): number[] => []);
  const outcome = { reward: 0, terminated: false };
  world!.reset(state, random);
  for (let t = 0; t < 50; t++) {
    const arm = act!(Float64Array.of(0)) as number;
    world!.step(state, arm, random, outcome);
    paid[arm]!.push(outcome.reward);
  }
  paid.forEach((rewards, arm) => {
    const mean = rewards.reduce((a, b) => a + b, 0) / rewards.length;
    if (rewards.length === 0) expect(values![arm]).toBeNaN();
    else expect(values![arm]).toBeCloseTo(mean, 12);
  });
});
