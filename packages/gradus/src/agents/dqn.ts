/**
 * Deep Q-learning: a network that knows the value of every action, taught by its own older copy on transitions drawn from memory.
 *
 *     y = r                              where the episode ended in the world
 *     y = r + γ max_a Q(s′, a; θ⁻)       otherwise
 *     L(θ) = E[ ℓ(y − Q(s, a; θ)) ],     ℓ Huber's loss (Mnih et al. clip the error, which is the same) or ½ its square
 *
 * Mnih et al. 2015, "Human-level control through deep reinforcement learning", Nature 518; numbers in the margin are the lines of
 * its algorithm 1. Beyond the paper, each by its own knob: double Q-learning here; duelling and noisy networks in parts/qNetwork.ts;
 * prioritised replay and returns over several steps in parts/replay.ts. Time limits bootstrap.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import { errorsOf, onBatches } from "./parts/batches.ts";
import { copied } from "./parts/critics.ts";
import { descent, descentKnobs } from "./parts/descent.ts";
import { Experience, type ExperienceFigures } from "./parts/experience.ts";
import { chosen } from "./parts/greedy.ts";
import { hindsightKnob } from "./parts/hindsight.ts";
import type { Networks } from "./parts/networks.ts";
import { acting, qNetwork, qNetworkKnobs } from "./parts/qNetwork.ts";
import { averages } from "./parts/report.ts";
import { schedulesOf } from "./parts/schedules.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";
import { following } from "./parts/targets.ts";

/** Defaults: ours, for small worlds; those of Mnih et al. 2015, extended data table 1, are for fifty million frames. */
export const dqnKnobs = {
  totalSteps: {
    default: 100_000,
    range: [1, 1e12],
    integer: true,
    unit: "steps",
    doc: "Where the schedules end; the run itself may stop earlier or later.",
  },
  environments: {
    default: 1,
    range: [1, 4096],
    integer: true,
    doc: "Environments side by side.",
  },
  capacity: {
    default: 100_000,
    symbol: "N",
    range: [4, 1e9],
    integer: true,
    unit: "rows",
    doc: "Of the replay, all environments together; the last observation of an episode takes one.",
  },
  learningStarts: {
    default: 1000,
    range: [0, 1e9],
    integer: true,
    unit: "steps",
    doc: "Random actions before anything is learned.",
  },
  batch: { default: 64, range: [1, 1e6], integer: true, doc: "Rows drawn for one update." },
  trainEvery: {
    default: 4,
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps between two rounds of updates.",
  },
  gradientSteps: {
    default: 1,
    range: [-1, 1e6],
    integer: true,
    doc: "Updates of a round; −1: as many as steps were made since the last.",
  },
  ...descentKnobs,
  rate: { default: 5e-4, range: [0, 10], doc: "Step size of the optimiser." },
  rateSchedule: {
    default: "constant",
    choices: ["constant", "linear"],
    doc: "linear: the step size falls to 0 at totalSteps.",
  },
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  targetEvery: {
    default: 500,
    symbol: "C",
    range: [1, 1e9],
    integer: true,
    unit: "steps",
    doc: "Steps after which the target network follows.",
  },
  tau: {
    default: 1,
    symbol: "τ",
    range: [0, 1],
    doc: "How far it moves towards the network then; 1 copies it.",
  },
  epsilonStart: {
    default: 1,
    symbol: "ε",
    range: [0, 1],
    doc: "Share of random actions at first.",
  },
  epsilonEnd: { default: 0.05, range: [0, 1], doc: "The same at the end of the exploration." },
  explorationShare: {
    default: 0.2,
    range: [0, 1],
    doc: "Share of totalSteps in which ε falls, in a straight line.",
  },
  loss: {
    default: "huber",
    choices: ["huber", "squared"],
    doc: "huber: quadratic up to an error of 1, linear beyond; squared: half the square.",
  },
  maxNorm: { default: 10, range: [0, 1e6], doc: "Gradients are scaled to at most this norm." },
  doubleQ: {
    default: false,
    doc: "The network chooses the action of which the target network says the value (van Hasselt et al. 2016, arXiv:1509.06461).",
  },
  nSteps: {
    default: 1,
    symbol: "n",
    range: [1, 1000],
    integer: true,
    unit: "steps",
    doc: "Rewards that are added up before the value of what follows is asked (Sutton 1988).",
  },
  hindsight: hindsightKnob,
  prioritised: {
    default: false,
    doc: "Rows are drawn by how wrong Q was about them (Schaul et al. 2016, arXiv:1511.05952).",
  },
  alpha: {
    default: 0.6,
    symbol: "α",
    range: [0, 10],
    doc: "Prioritised: 0 draws uniformly, 1 in proportion to the error.",
  },
  beta: {
    default: 0.4,
    symbol: "β",
    range: [0, 1],
    doc: "Prioritised: how much of it the weights take back at first; all of it at totalSteps.",
  },
  reportEvery: {
    default: 250,
    range: [1, 1e9],
    integer: true,
    unit: "steps",
    doc: "Steps between two reports.",
  },
  ...qNetworkKnobs,
} as const satisfies Knobs;

export type DqnConfig = ConfigOf<typeof dqnKnobs>;

/** Means over the updates since the last report; null before there were any. */
export interface DqnReport extends ExperienceFigures {
  /** Steps of the optimiser since the beginning. */
  readonly updates: number;
  readonly epsilon: number;
  readonly rate: number;
  readonly loss: number | null;
  /** Q(s, a) of what was done. */
  readonly meanQ: number | null;
  /** Standard deviation of what Q is to learn. */
  readonly returnScale: number | null;
  /** Norm of the gradient before it was clipped. */
  readonly gradientNorm: number | null;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

const none = { loss: null, meanQ: null, returnScale: null, gradientNorm: null };
/** Keeps rows about which nothing was wrong from never being drawn again; Schaul et al. 2016, section 3.3. */
const leastPriority = 1e-6;

/** @param networks `actor`: a trunk of one's own in place of dense layers */
export function* dqn(
  world: AnyWorld,
  overrides: Partial<DqnConfig>,
  random: Rng,
  from?: State,
  networks?: Networks,
): Generator<DqnReport> {
  const config = configure(dqnKnobs, overrides);
  const { learningStarts, doubleQ } = config;
  const net = qNetwork(world, config, random.split(), networks?.actor); //      2  Q with θ
  const target = copied(qNetwork(world, config, random.split(), networks?.actor), net); // 3  Q̂ with θ⁻ = θ
  const climb = descent(net.parameters, config);
  const priority = config.prioritised ? config.alpha : undefined;
  const D = new Experience(world, net, { ...config, priority }, random.split()); // 1
  const agent = agentOf(world, net, random.split());
  const best = acting(net, D);
  const follow = following(target, net, config.tau);
  const counters = { updates: 0 };
  const noise = { noise: net.noise, targetNoise: target.noise };
  const state = resumable({ net, target, climb, experience: D, counters, ...noise }, from);

  const improve = onBatches("dqn", net, (b, rate) => {
    const Q = chosen(net.q(b.observations, undefined, net.noise), b.actions);
    const next = target.q(b.nextObservations, b.nextMasks, target.noise);
    const V = doubleQ
      ? chosen(next, net.q(b.nextObservations, b.nextMasks, net.noise).argmax(-1))
      : next.max(-1);
    const y = b.rewards.add(b.discounts.mul(V)).detach(); //                   12  γ is in the discounts, 0 at an end
    const delta = errorsOf(y, Q);
    const size = delta.abs();
    const near = config.loss === "huber" ? size.minimum(1) : size;
    const each = near.square().mul(0.5).add(size.sub(near)); //                    ℓ(δ)
    const loss = climb(each.mul(b.weights).mean(), { rate }); //               13
    const { gradientNorm } = climb;
    const figures = { loss, meanQ: Q.mean(), returnScale: y.variance().sqrt(), gradientNorm };
    return { priorities: size.add(leastPriority), figures };
  });
  const { epsilonAt, betaAt, rateAt } = schedulesOf(config);

  for (;;) {
    const figures = averages<keyof typeof none>();
    let epsilon = 0;
    for (const end = D.steps + config.reportEvery; D.steps < end; ) {
      epsilon = epsilonAt(D.steps);
      const isRandom = D.steps < learningStarts;
      D.step(isRandom ? D.randomActions() : D.epsilonGreedy(epsilon, best)); //   7–10
      if (D.steps <= learningStarts) continue;
      const rounds = D.reached(config.trainEvery);
      const each = config.gradientSteps < 0 ? config.trainEvery : config.gradientSteps;
      for (let k = 0; k < rounds * each; k++) {
        const drawn = D.sample(config.batch, betaAt(D.steps)); //                     11
        const { priorities, figures: of } = improve(drawn, rateAt(D.steps));
        D.replay.prioritise(drawn.indices, priorities.data);
        figures.add(of);
        counters.updates++;
      }
      if (D.reached(config.targetEvery) > 0) follow(); //                      14  every C steps
    }
    const { updates } = counters;
    const rate = rateAt(D.steps);
    yield { ...D.figures(), ...none, ...figures.means(), updates, epsilon, rate, agent, state };
  }
}
