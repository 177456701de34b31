/**
 * Constant-α Monte Carlo prediction, every visit. Sutton & Barto, 2nd ed., section 6.1, eq. 6.1: what TD(0) is compared with.
 *
 *     V(Sₜ) ← V(Sₜ) + α [Gₜ − V(Sₜ)]                                    (6.1)
 *
 * Updates at the end of an episode, from its last step to its first. An episode that a time limit cuts short is completed
 * with the value of the state it stopped in.
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type PredictionConfig, predictionKnobs } from "./knobs.ts";
import type { Policy } from "./policy.ts";
import { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const constantAlphaMCKnobs = predictionKnobs;
export type ConstantAlphaMCConfig = PredictionConfig;
export type ConstantAlphaMCReport = PredictionReport;

/** @param policy what to evaluate; all actions equally likely if absent */
export function* constantAlphaMC(
  world: TabularWorld,
  overrides: Partial<ConstantAlphaMCConfig>,
  random: Rng,
  from?: TabularState,
  policy?: Policy,
): Generator<ConstantAlphaMCReport> {
  const { alpha, gamma, initial } = configure(constantAlphaMCKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const pi = policy ?? uniformPolicy(walk);
  const V = new Float64Array(walk.states).fill(initial);
  const agent = predictor(pi, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V }, from);
  const S: number[] = [];
  const R: number[] = []; // R[t] follows S[t]: the book's R_{t+1}

  for (;;) {
    S.length = R.length = 0;
    walk.start();
    while (!walk.over) {
      S.push(walk.S);
      walk.take(pi(walk.S, streams.agent));
      R.push(walk.R);
      walk.advance();
    }
    let G = walk.terminated ? 0 : V[walk.S];
    for (let t = S.length - 1; t >= 0; t--) {
      G = R[t] + gamma * G;
      V[S[t]] += alpha * (G - V[S[t]]);
    }
    yield { ...counted(walk), V, agent, state };
  }
}
