/** Checks of dropout: given draws, evaluation, the way back, means of many, and a sum that is learned. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { slopesOf } from "../numeric.ts";
import * as reference from "./reference.ts";

interface Solution {
  dropout(
    h: number[],
    rate: number,
    random: () => number,
    isTraining: boolean,
  ): { out: number[]; mask: number[] };
  dropoutBack(dOut: number[], mask: number[]): number[];
}

const masked =
  (
    of: (random: () => number, rate: number) => number,
    evaluated: (rate: number) => number = () => 1,
  ): Solution["dropout"] =>
  (h, rate, random, isTraining) => {
    const mask = h.map(() => (isTraining ? of(random, rate) : evaluated(rate)));
    return { out: h.map((x, i) => x * mask[i]), mask };
  };

/** What comes out for draws in a list, and how many of them were taken. */
function drawn(f: Solution, h: number[], rate: number, draws: number[], isTraining = true) {
  let taken = 0;
  const { out, mask } = f.dropout(h, rate, () => draws[taken++] ?? 0, isTraining);
  return { out, mask, taken };
}

/** Shares and means of 20 000 units that are all 2. */
function many(f: Solution, rate: number, seed: number) {
  const random = rng(seed);
  const { out } = f.dropout(new Array<number>(20_000).fill(2), rate, () => random.random(), true);
  return {
    mean: out.reduce((a, b) => a + b, 0) / out.length,
    dropped: out.filter((x) => x === 0).length / out.length,
  };
}

/** Learns w of y = Σ w h from noisy units; a decaying step averages the noise of the mask away. */
function learnt(f: Solution, seed = 1): number[] {
  const [random, draws] = [rng(2 * seed), rng(2 * seed + 1)];
  const truth = [1, -2, 0.5];
  let w = [0, 0, 0];
  for (let k = 1; k <= 4000; k++) {
    const h = truth.map(() => random.normal());
    const y = h.reduce((s, x, i) => s + truth[i] * x, 0);
    const { out, mask } = f.dropout(w, 0.2, () => draws.random(), true);
    const error = h.reduce((s, x, i) => s + out[i] * x, 0) - y;
    const slopes = f.dropoutBack(
      h.map((x) => error * x),
      mask,
    );
    w = w.map((x, i) => x - (0.1 / (1 + k / 100)) * slopes[i]);
  }
  return f.dropout(w, 0.2, () => draws.random(), false).out;
}

export const dropoutExercise = exercise<Solution>({
  id: "02/dropout",
  folder: "02-deep-learning-specialization/exercises/03-dropout",
  title: "Switched off at random",
  source: "Srivastava et al. 2014, JMLR 15, section 10",
  functions: ["dropout", "dropoutBack"],
  reference,
  cases: [
    {
      name: "one in five",
      given: "h = (4, −4), rate 0.2, draws 0.1 and 0.3.",
      run: (f) => {
        const { out, mask, taken } = drawn(f, [4, -4], 0.2, [0.1, 0.3]);
        return { out: out.map((x) => x + 0), mask, taken };
      },
      expected: { out: [0, -5], mask: [0, 1.25], taken: 2 },
    },
    {
      name: "one in two",
      given:
        "h = (1, 2, 3, 4), rate ½, draws 0.3, 0.7, 0.49, 0.5: the first and third are dropped.",
      run: (f) => drawn(f, [1, 2, 3, 4], 0.5, [0.3, 0.7, 0.49, 0.5]),
      expected: { out: [0, 4, 0, 8], mask: [0, 2, 0, 2], taken: 4 },
    },
    {
      name: "not in training",
      given: "h = (4, −4), not in training: as it is, and no draw.",
      run: (f) => drawn(f, [4, -4], 0.2, [0.1, 0.3], false),
      expected: { out: [4, -4], mask: [1, 1], taken: 0 },
    },
    {
      name: "no dropout",
      given: "A rate of 0: nothing is dropped, not even by a draw of 0.",
      run: (f) => drawn(f, [3, 5], 0, [0, 0.5]).out,
      expected: [3, 5],
    },
    {
      name: "the way back",
      given: "Mask (0, 2, 0, 2), slopes (1, −1, 3, 5).",
      run: (f) => f.dropoutBack([1, -1, 3, 5], [0, 2, 0, 2]).map((x) => x + 0),
      expected: [0, -2, 0, 10],
    },
    {
      name: "finite differences",
      given: "Cost Σ i · out², six units, equal draws: the slopes of h, against h ± 10⁻⁵.",
      run: (f) => {
        const h = [0.5, -1, 2, 0.3, -0.7, 1.5];
        const { out, mask } = f.dropout(h, 0.4, rngOf(), true);
        return f.dropoutBack(
          out.map((x, i) => 2 * (i + 1) * x),
          mask,
        );
      },
      expected: slopesOf(
        (h) =>
          masked((random, rate) => (random() < rate ? 0 : 1 / (1 - rate)))(
            h,
            0.4,
            rngOf(),
            true,
          ).out.reduce((sum, x, i) => sum + (i + 1) * x * x, 0),
        [0.5, -1, 2, 0.3, -0.7, 1.5],
      ),
      tolerance: 1e-8,
    },
    {
      name: "many units",
      given: "20 000 units of 2, rates 0.1 and 0.6: means and shares, within 4 deviations.",
      run: (f) => [many(f, 0.1, 11), many(f, 0.6, 12)],
      // the share has a deviation of √(p(1−p)/20000), the mean 2/(1−p) times that
      expected: [0.1, 0.6].map((p) => {
        const four = 4 * Math.sqrt((p * (1 - p)) / 20_000);
        return {
          mean: between(2 - (2 * four) / (1 - p), 2 + (2 * four) / (1 - p)),
          dropped: between(p - four, p + four),
        };
      }),
    },
    {
      name: "weights learned under dropout",
      given:
        "Three weights (1, −2, ½) of unit inputs, each dropped in one step of five: they settle at 0.8 of that.",
      swap: true,
      run: (f) => learnt(f),
      // E[(Σ w m h − Σ t h)²] is least where w E[m²] = t: w = (1 − p) t. Deviations of one run, seeds 101 … 120: 0.031, 0.017,
      // 0.041; four of them
      expected: [
        between(0.8 - 0.124, 0.8 + 0.124),
        between(-1.6 - 0.068, -1.6 + 0.068),
        between(0.4 - 0.166, 0.4 + 0.166),
      ],
    },
  ],
  mistakes: [
    {
      name: "the rest not made larger",
      explanation: "Divide what stays by 1 − rate, or everything is too small on average.",
      wrong: { dropout: masked((random, rate) => (random() < rate ? 0 : 1)) },
    },
    {
      name: "rate and 1 − rate exchanged",
      explanation: "`rate` is the share that is dropped, not the one that is kept.",
      wrong: { dropout: masked((random, rate) => (random() < rate ? 1 / rate : 0)) },
    },
    {
      name: "divided by the rate",
      explanation: "A share of 1 − rate stays, so that is what to divide by.",
      wrong: { dropout: masked((random, rate) => (random() < rate ? 0 : 1 / rate)) },
    },
    {
      name: "the other side of the draw",
      explanation: "A unit is dropped where its draw is below rate, not above 1 − rate.",
      wrong: {
        dropout: masked((random, rate) => (random() >= 1 - rate ? 0 : 1 / (1 - rate))),
      },
    },
    {
      name: "one draw for all",
      explanation: "Every unit has a draw of its own.",
      wrong: {
        dropout(h, rate, random, isTraining) {
          const factor = !isTraining ? 1 : random() < rate ? 0 : 1 / (1 - rate);
          return { out: h.map((x) => x * factor), mask: h.map(() => factor) };
        },
      },
    },
    {
      name: "dropped while testing",
      explanation: "When the network is asked, nothing is dropped: look at isTraining.",
      wrong: {
        dropout: (h, rate, random) => reference.dropout(h, rate, random, true),
      },
    },
    {
      name: "scaled while testing",
      explanation: "The division in training has seen to the mean; afterwards the mask is 1.",
      wrong: {
        dropout: masked(
          (random, rate) => (random() < rate ? 0 : 1 / (1 - rate)),
          (rate) => 1 - rate,
        ),
      },
    },
    {
      name: "slopes through dropped units",
      explanation: "A unit that was dropped had no part in the cost: its slope is 0.",
      wrong: { dropoutBack: (dOut) => [...dOut] },
    },
  ],
});

/** The same draws each time. */
function rngOf(): () => number {
  const stream = rng(13);
  return () => stream.random();
}
