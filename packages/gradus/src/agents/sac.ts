/**
 * Soft actor–critic: the policy is to earn much and stay as random as it can, and learns from everything that it has lived through.
 *
 *     y(r, s′, d) = r + γ (1 − d) (min₁,₂ Q_targ(s′, ã′) − α log π(ã′|s′)),   ã′ ~ π(·|s′)
 *     L(φᵢ) = E[(Qᵢ(s, a) − y)²]
 *     L(θ)  = E[α log π(ã|s) − min₁,₂ Qᵢ(s, ã)],   ã = tanh(μ(s) + σ(s) ξ)
 *     L(α)  = −E[log α (log π(ã|s) + H̄)]
 *
 * Haarnoja et al. 2018 (arXiv:1801.01290) and 2018b (arXiv:1812.05905), which learns α and does without a network of state values;
 * numbers in the margin are the lines of Spinning Up's pseudocode, "Soft Actor-Critic". α learns through its logarithm, as in the
 * authors' own code, and is read before it moves. State-dependent exploration as in Stable-Baselines3. Log-probabilities and H̄
 * are in the units of [−1, 1], whatever the bounds of the world.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { log } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import { flatSize } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { noGrad, parameter } from "../tensor/create.ts";
import { stream } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { agentOf } from "./parts/agent.ts";
import { type SquashedHead, squashedHead } from "./parts/bounded.ts";
import {
  type ControlNetwork,
  type ControlReport,
  controlKnobs,
  controlNetwork,
  noFigures,
  rateKnobs,
} from "./parts/control.ts";
import { copied, criticsOf, descend, least, polyak, squaredErrors } from "./parts/critics.ts";
import { Experience } from "./parts/experience.ts";
import { Explorer, explorerKnobs } from "./parts/explorer.ts";
import type { Networks } from "./parts/networks.ts";
import { type PolicyNetworkOf, policyWith } from "./parts/policy.ts";
import { averages } from "./parts/report.ts";
import { resumable, type State } from "./parts/state.ts";

/** What a nat of entropy is worth, and how fast that is learned. */
export const temperatureKnobs = {
  temperatureRate: {
    default: 3e-4,
    range: [0, 10],
    log: true,
    doc: "Step size of log α; 0 keeps the temperature as it is.",
  },
  temperature: {
    default: 1,
    symbol: "α",
    range: [1e-9, 1e6],
    log: true,
    doc: "What a nat of entropy is worth, at first. Where it learns, 1 as in the authors' code.",
  },
} as const satisfies Knobs;

/** Defaults: Haarnoja et al. 2018b, table 1, except where a line says otherwise. */
export const sacKnobs = {
  ...explorerKnobs,
  ...controlKnobs,
  ...rateKnobs(3e-4, 3e-4),
  ...temperatureKnobs,
  targetEntropy: {
    default: -1,
    symbol: "H̄ / dim(A)",
    range: [-20, 2],
    doc: "Entropy for each number of an action that the temperature aims at, in nats, actions in [−1, 1].",
  },
  gsde: {
    default: false,
    doc: "State-dependent exploration (arXiv:2005.05719) instead of independent noise.",
  },
  logStd: {
    default: -3,
    symbol: "log σ₀",
    range: [-20, 2],
    doc: "gSDE: logarithm of the standard deviation at first, as in Stable-Baselines3.",
  },
  noiseSteps: {
    default: -1,
    range: [-1, 1e6],
    integer: true,
    doc: "gSDE: steps after which its noise is drawn anew; −1: once a round of trainEvery steps.",
  },
} as const satisfies Knobs;

export type SacConfig = ConfigOf<typeof sacKnobs>;

export interface SacReport extends ControlReport {
  /** E[−log π(ã|s)] over the replayed states, in nats. */
  readonly entropy: number | null;
  /** α. */
  readonly temperature: number | null;
}

/** What each update reports. */
type Figure = "actorLoss" | "criticLoss" | "entropy" | "temperature" | "q";
const none = { ...noFigures, entropy: null, temperature: null };

/** @param networks trunks of one's own in place of dense layers; the critic's sees state and action side by side */
export function* sac(
  world: AnyWorld,
  overrides: Partial<SacConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<SacReport> {
  const config = configure(sacKnobs, overrides);
  const { batch } = config;
  const actor = sacActor(world, config, random.split(), networks); //                       1  π_θ
  const critics = criticsOf(2, actor, config, random.split(), networks?.critic); //            Q_φ₁, Q_φ₂
  const targets = criticsOf(2, actor, config, random.split(), networks?.critic);
  copied(targets, critics); //                                                              2  φ_targ ← φ
  const follow = polyak(targets, critics, config.tau);
  const logAlpha = parameter([log(config.temperature)], [], "temperature");
  const targetEntropy = config.targetEntropy * flatSize(world.actionSpace);
  const climb = adam(actor.parameters, { rate: config.actorRate });
  const fit = adam(critics.parameters, { rate: config.criticRate });
  const heat = adam([logAlpha], { rate: config.temperatureRate });
  const net = controlNetwork(actor, critics);
  const D = new Experience(world, net, config, random.split()); //                             𝒟
  const explorer = new Explorer(actor, config, random.split());
  const draws = stream(random.split());
  const agent = agentOf(world, net, random.split(), config);
  const counters = { updates: 0 };
  const state = resumable(
    {
      net,
      targets,
      temperature: logAlpha,
      climb,
      fit,
      heat,
      experience: D,
      explorer,
      draws,
      counters,
    },
    from,
  );

  const improve = capture(
    (seen: Tensor, did: Tensor, r: Tensor, shown: Tensor, discount: Tensor) => {
      const s = seen.reshape(batch, actor.encoder.width);
      const a = did.reshape(batch, actor.head.width);
      const next = shown.reshape(batch, actor.encoder.width);
      const alpha = noGrad(() => logAlpha.exp());
      const { action, logProb } = actor.policy(s).rsample(draws); //                           ã_θ(s)

      const surplus = logProb.detach().add(targetEntropy); // of certainty
      descend(heat, logAlpha.mul(surplus).mean().neg(), [logAlpha]); // 2018b, eq. 18

      const y = noGrad(() => {
        //                                                                               12  y(r, s′, d)
        const { action, logProb } = actor.policy(next).rsample(draws);
        const soft = least(targets.q(next, action)).sub(alpha.mul(logProb));
        return r.add(discount.mul(soft)); // the discount is γ, or 0 where the world ended
      });
      const q = critics.q(s, a);
      const criticLoss = squaredErrors(q, y);
      descend(fit, criticLoss, critics.parameters); //                                     13

      const actorLoss = alpha
        .mul(logProb)
        .sub(least(critics.q(s, action)))
        .mean();
      descend(climb, actorLoss, actor.parameters); //                                      14
      follow(); //                                                                         15  φ_targ
      return {
        actorLoss,
        criticLoss: criticLoss.mul(0.5),
        entropy: logProb.mean().neg(),
        temperature: alpha,
        q: q[0].mean(),
      };
    },
    { name: "sac" },
  );

  for (;;) {
    const figures = averages<Figure>();
    do {
      explorer.collect(D); //                                                               4–8
      for (let j = explorer.due(D); j > 0; j--) {
        //                                                                                 9–10
        const B = D.sample(batch); //                                                      11
        figures.add(improve(B.observations, B.actions, B.rewards, B.nextObservations, B.discounts));
        counters.updates++;
      }
    } while (!explorer.isReportDue(D));
    yield { ...D.figures(), ...none, ...figures.means(), ...counters, agent, state };
  }
}

/** The actor: a normal, squashed by tanh. */
function sacActor(
  world: AnyWorld,
  config: SacConfig,
  random: Rng,
  networks?: Networks,
): PolicyNetworkOf<SquashedHead> {
  return policyWith(
    (given, features, random) => squashedHead(given, features, random, config),
    world,
    config,
    random,
    networks?.actor,
  );
}

/** What a saved state is read into. */
export function sacNetwork(
  world: AnyWorld,
  config: SacConfig,
  random: Rng,
  networks?: Networks,
): ControlNetwork {
  const actor = sacActor(world, config, random, networks);
  return controlNetwork(actor, criticsOf(2, actor, config, random, networks?.critic));
}
