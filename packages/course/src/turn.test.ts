/** A run that takes a turn to the settings that it has is the run itself, bit for bit; with others it is the run up to there. */
import { configure, type Rng, rng } from "gradus/core";
import { describe, expect, test } from "vitest";
import { labData } from "../test/mnist.ts";
import type { Lab, Measured, Turn } from "./lab.ts";
import { findLab, labs } from "./registry/index.ts";
import { settingsAt, turned, whole } from "./turn.ts";

type Point = Readonly<Record<string, number>>;

interface Told {
  readonly points: readonly Point[];
  readonly measured: Measured;
}

/** Small enough for a test, and long enough for something to happen on both sides of the turn. */
const small: Readonly<Record<string, unknown>> = {
  runs: 2,
  games: 4000,
  pictures: 500,
  tested: 250,
  epochs: 3,
  passes: 2,
  hidden: 10,
  dense: 10,
  patience: 2,
  networks: 1,
};
/** Where the small size is outside the range, or no size at all. */
const own: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "01/one-neuron-quadratic": { epochs: 300 },
  "01/one-neuron-cross-entropy": { epochs: 300 },
  "01/unstable-gradients-training": { epochs: 20, hidden: 2 },
  "01/early-stopping": { epochs: 8 },
  "01/learning-rate-schedule": { epochs: 8 },
  "04/tic-tac-toe": { games: 2000 },
  "04/racetrack": { episodes: 1000 },
  "04/access-control": { steps: 20_000 },
  "04/state-aggregation": { episodes: 4000 },
  "04/semi-gradient-td": { episodes: 4000 },
  "07/ppo-by-hand": { steps: 4096 },
  "07/a2c-by-hand": { steps: 8192 },
};

function settingsOf({ id, knobs, quick }: Lab): Record<string, unknown> {
  const fitting = Object.entries({ ...small, ...own[id] }).filter(([name]) =>
    Object.hasOwn(knobs, name),
  );
  return { ...quick.knobs, ...Object.fromEntries(fitting) };
}

/** Every point of the curves: of those that come anew with each report, the last. */
function run(lab: Lab, settings: Record<string, unknown>, turn?: Turn): Told {
  const training = lab.run(
    configure(lab.knobs, settings as never),
    rng(101),
    labData,
    lab.parts ?? {},
    undefined,
    turn,
  );
  const points: Point[] = [];
  for (;;) {
    const { value, done } = training.next();
    if (done === true) return { points, measured: value };
    if (value.points !== undefined) points.splice(0, Infinity, ...value.points);
    if (value.series !== undefined) points.push(value.series);
  }
}

/** Another value of a knob, within its range and far enough to matter. */
function another(lab: Lab, name: string, value: unknown): number {
  const [low, high] = lab.knobs[name].range ?? [0, 1];
  const next = Number(value) === 0 ? low + Math.min(high, 1) / 100 : Number(value) / 2;
  return lab.knobs[name].integer === true ? Math.max(1, Math.round(next)) : next;
}

const turning = labs.filter(({ forks }) => forks?.by === "turn");

test.each(turning.map((lab) => [lab.id, lab] as const))("%s looks at its turn", (_, lab) => {
  let isSeen = false;
  const turn: Turn = {
    get at() {
      isSeen = true;
      return Infinity;
    },
    settings: {},
  };
  const config = configure(lab.knobs, settingsOf(lab) as never);
  const training = lab.run(config, rng(101), labData, lab.parts ?? {}, undefined, turn);
  for (let i = 0; i < 500 && !isSeen; i++) if (training.next().done === true) break;
  expect(isSeen).toBe(true);
});

/** One lab for each way in which a turn is taken; the others hand it to the same functions. */
const ways = [
  "01/gradient-descent-ball",
  "01/two-layer-digits",
  "01/overfitting",
  "01/weight-decay",
  "01/one-neuron-quadratic",
  "01/hyper-parameter-game",
  "01/early-stopping",
  "01/learning-rate-schedule",
  "01/dropout",
  "01/momentum",
  "01/unstable-gradients-training",
  "01/shallow-softmax",
  "04/tic-tac-toe",
  "04/windy-gridworld",
  "04/cliff-walking",
  "04/maximisation-bias",
  "04/dyna-maze",
  "04/blocking-maze",
  "04/access-control",
  "04/state-aggregation",
  "05/easy21-monte-carlo",
  "06/crawler",
  "06/cross-entropy-cart-pole",
  "06/pg-cart-pole",
  "07/a2c-by-hand",
];

describe.each(ways.map((id) => [id, findLab(id)] as const))("%s", (_, lab) => {
  const settings = settingsOf(lab);
  const { knobs: names = [], along } = lab.forks ?? {};
  const all = configure(lab.knobs, settings as never) as Readonly<Record<string, unknown>>;
  const original = run(lab, settings);
  const key = lab.chart?.x.key ?? "";
  const ends = original.points.map((p) => p[key]);
  const share = lab.id === "06/crawler" ? 0.1 : 0.5; // the robot soon has its gait
  const at = share * (along === undefined ? Math.max(...ends) : Number(all[along]));

  test("with the settings that it has, the same bits", () => {
    const same = Object.fromEntries(names.map((name) => [name, all[name]]));
    const after = run(lab, settings, { at, settings: same });
    expect(after.points).toEqual(original.points);
    expect(after.measured).toEqual(original.measured);
  });

  test.each(names)("with another %s the same up to there, and not after it", (name) => {
    const after = run(lab, settings, { at, settings: { [name]: another(lab, name, all[name]) } });
    expect(after).not.toEqual(original);
    if (along !== undefined) return; // the curve is a function, not a course
    const before = (points: readonly Point[]) => points.filter((p) => p[key] < 0.9 * at); // a point may be the mean of some
    expect(before(original.points).length).toBeGreaterThan(0);
    expect(before(after.points)).toEqual(before(original.points));
  });
});

test("the table of a turn: settings that it knows, from the place on", () => {
  const turn = { at: 3, settings: { alpha: 0.5, other: 1 } };
  expect(settingsAt({ alpha: 0.1, gamma: 0.9 }, turn, 2.9)).toEqual({ alpha: 0.1, gamma: 0.9 });
  expect(settingsAt({ alpha: 0.1, gamma: 0.9 }, turn, 3)).toEqual({ alpha: 0.5, gamma: 0.9 });
});

test("a method that says no state goes on as it was, and one without a turn is itself", () => {
  function* counting(_world: unknown, { by }: { by: number }, _random: Rng) {
    for (let n = 0; ; n += by) yield { n };
  }
  expect(turned(counting, undefined)).toBe(counting);
  const run = turned(counting, { at: 2, settings: { by: 5 } })({}, { by: 1 }, rng(1));
  expect([1, 2, 3, 4].map(() => run.next().value?.n)).toEqual([0, 1, 2, 3]);
});

test("a lab without a fork says why", () => {
  const told = Object.fromEntries(labs.map((lab) => [lab.id, whole(lab)]));
  expect(told["04/cliff-walking"]).toBeUndefined();
  expect(told["04/n-step-td"]).toMatch(/result of its own/);
  expect(told["04/gridworld-optimal"]).toMatch(/computed/);
  expect(told["04/testbed"]).toMatch(/how much is run/);
});

test("what can change is a setting of the lab", () => {
  for (const { id, forks, knobs } of labs)
    for (const name of [...(forks?.knobs ?? []), ...(forks?.along ? [forks.along] : [])])
      expect(Object.keys(knobs), `${id}: ${name}`).toContain(name);
});
