/**
 * Off-policy Monte Carlo control, by weighted importance sampling. Sutton & Barto, 2nd ed., section 5.7, box p. 111.
 *
 *     C(Sₜ, Aₜ) ← C(Sₜ, Aₜ) + W
 *     Q(Sₜ, Aₜ) ← Q(Sₜ, Aₜ) + W / C(Sₜ, Aₜ) [G − Q(Sₜ, Aₜ)]
 *     π(Sₜ) ← argmaxₐ Q(Sₜ, a);  if Aₜ ≠ π(Sₜ) stop;  W ← W / b(Aₜ | Sₜ)
 *
 * π is greedy, with ties broken consistently, by ranks drawn once (a fixed order would be a hidden preference); the behaviour b
 * takes π's action, or with probability ε any. It learns only from the tails of episodes, after the last action that π would not
 * have taken.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { emptyEpisode, generate } from "./episodes.ts";
import { tdControlKnobs } from "./knobs.ts";
import { gammaKnob } from "./planning.ts";
import { type ActionValues, actionValues, anyAction, maxValue } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const offPolicyControlKnobs = {
  gamma: gammaKnob,
  epsilon: {
    ...tdControlKnobs.epsilon,
    default: 0.2,
    doc: "Share of random actions in the behaviour; 1 is the uniform policy.",
  },
  initial: tdControlKnobs.initial,
} as const satisfies Knobs;
export type OffPolicyControlConfig = ConfigOf<typeof offPolicyControlKnobs>;
export interface OffPolicyControlReport extends TabularReport {
  readonly Q: ActionValues;
  /** How many steps at the end of the last episode were learned from. */
  readonly tail: number;
}

export function* offPolicyControl(
  world: TabularWorld,
  overrides: Partial<OffPolicyControlConfig>,
  random: Rng,
  from?: TabularState,
): Generator<OffPolicyControlReport> {
  const { gamma, epsilon, initial } = configure(offPolicyControlKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(world, streams.world);
  const Q = actionValues(walk.states, walk.actions, initial, walk.allowed);
  const C = new Float64Array(Q.values.length);
  const rank = streams.agent.fillUniform(new Float64Array(Q.values.length)); // breaks ties, always in the same way
  const agent = {
    act: (S: number, { deterministic = false } = {}) =>
      deterministic ? pi(S) : b(S, streams.asked),
    value: (S: number) => maxValue(Q, S),
  };
  const state = resumable({ walk, agent: streams.agent, Q: Q.values, C, rank }, from);
  const episode = emptyEpisode();
  const chances: number[] = []; // b(A[t] | S[t]) when A[t] was chosen; Q has changed since

  for (;;) {
    chances.length = 0;
    const { S, A, R } = generate(walk, recorded, streams.agent, episode);
    let G = walk.terminated ? 0 : maxValue(Q, walk.S); // a time limit is completed with an estimate
    let W = 1;
    let t = S.length - 1;
    for (; t >= 0; t--) {
      const at = S[t] * Q.actions + A[t];
      G = gamma * G + R[t];
      C[at] += W;
      Q.values[at] += (W / C[at]) * (G - Q.values[at]);
      if (A[t] !== pi(S[t])) break;
      W /= chances[t];
    }
    const tail = S.length - Math.max(t, 0);
    yield { ...counted(walk), Q, tail, agent, state };
  }

  /** argmaxₐ Q(S, a), of equal ones the one of the highest rank. */
  function pi(S: number): number {
    const best = maxValue(Q, S);
    let [chosen, highest] = [0, -1];
    for (let a = 0; a < Q.actions; a++) {
      const at = S * Q.actions + a;
      const isBest = Q.values[at] === best && (Q.allowed === undefined || Q.allowed[at] === 1);
      if (isBest && rank[at] > highest) [chosen, highest] = [a, rank[at]];
    }
    return chosen;
  }
  function b(S: number, random: Rng): number {
    return random.random() < epsilon ? anyAction(Q, S, random) : pi(S);
  }
  function recorded(S: number, random: Rng): number {
    const A = b(S, random);
    chances.push(probability(S, A));
    return A;
  }
  function probability(S: number, A: number): number {
    let n = 0;
    for (let a = 0; a < Q.actions; a++)
      n += Q.allowed === undefined ? 1 : Q.allowed[S * Q.actions + a];
    return epsilon / n + (A === pi(S) ? 1 - epsilon : 0);
  }
}
