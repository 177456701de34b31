/** Overfitting on 1 000 pictures, and what L2 regularisation does about it. */
import { fixed, list, range, spread } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { around, type Band, bandOf, inBand, mean, smallest } from "../../../src/statistics.ts";
import { keeping } from "../../../src/turn.ts";
import {
  best,
  compared,
  denseKnobs,
  digitsForks,
  last,
  stretch,
  trainDense,
  values,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

const RECIPE = { cost: "crossEntropy", initial: "old", on: "test", watchTraining: true } as const;
const SOURCE =
  "Nielsen, ch. 3, “Overfitting and regularization”, and the recorded curves of its figures";

const watchKnob = {
  default: 1,
  range: [1, 100],
  integer: true,
  doc: "Epochs between two looks at the test data.",
} as const;

export const overfitting = lab({
  id: "01/overfitting",
  row: "N15",
  title: "Learning 1 000 pictures by heart",
  question:
    "Train on 1 000 pictures only, for 400 epochs. The training cost falls to nothing and every training picture is read; when does the test cost turn round, and the test accuracy stop?",
  source: SOURCE,
  kind: "statistical",
  knobs: { ...denseKnobs({ hidden: 30, eta: 0.5, epochs: 400, pictures: 1000 }), watch: watchKnob },
  quick: { seconds: 2, seeds: [1, 2, 3], knobs: { epochs: 60, watch: 5 } },
  full: { seconds: 35, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: { key: "testCost", label: "cost of a picture", range: [0, 2.5] },
    curves: [
      { key: "testCost", name: "unseen" },
      { key: "trainCost", name: "training" },
    ],
    reference: { label: "book, least 1.20", y: 1.203 },
    figures: [
      { key: "testAccuracy", label: "unseen read, %" },
      { key: "trainAccuracy", label: "training read, %" },
    ],
    hasMaps: true,
  },
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const c = yield* trainDense(config, RECIPE, random, data, turn);
    return {
      best: best(c.accuracy),
      train: last(c.trainAccuracy),
      trainCost: last(c.trainCost),
      testCost: last(c.cost),
      lowestTestCost: smallest(c.cost),
      turn: config.watch * (c.cost.indexOf(smallest(c.cost)) + 1),
      accuracy: c.accuracy,
      cost: c.cost,
      trainCosts: c.trainCost,
    };
  },
  verdict(measured, budget) {
    const k = measured.length;
    const known = independent["N15 quick"];
    // The book's run, and two of an independent program; the epochs and costs have the book's run only.
    const bands: Record<string, Band> =
      budget === "quick"
        ? {
            best: bandOf(known.best, k),
            testCost: bandOf(known.testCost, k),
            lowestTestCost: bandOf(known.lowestTestCost, k),
            trainCost: bandOf(known.trainCost, k),
          }
        : {
            best: bandOf([82.27, 81.95, 82.95, ...known.best], k),
            lowestTestCost: bandOf([1.203, ...known.lowestTestCost], k),
            trainCost: around(0.0042, 0.0021),
          };
    const rises =
      mean(values(measured, "testCost")) > 1.1 * mean(values(measured, "lowestTestCost"));
    const everythingRead =
      budget === "quick" ? true : values(measured, "train").every((x) => x === 100);
    return {
      published:
        "best 82.27 %; training cost 0.0042; test cost lowest 1.203 after 14 epochs, 1.773 after 400; all 1 000 read from epoch 67 on",
      measured: `best ${spread(values(measured, "best"), "%")}; training cost ${fixed(mean(values(measured, "trainCost")), 4)}; test cost lowest ${fixed(mean(values(measured, "lowestTestCost")), 3)} after ${list(values(measured, "turn"), 0)} epochs, at last ${fixed(mean(values(measured, "testCost")), 3)}`,
      exact: `after 60 epochs, by an independent program: best ${spread(known.best, "%")}, test cost ${fixed(mean(known.testCost), 3)}`,
      tolerance: `${Object.entries(bands)
        .map(([name, band]) => `${name} ${range(band, name === "best" ? 2 : 4)}`)
        .join(
          "; ",
        )}: 4 s √(1/k + 1/n) around the known runs of each (the training cost of the full run within half of the printed value: it falls as 1/epoch, and only one curve is known); the last test cost more than a tenth above the lowest${budget === "full" ? "; every training picture read at the end" : ""}.`,
      pass:
        Object.entries(bands).every(([name, band]) => inBand(mean(values(measured, name)), band)) &&
        rises &&
        everythingRead,
    };
  },
});

export const weightDecay = lab({
  id: "01/weight-decay",
  row: "N16",
  title: "Weight decay: the cure for learning by heart",
  question:
    "The same 1 000 pictures from the same start, without and with λ = 0.1. How many more unseen digits are read, and why does the test cost no longer rise?",
  source: SOURCE,
  kind: "statistical",
  knobs: {
    ...denseKnobs({ hidden: 30, eta: 0.5, epochs: 400, lambda: 0.1, pictures: 1000 }),
    watch: watchKnob,
  },
  quick: { seconds: 4, seeds: [1, 2, 3], knobs: { epochs: 60, watch: 5 } },
  full: { seconds: 70, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: {
    ...compared("test", 60, ["without decay", "with decay"]),
    reference: { label: "book 87.10", y: 87.1 },
  },
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const start = random.state();
    const free = yield* stretch(
      trainDense({ ...config, lambda: 0 }, RECIPE, random, data, keeping(turn, "lambda")),
      0,
      2,
      "without decay",
    );
    random.restore(start); // the same weights and the same order of pictures: a paired comparison
    const decayed = yield* stretch(
      trainDense(config, RECIPE, random, data, turn),
      1,
      2,
      "with decay",
    );
    return {
      best: best(decayed.accuracy),
      free: best(free.accuracy),
      gain: best(decayed.accuracy) - best(free.accuracy),
      testCost: last(decayed.cost),
      accuracy: decayed.accuracy,
    };
  },
  verdict(measured, budget) {
    const k = measured.length;
    const known = independent["N16 quick"];
    const gains = known.best.map((x, i) => x - independent["N15 quick"].best[i]);
    const runs = budget === "quick" ? known.best : [87.1, 87.64, 87.05];
    const band = bandOf(runs, k);
    const gainBand = budget === "quick" ? bandOf(gains, k) : { low: 3, high: 7 };
    const gain = values(measured, "gain");
    return {
      published: "best 87.10 %, final 86.95 %, against 82.27 % without",
      measured: `best ${spread(values(measured, "best"), "%")}; gain ${spread(gain)} points`,
      exact: `after 60 epochs, by an independent program: ${spread(known.best, "%")}`,
      tolerance: `Best test accuracy ${range(band)} %, 4 s √(1/k + 1/${runs.length}) around the known runs; paired gain ${range(gainBand)} points${budget === "full" ? " (known: 4 to 6; ± 1 for three pairs of runs)" : " likewise"}.`,
      pass: inBand(mean(values(measured, "best")), band) && inBand(mean(gain), gainBand),
    };
  },
});
