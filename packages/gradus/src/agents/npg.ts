/**
 * Natural policy gradient: the steepest ascent where length is measured by how much the policy changes, not its parameters.
 *
 *     g = ∇ E[ π_θ(a|s)/π_old(a|s) Â ],   F = ∇² E[ KL(π_old ‖ π_θ) ],   x = F⁻¹ g,   θ ← θ + √(2δ / xᵀF x) x
 *
 * Kakade 2001, "A natural policy gradient"; to second order the step moves the policy by a divergence of δ, a step size as in
 * Rajeswaran et al. 2017 (arXiv:1703.02660), algorithm 1, whose lines are in the margin. Whether the step does what was expected of
 * it, nobody looks: trpo.ts does.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { actorCritic } from "./parts/actorCritic.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { conjugateGradient, dot } from "./parts/conjugateGradient.ts";
import type { Networks } from "./parts/networks.ts";
import { averages, type OnPolicyFigures } from "./parts/report.ts";
import { minibatches, Rollout } from "./parts/rollout.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";
import { trustRegion, trustRegionKnobs } from "./parts/trustRegion.ts";

/** Defaults: as trpo.ts. */
export const npgKnobs = { ...trustRegionKnobs } as const satisfies Knobs;

export type NpgConfig = ConfigOf<typeof npgKnobs>;

/** One report per rollout. */
export interface NpgReport extends Omit<OnPolicyFigures, "approxKl"> {
  /** gᵀ of the step: what the surrogate would gain if it were linear. */
  readonly expectedImprovement: number;
  /** What it gained. */
  readonly improvement: number;
  /** improvement / expectedImprovement; near 1 while steps are short. */
  readonly improvementRatio: number;
  /** E[KL(π_old ‖ π_θ)] after the step. */
  readonly meanKl: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** @param networks trunks of one's own in place of dense layers */
export function* npg(
  world: AnyWorld,
  overrides: Partial<NpgConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<NpgReport> {
  const config = configure(npgKnobs, overrides);
  const { maxKl, conjugateSteps, rate, criticEpochs, batch } = config;
  const net = actorCritic(world, config, random.split(), networks);
  const fit = adam(net.criticParameters, { rate, eps: 1e-5 });
  const D = new Rollout(world, net, { ...config, steps: config.horizon }, random.split());
  const region = trustRegion(world, net, D, config, networks);
  const shuffle = random.split();
  const agent = agentOf(world, net, random.split(), config);
  const counters = { updates: 0 };
  const state = resumable({ net, fit, experience: D, shuffle, counters }, from);

  const regress = capture(
    (rows: Tensor) => ({
      valueLoss: fit(
        net.value(D.observations.take(rows)).sub(D.returns.take(rows)).square().mean(),
      ),
    }),
    { name: "npg, critic" },
  );

  for (;;) {
    const rollout = D.collect(); //                                       3, 5  τ, Â
    const { L, g, entropy } = region.begin(); //                          4     g
    const x = conjugateGradient(region.curvature, g, { iterations: conjugateSteps }); // 6  F⁻¹ g
    const curvature = dot(x, region.curvature(x));
    const size = curvature > 0 ? Math.sqrt((2 * maxKl) / curvature) : 0; // no gradient, no step
    const before = region.theta.read();
    region.theta.write(before.map((p, i) => p + size * x[i])); //         7     θ
    const after = region.measure();
    const critic = averages<"valueLoss">();
    for (let k = 0; k < criticEpochs; k++) {
      for (const rows of minibatches(D.rows, batch, shuffle)) critic.add(regress(rows)); // 8  φ
    }
    counters.updates++;
    const expectedImprovement = size * dot(g, x);
    const improvement = after.L - L;
    yield {
      ...rollout,
      ...critic.means(),
      policyLoss: -after.L,
      entropy,
      gradientNorm: Math.sqrt(dot(g, g)),
      expectedImprovement,
      improvement,
      improvementRatio: expectedImprovement > 0 ? improvement / expectedImprovement : 0,
      meanKl: after.kl,
      updates: counters.updates,
      rate,
      agent,
      state,
    };
  }
}
