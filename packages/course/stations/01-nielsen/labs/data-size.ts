/** More data against better algorithms: accuracy as a function of the size of the training set. */
import { fixed, list, spread } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";
import { around, bandOf, inBand, mean, sampling } from "../../../src/statistics.ts";
import { denseKnobs, last, stretch, trainDense, values } from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

/** The recorded curve of the figure, in per cent of the validation data; the second row is the support vector machine. */
const BOOK: ReadonlyMap<number, readonly [net: number, svm: number]> = new Map([
  [100, [69.09, 25.07]],
  [200, [76.37, 48.93]],
  [500, [85.29, 75.13]],
  [1000, [88.85, 83.87]],
  [2000, [91.27, 88.49]],
  [5000, [93.24, 91.46]],
  [10_000, [94.89, 92.45]],
  [20_000, [95.85, 93.47]],
  [50_000, [95.97, 94.48]],
]);

const { hidden, eta, batch } = denseKnobs({ hidden: 30, eta: 0.5, epochs: 1 });

export const dataSize = lab({
  id: "01/data-size",
  row: "N21",
  title: "How much is more data worth?",
  question:
    "Train on 100 pictures, on 200, … on 50 000, each time with the same number of steps. When does doubling the data stop paying? (A support vector machine starts far behind and catches up with data alone.)",
  source:
    "Nielsen, ch. 3, “Other techniques for regularization”, and the recorded curve of its figure",
  kind: "statistical",
  knobs: {
    hidden,
    eta,
    batch,
    updates: {
      default: 1_500_000,
      range: [1000, 1e8],
      integer: true,
      doc: "Pictures shown in each training, with repetition.",
    },
    largest: {
      default: 50_000,
      range: [100, 50_000],
      integer: true,
      doc: "The largest training set.",
    },
  },
  quick: { seconds: 2, seeds: [1, 2], knobs: { updates: 30_000, largest: 2000 } },
  full: { seconds: 120, seeds: [1] },
  needs: ["mnist"],
  chart: {
    x: { key: "pictures", label: "training pictures", upTo: "largest" },
    y: { key: "validationAccuracy", label: "validation digits read, %", range: [50, 100] },
  },
  *run({ updates, largest, ...config }, random, data) {
    const sizes = [...BOOK.keys()].filter((n) => n <= largest);
    const measured: Record<string, number> = {};
    for (const [i, pictures] of sizes.entries()) {
      const epochs = Math.floor(updates / pictures);
      const settings = { ...config, pictures, epochs, watch: epochs, lambda: pictures * 1e-4 };
      const recipe = { cost: "crossEntropy", initial: "old", on: "validation" } as const;
      const { accuracy } = yield* quiet(
        stretch(trainDense(settings, recipe, random, data), i, sizes.length),
      );
      measured[`size${pictures}`] = last(accuracy);
      yield {
        progress: (i + 1) / sizes.length,
        series: { pictures, validationAccuracy: last(accuracy) },
      };
    }
    return measured;
  },
  verdict(measured, budget) {
    const k = measured.length;
    const sizes = [...BOOK.keys()].filter((n) => `size${n}` in measured[0]);
    const known: Readonly<Record<string, string | readonly number[]>> = independent["N21 quick"];
    const runsOf = (n: number) => known[`size${n}`] as readonly number[];
    const means = sizes.map((n) => mean(values(measured, `size${n}`)));
    // Below 10 000 pictures which ones, in which order, from which start matters more than the sampling error: the spread of
    // the independent runs (whose number of steps is smaller) is used as the scale of it.
    const bands = sizes.map((n) => {
      if (budget === "quick") return bandOf(runsOf(n), k);
      const [net] = BOOK.get(n)!;
      return around(net, Math.max(sampling(net, k), n <= 2000 ? halfWidth(runsOf(n), k) : 0));
    });
    return {
      published: sizes.map((n) => `${n}: ${BOOK.get(n)![0]}`).join(", "),
      measured: `${sizes.map((n, i) => `${n}: ${fixed(means[i])}`).join(", ")} % (${k} seed${k > 1 ? "s" : ""})`,
      ...(budget === "quick"
        ? { exact: sizes.map((n) => `${n}: ${spread(runsOf(n))}`).join(", ") }
        : {}),
      tolerance:
        budget === "quick"
          ? "Each size within 4 s √(1/k + 1/12) of the mean of 12 runs of an independent program with as many steps (30 000 pictures shown); rising with the size."
          : "Each size within 4 standard errors of the printed number: of the sampling, or of the spread between independent runs where that is larger (up to 2 000 pictures); rising with the size up to 20 000.",
      pass:
        sizes.length >= 5 &&
        means.every(
          (m, i) => inBand(m, bands[i]) && (i === 0 || sizes[i] > 20_000 || m > means[i - 1]),
        ),
      note: `A support vector machine gets ${list(sizes.map((n) => BOOK.get(n)![1]))} % with the same pictures (the book's figures).`,
    };
  },
});

const halfWidth = (runs: readonly number[], k: number): number => {
  const { low, high } = bandOf(runs, 1);
  return ((high - low) / 2) * Math.sqrt((1 / k + 1) / (1 + 1 / runs.length));
};

/** Leaves the curves of each training out: the figure has one point per size. */
function* quiet<T extends { readonly progress: number }, R>(
  run: Generator<T, R>,
): Generator<{ progress: number }, R> {
  let next = run.next();
  while (!next.done) {
    yield { progress: next.value.progress };
    next = run.next();
  }
  return next.value;
}
