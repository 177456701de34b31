/**
 * n-step Sarsa, on-policy and off-policy, and n-step Expected Sarsa. Sutton & Barto, 2nd ed., sections 7.2 and 7.3, boxes p. 147
 * and p. 149. All three are one loop; they differ in what stands at the end of the return and in how it is weighted.
 *
 *     G ← R_{τ+1} + … + γⁿ⁻¹ R_{τ+n} + γⁿ Q(S_{τ+n}, A_{τ+n})           (7.4)
 *     G ← R_{τ+1} + … + γⁿ⁻¹ R_{τ+n} + γⁿ Σₐ π(a | S_{τ+n}) Q(S_{τ+n}, a)  (7.7)
 *     ρ ← Π_{i=τ+1}^{min(τ+n, T−1)} π(Aᵢ | Sᵢ) / b(Aᵢ | Sᵢ)             (7.10)
 *     Q(S_τ, A_τ) ← Q(S_τ, A_τ) + α ρ [G − Q(S_τ, A_τ)]                 (7.11)
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { stepsAhead, tdControlKnobs } from "./knobs.ts";
import {
  type ActionValues,
  epsilonGreedy,
  epsilonGreedyProbabilities,
  expectedValue,
} from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const nStepSarsaKnobs = { n: stepsAhead, ...tdControlKnobs } as const satisfies Knobs;
export type NStepSarsaConfig = ConfigOf<typeof nStepSarsaKnobs>;

export const offPolicyNStepSarsaKnobs = {
  ...nStepSarsaKnobs,
  alpha: {
    ...tdControlKnobs.alpha,
    default: 0.1,
    doc: "Step size; the ratios ρ multiply it, so it wants to be smaller than on-policy.",
  },
  epsilon: {
    ...tdControlKnobs.epsilon,
    default: 0,
    doc: "Share of random actions of the target policy π, which is learned.",
  },
  explore: {
    default: 0.3,
    symbol: "ε_b",
    range: [1e-9, 1],
    doc: "Share of random actions of the behaviour policy b, which acts.",
  },
} as const satisfies Knobs;
export type OffPolicyNStepSarsaConfig = ConfigOf<typeof offPolicyNStepSarsaKnobs>;

export interface NStepSarsaReport extends TabularReport {
  readonly Q: ActionValues;
}

interface Variant extends NStepSarsaConfig {
  /** Share of random actions of the behaviour; equal to ε on-policy. */
  readonly explore: number;
  /** Whether the return ends with an expected value instead of a drawn action. */
  readonly isExpected: boolean;
}

function* nStep(
  { n, alpha, gamma, epsilon, explore, initial, isExpected }: Variant,
  world: TabularWorld,
  random: Rng,
  from?: TabularState,
): Generator<NStepSarsaReport> {
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values }, from);
  const isOffPolicy = explore !== epsilon;
  const probabilities = new Float64Array(Q.actions);
  const S: number[] = [];
  const A: number[] = [];
  const R: number[] = []; // R[t + 1] follows S[t], A[t]
  const b: number[] = []; // b(A[t] | S[t]) when it was chosen

  for (;;) {
    S.length = A.length = R.length = b.length = 0;
    S[0] = walk.start();
    A[0] = epsilonGreedy(Q, S[0], explore, streams.agent);
    let T = Infinity;
    for (let t = 0, tau = -n; tau < T - 1; t++) {
      if (t < T) {
        walk.take(A[t]);
        R[t + 1] = walk.R;
        S[t + 1] = walk.next;
        if (walk.over) T = t + 1;
        if (!walk.terminated) {
          A[t + 1] = epsilonGreedy(Q, S[t + 1], explore, streams.agent);
          if (isOffPolicy)
            b[t + 1] = epsilonGreedyProbabilities(Q, S[t + 1], explore, probabilities)[A[t + 1]];
        }
        walk.advance();
      }
      tau = t - n + 1; // whose estimate is being updated
      if (tau < 0) continue;
      const end = Math.min(tau + n, T);
      const isTerminal = end === T && walk.terminated;
      let G = isTerminal
        ? 0
        : isExpected
          ? expectedValue(Q, S[end], epsilon)
          : Q.values[S[end] * Q.actions + A[end]];
      for (let i = end; i > tau; i--) G = R[i] + gamma * G;
      // The expected form needs no ratio for its last action, the terminal state has none (p. 150).
      const lastChosen = isTerminal || isExpected ? end - 1 : end;
      let rho = 1;
      for (let i = tau + 1; i <= lastChosen && isOffPolicy; i++) {
        rho *= epsilonGreedyProbabilities(Q, S[i], epsilon, probabilities)[A[i]] / b[i];
      }
      const at = S[tau] * Q.actions + A[tau];
      Q.values[at] += alpha * rho * (G - Q.values[at]);
    }
    yield { ...counted(walk), Q, agent, state };
  }
}

export function nStepSarsa(
  world: TabularWorld,
  overrides: Partial<NStepSarsaConfig>,
  random: Rng,
  from?: TabularState,
): Generator<NStepSarsaReport> {
  const config = configure(nStepSarsaKnobs, overrides);
  return nStep({ ...config, explore: config.epsilon, isExpected: false }, world, random, from);
}

export function nStepExpectedSarsa(
  world: TabularWorld,
  overrides: Partial<NStepSarsaConfig>,
  random: Rng,
  from?: TabularState,
): Generator<NStepSarsaReport> {
  const config = configure(nStepSarsaKnobs, overrides);
  return nStep({ ...config, explore: config.epsilon, isExpected: true }, world, random, from);
}

export function offPolicyNStepSarsa(
  world: TabularWorld,
  overrides: Partial<OffPolicyNStepSarsaConfig>,
  random: Rng,
  from?: TabularState,
): Generator<NStepSarsaReport> {
  return nStep(
    { ...configure(offPolicyNStepSarsaKnobs, overrides), isExpected: false },
    world,
    random,
    from,
  );
}
