/** How to choose η: the training cost under three learning rates. */
import { fixed, range } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { type Band, bandOf, inBand, mean, smallest } from "../../../src/statistics.ts";
import { denseKnobs, last, stretch, trainDense, values } from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

const RATES = [0.025, 0.25, 2.5] as const;
/** The recorded curves: training cost after the first and the thirtieth epoch. */
const BOOK: Readonly<Record<string, readonly [first: number, last: number]>> = {
  "0.025": [0.878, 0.339],
  "0.25": [0.495, 0.339],
  "2.5": [0.925, 0.861],
};
const { hidden, lambda, epochs, batch, pictures } = denseKnobs({
  hidden: 30,
  eta: 0.25,
  epochs: 30,
  lambda: 5,
});

export const threeLearningRates = lab({
  id: "01/three-learning-rates",
  row: "N24",
  title: "Too slow, about right, too fast: three learning rates",
  question:
    "With η = 0.025 the training cost falls smoothly and slowly, with 0.25 fast and then no further, with 2.5 it jumps about and never settles. What does a curve look like at the threshold?",
  source:
    "Nielsen, ch. 3, “How to choose a neural network's hyper-parameters?”, and the recorded curves of its figure",
  kind: "statistical",
  knobs: { hidden, lambda, epochs, batch, pictures },
  quick: { seconds: 4, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 4, lambda: 1 } },
  full: { seconds: 80, seeds: [1, 2] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: { key: "η 0.25: trainCost", label: "cost of a training picture", range: [0, 2.5] },
    curves: RATES.map((eta) => ({ key: `η ${eta}: trainCost`, name: `η = ${eta}` })),
  },
  forks: { knobs: ["lambda"], by: "turn" },
  *run(config, random, data, _parts, _from, turn) {
    const measured: Record<string, number> = {};
    for (const [i, eta] of RATES.entries()) {
      const recipe = {
        cost: "crossEntropy",
        initial: "new",
        on: "validation",
        watchTraining: true,
      } as const;
      const run = trainDense({ ...config, eta }, recipe, random, data, turn);
      const { trainCost } = yield* stretch(run, i, RATES.length, `η ${eta}`);
      measured[`first ${eta}`] = trainCost[0];
      measured[`last ${eta}`] = last(trainCost);
      measured[`lowest ${eta}`] = smallest(trainCost);
      measured[`rises ${eta}`] = trainCost.filter((c, e) => e > 0 && c > trainCost[e - 1]).length;
    }
    return measured;
  },
  verdict(measured, budget) {
    const k = measured.length;
    const of = (name: string, eta: number) => mean(values(measured, `${name} ${eta}`));
    const known: Readonly<Record<string, string | readonly number[]>> = independent["N24 quick"];
    const bands = RATES.flatMap((eta) =>
      (["first", "last"] as const).map((name, i): [string, number, Band] => {
        if (budget === "quick")
          return [name, eta, bandOf(known[`${name} ${eta}`] as readonly number[], k)];
        const printed = BOOK[String(eta)][i];
        const share = eta === 2.5 ? 0.25 : 0.08;
        return [name, eta, { low: printed * (1 - share), high: printed * (1 + share) }];
      }),
    );
    const shape =
      of("first", 0.025) > of("first", 0.25) && of("last", 2.5) > 1.5 * of("last", 0.25);
    const smooth = budget === "quick" || of("rises", 2.5) >= 5;
    return {
      published: RATES.map(
        (eta) => `η ${eta}: ${BOOK[String(eta)].map((c) => fixed(c, 3)).join(" → ")}`,
      ).join("; "),
      measured: RATES.map(
        (eta) => `η ${eta}: ${fixed(of("first", eta), 3)} → ${fixed(of("last", eta), 3)}`,
      ).join("; "),
      ...(budget === "quick"
        ? {
            exact: `by an independent program: ${RATES.map((eta) => `η ${eta}: ${(["first", "last"] as const).map((n) => fixed(mean(known[`${n} ${eta}`] as readonly number[]), 3)).join(" → ")}`).join("; ")}`,
          }
        : {}),
      tolerance: `${bands.map(([name, eta, band]) => `${name} ${eta}: ${range(band, 3)}`).join("; ")}. ${
        budget === "quick"
          ? "4 s √(1/k + 1/12) around 12 runs of an independent program."
          : "The book has one curve each: ± 8 % for the two that converge and ± 25 % for the one that does not, four times the relative deviations of 12 independent runs in the quick setting (2 % and 8 %, less for means)."
      } The small rate starts above the middle one, the large one ends half as high again${budget === "full" ? " and rises in at least 5 of 29 epochs" : ""}.`,
      pass: bands.every(([name, eta, band]) => inBand(of(name, eta), band)) && shape && smooth,
    };
  },
});
