/**
 * Trust region policy optimisation: the natural gradient, as far as it keeps its promise.
 *
 *     maximise L(θ) = E[ π_θ(a|s)/π_old(a|s) Â ]   subject to   E[ KL(π_old ‖ π_θ) ] ≤ δ
 *     x ≈ F⁻¹ g,   θ = θ_old + cʲ √(2δ / xᵀF x) x   for the first j at which L has grown and the divergence is allowed
 *
 * Schulman et al. 2015 (arXiv:1502.05477), section 6 and appendix C, with the advantages of Schulman et al. 2016; numbers in the margin
 * are the lines of Spinning Up's pseudocode, "Trust Region Policy Optimization". Where no step will do, the policy stays as it was.
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
import { type TrustRegion, trustRegion, trustRegionKnobs } from "./parts/trustRegion.ts";

/** Defaults: as Stable-Baselines3's TRPO, with eight environments. */
export const trpoKnobs = {
  ...trustRegionKnobs,
  shrink: {
    default: 0.8,
    symbol: "c",
    range: [0, 1],
    doc: "A step that was refused is shortened by this factor.",
  },
  lineSteps: {
    default: 10,
    range: [1, 1000],
    integer: true,
    doc: "Steps that are tried, before the policy stays as it is.",
  },
  klMargin: {
    default: 1,
    range: [0, 100],
    doc: "A step is refused if its divergence exceeds δ times this: 1 in Spinning Up and Stable-Baselines3, 1.5 in OpenAI Baselines.",
  },
} as const satisfies Knobs;

export type TrpoConfig = ConfigOf<typeof trpoKnobs>;

/** One report per rollout. */
export interface TrpoReport extends Omit<OnPolicyFigures, "approxKl"> {
  /** gᵀ of the longest step: what L would gain if it were linear. */
  readonly expectedImprovement: number;
  /** What L gained by the step that was taken; 0 for none. */
  readonly improvement: number;
  /** Of the step that was taken, gained to expected; 0 for none. */
  readonly improvementRatio: number;
  /** Steps that were tried. */
  readonly lineSearchSteps: number;
  /** E[KL(π_old ‖ π_θ)] after the step. */
  readonly meanKl: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** @param networks trunks of one's own in place of dense layers */
export function* trpo(
  world: AnyWorld,
  overrides: Partial<TrpoConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<TrpoReport> {
  const config = configure(trpoKnobs, overrides);
  const { maxKl, conjugateSteps, rate, criticEpochs, batch } = config;
  const net = actorCritic(world, config, random.split(), networks); //        1  θ, φ
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
    { name: "trpo, critic" },
  );

  for (;;) {
    const rollout = D.collect(); //                                       4–6  𝒟, R̂, Â
    const { L, g, entropy } = region.begin(); //                          7    ĝ
    const x = conjugateGradient(region.curvature, g, { iterations: conjugateSteps }); // 8  x̂ ≈ Ĥ⁻¹ ĝ
    const curvature = dot(x, region.curvature(x));
    const longest = curvature > 0 ? Math.sqrt((2 * maxKl) / curvature) : 0; // no gradient, no step
    const step = x.map((v) => longest * v);
    const found = lineSearch(region, L, step, config); //                 9    θ
    const critic = averages<"valueLoss">();
    for (let k = 0; k < criticEpochs; k++) {
      for (const rows of minibatches(D.rows, batch, shuffle)) critic.add(regress(rows)); // 10  φ
    }
    counters.updates++;
    const expectedImprovement = dot(g, step);
    yield {
      ...rollout,
      ...critic.means(),
      policyLoss: -(L + found.improvement),
      entropy,
      gradientNorm: Math.sqrt(dot(g, g)),
      expectedImprovement,
      improvement: found.improvement,
      improvementRatio:
        found.share > 0 ? found.improvement / (found.share * expectedImprovement) : 0,
      lineSearchSteps: found.tried,
      meanKl: found.kl,
      updates: counters.updates,
      rate,
      agent,
      state,
    };
  }
}

interface Found {
  /** cʲ of the step that was taken; 0 for none. */
  readonly share: number;
  readonly tried: number;
  readonly improvement: number;
  readonly kl: number;
}

/** θ ← θ_old + cʲ · step for the first j that L and the divergence allow; θ_old where none does. */
export function lineSearch(
  region: Pick<TrustRegion, "theta" | "measure">,
  L: number,
  step: Float64Array,
  {
    shrink,
    lineSteps,
    maxKl,
    klMargin,
  }: Pick<TrpoConfig, "shrink" | "lineSteps" | "maxKl" | "klMargin">,
): Found {
  const old = region.theta.read();
  let share = 1;
  for (let j = 0; j < lineSteps; j++) {
    region.theta.write(old.map((p, i) => p + share * step[i]));
    const now = region.measure();
    const improvement = now.L - L;
    if (improvement > 0 && now.kl <= klMargin * maxKl)
      return { share, tried: j + 1, improvement, kl: now.kl };
    share *= shrink;
  }
  region.theta.write(old);
  return { share: 0, tried: lineSteps, improvement: 0, kl: 0 };
}
