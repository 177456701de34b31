/**
 * Watkins's Q(λ): Q-learning with traces, which are cut when the agent explores. Sutton & Barto, 2nd ed., section 12.10;
 * Watkins 1989.
 *
 *     δ = R + γ maxₐ q̂(S′, a, w) − q̂(S, A, w)
 *     z ← γλz + x(S, A) if A was greedy, else z ← x(S, A)
 *     w ← w + αδz
 *
 * After a step that the greedy policy would not take, what follows says nothing about the steps before.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import {
  type ActionValueReport,
  chooseQ,
  linearQ,
  linearQAgent,
  qValues,
} from "./approximation.ts";
import type { Features } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { maxValue } from "./policy.ts";
import { resumable, type TabularState } from "./report.ts";
import { binary, sarsaLambdaKnobs } from "./sarsaLambda.ts";
import { Trace } from "./traces.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const watkinsQKnobs = {
  ...sarsaLambdaKnobs,
  epsilon: { ...sarsaLambdaKnobs.epsilon, default: 0.1 },
} as const satisfies Knobs;
export type WatkinsQConfig = ConfigOf<typeof watkinsQKnobs>;

/** @param features how to see the world; a table or tiles if absent. Replacing traces need binary ones. */
export function* watkinsQ(
  world: FeatureWorld,
  overrides: Partial<WatkinsQConfig>,
  random: Rng,
  from?: TabularState,
  features?: Features,
): Generator<ActionValueReport> {
  const { alpha, gamma, epsilon, initial, lambda, traces } = configure(watkinsQKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, features);
  const Q = linearQ(walk.features.size, walk.actions, initial);
  const z = new Trace(Q.w.length);
  const agent = linearQAgent(Q, walk.features, epsilon, streams.asked);
  const state = resumable({ walk, agent: streams.agent, w: Q.w }, from);

  for (;;) {
    z.clear();
    walk.start();
    while (!walk.over) {
      const A = chooseQ(Q, walk.x, epsilon, streams.agent, walk.allowed);
      const row = qValues(Q, walk.x, walk.allowed);
      const q = row.values[A];
      if (q === maxValue(row, 0)) z.decay(gamma * lambda);
      else z.clear();
      if (traces === "replacing") z.replace(binary(walk.x), A * Q.size);
      else z.add(1, walk.x, A * Q.size);
      walk.take(A);
      const next = walk.terminated
        ? 0
        : gamma * maxValue(qValues(Q, walk.nextX, walk.nextAllowed), 0);
      z.addTo(Q.w, alpha * (walk.R + next - q));
      walk.advance();
    }
    yield { ...counted(walk), w: Q.w, agent, state };
  }
}
