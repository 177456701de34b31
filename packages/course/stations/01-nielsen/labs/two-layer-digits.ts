/** network.py: the 74 lines of chapter 1 that read handwriting. */
import { lab } from "../../../src/lab.ts";
import {
  accuracyChart,
  accuracyVerdict,
  best,
  denseKnobs,
  digitsForks,
  last,
  MEDIAN,
  trainDense,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";
import { trainingParts } from "./parts/train.ts";

/** The book's run, and three of an independent program that the table of known results quotes. */
const KNOWN = [95.42, 95.8, 95.47, 95.2];

export const twoLayerDigits = lab({
  id: "01/two-layer-digits",
  row: "N6",
  title: "Thirty hidden neurons read handwriting",
  question:
    "A network with one hidden layer, the quadratic cost and nothing but gradient descent: how many of 10 000 unseen digits does it read after 30 passes over 50 000 of them?",
  source: "Nielsen, ch. 1, “Implementing our network to classify digits”",
  kind: "statistical",
  knobs: denseKnobs({ hidden: 30, eta: 3, epochs: 30 }),
  quick: { seconds: 2, seeds: [1, 2, 3, 4, 5], knobs: { pictures: 10_000, epochs: 5 } },
  full: { seconds: 45, seeds: [31, 32, 33, 34, 35] },
  needs: ["mnist"],
  chart: { ...accuracyChart("test", 50, 95.42), reads: "digits" },
  forks: digitsForks,
  parts: trainingParts,
  *run(config, random, data, parts, _from, turn) {
    const { accuracy } = yield* trainDense(
      config,
      { cost: "quadratic", initial: "old", on: "test" },
      random,
      data,
      turn,
      parts,
    );
    return { best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      key: "best",
      published: 95.42,
      what: "Best test accuracy of the run",
      quick: independent["N6 quick"].best,
      full: [...KNOWN, ...independent["N6 full"].best],
      statistic: MEDIAN,
      note: "The first epochs say nothing: one digit often stays unlearned for an epoch or two (82 % and 90 % after epoch 0 are both common). In 3 of the seeds 1–22 it stays so for all 30 (84 to 86 % at best; seed 3 does the same in float64), and the mean of seeds 1–3, which this lab first asked for, was 92.06 %: outside its band. It now takes the median of five seeds that had not been looked at.",
    }),
});
