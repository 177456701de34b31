/**
 * Dyna-Q+: Dyna-Q that grows curious about what it has not tried for long. Sutton & Barto, 2nd ed., section 8.3, p. 168.
 *
 * In planning, an entry that was not tried for τ steps is imagined to pay R + κ√τ. Planning also tries actions that were never
 * taken in a state it knows; the first model says that they lead back to that state with reward 0 (footnote, p. 168). How
 * long an action that was never taken has waited, the book leaves open: see the knob `untried`.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type DynaQReport, dynaQKnobs } from "./dynaQ.ts";
import { LearnedModel } from "./learnedModel.ts";
import { anyAction, epsilonGreedy, maxValue } from "./policy.ts";
import { resumable, type TabularState } from "./report.ts";
import { tableControl } from "./tableControl.ts";
import { counted } from "./walk.ts";
import type { TabularWorld } from "./walker.ts";

export const dynaQPlusKnobs = {
  ...dynaQKnobs,
  kappa: {
    default: 1e-4,
    symbol: "κ",
    range: [0, 10],
    log: true,
    doc: "Imagined reward per square root of a step not tried.",
  },
  untried: {
    default: "start",
    choices: ["start", "seen"],
    doc: "Since when an action that was never taken has waited: the very first step, or the first visit to its state.",
  },
} as const satisfies Knobs;
export type DynaQPlusConfig = ConfigOf<typeof dynaQPlusKnobs>;
export type DynaQPlusReport = DynaQReport;

export function* dynaQPlus(
  world: TabularWorld,
  overrides: Partial<DynaQPlusConfig>,
  random: Rng,
  from?: TabularState,
): Generator<DynaQPlusReport> {
  const { n, alpha, gamma, epsilon, initial, kappa, untried } = configure(
    dynaQPlusKnobs,
    overrides,
  );
  const { walk, Q, agent, streams } = tableControl(world, epsilon, initial, random);
  const model = new LearnedModel(walk.states, walk.actions);
  const triedAt = new Float64Array(Q.values.length); // the step of the last try
  const state = resumable({ walk, agent: streams.agent, model, triedAt, Q: Q.values }, from);

  for (;;) {
    walk.start();
    while (!walk.over) {
      const A = epsilonGreedy(Q, walk.S, epsilon, streams.agent);
      walk.take(A);
      const at = walk.S * Q.actions + A;
      learn(at, walk.R, walk.next, walk.terminated);
      if (untried === "seen" && !model.knows(walk.S))
        triedAt.fill(walk.steps, walk.S * Q.actions, (walk.S + 1) * Q.actions);
      model.learn(walk.S, A, walk.R, walk.next, walk.terminated);
      triedAt[at] = walk.steps;
      for (let i = 0; i < n; i++) imagine();
      walk.advance();
    }
    const updates = walk.steps * (1 + n);
    yield { ...counted(walk), updates, Q, agent, state };
  }

  function imagine(): void {
    const S = model.anyState(streams.agent);
    const at = S * Q.actions + anyAction(Q, S, streams.agent);
    const bonus = kappa * Math.sqrt(walk.steps - triedAt[at]);
    if (model.next[at] === -1) learn(at, bonus, S, false);
    else learn(at, model.reward[at] + bonus, model.next[at], model.ends[at] === 1);
  }

  /** Q(S, A) ← Q(S, A) + α [R + γ maxₐ Q(S′, a) − Q(S, A)] */
  function learn(at: number, R: number, next: number, ends: boolean): void {
    Q.values[at] += alpha * (R + (ends ? 0 : gamma * maxValue(Q, next)) - Q.values[at]);
  }
}
