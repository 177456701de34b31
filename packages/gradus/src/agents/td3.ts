/**
 * Twin delayed DDPG: DDPG with three remedies against a critic that flatters.
 *
 *     ã(s′) = clip(μ_targ(s′) + clip(ε, −c, c), −1, 1),   ε ~ N(0, σ̃²)          smoothing: no sharp peak of Q is trusted
 *     y(r, s′, d) = r + γ (1 − d) min₁,₂ Q_targ(s′, ã(s′))                      twins: the lesser of two errors
 *     L(φᵢ) = E[(Qᵢ(s, a) − y)²],   L(θ) = −E[Q₁(s, μ(s))]                      delay: the actor moves at every second update
 *
 * Fujimoto, van Hoof and Meger 2018 (arXiv:1802.09477), algorithm 1; numbers in the margin are the lines of Spinning Up's
 * pseudocode, "Twin Delayed DDPG". Actions and noise are in units of [−1, 1], whatever the bounds of the world.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { noGrad } from "../tensor/create.ts";
import { normal, stream } from "../tensor/stream.ts";
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
import { copied, criticsOf, descend, least, polyak, squaredErrors } from "./parts/critics.ts";
import { Experience } from "./parts/experience.ts";
import { Explorer, explorerKnobs } from "./parts/explorer.ts";
import type { Networks } from "./parts/networks.ts";
import { averages } from "./parts/report.ts";
import { resumable, type State } from "./parts/state.ts";

/** Defaults: the code of Fujimoto et al. 2018, except where a line says otherwise. */
export const td3Knobs = {
  ...explorerKnobs,
  learningStarts: { ...explorerKnobs.learningStarts, default: 10_000 }, // as Spinning Up; theirs is 25 000
  ...controlKnobs,
  ...rateKnobs(3e-4, 3e-4),
  ...noiseKnobs,
  targetNoise: {
    default: 0.2,
    symbol: "σ̃",
    range: [0, 10],
    doc: "Deviation of the noise on target actions, in units of [−1, 1].",
  },
  targetClip: {
    default: 0.5,
    symbol: "c",
    range: [0, 10],
    doc: "The noise on target actions is clipped to ± this.",
  },
  delay: {
    default: 2,
    symbol: "d",
    range: [1, 1000],
    integer: true,
    doc: "Updates of the critics for each one of the actor and of the targets.",
  },
} as const satisfies Knobs;

export type Td3Config = ConfigOf<typeof td3Knobs>;

/** @param networks trunks of one's own in place of dense layers; the critic's sees state and action side by side */
export function* td3(
  world: AnyWorld,
  overrides: Partial<Td3Config>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<ControlReport> {
  const config = configure(td3Knobs, overrides);
  const { batch, delay, targetNoise, targetClip } = config;
  const { actor, critics } = td3Networks(world, config, random.split(), networks); //       1  μ_θ; Q_φ₁, Q_φ₂
  const targets = td3Networks(world, config, random.split(), networks);
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
  const draws = stream(random.split());
  const agent = agentOf(world, net, random.split());
  const counters = { updates: 0 };
  const state = resumable(
    { net, target, climb, fit, experience: D, explorer, draws, counters },
    from,
  );
  const states = (x: Tensor): Tensor => x.reshape(batch, actor.encoder.width);

  const judge = capture(
    (seen: Tensor, did: Tensor, r: Tensor, shown: Tensor, discount: Tensor) => {
      const [s, a, next] = [states(seen), did.reshape(batch, actor.head.width), states(shown)];
      const y = noGrad(() => {
        const best = targets.actor.policy(next).mode();
        const noise = normal(best.shape, draws).mul(targetNoise).clamp(-targetClip, targetClip);
        const smoothed = best.add(noise).clamp(-1, 1); //                                  12  a′(s′)
        return r.add(discount.mul(least(targets.critics.q(next, smoothed)))); //           13  y(r, s′, d)
      });
      const q = critics.q(s, a);
      const criticLoss = squaredErrors(q, y);
      descend(fit, criticLoss, critics.parameters); //                                     14
      return { criticLoss: criticLoss.mul(0.5), q: q[0].mean() };
    },
    { name: "td3, critics" },
  );
  const improve = capture(
    (seen: Tensor) => {
      const s = states(seen);
      const [q1] = critics.q(s, actor.policy(s).mode());
      const actorLoss = q1.mean().neg();
      descend(climb, actorLoss, actor.parameters); //                                      16
      follow(); //                                                                         17  φ_targ, θ_targ
      return { actorLoss };
    },
    { name: "td3, actor" },
  );

  for (;;) {
    const criticFigures = averages<"criticLoss" | "q">();
    const actorFigures = averages<"actorLoss">();
    do {
      explorer.collect(D); //                                                               4–8
      for (let j = explorer.due(D); j > 0; j--) {
        //                                                                                 9–10
        const { observations, actions, rewards, nextObservations, discounts } = D.sample(batch); // 11
        criticFigures.add(judge(observations, actions, rewards, nextObservations, discounts));
        counters.updates++;
        if (counters.updates % delay === 0) actorFigures.add(improve(observations)); //    15
      }
    } while (!explorer.isReportDue(D));
    const figures = { ...noFigures, ...criticFigures.means(), ...actorFigures.means() };
    yield { ...D.figures(), ...figures, ...counters, agent, state };
  }
}

function td3Networks(world: AnyWorld, config: Td3Config, random: Rng, networks?: Networks) {
  const actor = deterministicActor(world, config, random, networks);
  return { actor, critics: criticsOf(2, actor, config, random, networks?.critic) };
}

/** What a saved state is read into. */
export function td3Network(
  world: AnyWorld,
  config: Td3Config,
  random: Rng,
  networks?: Networks,
): ControlNetwork {
  const { actor, critics } = td3Networks(world, config, random, networks);
  return controlNetwork(actor, critics);
}
