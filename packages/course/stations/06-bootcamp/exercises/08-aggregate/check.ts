/** Checks of data set aggregation: by hand, and a pupil on a tightrope that learns to climb back. */
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import type { Pair, Visit } from "../../labs/parts/tightrope.ts";
import { tightrope } from "../../labs/tightrope.ts";
import * as reference from "./reference.ts";

interface Solution {
  aggregated(data: Pair[], visits: Visit[]): Pair[];
  decided(beta: number, own: number, told: number, coin: number): number;
}

const old: Pair[] = [
  { seen: 0, action: 0 },
  { seen: 1, action: 1 },
];
/** On the rope; a fall; below it, where the pupil leans on. */
const walk: Visit[] = [
  { seen: 0, did: 0, told: 0 },
  { seen: 1, did: 1, told: 0 },
  { seen: 2, did: 0, told: 2 },
];

export const aggregate = exercise<Solution>({
  id: "06/aggregate",
  folder: "06-bootcamp/exercises/08-aggregate",
  title: "Ask where you went",
  source: "Ross, Gordon & Bagnell 2011, algorithm 3.1",
  functions: ["aggregated", "decided"],
  reference,
  cases: [
    {
      name: "the first round",
      given: "No old pairs; three visits, in two of which the pupil was wrong.",
      run: (f) => f.aggregated([], walk) as never,
      expected: [
        { seen: 0, action: 0 },
        { seen: 1, action: 0 },
        { seen: 2, action: 2 },
      ],
    },
    {
      name: "a later round",
      given: "Two old pairs, then the same three visits.",
      run: (f) => f.aggregated(old, walk) as never,
      expected: [
        { seen: 0, action: 0 },
        { seen: 1, action: 1 },
        { seen: 0, action: 0 },
        { seen: 1, action: 0 },
        { seen: 2, action: 2 },
      ],
    },
    {
      name: "nothing walked",
      given: "Two old pairs and no visit.",
      run: (f) => f.aggregated(old, []) as never,
      expected: old as never,
    },
    {
      name: "who decides",
      given: "The pupil would do 1, the expert 0; β = ¼, coins 0.2, 0.25 and 0.9.",
      run: (f) => [0.2, 0.25, 0.9].map((coin) => f.decided(0.25, 1, 0, coin)),
      expected: [0, 1, 1],
    },
    {
      name: "only one of them",
      given: "β = 1 and β = 0, with coins 0 and 0.999.",
      run: (f) => [1, 0].flatMap((beta) => [0, 0.999].map((coin) => f.decided(beta, 1, 0, coin))),
      expected: [0, 0, 1, 1],
    },
    {
      name: "the tightrope with yours",
      given:
        "The lab 06/tightrope, one seed: what is learned from is what your function makes of twenty walks.",
      swap: true,
      run: (f) =>
        labVerdict(
          tightrope,
          { aggregated: (data, visits) => f.aggregated([...data], [...visits]) },
          { seeds: [1] },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the pupil's own actions",
      explanation:
        "The states are where the pupil went; the actions are the expert's. Learning what one did anyway teaches nothing.",
      wrong: {
        aggregated: (data, visits) => [
          ...data,
          ...visits.map(({ seen, did }) => ({ seen, action: did })),
        ],
      },
    },
    {
      name: "the old rounds forgotten",
      explanation:
        "The data set is aggregated: what was said in earlier rounds stays, or the pupil unlearns what it no longer visits.",
      wrong: {
        aggregated: (_, visits) => visits.map(({ seen, told }) => ({ seen, action: told })),
      },
    },
    {
      name: "only where they disagree",
      explanation:
        "Every visit counts. Without those where both agree, the pairs say of a state only what is seldom right there.",
      wrong: {
        aggregated: (data, visits) => [
          ...data,
          ...visits
            .filter(({ did, told }) => did !== told)
            .map(({ seen, told }) => ({ seen, action: told })),
        ],
      },
    },
    {
      name: "β is the pupil's share",
      explanation: "In β π* + (1 − β) π̂ the expert has the share β.",
      wrong: { decided: (beta, own, told, coin) => (coin < beta ? own : told) },
    },
    {
      name: "a coin that is exactly β",
      explanation: "coin < β has probability β; with ≤ the expert would decide at β = 0, too.",
      wrong: { decided: (beta, own, told, coin) => (coin <= beta ? told : own) },
    },
  ],
});
