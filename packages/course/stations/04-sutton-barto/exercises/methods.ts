/**
 * Whole methods around a learner's update, in the form that the labs of this station ask for: they walk through the world,
 * choose the actions, and call the update. So a lab can run it in the place of the library's method.
 *
 * The world draws from the same stream as under the library's methods: paired runs stay paired.
 */
import { exp, log, type Rng } from "gradus/core";
import type { Mdp } from "gradus/env";
import {
  type ActionValues,
  dense,
  FeatureWalker,
  streamsOf,
  type TabularWorld,
  Walker,
} from "gradus/tabular";
import type {
  Bandit,
  Control,
  Planning,
  PolicyGradient,
  Prediction,
  Sweeps,
  WeightPrediction,
} from "../labs/parts/methods.ts";
import { epsilonGreedy, type Step } from "./worlds.ts";

/** Steps after which a run leads nowhere, besides 300 an episode; no method of the labs comes near it. */
const PATIENCE = 20_000;

/** The steps of one episode. @throws if the run finds no ends, which a wrong update can bring about */
export function* episode(walk: Walker, choose: (S: number) => number): Generator<Step> {
  walk.start();
  while (!walk.over) {
    const { S } = walk;
    const A = choose(S);
    walk.take(A);
    const { R, next, terminated, truncated } = walk;
    yield { S, A, R, next, terminated, truncated };
    walk.advance();
    if (walk.steps > PATIENCE + 300 * walk.episodes)
      throw new Error(
        `${walk.steps} steps have finished only ${walk.episodes} episodes: the values lead nowhere.`,
      );
  }
}

/** Learns from each step of a walk. */
export function prediction(
  update: (V: number[], step: Step, alpha: number, gamma: number) => void,
): Prediction {
  return function* (world, { alpha, gamma = 1, initial = 0 }, random) {
    const walk = new Walker(world, streamsOf(random).world);
    const V = new Array<number>(walk.states).fill(initial);
    for (;;) {
      for (const step of episode(walk, () => 0)) update(V, step, alpha, gamma);
      yield { V };
    }
  };
}

/** Learns from each episode of a walk, once it is over: S₀ … S_{T−1} and R₁ … R_T. */
export function episodic(
  update: (V: number[], S: number[], R: number[], n: number, alpha: number) => void,
): Prediction {
  return function* (world, { n = 1, alpha, initial = 0 }, random) {
    const walk = new Walker(world, streamsOf(random).world);
    const V = new Array<number>(walk.states).fill(initial);
    for (;;) {
      const steps = [...episode(walk, () => 0)];
      update(
        V,
        steps.map(({ S }) => S),
        steps.map(({ R }) => R),
        n,
        alpha,
      );
      yield { V };
    }
  };
}

/** A list of rows as the library's table. Rows may be shorter than the number of actions: then the rest is not allowed. */
function tableOf(Q: readonly (readonly number[])[], actions: number): ActionValues {
  const values = new Float64Array(Q.length * actions);
  Q.forEach((row, s) => {
    values.set(row, s * actions);
  });
  return { values, states: Q.length, actions };
}

const rows = (states: number, actions: number): number[][] =>
  Array.from({ length: states }, () => new Array<number>(actions).fill(0));

/** Learns from each step, knowing the next action if it is to be taken whatever the step teaches. */
export type Update = (
  Q: number[][],
  step: Step,
  nextA: number,
  knobs: { alpha: number; gamma: number; epsilon: number; n: number; random: Rng },
) => void;

/** On-policy: the next action is chosen before the update. */
export const onPolicy = (learn: () => Update): Control => controlled(learn, true);
/** Off-policy: the next action is chosen by what the step has taught. */
export const offPolicy = (learn: () => Update): Control => controlled(learn, false);

/** @param learn called once for each run, for an update that remembers */
function controlled(learn: () => Update, isPlanned: boolean): Control {
  return function* (world, { alpha, epsilon, gamma = 1, n = 0 }, random) {
    const update = learn();
    const streams = streamsOf(random);
    const walk = new Walker(world, streams.world);
    const Q = rows(walk.states, walk.actions);
    const knobs = { alpha, gamma, epsilon, n, random: streams.agent };
    const choose = (S: number) => epsilonGreedy(Q[S], epsilon, streams.agent);
    for (;;) {
      let planned: number | undefined;
      for (const step of episode(walk, (S) => planned ?? choose(S))) {
        planned = isPlanned ? choose(step.next) : undefined;
        update(Q, step, planned ?? 0, knobs);
      }
      const { steps, lastReturn } = walk;
      yield { steps, episodeReturn: lastReturn, Q: tableOf(Q, walk.actions) };
    }
  };
}

/** A planner whose updates of Q are counted as they happen. */
export function planning(learn: () => Update): Planning {
  return function* (world, knobs, random) {
    let updates = 0;
    const counting: ProxyHandler<number[]> = {
      set(row, at, value) {
        updates++;
        return Reflect.set(row, at, value);
      },
    };
    const counted = (): Update => {
      const update = learn();
      let rows: number[][] = [];
      return (Q, ...rest) => {
        if (rows.length === 0) rows = Q.map((row) => new Proxy(row, counting));
        const shown = [...rows];
        update(shown, ...rest);
        shown.forEach((row, s) => {
          if (row === rows[s]) return;
          updates++; // somebody has put a new row in the place
          Q[s] = Array.from(row);
          rows[s] = new Proxy(Q[s], counting);
        });
      };
    };
    for (const report of offPolicy(counted)(world, knobs, random)) yield { ...report, updates };
  };
}

/** Two tables, ε-greedy in their sum; a row has as many entries as the state has actions. */
export function twoTables(
  update: (
    Q1: number[][],
    Q2: number[][],
    step: Step,
    first: boolean,
    alpha: number,
    gamma: number,
  ) => void,
): Control {
  return function* (world, { alpha, epsilon, gamma = 1 }, random) {
    const streams = streamsOf(random);
    const walk = new Walker(world, streams.world);
    const actions = Array.from({ length: walk.states }, (_, s) => (s === 0 ? 2 : walk.actions)); // A has two
    const [Q1, Q2] = [1, 2].map(() => actions.map((n) => new Array<number>(n).fill(0)));
    const choose = (S: number) =>
      epsilonGreedy(
        Q1[S].map((q, a) => q + Q2[S][a]),
        epsilon,
        streams.agent,
      );
    for (;;) {
      for (const step of episode(walk, choose))
        update(Q1, Q2, step, streams.agent.integer(2) === 0, alpha, gamma);
      const mean = Q1.map((row, s) => row.map((q, a) => (q + Q2[s][a]) / 2));
      yield {
        steps: walk.steps,
        episodeReturn: walk.lastReturn,
        Q: tableOf(mean, walk.actions),
      };
    }
  };
}

/** Chooses among arms and learns from what they bring, step by step. */
export interface BanditAgent {
  choose(t: number): number;
  learn(A: number, R: number): void;
}

export function bandit(
  agent: (
    k: number,
    knobs: { alpha: number; epsilon: number; c: number; baseline: boolean },
    random: Rng,
  ) => BanditAgent,
): Bandit {
  return function* (world, { alpha = 0.1, epsilon = 0, c = 2, baseline = true }, random) {
    const streams = streamsOf(random);
    const walk = new Walker(world, streams.world);
    for (;;) {
      const { choose, learn } = agent(walk.actions, { alpha, epsilon, c, baseline }, streams.agent);
      let t = 0;
      for (const { A, R } of episode(walk, () => choose(++t))) learn(A, R);
      yield {};
    }
  };
}

/** model[s][a] of a written-out model; states in which nothing more can happen have no actions. */
export const listed = ({ transitions }: Mdp): Mdp["transitions"] =>
  transitions.map((actions, s) =>
    actions.every((outcomes) =>
      outcomes.every(({ next, reward, terminated }) => terminated && next === s && reward === 0),
    )
      ? []
      : actions,
  );

/** A method of dynamic programming that says only where it ends. */
export function planned(
  values: (model: Mdp["transitions"], gamma: number, theta: number) => ArrayLike<number>,
): Sweeps {
  return function* (model, { gamma = 1, theta }) {
    yield { V: Float64Array.from(values(listed(model), gamma, theta)), sweeps: 1, change: 0 };
  };
}

/** Learns from each step with eligibility traces or features; `start` is called at the beginning of each episode. */
export function linear(
  start: (size: number) => (
    w: number[],
    step: {
      readonly S: number;
      readonly x: number[];
      readonly R: number;
      readonly next: number;
      readonly nextX: number[];
      readonly terminated: boolean;
    },
    alpha: number,
    lambda: number,
  ) => void,
): WeightPrediction {
  return function* (world, { alpha, lambda = 0 }, random, _, { features }) {
    const streams = streamsOf(random);
    const walk = new FeatureWalker(world, streams.world, features);
    const vectors = new Map<object, number[]>(); // one list a feature vector: walks meet the same ones again
    const list = (x: Parameters<typeof dense>[0]): number[] => {
      const known = vectors.get(x) ?? Array.from(dense(x, features.size));
      vectors.set(x, known);
      return known;
    };
    const w = new Array<number>(features.size).fill(0);
    for (;;) {
      const update = start(features.size);
      walk.start();
      while (!walk.over) {
        const x = list(walk.x);
        walk.take(streams.agent.integer(walk.actions));
        const nextX = list(walk.nextX);
        const { R, terminated } = walk;
        update(
          w,
          { S: x.indexOf(1), x, R, next: nextX.indexOf(1), nextX, terminated },
          alpha,
          lambda,
        );
        walk.advance();
      }
      yield { w: Float64Array.from(w), episodes: walk.episodes };
    }
  };
}

/**
 * Learns preferences θ from whole episodes in a world that looks the same everywhere: the short corridor.
 *
 * Preferences further apart than the floor allows are moved together, so that no run is caught in a corner.
 */
export function policyGradient(
  start: () => (
    theta: number[][],
    S: number[],
    A: number[],
    R: number[],
    knobs: { alpha: number; valueAlpha: number },
  ) => void,
): PolicyGradient {
  return function* (world, { alpha, valueAlpha = 0, floor }, random, _, parts) {
    const streams = streamsOf(random);
    const walk = new FeatureWalker(world, streams.world);
    const theta = [Array.from(parts.theta)];
    const learn = start();
    const most = floor > 0 ? log((1 - floor) / floor) : Infinity; // between the two preferences
    for (;;) {
      const [middle, apart] = [(theta[0][0] + theta[0][1]) / 2, theta[0][1] - theta[0][0]];
      if (Math.abs(apart) > most)
        theta[0] = [-1, 1].map((side) => middle + (side * Math.sign(apart) * most) / 2);
      const right = softmax(theta[0])[1];
      const [A, R]: [number[], number[]] = [[], []];
      walk.start();
      while (!walk.over) {
        A.push(streams.agent.random() < right ? 1 : 0);
        walk.take(A[A.length - 1]);
        R.push(walk.R);
        walk.advance();
      }
      learn(
        theta,
        A.map(() => 0),
        A,
        R,
        { alpha, valueAlpha },
      );
      yield { episodeReturn: walk.lastReturn };
    }
  };
}

/** States, actions and rewards of one episode. */
export function played(
  world: TabularWorld,
  random: Rng,
): (choose: (S: number, t: number) => number) => { S: number[]; A: number[]; R: number[] } {
  const walk = new Walker(world, streamsOf(random).world);
  return (choose) => {
    let t = 0;
    const steps = [...episode(walk, (S) => choose(S, t++))];
    return {
      S: steps.map((one) => one.S),
      A: steps.map((one) => one.A),
      R: steps.map((one) => one.R),
    };
  };
}

/** Sample averages, from which some rule chooses. */
export const sampleAverages = (
  choose: (
    Q: number[],
    N: number[],
    t: number,
    knobs: { epsilon: number; c: number },
    random: Rng,
  ) => number,
  average = (Q: number, n: number, R: number): number => Q + (R - Q) / n,
): Bandit =>
  bandit((k, knobs, random) => {
    const [Q, N] = [new Array<number>(k).fill(0), new Array<number>(k).fill(0)];
    return {
      choose: (t) => choose(Q, N, t, knobs, random),
      learn: (A, R) => {
        Q[A] = average(Q[A], ++N[A], R);
      },
    };
  });

/** Probabilities from preferences. */
export const softmax = (h: readonly number[]): number[] => {
  const e = h.map((x) => exp(x - Math.max(...h)));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
};
