/**
 * Deep deterministic policy gradient: Q-learning where the greatest Q over real-valued actions is found by a second network.
 *
 *     y(r, s′, d) = r + γ (1 − d) Q_targ(s′, μ_targ(s′))
 *     L(φ) = E[(Q(s, a) − y)²],   L(θ) = −E[Q(s, μ(s))]
 *
 * Lillicrap et al. 2016 (arXiv:1509.02971), algorithm 1; numbers in the margin are the lines of Spinning Up's pseudocode, "Deep
 * Deterministic Policy Gradient". Left out: batch normalisation and the decay of the critic's weights. td3.ts shows what else was
 * missing. Actions and noise are in units of [−1, 1], whatever the bounds of the world.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { noGrad } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { agentOf } from "./parts/agent.ts";
import {
  type ControlNetwork,
  type ControlReport,
  controlKnobs,
  controlNetwork,
  deterministicActor,
  noFigures,
  noiseKnobs,
  noiseOf,
  rateKnobs,
} from "./parts/control.ts";
import { copied, criticsOf, descend, polyak, squaredErrors } from "./parts/critics.ts";
import { Experience } from "./parts/experience.ts";
import { Explorer, explorerKnobs } from "./parts/explorer.ts";
import type { Networks } from "./parts/networks.ts";
import { averages } from "./parts/report.ts";
import { resumable, type State } from "./parts/state.ts";

/** Defaults: Spinning Up, except where a line says otherwise. */
export const ddpgKnobs = {
  ...explorerKnobs,
  learningStarts: { ...explorerKnobs.learningStarts, default: 10_000 },
  batch: { ...explorerKnobs.batch, default: 100 },
  ...controlKnobs,
  ...rateKnobs(1e-3, 1e-3), // the paper has 1e-4 for the actor
  ...noiseKnobs,
} as const satisfies Knobs;

export type DdpgConfig = ConfigOf<typeof ddpgKnobs>;

/** @param networks trunks of one's own in place of dense layers; the critic's sees state and action side by side */
export function* ddpg(
  world: AnyWorld,
  overrides: Partial<DdpgConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<ControlReport> {
  const config = configure(ddpgKnobs, overrides);
  const { batch } = config;
  const { actor, critics } = ddpgNetworks(world, config, random.split(), networks); //      1  μ_θ; Q_φ
  const targets = ddpgNetworks(world, config, random.split(), networks);
  copied(targets.actor, actor); //                                                          2  θ_targ ← θ
  copied(targets.critics, critics); //                                                         φ_targ ← φ
  const climb = adam(actor.parameters, { rate: config.actorRate });
  const fit = adam(critics.parameters, { rate: config.criticRate });
  const net = controlNetwork(actor, critics);
  const target = controlNetwork(targets.actor, targets.critics);
  const follow = polyak(target, net, config.tau);
  const D = new Experience(world, net, config, random.split()); //                             𝒟
  const explorer = new Explorer(
    actor,
    config,
    random.split(),
    noiseOf(config, actor, random.split()),
  );
  const agent = agentOf(world, net, random.split());
  const counters = { updates: 0 };
  const state = resumable({ net, target, climb, fit, experience: D, explorer, counters }, from);

  const improve = capture(
    (seen: Tensor, did: Tensor, r: Tensor, shown: Tensor, discount: Tensor) => {
      const s = seen.reshape(batch, actor.encoder.width);
      const a = did.reshape(batch, actor.head.width);
      const next = shown.reshape(batch, actor.encoder.width);
      const y = noGrad(() => {
        const [q] = targets.critics.q(next, targets.actor.policy(next).mode());
        return r.add(discount.mul(q)); //                                                  12  y(r, s′, d)
      });
      const [q] = critics.q(s, a);
      const criticLoss = squaredErrors([q], y);
      descend(fit, criticLoss, critics.parameters); //                                     13

      const [worth] = critics.q(s, actor.policy(s).mode());
      const actorLoss = worth.mean().neg();
      descend(climb, actorLoss, actor.parameters); //                                      14
      follow(); //                                                                         15  φ_targ, θ_targ
      return { actorLoss, criticLoss, q: q.mean() };
    },
    { name: "ddpg" },
  );

  for (;;) {
    const figures = averages<"actorLoss" | "criticLoss" | "q">();
    do {
      explorer.collect(D); //                                                               4–8
      for (let j = explorer.due(D); j > 0; j--) {
        //                                                                                 9–10
        const B = D.sample(batch); //                                                      11
        figures.add(improve(B.observations, B.actions, B.rewards, B.nextObservations, B.discounts));
        counters.updates++;
      }
    } while (!explorer.isReportDue(D));
    yield { ...D.figures(), ...noFigures, ...figures.means(), ...counters, agent, state };
  }
}

function ddpgNetworks(world: AnyWorld, config: DdpgConfig, random: Rng, networks?: Networks) {
  const actor = deterministicActor(world, config, random, networks);
  return { actor, critics: criticsOf(1, actor, config, random, networks?.critic) };
}

/** What a saved state is read into. */
export function ddpgNetwork(
  world: AnyWorld,
  config: DdpgConfig,
  random: Rng,
  networks?: Networks,
): ControlNetwork {
  const { actor, critics } = ddpgNetworks(world, config, random, networks);
  return controlNetwork(actor, critics);
}
