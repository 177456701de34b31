/** Checks of the greedy policy: small models, ties, policy iteration until nothing changes. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { gamblerLab } from "../../labs/gambler.ts";
import { policyEvaluation } from "../06-policy-evaluation/reference.ts";
import { listed } from "../methods.ts";
import { gamblerModel, type Model, randomModel, type Transition } from "../worlds.ts";
import * as reference from "./reference.ts";

interface Solution {
  policyImprovement(model: Model, V: number[], gamma: number): number[];
}

const to = (next: number, reward: number, terminated = false): Transition[] => [
  { probability: 1, next, reward, terminated },
];

/** The greedy policy by another rule: what an action is worth, and which of the values wins. */
const by =
  (
    worth: (row: readonly Transition[], V: number[], gamma: number) => number,
    pick: (q: number[]) => number,
  ): Solution["policyImprovement"] =>
  (model, V, gamma) =>
    model.map((rows) => Math.max(0, pick(rows.map((row) => worth(row, V, gamma)))));

const ahead = (row: readonly Transition[], V: number[], gamma: number): number =>
  row.reduce((q, o) => q + o.probability * (o.reward + (o.terminated ? 0 : gamma * V[o.next])), 0);
const first = (q: readonly number[]): number => q.findIndex((x) => x >= Math.max(...q) - 1e-9);

/** Policies until none changes; the values of the last one. */
function iterate({ policyImprovement }: Solution, model: Model, gamma: number) {
  let actions = model.map(() => 0);
  for (let k = 1; k <= 20; k++) {
    const policy = model.map((rows, s) => rows.map((_, a) => (a === actions[s] ? 1 : 0)));
    const { V } = policyEvaluation(model, policy, gamma, 1e-12);
    const next = policyImprovement(model, V, gamma);
    if (next.every((a, s) => a === actions[s])) return { rounds: k, V };
    actions = next;
  }
  return { rounds: 20, V: [] };
}

const tens = (V: readonly number[]) => ({ "V(25)": V[25], "V(50)": V[50], "V(75)": V[75] });

export const policyImprovement = exercise<Solution>({
  id: "04/policy-improvement",
  folder: "04-sutton-barto/exercises/07-policy-improvement",
  title: "A better policy",
  source: "Sutton & Barto, 2nd ed., section 4.2, eq. 4.9",
  functions: ["policyImprovement"],
  reference,
  cases: [
    {
      name: "now or later",
      given: "Action 0 brings 1 and leads to V = 0, action 1 brings 0 and leads to V = 4; γ = 0.5.",
      run: (f) => ({ action: f.policyImprovement([[to(0, 1), to(1, 0)], []], [0, 4], 0.5) }),
      expected: { action: [1, 0] },
    },
    {
      name: "all negative",
      given:
        "Three actions worth −3, −1, −2: rewards of −3, −1, −3 and next states worth 0, 0, 1; γ = 1.",
      run: (f) => ({
        action: f.policyImprovement(
          [[to(1, -3), to(2, -1), to(3, -3)], [], [], []],
          [0, 0, 0, 1],
          1,
        ),
      }),
      expected: { action: [1, 0, 0, 0] },
    },
    {
      name: "ties",
      given:
        "Actions 1, 2, 3 are worth 0.3, 0.1 + 0.2, which is larger in its last bit, and 0.3 again; then 0.3 and 7e−10 more.",
      run: (f) => ({
        action: f.policyImprovement(
          [
            [to(0, 0, true), to(0, 0.3, true), to(0, 0.1 + 0.2, true), to(0, 0.3, true)],
            [to(0, 0.3, true), to(0, 0.3 + 7e-10, true)],
          ],
          [0, 0],
          1,
        ),
      }),
      expected: { action: [1, 0] },
    },
    {
      name: "random model",
      given: "A random model of 30 states and 4 actions with random values, γ = 0.8.",
      run: (f) => {
        const random = rng(5);
        const V = Array.from({ length: 30 }, () => random.normal(0, 2));
        return { action: f.policyImprovement(randomModel(30, 4, random), V, 0.8) };
      },
    },
    {
      name: "policy iteration with yours",
      given:
        "Policy iteration on the gambler's problem, p = 0.4, from stakes of 1, until no stake changes.",
      swap: true,
      run: (f) => tens(iterate(f, gamblerModel(0.4), 1).V),
      expected: { "V(25)": 0.16, "V(50)": 0.4, "V(75)": 0.64 }, // Example 4.3
      tolerance: 1e-6,
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/gambler, with your improvement in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(gamblerLab, {
          greedyPolicy: (model, V, gamma) =>
            Int32Array.from(f.policyImprovement(listed(model), Array.from(V), gamma)),
        }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "reward ignored",
      explanation: "Yours goes where V is largest. What the step itself brings counts as well.",
      wrong: {
        policyImprovement: by(
          (row, V) => row.reduce((q, o) => q + o.probability * V[o.next], 0),
          first,
        ),
      },
    },
    {
      name: "the largest value sought from 0",
      explanation:
        "A search that begins with 0 as the best so far finds nothing when all values are negative; begin with −Infinity.",
      wrong: { policyImprovement: by(ahead, (q) => (Math.max(...q) > 0 ? first(q) : 0)) },
    },
    {
      name: "ties broken by rounding",
      explanation:
        "Two values that differ in their last bit are equally good; take the first of them.",
      wrong: { policyImprovement: by(ahead, (q) => q.indexOf(Math.max(...q))) },
    },
    {
      name: "ties broken by the last index",
      explanation:
        "Of equally good actions the first was asked for; >= lets later ones replace it.",
      wrong: {
        policyImprovement: by(ahead, (q) => q.findLastIndex((x) => x >= Math.max(...q) - 1e-9)),
      },
    },
    {
      name: "terminal state bootstrapped",
      explanation: "After a terminating outcome yours still adds γ V(s′). Nothing follows an end.",
      wrong: {
        policyImprovement: by(
          (row, V, gamma) =>
            ahead(
              row.map((o) => ({ ...o, terminated: false })),
              V,
              gamma,
            ),
          first,
        ),
      },
    },
    {
      name: "worst action",
      explanation: "Yours takes the action with the smallest value.",
      wrong: { policyImprovement: by(ahead, (q) => q.indexOf(Math.min(...q))) },
    },
  ],
});
