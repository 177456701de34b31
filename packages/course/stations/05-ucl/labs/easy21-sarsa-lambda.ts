/** David Silver's assignment Easy21, question 3: Sarsa(λ) against the exact Q*. */
import type { Rng } from "gradus/core";
import { easy21, easy21Model } from "gradus/envs";
import { valueIteration, Walker } from "gradus/tabular";
import { fixed, list } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { curvesFigure } from "../../04-sutton-barto/labs/parts/curves.ts";
import { repeatedCurves, runsKnob } from "../../04-sutton-barto/labs/parts/runs.ts";

const N0 = 100;
const LAMBDAS = Array.from({ length: 11 }, (_, i) => i / 10);

/** Q* [S, A], one expected update beyond V*. */
export function easy21Optimal(): Float64Array {
  const { states, actions, transitions } = easy21Model();
  let V: ArrayLike<number> = [];
  for (const report of valueIteration(
    { states, actions, start: new Float64Array(states), transitions },
    { theta: 1e-12 },
    undefined as never,
  ))
    V = report.V; // draws nothing
  const q = (s: number, a: number) =>
    transitions[s][a].reduce(
      (sum, t) => sum + t.probability * (t.reward + (t.terminated ? 0 : V[t.next])),
      0,
    );
  return Float64Array.from({ length: states * actions }, (_, i) =>
    q(Math.floor(i / actions), i % actions),
  );
}

/**
 * Tabular Sarsa(λ) with accumulating traces, as the assignment wants it: α = 1/N(S, A), ε = N₀/(N₀ + N(S)), γ = 1.
 *
 *     δ ← R + Q(S′, A′) − Q(S, A);  E(S, A) ← E(S, A) + 1;  Q ← Q + α δ E;  E ← λ E
 *
 * @returns Q after each episode, always the same array
 */
export function* easy21Sarsa(lambda: number, random: Rng): Generator<Float64Array> {
  const walk = new Walker(easy21(), random.split());
  const Q = new Float64Array(walk.states * walk.actions);
  const N = new Float64Array(Q.length);
  const choose = (S: number): number => {
    const epsilon = N0 / (N0 + N[2 * S] + N[2 * S + 1]);
    if (random.random() < epsilon || Q[2 * S] === Q[2 * S + 1]) return random.integer(2);
    return Q[2 * S + 1] > Q[2 * S] ? 1 : 0;
  };
  for (;;) {
    const trace = new Map<number, number>(); // E, where it is not 0
    let A = choose(walk.start());
    while (!walk.over) {
      walk.take(A);
      const at = 2 * walk.S + A;
      N[at]++;
      A = walk.terminated ? 0 : choose(walk.next);
      const delta = walk.R + (walk.terminated ? 0 : Q[2 * walk.next + A]) - Q[at];
      trace.set(at, (trace.get(at) ?? 0) + 1);
      for (const [i, e] of trace) {
        Q[i] += (delta * e) / N[i];
        trace.set(i, lambda * e);
      }
      walk.advance();
    }
    yield Q;
  }
}

const parts: { readonly easy21Sarsa: (lambda: number, random: Rng) => Generator<Float64Array> } = {
  easy21Sarsa,
};

/** The mean squared error against Q* after each of the numbers of episodes. */
function errorsOf(run: Generator<Float64Array>, marks: readonly number[], truth: Float64Array) {
  const errors: number[] = [];
  for (let episode = 1; errors.length < marks.length; episode++) {
    const Q = run.next().value as Float64Array;
    if (episode === marks[errors.length])
      errors.push(Q.reduce((sum, q, i) => sum + (q - truth[i]) * (q - truth[i]), 0) / Q.length);
  }
  return errors;
}

const nameOf = (lambda: number): string => `λ=${lambda}`;
const CURVE = Array.from({ length: 20 }, (_, i) => 1000 * (i + 1));

export const easy21SarsaLambda = lab({
  id: "05/easy21-sarsa-lambda",
  row: "V3",
  title: "Easy21 with Sarsa(λ)",
  question:
    "The game is solved, so every guess can be marked. How far from Q* is Sarsa(λ) after 1000 games, and after 20 000, for λ from 0 to 1?",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21, question 3",
  kind: "property",
  knobs: { runs: runsKnob(3) },
  quick: { seconds: 1.5, seeds: [1, 2] },
  full: { seconds: 12, seeds: [1, 2, 3, 4], knobs: { runs: 20 } },
  parts,
  *run({ runs }, random, _, own) {
    const truth = easy21Optimal();
    const curves = LAMBDAS.map((lambda) => ({ name: nameOf(lambda), at: CURVE }));
    const measured = yield* repeatedCurves(runs, random, curves, [1000, 20_000], (r) =>
      LAMBDAS.map((lambda) => errorsOf(own.easy21Sarsa(lambda, r.split()), CURVE, truth)),
    );
    return { ...measured, nothing: truth.reduce((sum, q) => sum + q * q, 0) / truth.length };
  },
  verdict(measured: readonly Measured[]) {
    const of = (key: string) => mean(measured.map((m) => Number(m[key])));
    const early = LAMBDAS.map((l) => of(`${nameOf(l)} @1000`));
    const late = LAMBDAS.map((l) => of(`${nameOf(l)} @20000`));
    const claims = [late.every((e) => e < of("nothing")), late.every((e, i) => e < early[i] / 2)];
    return {
      published:
        "— (an assignment: plot the mean squared error against λ, and against the episode for λ = 0 and 1)",
      measured: `mean squared error for λ = 0, 0.1 … 1 after 1000 games: ${list(early, 3)}; after 20 000: ${list(late, 3)}`,
      exact: `Q* by value iteration; Q = 0 has ${fixed(of("nothing"), 3)}`,
      tolerance:
        "For every λ the error after 20 000 games is below that of Q = 0 and below half of what it was after 1000.",
      pass: claims.every(Boolean),
      note: "After 1000 games every λ is further from Q* than a table of zeros: with α = 1/N the first outcomes, ±1, are taken whole.",
    };
  },
  chart: {
    x: { key: "x", label: "games", range: [0, 20_000] },
    y: { key: "λ=0", label: "mean squared error against Q*", range: [0, 0.5] },
    curves: [0, 0.3, 0.6, 0.9, 1].map((l) => ({ key: nameOf(l), name: `λ = ${l}` })),
  },
  figure: (measured) =>
    curvesFigure(
      {
        title: "Mean squared error against Q*",
        x: { label: "games" },
        names: [0, 0.3, 0.6, 0.9, 1].map(nameOf),
        at: CURVE,
      },
      measured,
    ),
});
