/**
 * Prioritised sweeping for a deterministic world: plan first where the error is largest, then where it leads back to. Sutton &
 * Barto, 2nd ed., section 8.4, box p. 170; letters in the margin are its lines. Moore and Atkeson 1993; Peng and Williams 1993.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type DynaQReport, dynaQKnobs } from "./dynaQ.ts";
import { LearnedModel } from "./learnedModel.ts";
import { epsilonGreedy, maxValue } from "./policy.ts";
import { PriorityQueue } from "./priorityQueue.ts";
import { resumable, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

/** Defaults: Example 8.4. */
export const prioritisedSweepingKnobs = {
  ...dynaQKnobs,
  alpha: { ...dynaQKnobs.alpha, default: 0.5 },
  theta: {
    default: 1e-4,
    symbol: "θ",
    range: [0, 1e6],
    log: true,
    doc: "Errors up to this are not worth an update.",
  },
} as const satisfies Knobs;
export type PrioritisedSweepingConfig = ConfigOf<typeof prioritisedSweepingKnobs>;
export type PrioritisedSweepingReport = DynaQReport;

export function* prioritisedSweeping(
  world: TabularWorld,
  overrides: Partial<PrioritisedSweepingConfig>,
  random: Rng,
  from?: TabularState,
): Generator<PrioritisedSweepingReport> {
  const { n, alpha, gamma, epsilon, initial, theta } = configure(
    prioritisedSweepingKnobs,
    overrides,
  );
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const model = new LearnedModel(walk.states, walk.actions);
  const queue = new PriorityQueue(Q.values.length);
  const count = new Float64Array(1);
  const state = resumable({ walk, agent: streams.agent, model, queue, count, Q: Q.values }, from);

  for (;;) {
    walk.start(); //                                                          a
    while (!walk.over) {
      const A = epsilonGreedy(Q, walk.S, epsilon, streams.agent); //          b
      walk.take(A); //                                                        c
      model.learn(walk.S, A, walk.R, walk.next, walk.terminated); //          d
      consider(walk.S * Q.actions + A); //                                    e, f
      for (let i = 0; i < n && queue.size > 0; i++) {
        //                      g
        const at = queue.first();
        Q.values[at] += alpha * error(at);
        count[0]++;
        for (const before of model.leadingTo(Math.floor(at / Q.actions))) consider(before);
      }
      walk.advance();
    }
    yield { ...counted(walk), updates: count[0], Q, agent, state };
  }

  /** R + γ maxₐ Q(S′, a) − Q(S, A), by the model. */
  function error(at: number): number {
    const next = model.ends[at] === 1 ? 0 : gamma * maxValue(Q, model.next[at]);
    return model.reward[at] + next - Q.values[at];
  }

  /** P ← |error|; if P > θ, into the queue with it. */
  function consider(at: number): void {
    const P = Math.abs(error(at));
    if (P > theta) queue.insert(at, P);
  }
}
