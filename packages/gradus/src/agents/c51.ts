/**
 * Categorical DQN: learns how returns are distributed, over fixed atoms, instead of their mean alone.
 *
 *     p(s, a) = softmax of Z outputs for each action,       Q(s, a) = Σᵢ zᵢ pᵢ(s, a)
 *     m = Φ T̂ p⁻(s′, a*),   a* = argmax_a Q⁻(s′, a)
 *     L(θ) = −Σᵢ mᵢ log pᵢ(s, a; θ)
 *
 * Bellemare, Dabney and Munos 2017, algorithm 1 (arXiv:1707.06887); the projection Φ T̂ is in parts/atoms.ts. All else is dqn.ts,
 * whose loop it repeats.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { type DqnReport, dqnKnobs } from "./dqn.ts";
import { agentOf } from "./parts/agent.ts";
import { atomReading, outputsOf, projected, supportOf } from "./parts/atoms.ts";
import { onBatches } from "./parts/batches.ts";
import { copied } from "./parts/critics.ts";
import { descent } from "./parts/descent.ts";
import { Experience } from "./parts/experience.ts";
import type { Networks } from "./parts/networks.ts";
import { acting, type QNetwork, qNetwork } from "./parts/qNetwork.ts";
import { averages } from "./parts/report.ts";
import { schedulesOf } from "./parts/schedules.ts";
import { resumable, type State } from "./parts/state.ts";
import { following } from "./parts/targets.ts";

const { loss: _, ...shared } = dqnKnobs;

/** Defaults: dqn.ts; atoms and bounds of the paper, which are for rewards clipped to ±1. */
export const c51Knobs = {
  ...shared,
  atoms: {
    default: 51,
    symbol: "N",
    range: [2, 10_000],
    integer: true,
    doc: "Values that a return can have.",
  },
  vMin: {
    default: -10,
    range: [-1e9, 1e9],
    doc: "The lowest of them. Discounted returns below it are taken for it.",
  },
  vMax: { default: 10, range: [-1e9, 1e9], doc: "The highest." },
} as const satisfies Knobs;

export type C51Config = ConfigOf<typeof c51Knobs>;

/** Loss: the cross-entropy of m and p. */
export interface C51Report extends DqnReport {
  /** Share of the targets' probability that lay outside of the bounds. */
  readonly outside: number | null;
}

const none = { loss: null, meanQ: null, returnScale: null, gradientNorm: null, outside: null };
const leastPriority = 1e-6;

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function* c51(
  world: AnyWorld,
  overrides: Partial<C51Config>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<C51Report> {
  const config = configure(c51Knobs, overrides);
  const { learningStarts, doubleQ, atoms, vMin, vMax } = config;
  const support = supportOf(vMin, vMax, atoms);
  const make = (): QNetwork =>
    qNetwork(world, config, random.split(), networks?.actor, atomReading(support));
  const net = make(); // p with θ
  const target = copied(make(), net); // p⁻
  const climb = descent(net.parameters, config);
  const priority = config.prioritised ? config.alpha : undefined;
  const D = new Experience(world, net, { ...config, priority }, random.split());
  const agent = agentOf(world, net, random.split());
  const best = acting(net, D);
  const follow = following(target, net, config.tau);
  const counters = { updates: 0 };
  const noise = { noise: net.noise, targetNoise: target.noise };
  const state = resumable({ net, target, climb, experience: D, counters, ...noise }, from);

  const improve = onBatches("c51", net, (b, rate) => {
    const logits = outputsOf(net.outputs(b.observations, net.noise), b.actions); // [B, Z]
    const next = target.outputs(b.nextObservations, target.noise);
    const choice = doubleQ
      ? net.q(b.nextObservations, b.nextMasks, net.noise)
      : target.read(next, b.nextMasks);
    const p = outputsOf(next, choice.argmax(-1)).softmax();
    const { mass, outside } = projected(p, b.rewards, b.discounts, support);
    const m = mass.detach();
    const crossEntropy = m.mul(logits.logSoftmax()).sum(-1).neg(); // [B]
    const loss = climb(crossEntropy.mul(b.weights).mean(), { rate });
    const { gradientNorm } = climb;
    const Q = logits.softmax().mul(support.z).sum(-1);
    const y = m.mul(support.z).sum(-1);
    const figures = {
      loss,
      meanQ: Q.mean(),
      returnScale: y.variance().sqrt(),
      gradientNorm,
      outside: outside.mean(),
    };
    // KL(m ‖ p), as Hessel et al. 2018: the part of the loss that learning can remove
    const entropy = m.mul(m.maximum(1e-30).log()).sum(-1).neg();
    return { priorities: crossEntropy.sub(entropy).maximum(0).add(leastPriority), figures };
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
