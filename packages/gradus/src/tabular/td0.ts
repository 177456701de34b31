/**
 * TD(0) prediction: the values of a given policy, learned step by step. Sutton & Barto, 2nd ed., section 6.1, box "Tabular
 * TD(0) for estimating v_π", p. 120.
 *
 *     V(S) ← V(S) + α [R + γ V(S′) − V(S)]                              (6.2)
 */
import { configure } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type PredictionConfig, predictionKnobs } from "./knobs.ts";
import type { Policy } from "./policy.ts";
import { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const td0Knobs = predictionKnobs;
export type Td0Config = PredictionConfig;
export type Td0Report = PredictionReport;

/** @param policy what to evaluate; all actions equally likely if absent */
export function* td0(
  world: TabularWorld,
  overrides: Partial<Td0Config>,
  random: Rng,
  from?: TabularState,
  policy?: Policy,
): Generator<Td0Report> {
  const { alpha, gamma, initial } = configure(td0Knobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const pi = policy ?? uniformPolicy(walk);
  const V = new Float64Array(walk.states).fill(initial);
  const agent = predictor(pi, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      walk.take(pi(walk.S, streams.agent));
      const bootstrap = walk.terminated ? 0 : gamma * V[walk.next]; // a time limit still bootstraps
      V[walk.S] += alpha * (walk.R + bootstrap - V[walk.S]);
      walk.advance();
    }
    yield { ...counted(walk), V, agent, state };
  }
}
