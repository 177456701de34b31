/** David Silver's assignment: Easy21, exactly and by Monte Carlo control. */
import type { Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { dealerEnds, easy21, easy21Model, easy21State } from "gradus/envs";
import {
  type ActionValues,
  greedyPolicy,
  mcControl,
  type TabularAgent,
  type TabularWorld,
  valueIteration,
} from "gradus/tabular";
import { fixed, list } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";
import { golden } from "../../04-sutton-barto/labs/parts/golden.ts";
import { stage } from "../../04-sutton-barto/labs/parts/onStage.ts";

const cards = Array.from({ length: 10 }, (_, i) => i + 1);
const sums = Array.from({ length: 21 }, (_, i) => i + 1);

/** V* of Easy21, by value iteration on the exact model. */
export function easy21Values(model = easy21Model()): Float64Array {
  const run = valueIteration(model, { theta: 1e-12 }, undefined as never); // which draws nothing
  let V = new Float64Array(0);
  for (const report of run) V = report.V as typeof V;
  return V;
}

export const easy21Exact = lab({
  id: "05/easy21-exact",
  row: "V1",
  title: "Easy21, solved",
  question:
    "Cards may be subtracted, so a game has no longest course. Where does the best player stick, and what is the game worth to him?",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21",
  kind: "golden",
  knobs: {},
  quick: { seconds: 0.1, seeds: [1] },
  full: { seconds: 0.1, seeds: [1] },
  parts: { dealerEnds } as { readonly dealerEnds: (first: number) => ArrayLike<number> },
  *run(_, _random, _data, own) {
    const model = easy21Model({}, own.dealerEnds);
    const V = easy21Values(model);
    const policy = greedyPolicy(model, V, 1);
    yield {
      progress: 0.8,
      points: sums.map((sum) => ({
        sum,
        ...Object.fromEntries([1, 5, 10].map((d) => [`V ${d}`, V[easy21State(d, sum)]])),
      })),
      live: {
        world: easy21() as AnyWorld,
        act: (o) => policy[o[0]],
        values: V,
        policy: Float64Array.from({ length: 2 * V.length }, (_, i) =>
          policy[i >> 1] === i % 2 ? 1 : 0,
        ),
      },
    };
    const hits = (sum: number) => cards.filter((d) => policy[easy21State(d, sum)] === 1).length;
    return {
      "dealer goes bust": [1, 5, 10].map((d) => own.dealerEnds(d)[0]),
      "V at 21": [V[easy21State(1, 21)], V[easy21State(10, 21)]],
      "V at 11": [V[easy21State(1, 11)], V[easy21State(10, 11)]],
      "V of the game": model.start.reduce((sum, p, s) => sum + p * V[s], 0),
      "hits by sum": sums.map(hits),
      values: Array.from(V),
    };
  },
  verdict: (measured) =>
    golden(
      {
        published: "— (the assignment asks for a plot)",
        exact:
          "the dealer goes bust from 1, 5, 10 with .658, .554, .352; V*(1, 21) = .9536, V*(10, 21) = .9376, V*(1, 11) = .4500, V*(10, 11) = .0133; the game is worth .0631",
        note: "The numbers of bust dealers are those of an independent program; the values agree with games played out (05/easy21-monte-carlo).",
        tables: [
          { key: "dealer goes bust", known: [0.658, 0.554, 0.352], within: 5.1e-4 },
          { key: "V at 21", known: [0.9536, 0.9376], within: 5.1e-5 },
          { key: "V at 11", known: [0.45, 0.0133], within: 5.1e-5 },
          { key: "V of the game", known: [0.06308], within: 5.1e-6 },
          {
            key: "hits by sum",
            known: [0, 0, 0, 0, 0, 0, 1, 3, 7, 10, 10, 10, 7, 4, 3, 2, 0, 0, 0, 0, 0],
            within: 0,
          },
        ],
      },
      measured,
    ),
  chart: {
    hasWorld: true,
    x: { key: "sum", label: "player's sum", range: [1, 21] },
    y: { key: "V 1", label: "value of a hand under the best play", range: [-0.6, 1] },
    curves: [1, 5, 10].map((d) => ({ key: `V ${d}`, name: `dealer shows ${d}` })),
  },
  figure: ([measured]) => ({
    title: "V* of a hand",
    x: { label: "player's sum" },
    series: [1, 5, 10].map((d) => ({
      name: `dealer shows ${d}`,
      x: sums,
      y: sums.map((sum) => (measured["values"] as readonly number[])[easy21State(d, sum)]),
    })),
  }),
});

/** What may be replaced: the game, and how it is learned. */
const parts: {
  readonly easy21: typeof easy21;
  readonly mcControl: (
    world: TabularWorld,
    knobs: { readonly n0: number; readonly visits: "every" },
    random: Rng,
  ) => Generator<{
    readonly agent: Pick<TabularAgent, "value">;
    readonly episodes: number;
    /** For a page to look at. */
    readonly Q?: ActionValues;
  }>;
} = { easy21, mcControl };

export const easy21MonteCarlo = lab({
  id: "05/easy21-monte-carlo",
  row: "V2",
  title: "Easy21 by Monte Carlo control",
  question:
    "Every state explores less the more often it was visited. After a million games the values of the hands one is dealt are right to a few hundredths; which others are not, and why do they stay wrong?",
  source: "D. Silver, UCL course on RL (2015), assignment Easy21, question 2",
  kind: "statistical",
  knobs: {
    games: { default: 500_000, range: [1000, 1e8], integer: true, doc: "Games." },
    n0: {
      default: 100,
      symbol: "N₀",
      range: [1, 1e6],
      doc: "ε = N₀ / (N₀ + visits of the state).",
    },
  },
  quick: { seconds: 0.8, seeds: [1, 2] },
  full: { seconds: 4, seeds: [1, 2, 3, 4, 5], knobs: { games: 1_000_000 } },
  parts,
  forks: { knobs: ["n0"], by: "turn" },
  *run({ games, n0 }, random, _, own, _from, turn) {
    const exact = easy21Values();
    const { start } = easy21Model();
    const error = (V: (s: number) => number, weight: (s: number) => number) =>
      Math.sqrt(exact.reduce((sum, v, s) => sum + weight(s) * (V(s) - v) * (V(s) - v), 0));
    const world = own.easy21();
    const onStage = stage(world, 0);
    const learns = turned(own.mcControl, turn);
    for (const { agent, episodes, Q } of learns(world, { n0, visits: "every" }, random)) {
      const isLast = episodes >= games;
      if (episodes % Math.ceil(games / 100) !== 0 && !isLast) continue;
      const V = (s: number) => agent.value?.(s) ?? 0;
      const dealt = error(V, (s) => start[s]);
      const all = error(V, () => 1 / exact.length);
      yield {
        progress: episodes / games,
        series: { games: episodes, dealt, all },
        ...(Q === undefined ? {} : { live: onStage(Q) }),
      };
      if (isLast) return { dealt, all, values: Array.from(exact, (_, s) => V(s)) };
    }
    return {};
  },
  chart: {
    hasWorld: true,
    x: { key: "games", label: "games", range: [0, 500_000] },
    y: { key: "dealt", label: "root mean squared error against V*", range: [0, 0.4] },
    curves: [
      { key: "dealt", name: "hands as dealt" },
      { key: "all", name: "all hands alike" },
    ],
  },
  figure([measured]) {
    const exact = easy21Values();
    const values = measured["values"] as readonly number[];
    return {
      title: "Value of a hand, learned and exact",
      x: { label: "player's sum" },
      series: [1, 10].flatMap((d) => [
        {
          name: "V*",
          panel: `dealer shows ${d}`,
          x: sums,
          y: sums.map((sum) => exact[easy21State(d, sum)]),
        },
        {
          name: "learned",
          panel: `dealer shows ${d}`,
          x: sums,
          y: sums.map((sum) => values[easy21State(d, sum)]),
          points: true,
        },
      ]),
      caption: "One seed.",
    };
  },
  verdict(measured, budget) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const limit = budget === "full" ? 0.05 : 0.07;
    const [dealt, all] = [of("dealt"), of("all")];
    return {
      published:
        "— (the assignment asks for a plot); to reach: an error below 0.05 after a million games",
      measured: `root mean squared error to V*: hands as they are dealt ${list(dealt, 3)} (${measured.length} ${measured.length === 1 ? "seed" : "seeds"}); all 210 hands alike ${list(all, 3)}`,
      exact: "V* by dynamic programming (05/easy21-exact)",
      tolerance: `Weighted by how often games begin with a hand, the mean of the seeds is at most ${limit}: each of the hundred first hands is dealt games/100 times, which alone gives an error of about 0.01; the rest is wrong choices further on that are hardly ever tried again, because ε falls with the visits. Alike over all 210 hands the error is at most 0.15, larger because high sums against each card are seldom reached.`,
      pass: measured.length > 0 && mean(dealt) <= limit && mean(all) <= 0.15,
      note: `Unweighted, a million games do not suffice for 0.05; we measure ${fixed(all.length > 0 ? mean(all) : Number.NaN, 3)}.`.replace(
        "NaN",
        "nothing",
      ),
    };
  },
});
