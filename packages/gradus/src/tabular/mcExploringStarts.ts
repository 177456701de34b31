/**
 * Monte Carlo ES: control with exploring starts. Sutton & Barto, 2nd ed., section 5.3, box p. 99.
 *
 *     choose S₀, A₀ at random, all pairs possible; follow π;  Q(Sₜ, Aₜ) ← average of first-visit returns;  π(Sₜ) ← argmaxₐ Q(Sₜ, a)
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { Mdp } from "../env/mdp.ts";
import { mdpWorld } from "../env/mdpWorld.ts";
import { emptyEpisode, FirstVisits, generate } from "./episodes.ts";
import { tdControlKnobs } from "./knobs.ts";
import { gammaKnob } from "./planning.ts";
import {
  type ActionValues,
  actionValues,
  anyAction,
  greedy,
  maxValue,
  tableAgent,
} from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf, type TabularWorld, Walker } from "./walker.ts";

export const mcExploringStartsKnobs = {
  gamma: gammaKnob,
  initial: tdControlKnobs.initial,
  anywhere: {
    default: true,
    doc: "Begin in any state of the world's model, if it has one; false keeps the world's own start.",
  },
} as const satisfies Knobs;
export type McExploringStartsConfig = ConfigOf<typeof mcExploringStartsKnobs>;
export interface McExploringStartsReport extends TabularReport {
  readonly Q: ActionValues;
}

export function* mcExploringStarts(
  world: TabularWorld,
  overrides: Partial<McExploringStartsConfig>,
  random: Rng,
  from?: TabularState,
): Generator<McExploringStartsReport> {
  const { gamma, initial, anywhere } = configure(mcExploringStartsKnobs, overrides);
  const streams = streamsOf(random);
  const walk = new Walker(anywhere ? startingAnywhere(world) : world, streams.world);
  const Q = actionValues(walk.states, walk.actions, initial, walk.allowed);
  const N = new Float64Array(Q.values.length);
  const agent = tableAgent(Q, 0, streams.asked);
  const state = resumable({ walk, agent: streams.agent, Q: Q.values, N }, from);
  const episode = emptyEpisode();
  const firsts = new FirstVisits(Q.values.length);
  const pi = (S: number, random: Rng) => greedy(Q, S, random);
  const exploring = (S: number, random: Rng) => anyAction(Q, S, random);

  for (;;) {
    const { S, A, R } = generate(walk, pi, streams.agent, episode, exploring);
    firsts.mark(S.length, (t) => S[t] * Q.actions + A[t]);
    let G = walk.terminated ? 0 : maxValue(Q, walk.S); // a time limit is completed with an estimate
    for (let t = S.length - 1; t >= 0; t--) {
      G = gamma * G + R[t];
      if (!firsts.isFirst(t)) continue;
      const at = S[t] * Q.actions + A[t];
      N[at]++;
      Q.values[at] += (G - Q.values[at]) / N[at];
    }
    yield { ...counted(walk), Q, agent, state };
  }
}

/** The same world, begun in any state from which something can still happen; unchanged if it has no model of as many states. */
export function startingAnywhere(world: TabularWorld): TabularWorld {
  const model = world.model?.();
  if (
    model === undefined ||
    model.states !== world.observationSpace.n ||
    world.actionSpace.n !== model.actions
  )
    return world;
  if (world.mask !== undefined || world.actionSpace.start !== 0) return world;
  const { id, title, maxSteps } = world;
  return mdpWorld({ ...model, start: uniformStart(model) }, { id, title, maxSteps });
}

function uniformStart({ states, transitions }: Mdp): Float64Array {
  const goesOn = Array.from({ length: states }, (_, s) =>
    transitions[s].some((row) =>
      row.some(({ next, reward, terminated }) => next !== s || reward !== 0 || !terminated),
    ),
  );
  const count = goesOn.filter(Boolean).length;
  return Float64Array.from(goesOn, (can) => (can ? 1 / count : 0));
}
