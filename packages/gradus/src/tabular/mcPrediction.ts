/**
 * Monte Carlo prediction, first visit or every visit. Sutton & Barto, 2nd ed., section 5.1, box p. 92.
 *
 *     V(s) = average of the returns that followed the (first) visits to s
 *
 * An episode that a time limit cuts short is completed with the value of the state it stopped in.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { emptyEpisode, FirstVisits, generate, visitsKnob } from "./episodes.ts";
import { gammaKnob } from "./planning.ts";
import type { Policy } from "./policy.ts";
import { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const mcPredictionKnobs = { gamma: gammaKnob, visits: visitsKnob } as const satisfies Knobs;
export type McPredictionConfig = ConfigOf<typeof mcPredictionKnobs>;
export interface McPredictionReport extends PredictionReport {
  /** How many returns each V(s) is the average of. */
  readonly visits: Float64Array;
}

/** @param policy what to evaluate; all actions equally likely if absent */
export function* mcPrediction(
  world: TabularWorld,
  overrides: Partial<McPredictionConfig>,
  random: Rng,
  from?: TabularState,
  policy?: Policy,
): Generator<McPredictionReport> {
  const { gamma, visits } = configure(mcPredictionKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const pi = policy ?? uniformPolicy(walk);
  const V = new Float64Array(walk.states);
  const N = new Float64Array(walk.states);
  const agent = predictor(pi, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V, N }, from);
  const episode = emptyEpisode();
  const firsts = new FirstVisits(walk.states);

  for (;;) {
    const { S, R } = generate(walk, pi, streams.agent, episode);
    firsts.mark(S.length, (t) => S[t]);
    let G = walk.terminated ? 0 : V[walk.S];
    for (let t = S.length - 1; t >= 0; t--) {
      G = gamma * G + R[t];
      if (visits === "first" && !firsts.isFirst(t)) continue;
      N[S[t]]++;
      V[S[t]] += (G - V[S[t]]) / N[S[t]]; // the average, incrementally (2.3)
    }
    yield { ...counted(walk), V, visits: N, agent, state };
  }
}
