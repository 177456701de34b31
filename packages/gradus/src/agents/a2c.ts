/**
 * Advantage actor–critic, synchronous: a short rollout in several environments, one step of gradient ascent, and again.
 *
 *     ∇ = E[ ∇ log π(a|s) Â ] + c_e ∇H(π) − c_v ∇(V(s) − R̂)²
 *
 * Mnih et al. 2016 (arXiv:1602.01783), algorithm S3, with all actors in step; numbers in the margin are its lines. RMSprop with
 * shared statistics and ε = 10⁻⁵ as there (section 4 and supplement 7). With λ = 1 the advantage is the n-step return minus
 * V(s). Time limits bootstrap. Left out: separate learning rates, and the asynchrony.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam, rmsprop } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { actorCritic, actorCriticKnobs } from "./parts/actorCritic.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { standardised } from "./parts/losses.ts";
import type { Networks } from "./parts/networks.ts";
import { averages, type OnPolicyFigures } from "./parts/report.ts";
import { Rollout } from "./parts/rollout.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";

/** Defaults: as Stable-Baselines3's A2C, which reproduces Mnih et al. 2016, with eight environments. */
export const a2cKnobs = {
  totalSteps: {
    default: 1_000_000,
    range: [1, 1e12],
    integer: true,
    unit: "steps",
    doc: "Where the schedule of the step size ends; the run itself may stop earlier or later.",
  },
  environments: {
    default: 8,
    symbol: "N",
    range: [1, 4096],
    integer: true,
    doc: "Environments side by side.",
  },
  horizon: {
    default: 5,
    symbol: "t_max",
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps of each environment between two updates.",
  },
  rate: { default: 7e-4, symbol: "α", range: [0, 10], doc: "Step size." },
  rateSchedule: {
    default: "constant",
    choices: ["constant", "linear"],
    doc: "linear: the step size falls to 0 at totalSteps.",
  },
  optimiser: {
    default: "rmsprop",
    choices: ["rmsprop", "adam"],
    doc: "RMSprop (α = 0.99) or Adam; ε = 10⁻⁵.",
  },
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  lambda: {
    default: 1,
    symbol: "λ",
    range: [0, 1],
    doc: "Of the advantages; 1 is the n-step return of the paper.",
  },
  valueWeight: {
    default: 0.5,
    symbol: "c_v",
    range: [0, 1e3],
    doc: "Weight of the critic's squared error.",
  },
  entropyWeight: { default: 0, symbol: "c_e", range: [0, 1e3], doc: "Weight of the entropy." },
  maxNorm: { default: 0.5, range: [0, 1e6], doc: "Gradients are scaled to at most this norm." },
  normaliseAdvantages: { default: false, doc: "Mean 0 and deviation 1 in each update." },
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
  ...actorCriticKnobs,
} as const satisfies Knobs;

export type A2cConfig = ConfigOf<typeof a2cKnobs>;

/** One report per update. */
export interface A2cReport extends OnPolicyFigures {
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** @param networks trunks of one's own in place of dense layers */
export function* a2c(
  world: AnyWorld,
  overrides: Partial<A2cConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<A2cReport> {
  const config = configure(a2cKnobs, overrides);
  const { horizon, valueWeight, entropyWeight, maxNorm } = config;
  const net = actorCritic(world, config, random.split(), networks); // π_θ, V_θ
  const climb =
    config.optimiser === "adam"
      ? adam(net.parameters, { rate: config.rate, eps: 1e-5, maxNorm })
      : rmsprop(net.parameters, { rate: config.rate, alpha: 0.99, eps: 1e-5, maxNorm });
  const D = new Rollout(world, net, { ...config, steps: horizon }, random.split());
  const agent = agentOf(world, net, random.split(), config);
  const counters = { updates: 0 };
  const state = resumable({ net, climb, experience: D, counters }, from);

  const improve = capture(
    (rate: number) => {
      const { policy, value } = net.forward(D.observations, D.masks);
      const logProb = policy.logProb(D.actions);
      const A = config.normaliseAdvantages ? standardised(D.advantages) : D.advantages;
      const gain = logProb.mul(A).mean();
      const entropy = policy.entropy().mean();
      const valueLoss = value.sub(D.returns).square().mean();
      climb(gain.neg().add(valueLoss.mul(valueWeight)).sub(entropy.mul(entropyWeight)), { rate });
      return { policyLoss: gain.neg(), valueLoss, entropy, gradientNorm: climb.gradientNorm };
    },
    { name: "a2c" },
  );

  for (;;) {
    const left = Math.max(0, 1 - D.steps / config.totalSteps);
    const rate = config.rate * (config.rateSchedule === "linear" ? left : 1);
    const rollout = D.collect(); //                                   t_max steps by π; R from V of the last state
    const figures = averages<"policyLoss" | "valueLoss" | "entropy" | "gradientNorm">();
    figures.add(improve(rate)); //                                    dθ, dθ_v accumulated and applied
    counters.updates++;
    yield { ...rollout, ...figures.means(), updates: counters.updates, rate, agent, state };
  }
}
