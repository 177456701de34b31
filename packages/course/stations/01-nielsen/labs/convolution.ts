/** Chapter 6, first half: from a shallow softmax network to two convolutional layers of rectified linear units. */
import { fixed, range, spread } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { bandOf, inBand, mean, sampling } from "../../../src/statistics.ts";
import { type ConvRun, convChart, convKnobs, convParts, trainConv } from "./parts/convLab.ts";
import { accuracyVerdict, digitsForks, stretch, values } from "./parts/digitsLab.ts";
import { independent } from "./parts/independent.generated.ts";

const SOURCE = "Nielsen, ch. 6, “Convolutional neural networks in practice”";
const WHAT =
  "Test accuracy at the pass with the best validation accuracy (quick: after the last pass)";

const measures = ({ chosen, final, accuracy, validation }: ConvRun): Measured => ({
  chosen,
  final,
  accuracy,
  validation,
});
const claim = { key: "chosen", quickKey: "final", what: WHAT } as const;

export const shallowSoftmax = lab({
  id: "01/shallow-softmax",
  row: "N32",
  title: "The baseline of chapter 6: one hidden layer and a softmax",
  question:
    "Before any convolution: a hundred sigmoid neurons, softmax, log-likelihood, no regularisation. How near does it come to the best of chapter 3?",
  source: SOURCE,
  kind: "statistical",
  knobs: convKnobs({ eta: 0.1, passes: 60 }),
  quick: { seconds: 2, seeds: [1, 2], knobs: { pictures: 10_000, passes: 3 } },
  full: { seconds: 100, seeds: [1, 2] },
  needs: ["mnist"],
  chart: convChart(97.8),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    return measures(
      yield* trainConv(
        config,
        { filters: [], dense: [100], activation: "sigmoid" },
        random,
        data,
        turn,
      ),
    );
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      ...claim,
      published: 97.8,
      quick: independent["N32 quick"].final,
    }),
});

export const firstConvNet = lab({
  id: "01/first-conv-net",
  row: "N33",
  title: "The first convolutional layer",
  question:
    "Twenty filters of 5 × 5 pixels, shared over the whole picture, then pooling: the error falls by more than a third. Look at what the filters have become.",
  source: SOURCE,
  kind: "statistical",
  knobs: convKnobs({ eta: 0.1, passes: 60 }),
  quick: { seconds: 3, seeds: [1, 2], knobs: { pictures: 5000, passes: 2, tested: 2000 } },
  full: { seconds: 450, seeds: [1] },
  needs: ["mnist"],
  chart: convChart(98.78),
  forks: digitsForks,
  parts: convParts,
  *run(config, random, data, parts, _from, turn) {
    return measures(
      yield* trainConv(
        config,
        { filters: [20], dense: [100], activation: "sigmoid" },
        random,
        data,
        turn,
        parts,
      ),
    );
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      ...claim,
      published: 98.78,
      quick: independent["N33 quick"].final,
      atLeast: 98.6,
    }),
});

export const convWithoutDense = lab({
  id: "01/conv-without-dense",
  row: "N34",
  title: "Leave the dense layer out",
  question:
    "An exercise: connect the pooled filters straight to the softmax. Does the dense layer help?",
  source: `${SOURCE}, exercise`,
  kind: "statistical",
  knobs: convKnobs({ eta: 0.1, passes: 60 }),
  quick: { seconds: 2, seeds: [1, 2], knobs: { pictures: 5000, passes: 2, tested: 2000 } },
  full: { seconds: 350, seeds: [1] },
  needs: ["mnist"],
  chart: convChart(),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    return measures(
      yield* trainConv(
        config,
        { filters: [20], dense: [], activation: "sigmoid" },
        random,
        data,
        turn,
      ),
    );
  },
  verdict(measured, budget) {
    const published = "— (an exercise; the book prints no number)";
    if (budget === "quick") {
      return {
        ...accuracyVerdict(measured, budget, {
          ...claim,
          published: 98.78,
          quick: independent["N34 quick"].final,
        }),
        published,
      };
    }
    const xs = values(measured, "chosen");
    const low = 97.8 + sampling(97.8, xs.length) / 2;
    const high = 98.78 + sampling(98.78, xs.length);
    return {
      published,
      measured: spread(xs, "%"),
      tolerance: `Between the shallow network and the one with a dense layer: above 97.80 % by two standard errors (${fixed(low)} %), and not above 98.78 % by more than four (${fixed(high)} %).`,
      pass: inBand(mean(xs), { low, high }),
    };
  },
});

export const twoConvLayers = lab({
  id: "01/two-conv-layers",
  row: "N35",
  title: "Two convolutional layers",
  question:
    "The second layer sees not pixels but the features of the first. What does that buy, and why does learning start so late? (In the quick run it has not started.)",
  source: SOURCE,
  kind: "statistical",
  knobs: convKnobs({ eta: 0.1, passes: 60 }),
  quick: { seconds: 4, seeds: [1], knobs: { pictures: 5000, passes: 2, tested: 2000 } },
  full: { seconds: 900, seeds: [1] },
  needs: ["mnist"],
  chart: convChart(99.06),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    return measures(
      yield* trainConv(
        config,
        { filters: [20, 40], dense: [100], activation: "sigmoid" },
        random,
        data,
        turn,
      ),
    );
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      ...claim,
      published: 99.06,
      quick: independent["N35 quick"].final,
      note: "With sigmoid neurons these two layers stay at chance for some 2 000 mini-batches before they begin to learn; the quick run checks that plateau.",
    }),
});

export const rectifiedConv = lab({
  id: "01/rectified-conv",
  row: "N36",
  title: "Rectified linear units",
  question:
    "The same network with max(0, z) for σ(z), a smaller rate and a little weight decay. Compare the first thousand mini-batches with those of the sigmoid network.",
  source: SOURCE,
  kind: "statistical",
  knobs: convKnobs({ eta: 0.03, lambda: 0.1, passes: 60 }),
  quick: { seconds: 5, seeds: [1, 2], knobs: { pictures: 2500, passes: 2, tested: 2000 } },
  full: { seconds: 900, seeds: [1] },
  needs: ["mnist"],
  chart: convChart(99.23),
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    return measures(
      yield* trainConv(
        config,
        { filters: [20, 40], dense: [100], activation: "relu" },
        random,
        data,
        turn,
      ),
    );
  },
  verdict: (measured, budget) =>
    accuracyVerdict(measured, budget, {
      ...claim,
      published: 99.23,
      quick: independent["N36 quick"].final,
      atLeast: 99.1,
      note: "The book's 60 passes; `--set passes=…` for fewer.",
    }),
});

export const tanhConv = lab({
  id: "01/tanh-conv",
  row: "N41",
  title: "Tanh against sigmoid, in two convolutional layers",
  question:
    "The problem asks: does tanh learn faster, does it end higher? Train both from the same seed and lay the curves over each other.",
  source: `${SOURCE}, problem “Using the tanh activation function”`,
  kind: "statistical",
  knobs: convKnobs({ eta: 0.1, passes: 20 }),
  quick: { seconds: 5, seeds: [1, 2], knobs: { pictures: 2500, passes: 1, tested: 2000 } },
  full: { seconds: 600, seeds: [1] },
  needs: ["mnist"],
  chart: {
    ...convChart(),
    y: { key: "tanh: testAccuracy", label: "test digits read, %", range: [0, 100] },
    curves: ["tanh", "sigmoid"].map((name) => ({ key: `${name}: testAccuracy`, name })),
  },
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const shape = { filters: [20, 40], dense: [100] };
    const tanh = yield* stretch(
      trainConv(config, { ...shape, activation: "tanh" }, random, data, turn),
      0,
      2,
      "tanh",
    );
    const sigmoid = yield* stretch(
      trainConv(config, { ...shape, activation: "sigmoid" }, random, data, turn),
      1,
      2,
      "sigmoid",
    );
    return {
      tanh: tanh.final,
      sigmoid: sigmoid.final,
      tanhCurve: tanh.accuracy,
      sigmoidCurve: sigmoid.accuracy,
      early: mean(tanh.accuracy.slice(0, 3)) - mean(sigmoid.accuracy.slice(0, 3)),
    };
  },
  verdict(measured, budget) {
    const [tanh, sigmoid, early] = ["tanh", "sigmoid", "early"].map((key) => values(measured, key));
    const known = independent["N41 quick"];
    const k = measured.length;
    const [tanhBand, sigmoidBand] = [bandOf(known.tanh, k), bandOf(known.sigmoid, k)];
    const published = "tanh trains a little faster, the final accuracies are very similar";
    const shown = `tanh ${spread(tanh, "%")}, sigmoid ${spread(sigmoid, "%")}`;
    if (budget === "quick") {
      return {
        published,
        measured: shown,
        exact: `tanh ${spread(known.tanh, "%")}, sigmoid ${spread(known.sigmoid, "%")} by an independent program`,
        tolerance: `After 250 mini-batches: tanh ${range(tanhBand)} %, sigmoid ${range(sigmoidBand)} %, 4 s √(1/k + 1/8) around 8 runs of an independent program.`,
        pass: inBand(mean(tanh), tanhBand) && inBand(mean(sigmoid), sigmoidBand),
      };
    }
    const similar = sampling(99.06, k);
    return {
      published,
      measured: `${shown}; tanh ahead by ${fixed(mean(early))} points over the first three passes`,
      tolerance: `Faster: ahead on average over the first three passes. Similar: final accuracies within ${fixed(similar)} points, 4 √(p(1 − p)/10 000) √(1 + 1/k) at p = 99.06 %.`,
      pass: mean(early) > 0 && Math.abs(mean(tanh) - mean(sigmoid)) <= similar,
      note: "20 passes; the problem looks at 60 as well: --set passes=60.",
    };
  },
});
