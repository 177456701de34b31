/**
 * Actor–critic with eligibility traces for tasks without end, by average reward. Sutton & Barto, 2nd ed., section 13.6, box p. 333.
 *
 *     δ = R − R̄ + v̂(S′, w) − v̂(S, w)
 *     R̄ ← R̄ + α^R̄ δ
 *     z^w ← λ^w z^w + ∇v̂(S, w),             w ← w + α^w δ z^w
 *     z^θ ← λ^θ z^θ + ∇ln π(A | S, θ),      θ ← θ + α δ z^θ
 *
 * There is no discount; values are relative to the average. The policy is softmax in linear preferences, or Gaussian where actions
 * are numbers on a scale (section 13.7). In a world with episodes, the next one follows as if it were a step like any other; where
 * only a time limit ended one, S′ still counts, and the traces begin anew.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { warmOf } from "../core/warm.ts";
import { actorCriticKnobs } from "./actorCritic.ts";
import { differentialSarsaKnobs } from "./differentialSarsa.ts";
import { dot } from "./features.ts";
import { type PolicyWorld, policyWalker } from "./featureWalker.ts";
import { policyAgent, policyFor } from "./linearPolicy.ts";
import type { PolicyParts, PolicyReport } from "./reinforce.ts";
import { resumable, type TabularState } from "./report.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

const { gamma: _, ...undiscounted } = actorCriticKnobs;
const { beta, reportEvery } = differentialSarsaKnobs;
export const continuingActorCriticKnobs = {
  ...undiscounted,
  beta: { ...beta, symbol: "α^R̄" },
  reportEvery,
} as const satisfies Knobs;
export type ContinuingActorCriticConfig = ConfigOf<typeof continuingActorCriticKnobs>;

export interface ContinuingActorCriticReport extends PolicyReport {
  /** The weights of v̂. */
  readonly w: Float64Array;
  /** R̄, the estimate of the average reward. */
  readonly averageReward: number;
  /** Mean of the rewards since the last report: what behaving so really brings. */
  readonly meanReward: number;
}

export function* continuingActorCritic(
  world: PolicyWorld,
  overrides: Partial<ContinuingActorCriticConfig>,
  random: Rng,
  from?: TabularState,
  parts: PolicyParts = {},
): Generator<ContinuingActorCriticReport> {
  const { alpha, valueAlpha, beta, floor, sigma, lambda, valueLambda, reportEvery } = configure(
    continuingActorCriticKnobs,
    overrides,
  );
  const streams = streamsOf(random);
  const walk = policyWalker(world, streams.world, parts.features);
  const policy = policyFor(world.actionSpace, walk.features.size, { floor, sigma }, parts.theta);
  const { theta } = policy;
  const w = new Float64Array(walk.features.size);
  const zw = new Trace(w.length);
  const ztheta = new Trace(theta.length);
  const average = new Float64Array(1); // R̄
  const agent = policyAgent(policy, walk.features, world.actionSpace, streams.asked);
  const state = resumable({ walk, agent: streams.agent, theta, w, zw, ztheta, average }, from);

  if (from === undefined || warmOf(from) !== undefined) walk.start();
  for (;;) {
    let sum = 0;
    for (let i = 0; i < reportEvery; i++) {
      const { x, allowed } = walk;
      const A = policy.draw(x, streams.agent, allowed);
      walk.take(A);
      const { R } = walk;
      sum += R;
      const isCut = walk.truncated;
      const nextX = isCut || !walk.over ? walk.nextX : walk.start();
      const delta = R - average[0] + dot(w, nextX) - dot(w, x);
      average[0] += beta * delta;
      zw.decay(valueLambda);
      zw.add(1, x);
      ztheta.decay(lambda);
      policy.gradient(x, A, (factor, block) => ztheta.add(factor, x, block), allowed);
      zw.addTo(w, valueAlpha * delta);
      ztheta.addTo(theta, alpha * delta);
      walk.advance();
      if (!isCut) continue;
      walk.start();
      zw.clear();
      ztheta.clear();
    }
    const [averageReward, meanReward] = [average[0], sum / reportEvery];
    yield { ...counted(walk), theta, w, averageReward, meanReward, agent, state };
  }
}
