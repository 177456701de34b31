/**
 * Behaviour cloning: a policy is fitted to what an expert did, as if pairs of state and action were any labelled data.
 *
 *     L(θ) = −1/N Σ log π_θ(aᵢ|sᵢ),   (sᵢ, aᵢ) from the expert's episodes
 *
 * Pomerleau 1989 (ALVINN). Nothing is asked of the world: no reward, no step. What it leaves out is what goes wrong: the clone's own
 * mistakes lead to states that no expert showed it, and what they cost grows with the square of the length of an episode
 * (Ross & Bagnell 2010, theorem 2.1). dagger.ts asks the expert there.
 */
import { agentOf, type DeepAgent } from "../agents/parts/agent.ts";
import type { Networks } from "../agents/parts/networks.ts";
import { policyNetwork } from "../agents/parts/policy.ts";
import { averages } from "../agents/parts/report.ts";
import { minibatches } from "../agents/parts/rollout.ts";
import { resumable, type Snapshot, type State } from "../agents/parts/state.ts";
import { ValueError } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { episodesFrom, requireSource, type Transitions } from "../data/transitions.ts";
import type { AnyWorld } from "../env/world.ts";
import { type CloningFigure, cloner, cloningKnobs } from "./parts/cloner.ts";
import { Demonstrations } from "./parts/demonstrations.ts";

export const bcKnobs = {
  totalSteps: {
    default: 10_000,
    range: [1, 1e12],
    integer: true,
    unit: "updates",
    doc: "Updates of the policy; the last pass over the data is finished.",
  },
  heldOut: {
    default: 0,
    range: [0, 0.9],
    doc: "Share of the episodes, the last ones, that the clone is only measured on.",
  },
  ...cloningKnobs,
} as const satisfies Knobs;

export type BcConfig = ConfigOf<typeof bcKnobs>;

/** One report per pass over the data. */
export interface BcReport {
  /** Updates since the beginning: no step is made in the world. */
  readonly steps: number;
  readonly episodes: number;
  readonly episodeReturn: null;
  /** Passes over the data. */
  readonly epochs: number;
  /** Mean over the pass. */
  readonly loss: number;
  /** Share of other choices than the expert's; for real numbers the mean square of the difference. Mean over the pass. */
  readonly mistakes: number;
  /** Mean entropy of the policy, in nats. */
  readonly entropy: number;
  /** On the episodes that were held out, after the pass; null without any. */
  readonly heldOutLoss: number | null;
  readonly heldOutMistakes: number | null;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

/**
 * @param data episodes of an expert in this world
 * @param networks `actor`: a trunk of one's own in place of dense layers
 * @throws ValueError for data of another world, or settings that leave nothing to learn from
 */
export function* bc(
  world: AnyWorld,
  overrides: Partial<BcConfig>,
  random: Rng,
  data: Transitions,
  from?: State,
  networks?: Networks,
): Generator<BcReport> {
  const config = configure(bcKnobs, overrides);
  requireSource(data, world.id, world);
  const net = policyNetwork(world, config, random.split(), networks?.actor); // π_θ
  const student = cloner(world, net, config);
  const [shown, heldOut] = divided(data, config.heldOut);
  const D = new Demonstrations(world, net).addAll(shown);
  const apart = new Demonstrations(world, net).addAll(heldOut);
  D.measureScale();
  const shuffle = random.split();
  const agent = agentOf(world, net, random.split());
  const counters = { updates: 0, epochs: 0 };
  const { optimiser } = student;
  const experience = D.scale;
  const state = resumable({ net, optimiser, experience, shuffle, counters }, from);

  for (;;) {
    const figures = averages<CloningFigure>();
    for (const rows of minibatches(D.rows, config.batch, shuffle)) {
      figures.add(student.improve(D.batch(rows))); // θ ← θ − α ∇L
      counters.updates++;
    }
    counters.epochs++;
    const held = student.measure(apart);
    yield {
      steps: counters.updates,
      episodes: 0,
      episodeReturn: null,
      epochs: counters.epochs,
      ...figures.means(),
      heldOutLoss: held?.loss ?? null,
      heldOutMistakes: held?.mistakes ?? null,
      agent,
      state,
    };
  }
}

/** The last episodes apart. */
function divided(data: Transitions, share: number): [Transitions, Transitions | undefined] {
  if (share === 0) return [data, undefined];
  const n = data.episodeStarts.length;
  const apart = Math.floor(share * n);
  if (apart === 0)
    throw new ValueError(
      `heldOut is ${share}, but of ${n} ${n === 1 ? "episode" : "episodes"} that is none. Record more, or set it to 0.`,
    );
  const all = Array.from({ length: n }, (_, e) => e);
  return [episodesFrom(data, all.slice(0, n - apart)), episodesFrom(data, all.slice(n - apart))];
}
