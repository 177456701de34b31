/** All 50 000 pictures: less overfitting by itself, and what weight decay adds. */
import { fixed, range, spread } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { around, bandOf, inBand, mean, sampling } from "../../../src/statistics.ts";
import {
  accuracyChart,
  accuracyVerdict,
  best,
  denseKnobs,
  digitsForks,
  last,
  trainDense,
  values,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

const SOURCE = "Nielsen, ch. 3, “Overfitting and regularization”";

export const moreDataLessOverfitting = lab({
  id: "01/more-data-less-overfitting",
  row: "N17",
  title: "Fifty times the data: the gap closes",
  question:
    "The network of the overfitting lab on all 50 000 pictures, no regularisation: how large is the gap between what it has seen and what it has not?",
  source: SOURCE,
  kind: "statistical",
  knobs: denseKnobs({ hidden: 30, eta: 0.5, epochs: 30 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 5 } },
  full: { seconds: 35, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("test", 80, 95.33),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const recipe = {
      cost: "crossEntropy",
      initial: "old",
      on: "test",
      watchTraining: true,
    } as const;
    const c = yield* trainDense(config, recipe, random, data, turn);
    const train = best(c.trainAccuracy);
    return {
      best: best(c.accuracy),
      train,
      lastTrain: last(c.trainAccuracy),
      gap: train - best(c.accuracy),
    };
  },
  verdict(measured, budget) {
    const k = measured.length;
    const known = independent["N17 quick"];
    const quick = budget === "quick";
    const bands = quick
      ? { best: bandOf(known.best, k), lastTrain: bandOf(known.train, k) }
      : { best: around(95.33, sampling(95.33, k)), train: around(97.86, sampling(97.86, k)) };
    const show = Object.entries(bands).map(([name, band]) => `${name} ${range(band)} %`);
    return {
      published: `best on training data 97.86 %, on test data 95.33 %, gap 2.53${quick ? " (full run)" : ""}`,
      measured: `training ${spread(values(measured, "train"), "%")}, test ${spread(values(measured, "best"), "%")}, gap ${fixed(mean(values(measured, "gap")))}`,
      ...(quick
        ? {
            exact: `training ${spread(known.train, "%")}, test ${spread(known.best, "%")} by an independent program`,
          }
        : {}),
      tolerance: `${show.join("; ")}: ${quick ? "4 s √(1/k + 1/12) around 12 runs of an independent program" : "4 √(p(1 − p)/10 000) √(1 + 1/k) around the printed numbers"}; and a gap, but one below 5 points.`,
      pass:
        Object.entries(bands).every(([name, band]) => inBand(mean(values(measured, name)), band)) &&
        inBand(mean(values(measured, "gap")), { low: 0.5, high: 5 }),
    };
  },
});

export const weightDecayFullData = lab({
  id: "01/weight-decay-full-data",
  row: "N18",
  title: "Weight decay on all the data",
  question:
    "Does weight decay still help when there is data enough? λ grows with the data, from 0.1 to 5, so that a step shrinks the weights as before.",
  source: SOURCE,
  kind: "statistical",
  knobs: denseKnobs({ hidden: 30, eta: 0.5, epochs: 30, lambda: 5 }),
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { pictures: 10_000, epochs: 5, lambda: 1 } },
  full: { seconds: 30, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: accuracyChart("test", 80, 96.49),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const recipe = { cost: "crossEntropy", initial: "old", on: "test" } as const;
    const { accuracy } = yield* trainDense(config, recipe, random, data, turn);
    return { best: best(accuracy), final: last(accuracy), accuracy };
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      key: "best",
      published: 96.49,
      what: "Best test accuracy of the run",
      quick: independent["N18 quick"].best,
      note: "An independent program with the new starting weights reached 96.18, 96.35 and 96.39 % on the validation data.",
    }),
});
