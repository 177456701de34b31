/** Figure 12.14: how long credit should last, on four tasks. */

import type { Rng } from "gradus/core";
import { cartPole } from "gradus/envs";
import { bookMountainCar, puddleWorld } from "gradus/envs/book";
import {
  type Features,
  type FeatureWorld,
  sarsaLambda,
  tdLambda,
  tileCoding,
} from "gradus/tabular";
import { fixed } from "../../../src/format.ts";
import { type LabReport, lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { walkError } from "./lambda-return.ts";
import { bandCaption, meansWithErrors } from "./parts/curves.ts";
import { repeated, runsKnob } from "./parts/runs.ts";

const LAMBDAS = [0, 0.5, 0.9, 0.99, 1] as const;

interface Task {
  readonly name: string;
  readonly unit: string;
  /** Less is better. */
  cost(lambda: number, random: Rng): number;
}

function control(
  world: FeatureWorld,
  features: Features,
  alphas: readonly number[],
  epsilon: number,
  cost: (returns: number[]) => number,
  episodes: number,
) {
  return (lambda: number, random: Rng): number => {
    const alpha = alphas[(LAMBDAS as readonly number[]).indexOf(lambda)];
    const run = sarsaLambda(
      world,
      { lambda, alpha, epsilon, traces: "replacing" },
      random,
      undefined,
      features,
    );
    return cost(
      Array.from(
        { length: episodes },
        () => (run.next().value as { episodeReturn: number }).episodeReturn,
      ),
    );
  };
}

const negative = (returns: number[]) => -mean(returns);

/** Step sizes for each λ: the best of a few with seeds of 100 and above, for all active tiles together. */
const WALK_STEPS = [0.8, 0.5, 0.2, 0.04, 0.015] as const;
const CAR_STEPS = [1.3, 1.3, 1.3, 0.8, 0.2] as const;
const PUDDLE_STEPS = [1.3, 1.3, 1, 0.6, 0.2] as const;
const POLE_STEPS = [0.8, 1.3, 0.8, 1.3, 1] as const;
const over = (steps: readonly number[], tilings: number) => steps.map((a) => a / tilings);

const car = tileCoding({ low: [-1.2, -0.07], high: [0.5, 0.07], tiles: 8, tilings: 8 });
const puddles = tileCoding({ low: [0, 0], high: [1, 1], tiles: 8, tilings: 8 });
const pole = tileCoding({
  low: [-2.4, -3, -0.21, -3],
  high: [2.4, 3, 0.21, 3],
  tiles: [3, 3, 6, 6],
  tilings: 8,
});

const TASKS: readonly Task[] = [
  {
    name: "random walk",
    unit: "RMS error",
    cost: (lambda, random) =>
      walkError(
        tdLambda,
        lambda,
        WALK_STEPS[(LAMBDAS as readonly number[]).indexOf(lambda)],
        random,
      ),
  },
  {
    name: "mountain car",
    unit: "steps per episode",
    cost: control(
      { ...bookMountainCar(), maxSteps: 3000 },
      car,
      over(CAR_STEPS, 8),
      0,
      negative,
      40,
    ),
  },
  {
    name: "puddle world",
    unit: "cost per episode",
    cost: control(
      { ...puddleWorld(), maxSteps: 1000 },
      puddles,
      over(PUDDLE_STEPS, 8),
      0.1,
      negative,
      40,
    ),
  },
  // Failures per 1000 steps: one over the mean length.
  {
    name: "cart and pole",
    unit: "failures per 1000 steps",
    cost: control(
      cartPole(),
      pole,
      over(POLE_STEPS, 8),
      0.05,
      (returns) => 1000 / mean(returns),
      120,
    ),
  },
];

export const traceTasks = lab({
  id: "04/trace-tasks",
  row: "B49",
  title: "Four tasks, one lesson: credit should last, but not for ever",
  question:
    "A walk, a car, puddles, a pole. How does performance depend on λ? Is either end, one step or the whole episode, ever the best choice?",
  source: "Sutton & Barto, 2nd ed., figure 12.14",
  kind: "property",
  knobs: { runs: runsKnob(10) },
  quick: { seconds: 3, seeds: [1] },
  full: { seconds: 30, seeds: [1], knobs: { runs: 100 } },
  *run({ runs }, random) {
    const cells = TASKS.flatMap((task) => LAMBDAS.map((lambda) => ({ task, lambda })));
    const names = cells.map(({ task, lambda }) => `${task.name} λ=${lambda}`);
    const courseOf = (costs: readonly number[]) =>
      LAMBDAS.map((lambda, k) => {
        const shares = TASKS.map(({ name }, i) => {
          const first = costs[i * LAMBDAS.length];
          return [name, costs[i * LAMBDAS.length + k] / first] as const;
        });
        return { lambda, ...Object.fromEntries(shares) };
      });
    function* once(r: Rng, run: number): Generator<LabReport, number[]> {
      const costs: number[] = [];
      for (const { task, lambda } of cells) {
        costs.push(task.cost(lambda, r.split()));
        if (run === 0) yield { progress: 0, points: courseOf(costs) };
      }
      return costs;
    }
    const look = (means: readonly number[]) => ({ points: courseOf(means) });
    const measured = yield* repeated(runs, random, names, once, look);
    const curves = TASKS.map(
      ({ name }) =>
        [`curve ${name}`, LAMBDAS.map((lambda) => measured[`${name} λ=${lambda}`])] as const,
    );
    return { ...measured, ...Object.fromEntries(curves) };
  },
  verdict(measured) {
    const of = (key: string) => mean(measured.map((m) => Number(m[key])));
    const ends = TASKS.map(({ name, unit }) => {
      const [zero, ...rest] = LAMBDAS.map((lambda) => of(`${name} λ=${lambda}`));
      const one = rest[rest.length - 1];
      const inside = Math.min(...rest.slice(0, -1));
      return {
        text: `${name} (${unit}) ${[zero, inside, one].map((x) => fixed(x, x < 1 ? 3 : 1)).join(", ")}`,
        holds: inside < zero && inside < one,
      };
    });
    return {
      published: "a figure: on all four, an intermediate λ is best, and λ = 1 by far the worst",
      measured: ends.map(({ text }) => text).join("; "),
      tolerance:
        "For each task the best of λ = 0.5, 0.9, 0.99 has a lower cost than λ = 0 and than λ = 1 (given in the order 0, best inside, 1).",
      pass: ends.every(({ holds }) => holds),
    };
  },
  chart: {
    x: { key: "lambda", label: "λ", range: [0, 1] },
    y: { key: "random walk", label: "cost as a share of that at λ = 0", range: [0, 3] },
    curves: TASKS.map(({ name }) => ({ key: name, name })),
    reference: { label: "as at λ = 0", y: 1 },
    endsAsFigure: true,
  },
  figure: (measured) => ({
    title: "Cost of each task; lower is better",
    x: { label: "λ" },
    isEachItsOwn: true,
    series: TASKS.map(({ name, unit }) => ({
      name: `${name}: ${unit}`,
      panel: `${name}: ${unit}`,
      x: LAMBDAS,
      ...meansWithErrors(
        measured,
        LAMBDAS.map((lambda) => `${name} λ=${lambda}`),
      ),
    })),
    caption: bandCaption(measured),
  }),
});
