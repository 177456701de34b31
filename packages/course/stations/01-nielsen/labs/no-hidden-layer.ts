/** An exercise of chapter 1: what can a network without hidden layer do? */
import { fixed, range, spread } from "../../../src/format.ts";
import { drawn } from "../../../src/interval.ts";
import { lab } from "../../../src/lab.ts";
import { inBand, largest, median, smallest } from "../../../src/statistics.ts";
import {
  accuracyChart,
  best,
  denseKnobs,
  digitsForks,
  last,
  trainDense,
  values,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";
import { trainingParts } from "./parts/train.ts";

export const noHiddenLayer = lab({
  id: "01/no-hidden-layer",
  row: "N10",
  title: "No hidden layer: ten neurons on the pixels",
  question:
    "Take the hidden layer away. How much is left? And why do runs end near 75, 84 or 92 %, hardly ever in between? (With the quadratic cost a saturated neuron can stay silent for ever; the cross-entropy cures it.)",
  source: "Nielsen, ch. 1, “Implementing our network to classify digits”, exercise",
  kind: "statistical",
  knobs: denseKnobs({ hidden: 0, eta: 3, epochs: 30 }),
  quick: { seconds: 2, seeds: [1, 2, 3, 4, 5], knobs: { pictures: 10_000, epochs: 5 } },
  full: { seconds: 30, seeds: [1, 2, 3, 4, 5] },
  needs: ["mnist"],
  chart: { ...accuracyChart("test", 30), reads: "digits" },
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
  verdict(measured, budget) {
    const known: readonly number[] = independent[`N10 ${budget}`].best;
    const xs = values(measured, "best");
    const band = { low: smallest(known), high: largest(known) };
    const ceiling = 93;
    return {
      published: "— (an exercise; the book prints no number)",
      measured: `median ${fixed(median(xs))} %; all: ${xs.map((x) => fixed(x)).join(", ")}`,
      exact: `median ${fixed(median(known))} %, ${spread(known, "%")} by an independent program`,
      tolerance: `The runs have several modes (eight, nine or ten digits learned), so the median of ${xs.length} must lie in the range of 24 runs of an independent program, ${range(band)} % (by luck it does not once in a thousand times); and no run may pass ${ceiling} %, the limit of a linear classifier on these pixels.`,
      pass: xs.length > 0 && inBand(median(xs), band) && xs.every((x) => x < ceiling),
      ...(xs.every((x) => x < ceiling)
        ? drawn({ xs, of: median, known: median(known), band, what: `the median of ${xs.length}` })
        : {}),
    };
  },
});
