/** Chapter 14 and section 15.6: blocking, and the prediction error that moves from the food to the bell. */
import {
  rescorlaWagner,
  serialCompound,
  type TimedTrial,
  type Trial,
  tdModel,
} from "gradus/tabular";
import { lab } from "../../../src/lab.ts";
import { judged, type Point } from "./parts/runs.ts";

const times = <T>(n: number, trial: T): T[] => Array.from({ length: n }, () => trial);

/** Associative strengths at the end of the trials. */
function strengths(alpha: number, trials: readonly Trial[]): Float64Array {
  let w = new Float64Array(0);
  for (const report of rescorlaWagner(trials, { alpha })) w = report.w as Float64Array<ArrayBuffer>;
  return w;
}

const A: Trial = { stimuli: [1, 0], reward: 1 };
const AB: Trial = { stimuli: [1, 1], reward: 1 };

const TRIALS = 100;
const ONSET = 5;
const FOOD = 15;
const STEPS = 20;
const cue = (onset: number, isPresent = true) => ({ onset, duration: FOOD - onset, isPresent });

/** The errors of a trial as a page draws them, beside those of the first. */
const courseOf = (first: ArrayLike<number>, name: string, errors: ArrayLike<number>) =>
  Array.from(errors, (error, step) => ({ step, first: first[step], [name]: error }));

/** The last report of so many trials. */
function last(
  trials: readonly TimedTrial[],
  knobs: { alpha: number; gamma: number; lambda: number },
  weights?: ArrayLike<number>,
) {
  let result = {
    w: new Float64Array(0),
    errors: new Float64Array(0),
    predictions: new Float64Array(0),
  };
  for (const report of tdModel(trials, knobs, weights)) result = report as typeof result;
  return result;
}

const powerOf = (x: number, n: number): number =>
  Array.from({ length: n }).reduce<number>((y) => y * x, 1);

const SPOKEN = {
  first: "first trial",
  trained: "trained",
  omitted: "no food",
} as const;

export const blocking = lab({
  id: "04/blocking",
  row: "B52",
  title: "What is expected teaches nothing: blocking, and dopamine",
  question:
    "An animal knows that a tone announces food. Add a light: does it learn about the light? And where in time is the error, before and after learning, and when the food does not come?",
  source:
    "Sutton & Barto, 2nd ed., sections 14.2 and 15.6; Rescorla & Wagner 1972; Schultz, Dayan & Montague 1997",
  kind: "golden",
  knobs: {
    alpha: { default: 0.1, symbol: "α", range: [0.001, 0.5], doc: "Step size." },
    gamma: {
      default: 0.98,
      symbol: "γ",
      range: [0.5, 1],
      doc: "Discount per time step, in the TD model.",
    },
    lambda: {
      default: 0.9,
      symbol: "λ",
      range: [0, 1],
      doc: "How slowly eligibility fades, in the TD model.",
    },
    trials: {
      default: 2000,
      range: [100, 100_000],
      integer: true,
      doc: "Trials in time, until nothing changes.",
    },
  },
  quick: { seconds: 0.3, seeds: [1] },
  full: { seconds: 0.3, seeds: [1] },
  *run({ alpha, gamma, lambda, trials }) {
    const known = strengths(alpha, [...times(TRIALS, A), ...times(TRIALS, AB)]);
    const both = strengths(alpha, times(TRIALS, AB));
    yield { progress: 0.3, text: "trial by trial" };

    const knobs = { alpha, gamma, lambda };
    const paired = serialCompound(STEPS, [cue(ONSET)], FOOD);
    const first = last([paired], knobs);
    const learned: ReturnType<typeof last> = { ...first };
    let trial = 0;
    for (const report of tdModel(times(trials, paired), knobs)) {
      Object.assign(learned, report);
      if (++trial % Math.ceil(trials / 100) === 0)
        yield {
          progress: 0.3 + (0.25 * trial) / trials,
          points: courseOf(first.errors, "trained", report.errors),
          text: `trial ${trial}`,
        };
    }
    const trained = { ...learned };
    const after = last([paired], { ...knobs, alpha: 0 }, trained.w);
    const omitted = last([serialCompound(STEPS, [cue(ONSET)])], { ...knobs, alpha: 0 }, trained.w);
    yield {
      progress: 0.6,
      points: courseOf(first.errors, "trained", after.errors).map((point, t) => ({
        ...point,
        omitted: omitted.errors[t],
      })),
      text: "in time",
    };

    // Blocking in time: the light begins with the tone, or before it.
    const lightAfter = (onset: number) => {
      const tone = serialCompound(STEPS, [cue(ONSET), cue(onset, false)], FOOD);
      const together = serialCompound(STEPS, [cue(ONSET), cue(onset)], FOOD);
      const { w } = last([...times(trials, tone), ...times(trials, together)], knobs);
      return Array.from(w.subarray(FOOD - ONSET));
    };
    const [same, earlier] = [lightAfter(ONSET), lightAfter(ONSET - 2)];
    return {
      runs: 1,
      "tone, known before": known[0],
      "light, blocked": known[1],
      "light, not blocked": both[1],
      "first trial: error at the food": first.errors[FOOD],
      "first trial: error at the tone": first.errors[ONSET],
      "trained: error at the food": after.errors[FOOD],
      "trained: error at the tone": after.errors[ONSET],
      "omitted: error at the food's time": omitted.errors[FOOD],
      "light with the tone, largest weight": Math.max(...same.map(Math.abs)),
      "light before the tone, first weight": earlier[0],
      "curve first": Array.from(first.errors),
      "curve trained": Array.from(after.errors),
      "curve omitted": Array.from(omitted.errors),
      limits: [
        1 - powerOf(1 - alpha, TRIALS),
        powerOf(gamma, FOOD - ONSET),
        powerOf(gamma, FOOD - ONSET + 1),
      ],
    };
  },
  verdict(measured) {
    const [tone, onset, before] = measured[0]["limits"] as readonly number[];
    const exact = (key: string, value: number): Point => ({ key, value, s: 0, n: 0, unit: 0.002 });
    return judged(
      {
        published:
          "the light is blocked; the error moves from the food to the tone, and is negative when the food does not come",
        known: [
          exact("tone, known before", tone),
          exact("light, blocked", 0),
          exact("light, not blocked", 0.5),
          exact("first trial: error at the food", 1),
          exact("first trial: error at the tone", 0),
          exact("trained: error at the food", 0),
          exact("trained: error at the tone", onset),
          exact("omitted: error at the food's time", -1),
          exact("light with the tone, largest weight", 0),
          exact("light before the tone, first weight", before),
        ],
        note: "Exact limits: 1 − (1 − α)^n for the tone alone, γ^10 for the surprise of a tone ten steps before the food; compared to 0.001. A light that begins two steps before the tone is not blocked: it announces the tone.",
      },
      measured,
    );
  },
  chart: {
    x: {
      key: "step",
      label: "time step of the trial; the tone at 5, the food at 15",
      range: [0, 20],
    },
    y: {
      key: "trained",
      label: "prediction error δ (the signal of dopamine neurons)",
      range: [-1.1, 1.1],
    },
    curves: [
      { key: "first", name: "first trial" },
      { key: "trained", name: "trained" },
      { key: "omitted", name: "no food" },
    ],
    pace: 40,
  },
  figure: ([m]) => ({
    title: "Prediction error (the signal of dopamine neurons)",
    x: { label: "time step of the trial" },
    series: (["first", "trained", "omitted"] as const).map((name) => {
      const y = m[`curve ${name}`] as readonly number[];
      return { name: SPOKEN[name], x: y.map((_, t) => t), y };
    }),
    caption: `The tone begins at step ${ONSET}, the food comes at step ${FOOD}. Nothing is random.`,
  }),
});
