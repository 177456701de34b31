/** A run that is forked and not changed goes on bit for bit like the original; changed, it is the original up to there. */
import { configure, rng } from "gradus/core";
import { describe, expect, test } from "vitest";
import type { LabData, LabReport, Measured } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";

interface Told {
  readonly reports: readonly LabReport[];
  readonly measured: Measured;
}

/** The whole run; `look` sees each report while it is the last. */
function run(
  id: string,
  settings: Readonly<Record<string, unknown>>,
  from?: unknown,
  look: (report: LabReport, i: number) => void = () => {},
): Told {
  const lab = findLab(id);
  const config = configure(lab.knobs, settings as never);
  const training = lab.run(config, rng(101), {} as LabData, lab.parts ?? {}, from);
  const reports: LabReport[] = [];
  for (;;) {
    const { value, done } = training.next();
    if (done === true) return { reports, measured: value };
    look(value, reports.length);
    reports.push(value);
  }
}

const curve = ({ reports }: Told) => reports.map(({ progress, series }) => ({ progress, series }));

describe.each([
  ["07/ppo-cartpole", 8192],
  ["07/a2c-cartpole", 8192],
  ["07/trpo-cartpole", 8192],
  ["07/ppo-pendulum-gsde", 16_384],
  ["06/pg-gae-cart-pole", 8192],
] as const)("%s", (id, steps) => {
  const states: unknown[] = [];
  // as a page gets them: copied from one worker to another
  const whole = run(id, { steps }, undefined, ({ live }) =>
    states.push(structuredClone(live?.state?.())),
  );
  const half = whole.reports.length >> 1;

  test("forked in the middle and not changed, it ends with the same bits", () => {
    expect(whole.reports.length).toBeGreaterThan(2);
    const after = run(id, { steps }, states[half]);
    expect(curve(after)).toEqual(curve(whole).slice(half + 1));
    expect(after.measured).toEqual(whole.measured);
  });

  test("forked when it is over, there is nothing left to train", () => {
    const after = run(id, { steps }, states.at(-1));
    expect(after.reports).toEqual([]);
    expect(after.measured).toEqual(whole.measured);
  });
});

test("forked with another ε the next rollout is the same, for the same policy collects it; what is learned from it differs", () => {
  const steps = 8192;
  const states: unknown[] = [];
  const whole = run("07/ppo-cartpole", { steps }, undefined, ({ live }) =>
    states.push(live?.state?.()),
  );
  const changed = run("07/ppo-cartpole", { steps, clip: 0 }, states[9]);
  const [next, same] = [changed.reports[0].series, whole.reports[10].series];
  expect(next?.["return"]).toBe(same?.["return"]);
  expect(next?.["clipFraction"]).not.toBe(same?.["clipFraction"]);
});

test("longer after the fork: the points of the curve go on where the new length has them", () => {
  const states: unknown[] = [];
  run("07/ppo-cartpole", { steps: 8192 }, undefined, ({ live }) => states.push(live?.state?.()));
  const { measured } = run("07/ppo-cartpole", { steps: 16_384 }, states[19]);
  const xs = measured["curve steps"] as readonly number[];
  expect(xs.at(-1)).toBe(16_384);
  expect(xs.every((x, i) => i === 0 || x > xs[i - 1])).toBe(true);
});

test("a fork does not take another number of environments, and says so", () => {
  const states: unknown[] = [];
  run("07/ppo-cartpole", { steps: 2048 }, undefined, ({ live }) => states.push(live?.state?.()));
  expect(() => run("07/ppo-cartpole", { steps: 2048, environments: 4 }, states[0])).toThrow(
    /another network or world|environments/,
  );
});

describe("several ways of training", () => {
  const id = "07/memory-chain";
  const steps = 2560;
  const states: unknown[] = [];
  const lives: LabReport["live"][] = [];
  const whole = run(id, { steps }, undefined, ({ live }) => {
    states.push(structuredClone(live?.state?.()));
    lives.push(live);
  });

  test("forked together in the middle, each ends with the same bits", () => {
    const half = states.length >> 1;
    expect(run(id, { steps }, states[half]).measured).toEqual(whole.measured);
  });

  test("forked when only the first has reported, the others begin anew", () => {
    expect(run(id, { steps }, states[0]).measured).toEqual(whole.measured);
  });

  test("whoever plays against a policy with a memory meets one that remembers this game alone", () => {
    const live = lives.at(-1);
    const shown = (bit: number, time: number) =>
      Float64Array.of(1 - time / 10, 0, time === 0 ? 2 * bit - 1 : 0);
    const game = (bit: number, meanwhile: () => void) => {
      const rival = live?.rival?.();
      rival?.begin?.();
      return Array.from({ length: 10 }, (_, time) => {
        meanwhile();
        return rival?.act?.(shown(bit, time));
      });
    };
    const alone = game(1, () => {});
    expect(alone.every((a) => a === 0 || a === 1)).toBe(true);
    let time = 0;
    expect(game(1, () => live?.act?.(shown(0, time++)))).toEqual(alone);
  });
});

/** The first report of a run that has a state, and the generator behind it. */
function first(id: string, settings: Readonly<Record<string, unknown>>, from?: unknown) {
  const lab = findLab(id);
  const config = configure(lab.knobs, settings as never);
  const training = lab.run(config, rng(101), {} as LabData, lab.parts ?? {}, from);
  for (;;) {
    const { value, done } = training.next();
    if (done === true || value.live?.state !== undefined)
      return { report: value as LabReport, lab };
  }
}

describe.each([
  "05/dqn-family",
  "06/trpo-cart-pole",
  "07/simple-pg",
  "07/which-detail-matters",
  "07/memory-chain",
  "07/a2c-cartpole",
])("%s", (id) => {
  test("has settings of its agents besides the steps, and each of them can change in the middle", () => {
    const { report, lab } = first(id, {});
    const state = structuredClone(report.live?.state?.());
    const names = (lab.forks?.knobs ?? []).filter((name) => name !== "steps");
    expect(names.length).toBeGreaterThanOrEqual(2);
    for (const name of names) {
      const {
        default: own,
        range,
        doc,
      } = lab.knobs[name] as {
        default: number;
        range: [number, number];
        doc: string;
      };
      expect(doc).not.toBe("");
      const other = own === range[0] ? range[1] : range[0];
      const { report: next } = first(id, { [name]: other }, state);
      expect(next.series?.["steps"]).toBeGreaterThan(0);
    }
  });
});

test("what arms differ in is no slider: it is what the lab is about", () => {
  const named = (id: string) => Object.keys(findLab(id).knobs);
  expect(named("07/which-detail-matters")).toEqual(["steps", "rate", "entropyWeight", "gamma"]);
  expect(named("07/ppo-pendulum-fails")).not.toContain("gamma");
  expect(named("07/trpo-critic-steps")).not.toContain("rate");
});
