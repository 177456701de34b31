/** Chapter 3 begins: the same networks with the cross-entropy instead of the quadratic cost. */
import { lab } from "../../../src/lab.ts";
import {
  accuracyChart,
  accuracyVerdict,
  best,
  denseKnobs,
  digitsForks,
  last,
  trainDense,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

const RECIPE = { cost: "crossEntropy", initial: "old", on: "test" } as const;
const SOURCE = "Nielsen, ch. 3, “Using the cross-entropy to classify MNIST digits”";

export const crossEntropyDigits = lab({
  id: "01/cross-entropy-digits",
  row: "N13",
  title: "The cross-entropy on digits, thirty hidden neurons",
  question:
    "Replace the quadratic cost, set η = 0.5, change nothing else. Is the accuracy better, or is it the reliability of the runs?",
  source: SOURCE,
  kind: "statistical",
  knobs: denseKnobs({ hidden: 30, eta: 0.5, epochs: 30 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 5 } },
  full: { seconds: 30, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("test", 80, 95.49),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const { accuracy } = yield* trainDense(config, RECIPE, random, data, turn);
    return { best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      key: "best",
      published: 95.49,
      what: "Best test accuracy of the run",
      quick: independent["N13 quick"].best,
      note: "The quadratic cost gave 95.42 %: a difference well inside the error of one run.",
    }),
});

export const crossEntropyHundred = lab({
  id: "01/cross-entropy-hundred",
  row: "N14",
  title: "The cross-entropy with a hundred hidden neurons",
  question:
    "With the quadratic cost a hundred hidden neurons were a gamble. Are they still, with the cross-entropy?",
  source: SOURCE,
  kind: "statistical",
  knobs: denseKnobs({ hidden: 100, eta: 0.5, epochs: 30 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 3 } },
  full: { seconds: 60, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("test", 80, 96.82),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const { accuracy } = yield* trainDense(config, RECIPE, random, data, turn);
    return { best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      key: "best",
      published: 96.82,
      what: "Best test accuracy of the run",
      quick: independent["N14 quick"].best,
    }),
});
