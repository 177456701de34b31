/** Better starting weights: the most reproducible figure of the book. */

import type { Rng } from "gradus/core";
import { fixed, range, spread } from "../../../src/format.ts";
import {
  type BudgetName,
  type LabData,
  type LabReport,
  lab,
  type Measured,
  type Turn,
  type Verdict,
} from "../../../src/lab.ts";
import { around, type Band, bandOf, inBand, mean, sampling } from "../../../src/statistics.ts";
import {
  best,
  compared,
  type DenseConfig,
  denseKnobs,
  digitsForks,
  sizesOf,
  stretch,
  trainDense,
  trainNet,
  values,
} from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";
import { dense, type Net } from "./parts/nets.ts";

const SOURCE = "Nielsen, ch. 3, “Weight initialization”, and the recorded curves of its figures";

/** The network with the new start: weights from N(0, 1/fan-in), biases from N(0, 1). */
const parts = {
  scaledNet: (sizes: readonly number[], random: Rng): Net => dense(sizes, random, "new"),
};

function* bothStarts(
  config: DenseConfig,
  random: Rng,
  data: LabData,
  { scaledNet }: typeof parts,
  _from?: unknown,
  turn?: Turn,
): Generator<LabReport, Measured> {
  const recipe = { cost: "crossEntropy", on: "validation" } as const;
  const old = yield* stretch(
    trainDense(config, { ...recipe, initial: "old" }, random, data, turn),
    0,
    2,
    "old",
  );
  const fresh = yield* stretch(
    trainNet(scaledNet(sizesOf(config), random), config, recipe, random, data, turn),
    1,
    2,
    "new",
  );
  return {
    old: old.accuracy[0],
    new: fresh.accuracy[0],
    gain: fresh.accuracy[0] - old.accuracy[0],
    oldBest: best(old.accuracy),
    newBest: best(fresh.accuracy),
    oldCurve: old.accuracy,
    newCurve: fresh.accuracy,
  };
}

interface Book {
  readonly first: { readonly old: number; readonly new: number };
  readonly final: { readonly old: number; readonly new: number };
  readonly known: Readonly<Record<"old" | "new" | "gain", readonly number[]>>;
  /** Whether `known` has the settings of the book for the first epoch. */
  readonly sameSettings: boolean;
  readonly leastGain: number;
}

function compare(measured: readonly Measured[], budget: BudgetName, book: Book): Verdict {
  const k = measured.length;
  const { first, final, known } = book;
  const useKnown = budget === "quick" || book.sameSettings;
  const bands: Record<string, Band> = useKnown
    ? { old: bandOf(known.old, k), new: bandOf(known.new, k) }
    : { new: around(first.new, sampling(first.new, k)) };
  if (budget === "full") {
    bands["oldBest"] = around(final.old, sampling(final.old, k));
    bands["newBest"] = around(final.new, sampling(final.new, k));
  }
  const of = (key: string) => values(measured, key);
  const gain = mean(of("gain"));
  const full =
    budget === "full"
      ? `; best ${spread(of("oldBest"), "%")} and ${spread(of("newBest"), "%")}`
      : "";
  return {
    published: `after one epoch ${fixed(first.old)} % (old) and ${fixed(first.new)} % (new); after 30: ${fixed(final.old)} and ${fixed(final.new)} %`,
    measured: `after one epoch ${spread(of("old"), "%")} and ${spread(of("new"), "%")}${full}`,
    ...(useKnown
      ? {
          exact: `${spread(known.old, "%")} and ${spread(known.new, "%")} by an independent program`,
        }
      : {}),
    tolerance: `${Object.entries(bands)
      .map(([name, band]) => `${name} ${range(band)} %`)
      .join(
        "; ",
      )}: 4 s √(1/k + 1/12) around 12 runs of an independent program where they have the same settings, else 4 √(p(1 − p)/10 000) √(1 + 1/k) around the printed number; and new − old above ${book.leastGain} points after one epoch.`,
    pass:
      Object.entries(bands).every(([name, band]) => inBand(mean(of(name)), band)) &&
      gain > book.leastGain,
  };
}

export const weightInitialisation = lab({
  id: "01/weight-initialisation",
  row: "N22",
  title: "Where the weights start",
  question:
    "Draw the starting weights from N(0, 1), or from N(0, 1/fan-in). The second is one line of code: what is it worth after one epoch, and after thirty?",
  source: SOURCE,
  kind: "statistical",
  knobs: denseKnobs({ hidden: 30, eta: 0.1, epochs: 30, lambda: 5 }),
  quick: { seconds: 3, seeds: [1, 2, 3], knobs: { epochs: 1 } },
  full: { seconds: 60, seeds: [1, 2, 3] },
  needs: ["mnist"],
  chart: compared("validation", 50, ["old", "new"]),
  forks: digitsForks,
  parts,
  run: bothStarts,
  verdict: (measured, budget) =>
    compare(measured, budget, {
      first: { old: 86.43, new: 92.7 },
      final: { old: 96.37, new: 96.5 },
      known: independent["N22 quick"],
      sameSettings: true,
      leastGain: 4,
    }),
});

export const weightInitialisationHundred = lab({
  id: "01/weight-initialisation-hundred",
  row: "N23",
  title: "Where the weights start, with a hundred hidden neurons",
  question:
    "The same comparison for a larger network: does the old start catch up in thirty epochs?",
  source: SOURCE,
  kind: "statistical",
  knobs: denseKnobs({ hidden: 100, eta: 0.1, epochs: 30, lambda: 5 }),
  quick: { seconds: 2, seeds: [1, 2], knobs: { epochs: 1, pictures: 20_000, lambda: 2 } },
  full: { seconds: 80, seeds: [1, 2] },
  needs: ["mnist"],
  chart: compared("validation", 50, ["old", "new"]),
  forks: digitsForks,
  parts,
  run: bothStarts,
  verdict: (measured, budget) =>
    compare(measured, budget, {
      first: { old: 89.94, new: 92.95 },
      final: { old: 97.42, new: 97.81 },
      known: independent["N23 quick"],
      sameSettings: false,
      leastGain: 1.5,
    }),
});
