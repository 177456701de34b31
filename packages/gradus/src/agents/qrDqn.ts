/**
 * Quantile-regression DQN: learns how returns are distributed by N of their quantiles, wherever these may lie.
 *
 *     Q(s, a) = 1/N Σᵢ θᵢ(s, a)
 *     yⱼ = r + γ θ⁻ⱼ(s′, a*),   a* = argmax_a Q⁻(s′, a)
 *     L(θ) = Σᵢ E_j[ ρ_τ̂ᵢ(yⱼ − θᵢ(s, a)) ]
 *
 * Dabney et al. 2018, algorithm 1 (arXiv:1710.10044); the loss ρ is in parts/quantiles.ts. No bounds have to be known, unlike in
 * c51.ts. All else is dqn.ts, whose loop it repeats.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { type DqnReport, dqnKnobs } from "./dqn.ts";
import { agentOf } from "./parts/agent.ts";
import { outputsOf } from "./parts/atoms.ts";
import { onBatches } from "./parts/batches.ts";
import { copied } from "./parts/critics.ts";
import { descent } from "./parts/descent.ts";
import { Experience } from "./parts/experience.ts";
import type { Networks } from "./parts/networks.ts";
import { acting, type QNetwork, qNetwork } from "./parts/qNetwork.ts";
import { midpoints, quantileHuber, quantileReading } from "./parts/quantiles.ts";
import { averages } from "./parts/report.ts";
import { schedulesOf } from "./parts/schedules.ts";
import { resumable, type State } from "./parts/state.ts";
import { following } from "./parts/targets.ts";

const { loss: _, ...shared } = dqnKnobs;

/** Defaults: dqn.ts; the paper has 200 quantiles. */
export const qrDqnKnobs = {
  ...shared,
  quantiles: {
    default: 50,
    symbol: "N",
    range: [1, 10_000],
    integer: true,
    doc: "Of the return, for each action.",
  },
  kappa: {
    default: 1,
    symbol: "κ",
    range: [1e-6, 1e6],
    doc: "Errors up to which the loss is quadratic.",
  },
} as const satisfies Knobs;

export type QrDqnConfig = ConfigOf<typeof qrDqnKnobs>;

const none = { loss: null, meanQ: null, returnScale: null, gradientNorm: null };
const leastPriority = 1e-6;

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function* qrDqn(
  world: AnyWorld,
  overrides: Partial<QrDqnConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<DqnReport> {
  const config = configure(qrDqnKnobs, overrides);
  const { learningStarts, doubleQ, quantiles, kappa } = config;
  const make = (): QNetwork =>
    qNetwork(world, config, random.split(), networks?.actor, quantileReading(quantiles));
  const net = make(); // θᵢ(s, a)
  const target = copied(make(), net); // θ⁻
  const taus = midpoints(quantiles);
  const climb = descent(net.parameters, config);
  const priority = config.prioritised ? config.alpha : undefined;
  const D = new Experience(world, net, { ...config, priority }, random.split());
  const agent = agentOf(world, net, random.split());
  const best = acting(net, D);
  const follow = following(target, net, config.tau);
  const counters = { updates: 0 };
  const noise = { noise: net.noise, targetNoise: target.noise };
  const state = resumable({ net, target, climb, experience: D, counters, ...noise }, from);

  const improve = onBatches("qr-dqn", net, (b, rate) => {
    const theta = outputsOf(net.outputs(b.observations, net.noise), b.actions); // [B, N]
    const next = target.outputs(b.nextObservations, target.noise);
    const choice = doubleQ
      ? net.q(b.nextObservations, b.nextMasks, net.noise)
      : target.read(next, b.nextMasks);
    const later = outputsOf(next, choice.argmax(-1)).mul(b.discounts.unsqueeze(-1));
    const y = b.rewards.unsqueeze(-1).add(later).detach(); // [B, N]
    const each = quantileHuber(theta, y, taus, kappa); // [B]
    const loss = climb(each.mul(b.weights).mean(), { rate });
    const { gradientNorm } = climb;
    const returnScale = y.mean(-1).variance().sqrt();
    const figures = { loss, meanQ: theta.mean(), returnScale, gradientNorm };
    return { priorities: each.add(leastPriority), figures };
  });
  const { epsilonAt, betaAt, rateAt } = schedulesOf(config);

  for (;;) {
    const figures = averages<keyof typeof none>();
    let epsilon = 0;
    for (const end = D.steps + config.reportEvery; D.steps < end; ) {
      epsilon = epsilonAt(D.steps);
      const isRandom = D.steps < learningStarts;
      D.step(isRandom ? D.randomActions() : D.epsilonGreedy(epsilon, best));
      if (D.steps <= learningStarts) continue;
      const rounds = D.reached(config.trainEvery);
      const each = config.gradientSteps < 0 ? config.trainEvery : config.gradientSteps;
      for (let k = 0; k < rounds * each; k++) {
        const drawn = D.sample(config.batch, betaAt(D.steps));
        const { priorities, figures: of } = improve(drawn, rateAt(D.steps));
        D.replay.prioritise(drawn.indices, priorities.data);
        figures.add(of);
        counters.updates++;
      }
      if (D.reached(config.targetEvery) > 0) follow();
    }
    const { updates } = counters;
    const rate = rateAt(D.steps);
    yield { ...D.figures(), ...none, ...figures.means(), updates, epsilon, rate, agent, state };
  }
}
