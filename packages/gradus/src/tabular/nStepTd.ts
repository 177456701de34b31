/**
 * n-step TD prediction: between TD(0), n = 1, and Monte Carlo, n = ∞. Sutton & Barto, 2nd ed., section 7.1, box p. 144.
 *
 *     G ← R_{τ+1} + … + γⁿ⁻¹ R_{τ+n} + γⁿ V(S_{τ+n})                    (7.1)
 *     V(S_τ) ← V(S_τ) + α [G − V(S_τ)]                                  (7.2)
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { predictionKnobs, stepsAhead } from "./knobs.ts";
import type { Policy } from "./policy.ts";
import { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const nStepTdKnobs = { n: stepsAhead, ...predictionKnobs } as const satisfies Knobs;
export type NStepTdConfig = ConfigOf<typeof nStepTdKnobs>;
export type NStepTdReport = PredictionReport;

/** @param policy what to evaluate; all actions equally likely if absent */
export function* nStepTd(
  world: TabularWorld,
  overrides: Partial<NStepTdConfig>,
  random: Rng,
  from?: TabularState,
  policy?: Policy,
): Generator<NStepTdReport> {
  const { n, alpha, gamma, initial } = configure(nStepTdKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const pi = policy ?? uniformPolicy(walk);
  const V = new Float64Array(walk.states).fill(initial);
  const agent = predictor(pi, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V }, from);
  const S: number[] = [];
  const R: number[] = []; // R[t + 1] follows S[t]

  for (;;) {
    S.length = R.length = 0;
    S[0] = walk.start();
    let T = Infinity;
    for (let t = 0, tau = -n; tau < T - 1; t++) {
      if (t < T) {
        walk.take(pi(S[t], streams.agent));
        R[t + 1] = walk.R;
        S[t + 1] = walk.next;
        if (walk.over) T = t + 1;
        walk.advance();
      }
      tau = t - n + 1; // whose estimate is being updated
      if (tau < 0) continue;
      const end = Math.min(tau + n, T);
      let G = end === T && walk.terminated ? 0 : V[S[end]]; // a time limit still bootstraps
      for (let i = end; i > tau; i--) G = R[i] + gamma * G;
      V[S[tau]] += alpha * (G - V[S[tau]]);
    }
    yield { ...counted(walk), V, agent, state };
  }
}
