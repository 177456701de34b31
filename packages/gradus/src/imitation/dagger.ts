/**
 * DAgger, data set aggregation: the learner acts, the expert says what it would have done there, and everything that was ever said
 * is learned from.
 *
 *     πᵢ = βᵢ π* + (1 − βᵢ) π̂ᵢ,   𝒟 ← 𝒟 ∪ {(s, π*(s)) : s seen under πᵢ},   π̂ᵢ₊₁ fitted to 𝒟
 *
 * Ross, Gordon and Bagnell 2011 (arXiv:1011.0686), algorithm 3.1; numbers in the margin are its lines. What a mistake costs grows with
 * the length of an episode and no longer with its square (theorem 3.2), because the learner is taught where it goes. Otherwise than in the
 * source, π̂ᵢ₊₁ is fitted from π̂ᵢ on, by a few passes over 𝒟. `--eval-every` finds the best π̂ᵢ (line 9).
 */
import { agentOf, type DeepAgent } from "../agents/parts/agent.ts";
import type { Networks } from "../agents/parts/networks.ts";
import { policyNetwork } from "../agents/parts/policy.ts";
import { averages } from "../agents/parts/report.ts";
import { minibatches } from "../agents/parts/rollout.ts";
import { resumable, type Snapshot, type State } from "../agents/parts/state.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { Classroom } from "./parts/classroom.ts";
import { type CloningFigure, cloner, cloningKnobs } from "./parts/cloner.ts";
import type { Expert } from "./parts/expert.ts";

export const daggerKnobs = {
  totalSteps: {
    default: 20_000,
    range: [1, 1e12],
    integer: true,
    unit: "steps",
    doc: "Steps in the world, each of which the expert is asked about.",
  },
  roundSteps: {
    default: 500,
    symbol: "T",
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Of a round, which begins with a new episode.",
  },
  epochs: {
    default: 4,
    range: [1, 1e4],
    integer: true,
    doc: "Passes over all that was said so far, after each round.",
  },
  betaSchedule: {
    default: "first",
    choices: ["first", "power", "linear"],
    doc: "How often the expert acts in round i. first: in round 1 alone; power: βᵢ = β^(i−1); linear: to 0 over betaRounds.",
  },
  beta: { default: 0.5, symbol: "β", range: [0, 1], doc: "Of the power schedule." },
  betaRounds: {
    default: 10,
    range: [1, 1e6],
    integer: true,
    doc: "Of the linear schedule: rounds until the learner acts alone.",
  },
  ...cloningKnobs,
} as const satisfies Knobs;

export type DaggerConfig = ConfigOf<typeof daggerKnobs>;

/** One report per round. */
export interface DaggerReport {
  /** Environment steps, episodes since the beginning. */
  readonly steps: number;
  readonly episodes: number;
  /** Mean over the episodes that ended in the round, as πᵢ played them; null if none did. */
  readonly episodeReturn: number | null;
  readonly rounds: number;
  /** βᵢ: the share of steps that the expert decided. */
  readonly beta: number;
  /** Of π̂ᵢ where πᵢ went, before it was told: share of other choices; for real numbers the mean square of the difference. */
  readonly newMistakes: number;
  /** Pairs in 𝒟. */
  readonly demonstrations: number;
  /** Means over the last pass over 𝒟. */
  readonly loss: number;
  readonly mistakes: number;
  readonly entropy: number;
  /** Steps of the optimiser since the beginning. */
  readonly updates: number;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/** βᵢ for i = 1, 2, …; β₁ = 1 in each. */
export function betaOf(
  { betaSchedule, beta, betaRounds }: Pick<DaggerConfig, "betaSchedule" | "beta" | "betaRounds">,
  i: number,
): number {
  if (betaSchedule === "first") return i === 1 ? 1 : 0;
  if (betaSchedule === "linear") return Math.max(0, 1 - (i - 1) / betaRounds);
  let power = 1;
  for (let k = 1; k < i && power > 0; k++) power *= beta;
  return power;
}

/**
 * @param expert is asked about every step
 * @param networks `actor`: a trunk of one's own in place of dense layers
 */
export function* dagger(
  world: AnyWorld,
  overrides: Partial<DaggerConfig>,
  random: Rng,
  expert: Expert,
  from?: State,
  networks?: Networks,
): Generator<DaggerReport> {
  const config = configure(daggerKnobs, overrides);
  const net = policyNetwork(world, config, random.split(), networks?.actor); // 2  π̂₁
  const student = cloner(world, net, config);
  const room = new Classroom(world, net, expert, random.split()); //            1  𝒟 ← ∅
  const { D } = room;
  const shuffle = random.split();
  const agent = agentOf(world, net, random.split());
  const counters = { updates: 0, rounds: 0 };
  const { optimiser } = student;
  const state = resumable({ net, optimiser, experience: room, shuffle, counters }, from);

  for (;;) {
    counters.rounds++;
    const beta = betaOf(config, counters.rounds);
    const played = room.play(config.roundSteps, beta); //                       4–7  πᵢ acts; 𝒟 ← 𝒟 ∪ 𝒟ᵢ
    let figures = averages<CloningFigure>();
    for (let k = 0; k < config.epochs; k++) {
      figures = averages<CloningFigure>();
      for (const rows of minibatches(D.rows, config.batch, shuffle)) {
        figures.add(student.improve(D.batch(rows))); //                         8  π̂ᵢ₊₁
        counters.updates++;
      }
    }
    const { rounds, updates } = counters;
    const demonstrations = D.rows;
    yield { ...played, rounds, beta, demonstrations, ...figures.means(), updates, agent, state };
  }
}
