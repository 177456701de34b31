/** Row K14: a pole that is kept up, and a rod that is swung up, by plans made in a learned model of the world. */
import { atan2, type Rng, rng } from "gradus/core";
import type { AnyWorld, Outcome } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { fixed, list, spread } from "../../../src/format.ts";
import { drawn } from "../../../src/interval.ts";
import { type LabReport, lab, type Measured } from "../../../src/lab.ts";
import { inBand, mean } from "../../../src/statistics.ts";
import {
  type ControlTask,
  type Dynamics,
  learnedDynamics,
  type PlanOptions,
  plan,
  type Steps,
} from "./parts/modelControl.ts";

const world = (): AnyWorld => makeWorld("Pendulum-v1");
const LIMIT = 200;

/** The reward of the pendulum is known; what a torque does to it is not. */
const pendulumTask: ControlTask = {
  width: 3,
  actions: 1,
  limit: 2,
  reward(s, at, a) {
    const angle = atan2(s[at + 1], s[at]);
    return -(angle * angle + 0.1 * s[at + 2] * s[at + 2] + 0.001 * a * a);
  },
  mend(s, at) {
    const length = Math.sqrt(s[at] * s[at] + s[at + 1] * s[at + 1]);
    s[at] /= length;
    s[at + 1] /= length;
    s[at + 2] = Math.min(Math.max(s[at + 2], -8), 8);
  },
};

/** What the world itself would do: planning with it is the best that this planner can be. */
function trueDynamics(): Dynamics {
  const stage = world();
  const state = stage.create() as { theta: number; thetaDot: number };
  const outcome: Outcome = { reward: 0, terminated: false };
  return (s, actions, n) => {
    const next = new Float64Array(s.length);
    for (let i = 0; i < n; i++) {
      state.theta = atan2(s[3 * i + 1], s[3 * i]);
      state.thetaDot = s[3 * i + 2];
      stage.step(state, Float32Array.of(actions[i]), undefined as unknown as Rng, outcome);
      stage.observe(state, next, 3 * i);
    }
    return next;
  };
}

interface Episode {
  readonly total: number;
  readonly angles: readonly number[];
}

/** One episode; `act` chooses a torque from what is seen. */
function episode(
  act: (seen: Float64Array, t: number) => number,
  random: Rng,
  remember?: Steps,
): Episode {
  const stage = world();
  const state: unknown = stage.create();
  const outcome: Outcome = { reward: 0, terminated: false };
  stage.reset(state, random);
  const seen = new Float64Array(3);
  stage.observe(state, seen, 0);
  let total = 0;
  const angles: number[] = [];
  for (let t = 0; t < LIMIT; t++) {
    const a = act(seen, t);
    if (remember) {
      remember.s.push(...seen);
      remember.a.push(a);
    }
    stage.step(state, Float32Array.of(a), random, outcome);
    stage.observe(state, seen, 0);
    if (remember) remember.next.push(...seen);
    total += outcome.reward;
    angles.push(atan2(seen[1], seen[0]));
  }
  return { total, angles };
}

/** A planner that begins with the rest of its last plan. */
function planner(
  dynamics: Dynamics,
  options: PlanOptions,
  random: Rng,
): (seen: ArrayLike<number>, t: number) => number {
  let before = new Float64Array(options.horizon);
  return (seen, t) => {
    if (t === 0) before = new Float64Array(options.horizon);
    const found = plan(pendulumTask, dynamics, seen, options, before, random);
    before.set(found.subarray(1));
    before[options.horizon - 1] = 0;
    return found[0];
  };
}

const TESTS = 5;
/** Of the difference between learned and true model, from seed to seed. */
const SPREAD = 16;

export const modelControl = lab({
  id: "06/model-control",
  row: "K14",
  title: "Think first: a learned model and its plans",
  question:
    "Two hundred steps of flailing, then a network that predicts what a torque does, then plans. How many attempts until the rod stands? And how much better would plans with the true laws of motion be?",
  source:
    "Deep RL Bootcamp 2017, lecture 9; Nagabandi et al. 2018, arXiv:1708.02596; Chua et al. 2018, arXiv:1805.12114",
  kind: "statistical",
  world,
  knobs: {
    episodes: {
      default: 8,
      range: [1, 100],
      integer: true,
      doc: "Attempts of 200 steps, the first at random; the model is fitted again after each.",
    },
    horizon: {
      default: 15,
      symbol: "H",
      range: [1, 60],
      integer: true,
      unit: "steps",
      doc: "How far ahead a plan looks.",
    },
    plans: {
      default: 40,
      range: [2, 5000],
      integer: true,
      doc: "Plans that are tried in a round.",
    },
    rounds: {
      default: 3,
      range: [1, 20],
      integer: true,
      doc: "Rounds of the cross-entropy method; 1 is random shooting.",
    },
    hidden: { default: 64, range: [1, 1024], integer: true, doc: "Width of the model's layers." },
    passes: {
      default: 20,
      range: [0, 1000],
      integer: true,
      doc: "Passes over all steps after each attempt; 0: the model stays as it was drawn.",
    },
  },
  quick: { seconds: 9, seeds: [1, 2] },
  full: { seconds: 45, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  *run(config, random): Generator<LabReport, Measured> {
    const model = learnedDynamics(pendulumTask, config.hidden, 1e-3, random.split());
    const options: PlanOptions = { ...config, elite: Math.max(1, Math.round(config.plans / 5)) };
    const [flail, thinking, starts] = [random.split(), random.split(), random.split()];
    const D: Steps = { s: [], a: [], next: [] };
    const curve: number[] = [];
    const errors: number[] = [];
    const think = planner(model.dynamics, options, thinking);
    const stage = world();
    for (let k = 0; k < config.episodes; k++) {
      const act = k === 0 ? () => flail.uniform(-2, 2) : think;
      const { total } = episode(act, starts, D);
      curve.push(total);
      const error = model.fit(D, config.passes, 64);
      errors.push(error);
      const watching = planner(model.dynamics, options, thinking.split());
      let t = 0;
      yield {
        progress: (k + 1) / (config.episodes + 2),
        series: { attempt: k + 1, return: total, error },
        live: {
          world: stage,
          begin: () => {
            t = 0;
          },
          act: (seen) => Float32Array.of(watching(seen as ArrayLike<number>, t++)),
        },
      };
    }
    const chances = starts.split();
    /** The same first states for both. */
    const tests = (dynamics: Dynamics, own: Rng): number[] => {
      const stream = rngOf(chances);
      return Array.from(
        { length: TESTS },
        () => episode(planner(dynamics, options, own), stream).total,
      );
    };
    const learned = tests(model.dynamics, thinking.split());
    const known = tests(trueDynamics(), thinking.split());
    return {
      learned: mean(learned),
      known: mean(known),
      first: curve[0],
      error: errors[errors.length - 1],
      "curve return": curve,
    };
  },
  verdict(measured) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const differences = of("learned").map((x, i) => x - of("known")[i]);
    const half = (4 * SPREAD) / Math.sqrt(Math.max(1, measured.length));
    const band = { low: -half, high: half };
    const off = measured.length === 0 ? Number.NaN : mean(differences);
    return {
      published:
        "— for this world (the zoo's SAC has −157 ± 109 after 20 000 steps, without a model)",
      measured: `${spread(of("learned"), "", 0)} with the learned model, ${spread(of("known"), "", 0)} with the true one; first attempt ${list(of("first"), 0)}`,
      exact: `the same plans with the true laws of motion, from the same ${TESTS} first states of each seed`,
      tolerance: `The mean difference of the two lies within ± ${fixed(half, 0)}: four standard errors, where the differences of seeds 101 … 103 scatter by ${SPREAD}.`,
      pass: inBand(off, band),
      ...drawn({ xs: differences, known: 0, band, what: "learned model less true model" }),
      ...(measured.length === 0
        ? {}
        : { note: `Learned minus true: ${list(differences, 0)}. The model saw ${200 * 8} steps.` }),
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "attempt", label: "attempts of 200 steps", upTo: "episodes" },
    y: { key: "return", label: "return of the attempt, 0 is best", range: [-1800, 0] },
    reference: { label: "SAC of the zoo, −157 after 100 attempts", y: -157 },
    figures: [{ key: "error", label: "error of the model" }],
  },
  figure: (measured) => ({
    title: "Return of the attempts",
    x: { label: "attempts of 200 steps" },
    series: measured.slice(0, 5).map((m, i) => {
      const y = m["curve return"] as readonly number[];
      return { name: `seed ${i + 1}`, x: y.map((_, k) => k + 1), y };
    }),
    references: [{ label: "SAC of the zoo, after 100", y: -157 }],
  }),
});

/** A copy of a stream, which draws what the stream would. */
const rngOf = (stream: Rng): Rng => rng.from(stream.state());
