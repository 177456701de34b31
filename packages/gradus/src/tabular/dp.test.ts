import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { type Mdp, mdp } from "../env/mdp.ts";
import { carRental } from "../envs/book/carRental.ts";
import { gamblerModel } from "../envs/book/gambler.ts";
import { cornersGridModel, jumpingGrid, jumpingGridModel } from "../envs/book/gridworlds.ts";
import { asynchronousDp } from "./asynchronousDp.ts";
import { corridor } from "./fixtures/corridor.ts";
import { after } from "./fixtures/runs.ts";
import {
  bestActions,
  deterministic,
  equiprobable,
  greedyPolicy,
  modelOf,
  solveValues,
} from "./model.ts";
import { policyEvaluation } from "./policyEvaluation.ts";
import { policyIteration } from "./policyIteration.ts";
import { valueIteration } from "./valueIteration.ts";

/** The last report of a method that ends by itself. */
function last<R>(run: Iterable<R>): R {
  let report: R | undefined;
  for (const r of run) report = r;
  return report!;
}

/** Two states. In 0: stay for 1, or go to 1 for 0. In 1: the end, for 10 with probability ½, else for 2. */
const tiny: Mdp = mdp({
  states: 2,
  actions: 2,
  start: 0,
  transitions: (s, a) =>
    s === 0
      ? [
          a === 0
            ? { probability: 1, next: 0, reward: 1, terminated: false }
            : { probability: 1, next: 1, reward: 0, terminated: false },
        ]
      : [
          { probability: 0.5, next: 1, reward: 10, terminated: true },
          { probability: 0.5, next: 1, reward: 2, terminated: true },
        ],
});

test("an expected update, by hand: Σ p (r + γ V), and nothing after the end", () => {
  const model = modelOf(tiny);
  const V = Float64Array.of(3, 7);
  expect([
    model.expected(0, 0, V, 0.5),
    model.expected(0, 1, V, 0.5),
    model.expected(1, 0, V, 0.5),
  ]).toEqual([2.5, 3.5, 6]);
});

test("two sweeps of policy evaluation, by hand: two arrays look back, in place does not", () => {
  // V₁ = (½·1 + ½·0, 6); V₂(0) = ½ (1 + ½ ½) + ½ · ½ · 6
  const V = (sweeps: number, inPlace: boolean) => [
    ...after(sweeps, policyEvaluation(tiny, { gamma: 0.5, inPlace }, rng(1))).V,
  ];
  expect(V(1, false)).toEqual([0.5, 6]);
  expect(V(2, false)).toEqual([2.125, 6]);
  const backwards = mdp({
    states: 2,
    actions: 1,
    start: 1,
    transitions: (s) => [{ probability: 1, next: 0, reward: 1, terminated: s === 0 }],
  });
  expect([...after(1, policyEvaluation(backwards, { inPlace: true }, rng(1))).V]).toEqual([1, 2]);
  expect([...after(1, policyEvaluation(backwards, { inPlace: false }, rng(1))).V]).toEqual([1, 1]);
});

test("value iteration: staying for ever is worth 1/(1 − γ), going is worth 6 γ; γ = 0.9 stays, γ = 0.5 goes", () => {
  const patient = last(valueIteration(tiny, { gamma: 0.9, theta: 1e-12 }, rng(1)));
  expect(patient.V[0]).toBeCloseTo(10, 9);
  expect(patient.agent.act(0)).toBe(0);
  const hasty = last(valueIteration(tiny, { gamma: 0.5, theta: 1e-12 }, rng(1)));
  expect([...hasty.V]).toEqual([3, 6]);
  expect(hasty.agent.act(0)).toBe(1);
});

test("solving the equations, sweeping in place and sweeping with two arrays agree on the 4 × 4 grid: −14, −18, −20, −22", () => {
  const model = cornersGridModel();
  const solved = solveValues(model, equiprobable(model), 1);
  const upper = [0, -14, -20, -22, -14, -18, -20, -20];
  for (const [s, v] of upper.entries()) expect(solved[s]).toBeCloseTo(v, 9);
  for (const inPlace of [true, false]) {
    const { V } = last(policyEvaluation(model, { inPlace, theta: 1e-12 }, rng(1)));
    for (const [s, v] of V.entries()) expect(v).toBeCloseTo(solved[s], 8);
  }
});

test("policy iteration, value iteration and asynchronous updates meet in the same values (Example 3.8: V(A) = 24.419)", () => {
  const model = jumpingGridModel();
  const swept = last(valueIteration(model, { gamma: 0.9, theta: 1e-12 }, rng(1))).V;
  expect(swept[1]).toBeCloseTo(10 / (1 - 0.59049), 9);
  for (const evaluation of ["sweeps", "solve"] as const) {
    const { V } = last(policyIteration(model, { gamma: 0.9, evaluation, theta: 1e-12 }, rng(1)));
    for (const [s, v] of V.entries())
      expect(v, `${evaluation}, state ${s}`).toBeCloseTo(swept[s], 8);
  }
  for (const [s, v] of after(400, asynchronousDp(model, { gamma: 0.9 }, rng(1))).V.entries())
    expect(v).toBeCloseTo(swept[s], 8);
});

test("all best actions are named: in the corner between A and B of Example 3.8 there are two", () => {
  const { V } = last(valueIteration(jumpingGridModel(), { gamma: 0.9, theta: 1e-12 }, rng(1)));
  expect(bestActions(jumpingGridModel(), 0, V, 0.9)).toEqual([2]); // → A
  expect(bestActions(jumpingGridModel(), 5, V, 0.9)).toEqual([0, 2]); // figure 3.5 draws two arrows there
  expect(bestActions(jumpingGridModel(), 1, V, 0.9)).toEqual([0, 1, 2, 3]);
});

test("equally good policies do not alternate for ever (Exercise 4.4)", () => {
  const same = mdp({
    states: 1,
    actions: 2,
    start: 0,
    transitions: () => [{ probability: 1, next: 0, reward: 1, terminated: false }],
  });
  const run = policyIteration(same, { gamma: 0.5 }, rng(1), undefined, [1]);
  expect(after(1, run).changed).toBe(0);
  expect(run.next().done).toBe(true);
});

test("a policy that never ends has no value at γ = 1, and the message says so", () => {
  expect(() => solveValues(tiny, deterministic([0, 0], 2), 1)).toThrow("must end every episode");
});

test("what cannot be done is no option: the gambler never stakes more than he has", () => {
  const model = gamblerModel();
  const pi = equiprobable(model);
  expect([pi[1 * 50], pi[1 * 50 + 1], pi[3 * 50 + 2], pi[3 * 50 + 3]]).toEqual([1, 0, 1 / 3, 0]);
  const { V } = last(valueIteration(model, {}, rng(1)));
  greedyPolicy(model, V, 1).forEach((a, s) => {
    if (s > 0 && s < 100) expect(a + 1).toBeLessThanOrEqual(Math.min(s, 100 - s));
  });
});

test("a model may give expected updates alone: Jack's rental, 0 cars moved, nothing thereafter, earns 10 (E[min(3̃, 10)] + E[min(4̃, 10)])", () => {
  const cars = carRental();
  const earned = cars.expected(10 * 21 + 10, 5, new Float64Array(441), 0.9);
  expect(earned).toBeGreaterThan(69.8); // all 7 requests would earn 70
  expect(earned).toBeLessThan(70);
  expect(cars.expected(0, 6, new Float64Array(441), 0.9)).toBe(-Infinity);
});

test("a world without a model is refused, a world with one is solved", () => {
  expect(() => after(1, valueIteration(corridor(3), {}, rng(1)))).toThrow(
    "Corridor-test: dynamic programming needs the world's model",
  );
  expect(last(valueIteration(jumpingGrid(), { gamma: 0.9 }, rng(1))).V[1]).toBeCloseTo(24.419, 3);
});
