/** A hidden layer: what a line cannot part, four hidden units can. */
import type { Rng } from "gradus/core";
import { flower, type LabelledPoints } from "gradus/data";
import { normalInit, sgd } from "gradus/nn";
import { fixed, percent, range, spread } from "../../../src/format.ts";
import { drawn } from "../../../src/interval.ts";
import { type LabReport, lab, type Measured } from "../../../src/lab.ts";
import { around, inBand, mean, median } from "../../../src/statistics.ts";
import { accuracyOf, descend, type Planar, planarNet, surface } from "./parts/planar.ts";

const SOURCE =
  "A. Ng, Neural Networks and Deep Learning, week 3: planar data classification with one hidden layer";
const POINTS = 400;
/** Standard deviation of a share of 90 % among 400 points, in per cent. */
const GRAIN = 100 * Math.sqrt((0.9 * 0.1) / POINTS);

const small = { activation: "tanh", init: normalInit(0.01) } as const;
const knobs = {
  hidden: {
    default: 4,
    symbol: "n_h",
    range: [1, 100],
    integer: true,
    doc: "Hidden units, with tanh.",
  },
  rate: { default: 1.2, symbol: "α", range: [0, 100], doc: "Step size of gradient descent." },
  iterations: {
    default: 10_000,
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps of gradient descent on all points.",
  },
} as const;

interface Settings {
  readonly hidden: number;
  readonly rate: number;
  readonly iterations: number;
}

/** Trains one network; measures its first and last cost and its accuracy on the points that it learned from. */
function* train(
  net: Planar,
  points: LabelledPoints,
  { rate, iterations }: Settings,
  random: Rng,
  report: (share: number, cost: number, net: Planar) => LabReport,
): Generator<LabReport, { first: number; last: number; accuracy: number }> {
  const climb = sgd(net.module.parameters, { rate });
  let first = Number.NaN;
  let last = Number.NaN;
  for (const { iteration, cost } of descend(net, points, climb, { iterations }, random)) {
    if (iteration === 0) first = cost;
    last = cost;
    yield report((iteration + 1) / iterations, cost, net);
  }
  return { first, last, accuracy: accuracyOf(net, points) };
}

export const planarFlower = lab({
  id: "02/planar-flower",
  row: "D3",
  title: "A flower that no line can part",
  question:
    "Petals of two classes in turn. Logistic regression guesses; how much do four hidden units see, and what does the cost say at the very first step?",
  source: SOURCE,
  kind: "statistical",
  knobs,
  quick: { seconds: 0.6, seeds: [1, 2, 3], knobs: { iterations: 3000 } },
  full: { seconds: 3, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  chart: {
    x: { key: "iteration", label: "steps of gradient descent", upTo: "iterations" },
    y: { key: "cost", label: "cost (nats an example)", range: [0, 0.8] },
    reference: { label: "Ng after 9 000 steps 0.2186", y: 0.2186 },
    hasMaps: true,
  },
  *run(config, random) {
    const points = flower(random.split(), { count: POINTS });
    const line = planarNet({ ...small, hidden: [] }, random.split());
    const settings = { ...config, iterations: Math.min(config.iterations, 2000) };
    const regression = yield* train(line, points, settings, random.split(), () => ({
      progress: 0,
    }));
    const net = planarNet({ ...small, hidden: [config.hidden] }, random.split());
    const result = yield* train(net, points, config, random.split(), (progress, cost, net) => ({
      progress,
      series: { iteration: progress * config.iterations, cost },
      live: { maps: [surface(net, 5, "log odds of class 1 over the plane")] },
    }));
    return {
      regression: regression.accuracy,
      first: result.first,
      last: result.last,
      accuracy: result.accuracy,
    };
  },
  verdict(measured) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const accuracy = of("accuracy");
    const k = accuracy.length;
    const band = around(90, 4 * GRAIN * Math.sqrt(1 + 1 / k));
    const first = mean(of("first"));
    const regression = mean(of("regression"));
    return {
      published:
        "regression 47 %, four hidden units 90 %; cost 0.693048 at first, 0.2186 after 9 000 steps",
      measured: `regression ${spread(of("regression"), "%", 1)}, four hidden units ${spread(accuracy, "%", 1)}, median ${percent(median(accuracy), 1)}; cost ${fixed(first, 6)} at first, ${fixed(mean(of("last")), 4)} at last`,
      exact: "log 2 = 0.693147 for a network that knows nothing",
      tolerance: `The median accuracy ${range(band, 1)} %: 4 √(p(1 − p)/400) √(1 + 1/k) around the printed one, whose 400 points are others; regression below 65 %; the first cost within 10⁻³ of log 2, because weights of 0.01 give logits below 10⁻³.`,
      pass: inBand(median(accuracy), band) && regression < 65 && Math.abs(first - Math.LN2) < 1e-3,
      ...drawn({
        xs: accuracy,
        of: median,
        known: 90,
        band,
        what: "the median accuracy, in per cent",
      }),
    };
  },
  figure: (measured) => ({
    title: "Accuracy on the 400 points (%)",
    x: { label: "seed" },
    y: { range: [40, 100] },
    series: [
      {
        name: "regression",
        x: measured.map((_, i) => i + 1),
        y: measured.map((m) => Number(m["regression"])),
        points: true,
      },
      {
        name: "hidden units",
        x: measured.map((_, i) => i + 1),
        y: measured.map((m) => Number(m["accuracy"])),
        points: true,
      },
    ],
    references: [
      { label: "Ng 90", y: 90 },
      { label: "Ng 47", y: 47 },
    ],
  }),
});

/** Sizes of the hidden layer and what the course's notebook prints for them, in per cent. */
const LADDER = [
  [1, 67.5],
  [2, 67.25],
  [3, 90.75],
  [5, 91.25],
  [20, 90],
  [50, 90.75],
] as const;

export const planarHiddenUnits = lab({
  id: "02/planar-hidden-units",
  row: "D3",
  title: "How many hidden units a flower needs",
  question:
    "One unit, two, three, fifty: where does the flower fall into place, and does more ever help?",
  source: SOURCE,
  kind: "statistical",
  knobs: { rate: knobs.rate, iterations: { ...knobs.iterations, default: 5000 } },
  quick: { seconds: 1, seeds: [1, 2], knobs: { iterations: 2000 } },
  full: { seconds: 8, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  chart: {
    x: { key: "units", label: "hidden units", range: [1, 50], scale: "log" },
    y: { key: "accuracy", label: "accuracy on the points (%)", range: [40, 100] },
  },
  *run(config, random) {
    const points = flower(random.split(), { count: POINTS });
    const accuracies: number[] = [];
    for (const [i, [units]] of LADDER.entries()) {
      const net = planarNet({ ...small, hidden: [units] }, random.split());
      const settings = { ...config, hidden: units };
      const { accuracy } = yield* train(net, points, settings, random.split(), (share) => ({
        progress: (i + share) / LADDER.length,
      }));
      accuracies.push(accuracy);
      yield { progress: (i + 1) / LADDER.length, series: { units, accuracy } };
    }
    return { accuracies };
  },
  verdict(measured) {
    const of = (i: number) => measured.map((m) => (m["accuracies"] as readonly number[])[i]);
    const k = measured.length;
    const rows = LADDER.map(([units, known], i) => {
      const accepted = around(
        known,
        4 * 100 * Math.sqrt(((known / 100) * (1 - known / 100)) / POINTS) * Math.sqrt(1 + 1 / k),
      );
      return {
        name: `${units} units`,
        known,
        measured: median(of(i)),
        accepted: [accepted.low, accepted.high] as const,
        digits: 1,
      };
    });
    return {
      published: LADDER.map(([units, known]) => `${units}: ${known} %`).join(", "),
      measured: `${rows.map((r) => `${r.name} ${fixed(r.measured, 1)} %`).join(", ")} (medians of ${k} seeds)`,
      tolerance:
        "Each median within 4 √(p(1 − p)/400) √(1 + 1/k) of the printed one, whose 400 points are others.",
      pass: rows.every((r) => inBand(r.measured, { low: r.accepted[0], high: r.accepted[1] })),
      rows,
    };
  },
  figure: (measured: readonly Measured[]) => ({
    title: "Accuracy on the 400 points (%)",
    x: { label: "hidden units", scale: "log", range: [1, 50] },
    y: { range: [40, 100] },
    series: [
      {
        name: "medians",
        x: LADDER.map(([units]) => units),
        y: LADDER.map((_, i) =>
          median(measured.map((m) => (m["accuracies"] as readonly number[])[i])),
        ),
      },
      {
        name: "printed",
        x: LADDER.map(([units]) => units),
        y: LADDER.map(([, known]) => known),
        points: true,
      },
    ],
    caption: `${measured.length} seeds.`,
  }),
});
