/**
 * Proximal policy optimisation: several passes over each rollout, with a ratio that is clipped so that the policy cannot move far.
 *
 *     rₜ(θ) = π_θ(aₜ|sₜ) / π_old(aₜ|sₜ)
 *     L(θ)  = E[ min(rₜ Âₜ, clip(rₜ, 1 − ε, 1 + ε) Âₜ) − c_v (V(sₜ) − R̂ₜ)² + c_e H(π(·|sₜ)) ]
 *
 * Schulman et al. 2017 (arXiv:1707.06347), eq. 7 and 9; numbers in the margin are the lines of its algorithm 1. Beyond the
 * paper, as every reference implementation: advantages standardised per minibatch, gradients clipped by their norm, Adam with
 * ε = 10⁻⁵, orthogonal first weights (Huang et al. 2022, "The 37 implementation details"). Time limits bootstrap.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { stream } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { perturbed } from "./parts/actions.ts";
import { actorCritic, actorCriticKnobs } from "./parts/actorCritic.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { clippedError, clippedSurrogate, standardised } from "./parts/losses.ts";
import type { Networks } from "./parts/networks.ts";
import { averages, type OnPolicyFigures } from "./parts/report.ts";
import { minibatches, Rollout } from "./parts/rollout.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";

/** Defaults: Schulman et al. 2017, table 3, except where a line says otherwise. */
export const ppoKnobs = {
  totalSteps: {
    default: 1_000_000,
    range: [1, 1e12],
    integer: true,
    unit: "steps",
    doc: "Where the schedules end; the run itself may stop earlier or later.",
  },
  environments: {
    default: 8,
    symbol: "N",
    range: [1, 4096],
    integer: true,
    doc: "Environments side by side.",
  },
  horizon: {
    default: 256,
    symbol: "T",
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps of each environment between two updates; N · T make a rollout. Table 3 has 2048 of one environment.",
  },
  batch: {
    default: 64,
    symbol: "M",
    range: [1, 1e6],
    integer: true,
    doc: "Rows of a minibatch; the last of a pass may be smaller.",
  },
  epochs: {
    default: 10,
    symbol: "K",
    range: [1, 1000],
    integer: true,
    doc: "Passes over a rollout.",
  },
  rate: { default: 3e-4, symbol: "α", range: [0, 10], doc: "Step size of Adam." },
  rateSchedule: {
    default: "constant",
    choices: ["constant", "linear"],
    doc: "linear: the step size falls to 0 at totalSteps.",
  },
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  lambda: {
    default: 0.95,
    symbol: "λ",
    range: [0, 1],
    doc: "Of the advantages: 0 trusts the critic, 1 the return.",
  },
  clip: {
    default: 0.2,
    symbol: "ε",
    range: [0, 10],
    doc: "How far π may move from π_old before the gradient is cut.",
  },
  clipSchedule: {
    default: "constant",
    choices: ["constant", "linear"],
    doc: "linear: ε falls to 0 at totalSteps.",
  },
  clipValue: {
    default: 0,
    range: [0, 1e6],
    doc: "Likewise for the critic (Huang et al. 2022, detail 9); 0 for none.",
  },
  valueWeight: {
    default: 0.5,
    symbol: "c_v",
    range: [0, 1e3],
    doc: "Weight of the critic's squared error.",
  },
  entropyWeight: { default: 0, symbol: "c_e", range: [0, 1e3], doc: "Weight of the entropy." },
  maxNorm: {
    default: 0.5,
    range: [0, 1e6],
    doc: "Gradients of all parameters together are scaled to at most this norm.",
  },
  targetKl: {
    default: 0,
    range: [0, 1e3],
    doc: "The passes over a rollout end once the divergence from π_old exceeds 1.5 times this; 0 for never. Looked at after each step of the optimiser.",
  },
  normaliseAdvantages: {
    default: true,
    doc: "Per minibatch; not in the paper, but in every reference implementation.",
  },
  normaliseRewards: {
    default: false,
    doc: "Rewards divided by the running deviation of the discounted return, clipped to ±10.",
  },
  noiseSteps: {
    default: -1,
    range: [-1, 1e6],
    integer: true,
    doc: "gSDE: steps after which its noise is drawn anew; −1: once a rollout.",
  },
  rpo: {
    default: 0,
    symbol: "α_rpo",
    range: [0, 10],
    doc: "Robust policy optimisation (arXiv:2212.07536): means of real-valued actions are moved by uniform numbers in ± this while learning.",
  },
  ...actorCriticKnobs,
} as const satisfies Knobs;

export type PpoConfig = ConfigOf<typeof ppoKnobs>;

/** One report per rollout. */
export interface PpoReport extends OnPolicyFigures {
  readonly approxKl: number;
  /** Share of rows whose ratio was outside 1 ± ε. */
  readonly clipFraction: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** What each minibatch reports. */
type Figure = "policyLoss" | "valueLoss" | "entropy" | "approxKl" | "clipFraction" | "gradientNorm";

/** @param networks trunks of one's own in place of dense layers */
export function* ppo(
  world: AnyWorld,
  overrides: Partial<PpoConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<PpoReport> {
  const config = configure(ppoKnobs, overrides);
  const { horizon, epochs, batch, clipValue, valueWeight, entropyWeight, targetKl, rpo } = config;
  const net = actorCritic(world, config, random.split(), networks); // π_θ, V_θ
  const climb = adam(net.parameters, { rate: config.rate, eps: 1e-5, maxNorm: config.maxNorm });
  const D = new Rollout(world, net, { ...config, steps: horizon }, random.split());
  const shuffle = random.split();
  const moves = stream(random.split());
  const agent = agentOf(world, net, random.split(), config);
  const counters = { updates: 0 };
  const state = resumable({ net, climb, experience: D, shuffle, moves, counters }, from);

  const improve = capture(
    (rows: Tensor, clip: number, rate: number) => {
      const { policy, value } = net.forward(D.observations.take(rows), D.masks?.take(rows));
      const A = config.normaliseAdvantages
        ? standardised(D.advantages.take(rows))
        : D.advantages.take(rows);
      const known = rpo > 0 ? perturbed(policy, rpo, moves) : policy;
      const logRatio = known.logProb(D.actions.take(rows)).sub(D.logProbs.take(rows));
      const ratio = logRatio.exp();
      const gain = clippedSurrogate(ratio, A, clip).mean(); // eq. 7
      const entropy = policy.entropy().mean();
      const R = D.returns.take(rows);
      const valueLoss =
        clipValue > 0
          ? clippedError(value, D.values.take(rows), R, clipValue)
          : value.sub(R).square().mean();
      climb(gain.neg().add(valueLoss.mul(valueWeight)).sub(entropy.mul(entropyWeight)), {
        rate,
      }); // eq. 9
      return {
        policyLoss: gain.neg(),
        valueLoss,
        entropy,
        approxKl: ratio.sub(1).sub(logRatio).mean(), // Schulman's k₃: unbiased, never negative
        clipFraction: ratio.sub(1).abs().greater(clip).mean(),
        gradientNorm: climb.gradientNorm,
      };
    },
    { name: "ppo" },
  );

  for (;;) {
    const left = Math.max(0, 1 - D.steps / config.totalSteps);
    const clip = config.clip * (config.clipSchedule === "linear" ? left : 1);
    const rate = config.rate * (config.rateSchedule === "linear" ? left : 1);
    const rollout = D.collect(); //                                      3–4  π_old acts; Â₁ … Â_T
    const figures = averages<Figure>();
    passes: for (let k = 0; k < epochs; k++) {
      //                        6    K epochs
      for (const rows of minibatches(D.rows, batch, shuffle)) {
        //            minibatches of M ≤ N T
        const { approxKl } = figures.add(improve(rows, clip, rate));
        counters.updates++;
        if (targetKl > 0 && approxKl > 1.5 * targetKl) break passes;
      }
    }
    yield { ...rollout, ...figures.means(), updates: counters.updates, rate, agent, state }; // 7  π_old ← π_θ
  }
}
