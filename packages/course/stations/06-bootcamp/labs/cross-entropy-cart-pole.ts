/** Core lecture 8, derivative-free methods: guess, keep the best, guess again. */
import { cartPole } from "gradus/envs";
import { crossEntropyMethod } from "gradus/tabular";
import type { Figure } from "../../../src/figure.ts";
import { fixed } from "../../../src/format.ts";
import { lab, type Measured, type NumberMap } from "../../../src/lab.ts";
import { mean, median } from "../../../src/statistics.ts";
import { turned } from "../../../src/turn.ts";

const SOLVED = 475;
const TEST_EPISODES = 20;
const ITERATIONS = 20;

export const crossEntropyCartPole = lab({
  id: "06/cross-entropy-cart-pole",
  row: "K13",
  title: "Ten numbers, forty guesses at a time: a pole without derivatives",
  question:
    "Draw forty linear policies, keep the eight best, draw again around them. How many rounds until the middle one balances the pole, without looking at a single reward on its own?",
  source: "Deep RL Bootcamp 2017, core lecture 8; Szita & Lőrincz 2006",
  kind: "statistical",
  world: cartPole,
  knobs: {
    population: {
      default: 40,
      symbol: "N",
      range: [4, 10_000],
      integer: true,
      doc: "Policies tried in each round.",
    },
    elite: { default: 0.2, symbol: "ρ", range: [0.01, 1], doc: "Share of them that is kept." },
  },
  quick: { seconds: 1, seeds: [1, 2, 3, 4, 5] },
  full: {
    seconds: 4,
    seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
  },
  forks: { knobs: ["population", "elite"], by: "turn" },
  *run({ population, elite }, random, _data, _parts, _from, turn) {
    const world = cartPole();
    const test = random.split();
    const curve: number[] = [];
    const tested: number[] = [];
    let rounds = Number.POSITIVE_INFINITY;
    for (const { agent, populationReturn, mean: theta, deviation } of turned(
      crossEntropyMethod,
      turn,
    )(world, { population, elite }, random.split())) {
      curve.push(populationReturn);
      tested.push(balance(world, (s) => agent.act(s), test.split()));
      yield {
        progress: curve.length / ITERATIONS,
        series: {
          round: curve.length,
          tested: tested[tested.length - 1],
          population: populationReturn,
          spread: mean(Array.from(deviation)),
        },
        live: { world, act: (s) => agent.act(s), maps: [weights(theta)] },
      };
      if (tested[tested.length - 1] >= SOLVED && rounds === Number.POSITIVE_INFINITY)
        rounds = curve.length;
      if (curve.length === ITERATIONS) break;
    }
    return { rounds, "curve population": curve, "curve tested": tested };
  },
  verdict(measured) {
    const rounds = measured.map((m) => Number(m["rounds"]));
    const solved = rounds.filter((r) => r < 20).length;
    return {
      published: "solved in fewer than 20 rounds",
      measured: `median ${fixed(median(rounds), 1)} rounds; ${solved} of ${rounds.length} seeds below 20`,
      tolerance: `The median over the seeds lies below 20 rounds, and at least two thirds of the seeds do; solved: the mean policy balances ${SOLVED} steps on average over ${TEST_EPISODES} episodes of its own.`,
      pass: rounds.length > 0 && median(rounds) < 20 && solved >= (2 / 3) * rounds.length,
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "round", label: "rounds of 40 guesses", range: [0, 20] },
    y: {
      key: "tested",
      label: "steps that the middle policy balances, 500 at most",
      range: [0, 520],
    },
    reference: { label: "475, solved", y: SOLVED },
    figures: [
      { key: "population", label: "mean of all guesses" },
      { key: "spread", label: "spread of the guesses σ" },
    ],
  },
  figure: (measured: readonly Measured[]): Figure => ({
    title: "Steps that the mean policy balances, 500 at most",
    x: { label: "rounds" },
    series: [
      {
        name: `${measured.length} seeds`,
        x: longest(measured).map((_, k) => k + 1),
        y: [],
        runs: measured.map((m) => m["curve tested"] as readonly number[]),
      },
    ],
    references: [{ label: "475, solved", y: SOLVED }],
    caption: "Each line is a seed.",
  }),
});

/** A row of five numbers for each push. */
const weights = (theta: Float64Array): NumberMap => ({
  title: "μ: above for left, below for right; the last column is the bias",
  width: 5,
  height: 2,
  values: theta.slice(),
  signed: true,
});

/** The curve of the seed that took the most rounds. */
function longest(measured: readonly Measured[]): readonly number[] {
  const curves = measured.map((m) => m["curve tested"] as readonly number[]);
  return curves.reduce((a, b) => (b.length > a.length ? b : a));
}

/** The mean number of steps over episodes of their own. */
function balance(
  world: ReturnType<typeof cartPole>,
  act: (s: ArrayLike<number>) => number,
  random: Parameters<ReturnType<typeof cartPole>["reset"]>[1],
): number {
  const state = world.create();
  const shown = new Float64Array(4);
  const outcome = { reward: 0, terminated: false };
  const lengths = Array.from({ length: TEST_EPISODES }, () => {
    world.reset(state, random);
    outcome.terminated = false;
    let t = 0;
    for (; t < world.maxSteps && !outcome.terminated; t++) {
      world.observe(state, shown, 0);
      world.step(state, act(shown), random, outcome);
    }
    return t;
  });
  return mean(lengths);
}
