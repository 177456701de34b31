/**
 * Proximal policy optimisation with a memory: the policy and its critic see the past of an episode through an LSTM.
 *
 *     hₜ = LSTM(oₜ, hₜ₋₁),   π_θ(aₜ|hₜ),   V_θ(h′ₜ),   and the loss of ppo.ts
 *
 * Schulman et al. 2017 (arXiv:1707.06347), algorithm 1, with what Huang et al. 2022 ("The 37 implementation details", the five on
 * LSTMs) found to matter: what is carried begins at 0 and is forgotten where an episode begins, also inside a sequence; a minibatch
 * takes whole sequences of some environments, in order; each pass computes what is carried anew from the rollout's first step.
 * Gradients go back through all T steps of a sequence. Left out beside ppo.ts: RPO.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { agentOf } from "./parts/agent.ts";
import { clippedError, clippedSurrogate, standardised } from "./parts/losses.ts";
import type { Networks } from "./parts/networks.ts";
import { recurrentActorCritic, recurrentKnobs } from "./parts/recurrent.ts";
import { averages } from "./parts/report.ts";
import { minibatches, Rollout } from "./parts/rollout.ts";
import { resumable, type State } from "./parts/state.ts";
import { type PpoReport, ppoKnobs } from "./ppo.ts";

const { batch: _, rpo: __, ...shared } = ppoKnobs;

/** Defaults: ppo.ts and sb3-contrib's RecurrentPPO, except where a line says otherwise. */
export const recurrentPpoKnobs = {
  ...shared,
  horizon: {
    ...shared.horizon,
    default: 64,
    doc: "Steps of each environment between two updates, and the length of the sequences that are learned from; a long one takes seconds to prepare.",
  },
  sequences: {
    default: 2,
    symbol: "M",
    range: [1, 4096],
    integer: true,
    doc: "Environments in a minibatch, each with its whole sequence of T steps; the last of a pass may have fewer.",
  },
  ...recurrentKnobs,
} as const satisfies Knobs;

export type RecurrentPpoConfig = ConfigOf<typeof recurrentPpoKnobs>;

type Figure = "policyLoss" | "valueLoss" | "entropy" | "approxKl" | "clipFraction" | "gradientNorm";

/** @param networks trunks of one's own behind the LSTM, in place of dense layers */
export function* recurrentPpo(
  world: AnyWorld,
  overrides: Partial<RecurrentPpoConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<PpoReport> {
  const config = configure(recurrentPpoKnobs, overrides);
  const {
    environments: N,
    horizon,
    epochs,
    clipValue,
    valueWeight,
    entropyWeight,
    targetKl,
  } = config;
  const net = recurrentActorCritic(world, config, random.split(), networks); // π_θ, V_θ
  const climb = adam(net.parameters, { rate: config.rate, eps: 1e-5, maxNorm: config.maxNorm });
  const D = new Rollout(world, net, { ...config, steps: horizon }, random.split());
  const [starts, carries] = [D.starts as Tensor, D.carries as Tensor];
  const shuffle = random.split();
  const agent = agentOf(world, net, random.split(), config);
  const counters = { updates: 0 };
  const state = resumable({ net, climb, experience: D, shuffle, counters }, from);

  const improve = capture(
    (rows: Tensor, who: Tensor, clip: number, rate: number) => {
      const { policy, value } = net.unroll(
        D.observations.take(rows),
        D.masks?.take(rows),
        carries.take(who), //                                            from the rollout's first step
        starts.take(rows),
      );
      const A = config.normaliseAdvantages
        ? standardised(D.advantages.take(rows))
        : D.advantages.take(rows);
      const logRatio = policy.logProb(D.actions.take(rows)).sub(D.logProbs.take(rows));
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
        approxKl: ratio.sub(1).sub(logRatio).mean(), // Schulman's k₃
        clipFraction: ratio.sub(1).abs().greater(clip).mean(),
        gradientNorm: climb.gradientNorm,
      };
    },
    { name: "recurrent ppo" },
  );

  for (;;) {
    const left = Math.max(0, 1 - D.steps / config.totalSteps);
    const clip = config.clip * (config.clipSchedule === "linear" ? left : 1);
    const rate = config.rate * (config.rateSchedule === "linear" ? left : 1);
    const rollout = D.collect(); //                                      3–4  π_old acts; Â₁ … Â_T
    const figures = averages<Figure>();
    passes: for (let k = 0; k < epochs; k++) {
      //                        6    K epochs, minibatches of whole sequences
      for (const who of minibatches(N, config.sequences, shuffle)) {
        const { approxKl } = figures.add(improve(rowsOf(who, horizon, N), who, clip, rate));
        counters.updates++;
        if (targetKl > 0 && approxKl > 1.5 * targetKl) break passes;
      }
    }
    yield { ...rollout, ...figures.means(), updates: counters.updates, rate, agent, state }; // 7  π_old ← π_θ
  }
}

/** The rows of some environments' sequences in a rollout, time first. */
function rowsOf(who: Int32Array, horizon: number, environments: number): Int32Array {
  return Int32Array.from({ length: horizon * who.length }, (_, k) => {
    const t = Math.floor(k / who.length);
    return t * environments + who[k % who.length];
  });
}
