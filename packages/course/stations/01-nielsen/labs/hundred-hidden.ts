/** A hundred hidden neurons with everything of chapter 3: the 152 lines that read 98 of 100 digits. */
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

export const hundredHiddenDecay = lab({
  id: "01/hundred-hidden-decay",
  row: "N19",
  title: "A hundred hidden neurons with weight decay",
  question:
    "Weight decay holds a larger network in check: what do 70 more hidden neurons give now?",
  source: "Nielsen, ch. 3, “Overfitting and regularization”",
  kind: "statistical",
  knobs: denseKnobs({ hidden: 100, eta: 0.5, epochs: 30, lambda: 5 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 3, lambda: 1 } },
  full: { seconds: 60, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("validation", 80, 97.92),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const recipe = { cost: "crossEntropy", initial: "new", on: "validation" } as const;
    const { accuracy } = yield* trainDense(config, recipe, random, data, turn);
    return { best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      key: "best",
      published: 97.92,
      what: "Best validation accuracy of the run",
      quick: independent["N19 quick"].best,
    }),
});

export const ninetyEightPercent = lab({
  id: "01/ninety-eight-percent",
  row: "N20",
  title: "Ninety-eight per cent in 152 lines",
  question:
    "Cross-entropy, weight decay, better starting weights, a smaller rate and 60 epochs: the best that chapter 3 gets out of one hidden layer.",
  source: "Nielsen, ch. 3, “Handwriting recognition revisited: the code”",
  kind: "statistical",
  knobs: denseKnobs({ hidden: 100, eta: 0.1, epochs: 60, lambda: 5 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 3, lambda: 1 } },
  full: { seconds: 120, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: { ...accuracyChart("validation", 80, 98.04), reads: "digits" },
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const recipe = { cost: "crossEntropy", initial: "new", on: "validation" } as const;
    const { accuracy } = yield* trainDense(config, recipe, random, data, turn);
    return { best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      key: "best",
      published: 98.04,
      what: "Best validation accuracy of the run",
      quick: independent["N20 quick"].best,
      atLeast: 97.9,
      note: "An independent program reached 98.00 and 98.07 %.",
    }),
});
