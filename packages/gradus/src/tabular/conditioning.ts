/**
 * Two models of classical conditioning: how much an animal expects, and when. Sutton & Barto, 2nd ed., section 14.2.
 *
 * Rescorla–Wagner (1972) learns trial by trial, from the error of the sum of what all present stimuli predict:
 *
 *     δ = R − wᵀx,   w ← w + αδx                                            (14.2, 14.3)
 *
 * The TD model (Sutton & Barto 1990) learns in real time; within a trial, x changes from step to step:
 *
 *     δₜ = Rₜ₊₁ + γ wᵀxₜ₊₁ − wᵀxₜ,   z ← γλz + xₜ,   w ← w + αδₜz            (14.4–14.6)
 */
import { ShapeError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { add, dot } from "./features.ts";

export const rescorlaWagnerKnobs = {
  alpha: {
    default: 0.1,
    symbol: "α",
    range: [0, 1],
    doc: "Step size: how fast associations change.",
  },
} as const satisfies Knobs;

/** One trial: which stimuli were there (their saliences, 0 for absent), and the magnitude of what followed. */
export interface Trial {
  readonly stimuli: ArrayLike<number>;
  readonly reward: number;
}

/**
 * The associative strengths after each trial.
 *
 * @throws ShapeError if a trial has another number of stimuli than the first
 */
export function* rescorlaWagner(
  trials: Iterable<Trial>,
  overrides: Partial<ConfigOf<typeof rescorlaWagnerKnobs>> = {},
): Generator<{ readonly w: Float64Array; readonly error: number }> {
  const { alpha } = configure(rescorlaWagnerKnobs, overrides);
  let w: Float64Array | undefined;
  for (const { stimuli, reward } of trials) {
    const x = Float64Array.from(stimuli);
    w ??= new Float64Array(x.length);
    if (x.length !== w.length) {
      throw new ShapeError(`A trial has ${x.length} stimuli, the trials before it ${w.length}.`);
    }
    const error = reward - dot(w, x);
    add(w, alpha * error, x);
    yield { w, error };
  }
}

export const tdModelKnobs = {
  alpha: {
    default: 0.05,
    symbol: "α",
    range: [0, 1],
    doc: "Step size: how fast associations change.",
  },
  gamma: { default: 0.98, symbol: "γ", range: [0, 1], doc: "Discount per time step." },
  lambda: { default: 0.9, symbol: "λ", range: [0, 1], doc: "How slowly eligibility fades." },
} as const satisfies Knobs;

/** A trial in time: features [t] at each step, and reward[t], which arrives together with them. */
export interface TimedTrial {
  readonly x: readonly Float64Array[];
  readonly reward: readonly number[];
}

export interface TdModelReport {
  readonly w: Float64Array;
  /** δ of each step of the trial, placed at the time when it is felt: errors[t + 1] is δₜ; errors[0] is 0. */
  readonly errors: Float64Array;
  /** wᵀxₜ as it was on the way. */
  readonly predictions: Float64Array;
}

/** @param weights to go on with; not changed */
export function* tdModel(
  trials: Iterable<TimedTrial>,
  overrides: Partial<ConfigOf<typeof tdModelKnobs>> = {},
  weights?: ArrayLike<number>,
): Generator<TdModelReport> {
  const { alpha, gamma, lambda } = configure(tdModelKnobs, overrides);
  let w = weights === undefined ? undefined : Float64Array.from(weights);
  for (const { x, reward } of trials) {
    w ??= new Float64Array(x[0].length);
    const z = new Float64Array(w.length);
    const errors = new Float64Array(x.length);
    const predictions = new Float64Array(x.length);
    for (let t = 0; t < x.length; t++) {
      predictions[t] = dot(w, x[t]);
      if (t === x.length - 1) break;
      const delta = reward[t + 1] + gamma * dot(w, x[t + 1]) - predictions[t];
      for (let i = 0; i < z.length; i++) z[i] = gamma * lambda * z[i] + x[t][i];
      add(w, alpha * delta, z);
      errors[t + 1] = delta;
    }
    yield { w, errors, predictions };
  }
}

/**
 * A complete serial compound: each moment of each stimulus is a feature of its own (Figure 14.1, left).
 *
 * @param stimuli onset and number of steps of each
 * @param rewardAt the step at which the unconditioned stimulus arrives; absent for none
 */
export function serialCompound(
  steps: number,
  stimuli: readonly {
    readonly onset: number;
    readonly duration: number;
    readonly isPresent: boolean;
  }[],
  rewardAt?: number,
): TimedTrial {
  const size = stimuli.reduce((n, { duration }) => n + duration, 0);
  const x = Array.from({ length: steps }, () => new Float64Array(size));
  let first = 0;
  for (const { onset, duration, isPresent } of stimuli) {
    for (let k = 0; k < duration; k++)
      if (isPresent && onset + k < steps) x[onset + k][first + k] = 1;
    first += duration;
  }
  return { x, reward: Array.from({ length: steps }, (_, t) => (t === rewardAt ? 1 : 0)) };
}
