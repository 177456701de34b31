/**
 * Dyna-Q: acting, direct learning, model learning and planning, all in every step. Sutton & Barto, 2nd ed., section 8.2, box
 * "Tabular Dyna-Q", p. 164; letters in the margin are its lines. Sutton 1990.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { tdControlKnobs } from "./knobs.ts";
import { LearnedModel } from "./learnedModel.ts";
import { type ActionValues, epsilonGreedy, maxValue } from "./policy.ts";
import { resumable, type TabularReport, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const planningSteps = {
  default: 5,
  symbol: "n",
  range: [0, 10_000],
  integer: true,
  doc: "Updates from the model after each real step.",
} as const;

/** Defaults: Example 8.1. */
export const dynaQKnobs = {
  n: planningSteps,
  ...tdControlKnobs,
  alpha: { ...tdControlKnobs.alpha, default: 0.1 },
  gamma: { ...tdControlKnobs.gamma, default: 0.95 },
} as const satisfies Knobs;
export type DynaQConfig = ConfigOf<typeof dynaQKnobs>;
export interface DynaQReport extends TabularReport {
  readonly Q: ActionValues;
  /** Changes of an entry of Q so far, from real and from imagined steps. */
  readonly updates: number;
}

export function* dynaQ(
  world: TabularWorld,
  overrides: Partial<DynaQConfig>,
  random: Rng,
  from?: TabularState,
): Generator<DynaQReport> {
  const { n, alpha, gamma, epsilon, initial } = configure(dynaQKnobs, overrides);
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const model = new LearnedModel(walk.states, walk.actions);
  const state = resumable({ walk, agent: streams.agent, model, Q: Q.values }, from);

  for (;;) {
    walk.start(); //                                                     a
    while (!walk.over) {
      const A = epsilonGreedy(Q, walk.S, epsilon, streams.agent); //     b
      walk.take(A); //                                                   c
      const at = walk.S * Q.actions + A;
      learn(at, walk.R, walk.next, walk.terminated); //                  d
      model.learn(walk.S, A, walk.R, walk.next, walk.terminated); //     e
      for (let i = 0; i < n; i++) {
        //                                   f
        const S = model.anyState(streams.agent);
        const imagined = S * Q.actions + model.anyTried(S, streams.agent);
        learn(imagined, model.reward[imagined], model.next[imagined], model.ends[imagined] === 1);
      }
      walk.advance();
    }
    const updates = walk.steps * (1 + n);
    yield { ...counted(walk), updates, Q, agent, state };
  }

  /** Q(S, A) ← Q(S, A) + α [R + γ maxₐ Q(S′, a) − Q(S, A)] */
  function learn(at: number, R: number, next: number, ends: boolean): void {
    Q.values[at] += alpha * (R + (ends ? 0 : gamma * maxValue(Q, next)) - Q.values[at]);
  }
}
