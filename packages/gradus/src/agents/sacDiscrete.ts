/**
 * Soft actor–critic for choices: where actions can be counted, expectations over the policy need no draws.
 *
 *     V(s)        = Σₐ π(a|s) (min₁,₂ Q_targ(s, a) − α log π(a|s))
 *     y(r, s′, d) = r + γ (1 − d) V(s′)
 *     L(φᵢ) = E[(Qᵢ(s, a) − y)²]
 *     L(θ)  = E[Σₐ π(a|s) (α log π(a|s) − min₁,₂ Qᵢ(s, a))]
 *     L(α)  = E[log α (H(π(·|s)) − H̄)]
 *
 * Christodoulou 2019 (arXiv:1910.07207), eq. 10–12; numbers in the margin are the lines of Spinning Up's pseudocode, "Soft
 * Actor-Critic", which sac.ts follows, too. Critics answer for all choices at once, as those of DQN do. Forbidden choices have
 * probability 0.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { log } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import type { Discrete } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import { module } from "../nn/module.ts";
import { adam } from "../nn/optimisers.ts";
import { capture } from "../tensor/capture.ts";
import { noGrad, parameter } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { choicesOf } from "./parts/actions.ts";
import { agentOf } from "./parts/agent.ts";
import { controlKnobs, noFigures, rateKnobs } from "./parts/control.ts";
import { choiceCriticsOf, copied, descend, least, polyak, squaredErrors } from "./parts/critics.ts";
import { Experience } from "./parts/experience.ts";
import { Explorer, explorerKnobs } from "./parts/explorer.ts";
import type { Networks } from "./parts/networks.ts";
import { type PolicyNetwork, policyNetwork } from "./parts/policy.ts";
import { averages } from "./parts/report.ts";
import { resumable, type State } from "./parts/state.ts";
import { type SacReport, temperatureKnobs } from "./sac.ts";

/** Defaults: Christodoulou 2019, appendix A, except where a line says otherwise. */
export const sacDiscreteKnobs = {
  ...explorerKnobs,
  ...controlKnobs,
  ...rateKnobs(3e-4, 3e-4),
  ...temperatureKnobs,
  targetEntropy: {
    default: 0.98,
    symbol: "H̄ / log |A|",
    range: [0, 1],
    doc: "Entropy that the temperature aims at, as a share of the greatest.",
  },
} as const satisfies Knobs;

export type SacDiscreteConfig = ConfigOf<typeof sacDiscreteKnobs>;

/** What each update reports. */
type Figure = "actorLoss" | "criticLoss" | "entropy" | "temperature" | "q";
const none = { ...noFigures, entropy: null, temperature: null };

/** @param networks trunks of one's own in place of dense layers */
export function* sacDiscrete(
  world: AnyWorld,
  overrides: Partial<SacDiscreteConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<SacReport> {
  const config = configure(sacDiscreteKnobs, overrides);
  const { batch } = config;
  const { actor, critics, net } = choiceNetworks(world, config, random.split(), networks); // 1  π_θ; Q_φ₁, Q_φ₂
  const targets = choiceNetworks(world, config, random.split(), networks).critics;
  copied(targets, critics); //                                                              2  φ_targ ← φ
  const follow = polyak(targets, critics, config.tau);
  const logAlpha = parameter([log(config.temperature)], [], "temperature");
  const { n } = world.actionSpace as Discrete;
  const targetEntropy = config.targetEntropy * log(n);
  const climb = adam(actor.parameters, { rate: config.actorRate });
  const fit = adam(critics.parameters, { rate: config.criticRate });
  const heat = adam([logAlpha], { rate: config.temperatureRate });
  const D = new Experience(world, net, config, random.split()); //                             𝒟
  const explorer = new Explorer(actor, config, random.split());
  const agent = agentOf(world, net, random.split());
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
      counters,
    },
    from,
  );
  const states = (x: Tensor): Tensor => x.reshape(batch, actor.encoder.width);

  const improve = capture(
    (
      seen: Tensor,
      did: Tensor,
      r: Tensor,
      shown: Tensor,
      discount: Tensor,
      ...masks: Tensor[] // allowed now, allowed then, in worlds that forbid
    ) => {
      const [s, next] = [states(seen), states(shown)];
      const [now, then] = masks.map((mask) => mask.reshape(batch, n));
      const alpha = noGrad(() => logAlpha.exp());
      const pi = choicesOf(actor.policy(s, now));
      const entropy = pi.entropy();

      const surplus = entropy.detach().sub(targetEntropy);
      descend(heat, logAlpha.mul(surplus).mean(), [logAlpha]); // eq. 11

      const y = noGrad(() => {
        //                                                                               12  y(r, s′, d)
        const { probs, logProbs } = choicesOf(actor.policy(next, then));
        const V = probs.mul(least(targets.q(next)).sub(alpha.mul(logProbs))).sum(-1); // eq. 10
        return r.add(discount.mul(V));
      });
      const q = critics.q(s).map((all) => all.gather(did.unsqueeze(-1), -1).squeeze(-1));
      const criticLoss = squaredErrors(q, y);
      descend(fit, criticLoss, critics.parameters); //                                     13

      const worth = noGrad(() => least(critics.q(s))); // of each choice: no gradient goes through it
      const actorLoss = pi.probs.mul(alpha.mul(pi.logProbs).sub(worth)).sum(-1).mean();
      descend(climb, actorLoss, actor.parameters); //                                      14  eq. 12
      follow(); //                                                                         15  φ_targ
      return {
        actorLoss,
        criticLoss: criticLoss.mul(0.5),
        entropy: entropy.mean(),
        temperature: alpha,
        q: q[0].mean(),
      };
    },
    { name: "sac-discrete" },
  );

  for (;;) {
    const figures = averages<Figure>();
    do {
      explorer.collect(D); //                                                               4–8
      for (let j = explorer.due(D); j > 0; j--) {
        //                                                                                 9–10
        const B = D.sample(batch); //                                                      11
        const masks = B.masks.length > 0 ? [B.masks, B.nextMasks] : [];
        const { observations, actions, rewards, nextObservations, discounts } = B;
        figures.add(improve(observations, actions, rewards, nextObservations, discounts, ...masks));
        counters.updates++;
      }
    } while (!explorer.isReportDue(D));
    yield { ...D.figures(), ...none, ...figures.means(), ...counters, agent, state };
  }
}

function choiceNetworks(
  world: AnyWorld,
  config: SacDiscreteConfig,
  random: Rng,
  networks?: Networks,
) {
  const settings = { ...config, rescaleActions: false, normaliseObservations: false };
  const actor = policyNetwork(world, settings, random, networks?.actor);
  const critics = choiceCriticsOf(2, actor, config, random, networks?.critic);
  const whole = module({ ...actor.named, ...critics.named }, () => undefined);
  const net = {
    ...actor,
    named: whole.named,
    parameters: whole.parameters,
    /** Σₐ π(a|s) minᵢ Qᵢ(s, a), [B]. */
    value: (s: Tensor) =>
      choicesOf(actor.policy(s))
        .probs.mul(least(critics.q(s)))
        .sum(-1),
  };
  return { actor, critics, net };
}

/** What a saved state is read into. */
export const sacDiscreteNetwork = (
  world: AnyWorld,
  config: SacDiscreteConfig,
  random: Rng,
  networks?: Networks,
): PolicyNetwork => choiceNetworks(world, config, random, networks).net;
