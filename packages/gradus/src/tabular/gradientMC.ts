/**
 * Gradient Monte Carlo prediction. Sutton & Barto, 2nd ed., section 9.3, box p. 202.
 *
 *     w ← w + α [Gₜ − v̂(Sₜ, w)] ∇v̂(Sₜ, w)                                      (9.7)
 *
 * for every step of a finished episode, with v̂ linear. An episode that a time limit cuts short is
 * completed with the value of the state it stopped in.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import {
  type FeaturePolicy,
  uniformChoice,
  type ValueReport,
  valueAgent,
} from "./approximation.ts";
import { valueKnobs } from "./approximationKnobs.ts";
import { add, dot, type Features, type FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const gradientMCKnobs = {
  ...valueKnobs,
  schedule: {
    default: "constant",
    choices: ["constant", "1/episode"],
    doc: "The step size: α always, or α divided by the number of the episode.",
  },
} as const satisfies Knobs;
export type GradientMCConfig = ConfigOf<typeof gradientMCKnobs>;
export type GradientMCReport = ValueReport;

/** What a prediction may be given: how to see the world, and what to do in it. */
export interface PredictionParts {
  /** A table or tiles if absent. */
  readonly features?: Features;
  /** All actions equally likely if absent. */
  readonly policy?: FeaturePolicy;
}

export function* gradientMC(
  world: FeatureWorld,
  overrides: Partial<GradientMCConfig>,
  random: Rng,
  from?: TabularState,
  { features, policy }: PredictionParts = {},
): Generator<GradientMCReport> {
  const { alpha, gamma, initial, schedule } = configure(gradientMCKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const pi = policy ?? uniformChoice(walk.actions);
  const w = new Float64Array(walk.features.size).fill(initial);
  const agent = valueAgent(pi, w, walk.features, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w }, from);
  const x: FeatureVector[] = [];
  const R: number[] = []; // R[t] follows x[t]: the book's R_{t+1}

  for (;;) {
    x.length = R.length = 0;
    walk.start();
    while (!walk.over) {
      x.push(walk.x);
      walk.take(pi(walk.x, streams.agent, walk.allowed));
      R.push(walk.R);
      walk.advance();
    }
    const step = schedule === "constant" ? alpha : alpha / walk.episodes;
    const G = new Float64Array(R.length);
    let next = walk.terminated ? 0 : dot(w, walk.x);
    for (let t = R.length - 1; t >= 0; t--) G[t] = next = R[t] + gamma * next;
    for (let t = 0; t < R.length; t++) add(w, step * (G[t] - dot(w, x[t])), x[t]);
    yield { ...counted(walk), w, agent, state };
  }
}
