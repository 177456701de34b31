/**
 * Actor–critic for episodes: one-step, and with eligibility traces. Sutton & Barto, 2nd ed., section 13.5, both boxes p. 332.
 *
 *     δ = R + γ v̂(S′, w) − v̂(S, w)                                              (13.13)
 *     z^w ← γλ^w z^w + ∇v̂(S, w),              w ← w + α^w δ z^w
 *     z^θ ← γλ^θ z^θ + I ∇ln π(A | S, θ),     θ ← θ + α δ z^θ
 *     I ← γI
 *
 * λ = 0, both of them, is the one-step method. The policy is softmax in linear preferences, or Gaussian where actions are numbers
 * on a scale (section 13.7); v̂ is linear in the same features.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { lambda } from "./approximationKnobs.ts";
import { dot } from "./features.ts";
import { type PolicyWorld, policyWalker } from "./featureWalker.ts";
import { policyAgent, policyFor } from "./linearPolicy.ts";
import { type PolicyParts, type PolicyReport, reinforceBaselineKnobs } from "./reinforce.ts";
import { resumable, type TabularState } from "./report.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const actorCriticKnobs = {
  ...reinforceBaselineKnobs,
  lambda: { ...lambda, default: 0, symbol: "λ^θ", doc: "How slowly the actor's traces fade." },
  valueLambda: {
    ...lambda,
    default: 0,
    symbol: "λ^w",
    doc: "How slowly the critic's traces fade.",
  },
} as const satisfies Knobs;
export type ActorCriticConfig = ConfigOf<typeof actorCriticKnobs>;

export function* actorCritic(
  world: PolicyWorld,
  overrides: Partial<ActorCriticConfig>,
  random: Rng,
  from?: TabularState,
  parts: PolicyParts = {},
): Generator<PolicyReport> {
  const { alpha, valueAlpha, gamma, floor, sigma, lambda, valueLambda } = configure(
    actorCriticKnobs,
    overrides,
  );
  const streams = streamsOf(random);
  const walk = policyWalker(world, streams.world, parts.features);
  const policy = policyFor(world.actionSpace, walk.features.size, { floor, sigma }, parts.theta);
  const { theta } = policy;
  const w = new Float64Array(walk.features.size);
  const zw = new Trace(w.length);
  const ztheta = new Trace(theta.length);
  const agent = policyAgent(policy, walk.features, world.actionSpace, streams.asked);
  const state = resumable({ walk, agent: streams.agent, theta, w }, from);

  for (;;) {
    walk.start();
    zw.clear();
    ztheta.clear();
    let I = 1;
    while (!walk.over) {
      const { x, allowed } = walk;
      const A = policy.draw(x, streams.agent, allowed);
      walk.take(A);
      const next = walk.terminated ? 0 : gamma * dot(w, walk.nextX);
      const delta = walk.R + next - dot(w, x);
      zw.decay(gamma * valueLambda);
      zw.add(1, x);
      ztheta.decay(gamma * lambda);
      policy.gradient(x, A, (factor, block) => ztheta.add(I * factor, x, block), allowed);
      zw.addTo(w, valueAlpha * delta);
      ztheta.addTo(theta, alpha * delta);
      I *= gamma;
      walk.advance();
    }
    yield { ...counted(walk), theta, agent, state };
  }
}
