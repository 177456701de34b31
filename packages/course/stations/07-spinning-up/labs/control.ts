/** Exercises 1.3 and 2.2 of Spinning Up in small worlds: the core of TD3, and the silent bug of DDPG. */
import { type Rng, rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { fixed, spread } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { armsLab } from "./parts/arms.ts";
import { regulatorSolution } from "./parts/regulator.ts";
import { ddpgTrain } from "./parts/shapeBug.ts";

/** The pole with a motor, and a clock of 150 steps. */
const shortPole = (): AnyWorld => ({ ...makeWorld("CartPoleContinuous-v1"), maxSteps: 150 });

export const td3Core = armsLab({
  id: "07/td3-core",
  row: "P4",
  title: "The core of TD3",
  question:
    "A critic of the state and the action, its twin, and a policy that climbs on one of them: does the pole with a motor stand for 150 steps?",
  source:
    "Spinning Up, exercise 1.3 (InvertedPendulum with episodes of 150 steps there, a cart and pole with a motor here)",
  kind: "statistical",
  world: shortPole,
  arms: [
    {
      name: "TD3",
      algorithm: "td3",
      knobs: {
        hidden: "64-64",
        actorRate: 1e-3,
        criticRate: 1e-3,
        batch: 64,
        learningStarts: 500,
      },
    },
  ],
  steps: 20_000,
  quick: { seconds: 9, seeds: [1] },
  full: { seconds: 45, seeds: [1, 2, 3, 4, 5] },
  published: "150, the length of an episode, within ten epochs",
  shows: "final",
  digits: 0,
  claims: () => [
    {
      text: "The final policy stands for 145 of 150 steps on average, at two thirds of the seeds at least (the exercise asks for 150 in one run).",
      holds: (of) => {
        const finals = of("final TD3");
        return finals.filter((x) => x >= 145).length >= Math.ceil((2 / 3) * finals.length);
      },
    },
  ],
  references: [{ label: "150, the limit", y: 150 }],
  y: { label: "return of the last 100 episodes (steps upright), 150 is perfect", range: [0, 150] },
});

const GAMMA = 0.9;
const POINTS = [10, 20, 40, 60, 80, 100, 150, 200, 300, 400];
const programs = { sound: ddpgTrain(true), faulty: ddpgTrain(false) } as const;
type Program = keyof typeof programs;
const names: readonly Program[] = ["sound", "faulty"];

/** What pushing with a = θ s costs from s = 1 on, for ever: (1 + θ²) / (1 − γ (1 + θ)²). */
const costOf = (theta: number): number => (1 + theta * theta) / (1 - GAMMA * (1 + theta) ** 2);

function memoryOf(random: Rng) {
  return Array.from({ length: 1000 }, () => {
    const [s, a] = [random.uniform(-2, 2), random.uniform(-2, 2)];
    return { s, a, r: -(s * s + a * a), next: s + a };
  });
}

export const silentBug = lab({
  id: "07/silent-shape-bug",
  row: "P6",
  title: "The silent bug",
  question:
    "Two copies of DDPG, one memory, one start. They differ in a squeeze. Which curve stays flat, and what does its loss do?",
  source: "Spinning Up, exercise 2.2, on a regulator whose answer is known",
  kind: "golden",
  knobs: {
    batch: { default: 32, range: [2, 256], integer: true, doc: "Rows of a minibatch." },
    rate: { default: 0.1, range: [0, 0.2], doc: "Step size of the critic." },
  },
  quick: { seconds: 3, seeds: [1, 2, 3] },
  full: { seconds: 10, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  *run({ batch, rate }, random) {
    const memory = memoryOf(random.split());
    const draws = random.split().state();
    const curves: Record<Program, number[]> = { sound: [], faulty: [] };
    const measured: Record<string, number | readonly number[]> = { "curve updates": POINTS };
    for (const [i, updates] of POINTS.entries()) {
      const series: Record<string, number> = { updates };
      for (const name of names) {
        const stream = rng.from(draws);
        const settings = { gamma: GAMMA, tau: 0.05, rate, actorRate: 0.02, batch, updates };
        const { theta, loss } = programs[name](memory, (n) => stream.integer(n), settings);
        curves[name].push(costOf(theta));
        series[name] = costOf(theta);
        series[`loss ${name}`] = loss;
        measured[`cost ${name}`] = costOf(theta);
        measured[`loss ${name}`] = loss;
        measured[`θ ${name}`] = theta;
      }
      yield { progress: (i + 1) / POINTS.length, series };
    }
    return { ...measured, "curve sound": curves.sound, "curve faulty": curves.faulty };
  },
  verdict(measured: readonly Measured[]) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const { theta } = regulatorSolution(GAMMA, 1, 0, false);
    const best = costOf(theta);
    const isFlat = of("cost faulty").every((x) => x > 2 * best);
    const isBest = of("cost sound").every((x) => Math.abs(x - best) <= 0.01 * best);
    return {
      published: "the bugged curve is flat (a figure)",
      measured: `sound ${spread(of("cost sound"), "", 3)}, faulty ${spread(of("cost faulty"), "", 1)}`,
      exact: `${fixed(best, 4)} with θ = ${fixed(theta, 4)}, by Riccati's equation; a policy that does nothing costs 10`,
      tolerance:
        "The sound program comes within one per cent of the least cost at every seed, which θ meets within 0.06; the faulty one costs more than twice the least at every seed (6.5 to 8.5 on seeds 101 … 103; doing nothing costs 10).",
      pass: measured.length > 0 && isFlat && isBest,
      ...(measured.length === 0
        ? {}
        : {
            note: `Its loss ends at ${fixed(mean(of("loss faulty")), 1)}, no less than the variance of the targets: each value is compared with all of them.`,
          }),
    };
  },
  chart: {
    x: { key: "updates", label: "updates", range: [0, 400] },
    y: { key: "sound", label: "what the policy costs from s = 1; 1.59 is least", range: [0, 11] },
    curves: names.map((name) => ({ key: name, name })),
    reference: { label: "exact", y: costOf(regulatorSolution(GAMMA, 1, 0, false).theta) },
    figuresTitle: "squared TD error of each",
    figures: names.map((name) => ({ key: `loss ${name}`, label: name })),
  },
  figure: (measured) => ({
    title: "What the policy costs from s = 1",
    x: { label: "updates" },
    series: names.map((name) => {
      const ys = measured.map((m) => m[`curve ${name}`] as readonly number[]);
      return { name, x: POINTS, y: POINTS.map((_, i) => mean(ys.map((y) => y[i]))) };
    }),
    references: [{ label: "exact", y: costOf(regulatorSolution(GAMMA, 1, 0, false).theta) }],
    caption: `Mean of ${measured.length} seeds.`,
  }),
});
