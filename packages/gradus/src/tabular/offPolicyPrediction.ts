/**
 * Off-policy Monte Carlo prediction by importance sampling. Sutton & Barto, 2nd ed., sections 5.5–5.6.
 *
 *     ρₜ = π(Aₜ|Sₜ)/b(Aₜ|Sₜ) · … · π(A_{T−1}|S_{T−1})/b(A_{T−1}|S_{T−1})  (5.3)
 *     ordinary:  V(s) = Σ ρₜ Gₜ / number of visits                      (5.5)
 *     weighted:  V(s) = Σ ρₜ Gₜ / Σ ρₜ                                  (5.6)
 *
 * Both incrementally, as in section 5.6. Ordinary is unbiased, its variance may be infinite; weighted is biased at first, its
 * variance is finite.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { emptyEpisode, FirstVisits, generate, visitsKnob } from "./episodes.ts";
import { gammaKnob } from "./planning.ts";
import { type PredictionReport, predictor, uniformPolicy } from "./prediction.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const offPolicyPredictionKnobs = {
  gamma: gammaKnob,
  weighting: {
    default: "weighted",
    choices: ["weighted", "ordinary"],
    doc: "Divide by the sum of the ratios, or by the number of visits.",
  },
  visits: visitsKnob,
} as const satisfies Knobs;
export type OffPolicyPredictionConfig = ConfigOf<typeof offPolicyPredictionKnobs>;
export interface OffPolicyPredictionReport extends PredictionReport {
  /** The ratio ρ of the whole episode that has just ended. */
  readonly ratio: number;
}

/** π(a | s) and b(a | s) as tables [S, A]; what is left out is uniform. b must be positive wherever π is. */
export interface TwoPolicies {
  readonly target?: Float64Array;
  readonly behaviour?: Float64Array;
}

export function* offPolicyPrediction(
  world: TabularWorld,
  overrides: Partial<OffPolicyPredictionConfig>,
  random: Rng,
  from?: TabularState,
  { target, behaviour }: TwoPolicies = {},
): Generator<OffPolicyPredictionReport> {
  const { gamma, weighting, visits } = configure(offPolicyPredictionKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const uniform = uniformPolicy(walk);
  const b =
    behaviour === undefined
      ? uniform
      : (S: number, random: Rng) =>
          random.choice(behaviour.subarray(S * walk.actions, (S + 1) * walk.actions));
  const V = new Float64Array(walk.states);
  const C = new Float64Array(walk.states); // Σ ρ if weighted, else the number of visits
  const agent = predictor(uniform, V, streams.asked);
  const state = resumable({ walk, agent: streams.agent, V, C }, from);
  const episode = emptyEpisode();
  const firsts = new FirstVisits(walk.states);

  for (;;) {
    const { S, A, R } = generate(walk, b, streams.agent, episode);
    firsts.mark(S.length, (t) => S[t]);
    let G = walk.terminated ? 0 : V[walk.S];
    let W = 1; // ρ from t on
    for (let t = S.length - 1; t >= 0; t--) {
      const at = S[t] * walk.actions + A[t];
      G = gamma * G + R[t];
      W *= (target?.[at] ?? evenly(S[t])) / (behaviour?.[at] ?? evenly(S[t]));
      if (visits === "first" && !firsts.isFirst(t)) continue;
      if (weighting === "ordinary") {
        C[S[t]]++;
        V[S[t]] += (W * G - V[S[t]]) / C[S[t]];
      } else if (W > 0) {
        C[S[t]] += W;
        V[S[t]] += (W / C[S[t]]) * (G - V[S[t]]); //                    (5.8)
      }
    }
    yield { ...counted(walk), V, ratio: W, agent, state };
  }

  /** The uniform policy's probability of each allowed action. */
  function evenly(S: number): number {
    if (walk.allowed === undefined) return 1 / walk.actions;
    let n = 0;
    for (let a = 0; a < walk.actions; a++) n += walk.allowed[S * walk.actions + a];
    return 1 / n;
  }
}
