/** What the labs on digits share: their knobs, a training run with its curves, and the comparison with a printed accuracy. */
import type { Rng } from "gradus/core";
import { fixed, percent, range, spread } from "../../../../src/format.ts";
import { drawn } from "../../../../src/interval.ts";
import type {
  BudgetName,
  Chart,
  Digits,
  LabData,
  LabReport,
  Measured,
  Turn,
  Verdict,
} from "../../../../src/lab.ts";
import {
  around,
  type Band,
  bandOf,
  inBand,
  largest,
  mean,
  median,
  type Statistic,
  sampling,
} from "../../../../src/statistics.ts";
import { settingsAt } from "../../../../src/turn.ts";
import type { CostName } from "./costs.ts";
import { everyNth, first } from "./digits.ts";
import { dense, type Initial, type Net } from "./nets.ts";
import { seen as viewOf } from "./seen.ts";
import {
  type Evaluate,
  type Evaluation,
  evaluation,
  l2Term,
  type TrainingParts,
  training,
} from "./train.ts";

/** The knobs of a fully connected network and its training; defaults are the settings of the book. */
export function denseKnobs(d: {
  hidden: number;
  eta: number;
  epochs: number;
  lambda?: number;
  pictures?: number;
}) {
  return {
    hidden: {
      default: d.hidden,
      range: [0, 2000],
      integer: true,
      doc: "Hidden neurons; 0 leaves the hidden layer out.",
    },
    eta: { default: d.eta, symbol: "η", range: [0, 1000], doc: "Learning rate." },
    lambda: {
      default: d.lambda ?? 0,
      symbol: "λ",
      range: [0, 1000],
      doc: "L2 regularisation: a step multiplies the weights by 1 − ηλ/n, n training pictures.",
    },
    epochs: {
      default: d.epochs,
      range: [1, 2000],
      integer: true,
      doc: "Passes over the training pictures.",
    },
    batch: { default: 10, range: [1, 1000], integer: true, doc: "Pictures in a mini-batch." },
    pictures: {
      default: d.pictures ?? 50_000,
      symbol: "n",
      range: [10, 50_000],
      integer: true,
      doc: "Training pictures used, from the first on.",
    },
  } as const;
}

/**
 * The chart of a run on digits: accuracy over epochs, the weights and the mistakes beside it.
 *
 * @param from   lower end of the axis, per cent; runs that stay below it are cut off
 * @param known  the printed accuracy
 */
export function accuracyChart(on: Recipe["on"], from: number, known?: number): Chart {
  const what = on === "test" ? "test digits" : "validation digits";
  return {
    x: { key: "epoch", label: "epochs", upTo: "epochs" },
    y: { key: `${on}Accuracy`, label: `${what} read, %`, range: [from, 100] },
    ...(known === undefined ? {} : { reference: { label: `book ${known}`, y: known } }),
    figures: [{ key: `${on}Cost`, label: "cost on them" }],
    hasMaps: true,
  };
}

/** The accuracies of several stretches of a run in one plot, by the names of the stretches. */
export function compared(on: Recipe["on"], from: number, names: readonly string[]): Chart {
  const { figures: _, ...chart } = accuracyChart(on, from);
  const keys = names.map((name) => ({ key: `${name}: ${on}Accuracy`, name }));
  return { ...chart, y: { ...chart.y, key: keys[0].key }, curves: keys };
}

export interface DenseConfig {
  readonly hidden: number;
  readonly eta: number;
  readonly lambda: number;
  readonly epochs: number;
  readonly batch: number;
  readonly pictures: number;
  /** Epochs between two looks at the evaluation data; 1 unless given. The last epoch is always looked at. */
  readonly watch?: number;
}

export const sizesOf = ({ hidden }: { hidden: number }): number[] =>
  hidden > 0 ? [784, hidden, 10] : [784, 10];

/** One number per epoch that was looked at. Accuracies in per cent; the costs include the L2 term, as in the book's figures. */
export interface Curves {
  readonly accuracy: number[];
  readonly cost: number[];
  readonly trainAccuracy: number[];
  readonly trainCost: number[];
}

export interface Recipe {
  readonly cost: CostName;
  readonly initial: Initial;
  /** Which pictures the accuracy is measured on. */
  readonly on: "test" | "validation";
  /** Also measure on the training pictures. */
  readonly watchTraining?: boolean;
}

/** What may change in the middle of a run: η with the next mini-batch, λ with the next epoch. */
export const digitsForks = { knobs: ["eta", "lambda"], by: "turn" } as const;

/** Trains a dense network as network2.py does, and yields a report up to ten times an epoch. */
export function* trainDense(
  config: DenseConfig,
  recipe: Recipe,
  random: Rng,
  data: LabData,
  turn?: Turn,
  parts?: TrainingParts,
): Generator<LabReport, Curves> {
  const net = dense(sizesOf(config), random, recipe.initial);
  return yield* trainNet(net, config, recipe, random, data, turn, parts);
}

/** The same for a network that is given. */
export function* trainNet(
  net: Net,
  config: Omit<DenseConfig, "hidden">,
  recipe: Omit<Recipe, "initial">,
  random: Rng,
  data: LabData,
  turn?: Turn,
  parts?: TrainingParts,
): Generator<LabReport, Curves> {
  const { epochs, batch, pictures, watch = 1 } = config;
  const mnist = data.mnist();
  const train = first(mnist.train, pictures);
  const at = (place: number) => settingsAt(config, turn, place);
  const trained = (l2: number) => ({
    l2,
    epoch: training(net, { cost: recipe.cost, batch, l2 }, parts),
  });
  let { l2, epoch } = trained(config.lambda / train.count);
  const evaluate = evaluation(net, recipe.cost);
  const curves: Curves = { accuracy: [], cost: [], trainAccuracy: [], trainCost: [] };
  // Short runs are also looked at between epochs, on every fifth picture, so that the page has a curve to draw.
  const looks = Math.min(10, Math.ceil(POINTS / epochs));
  const sample = looks > 1 ? everyNth(mnist[recipe.on], 5) : undefined;
  const { live, answered } = viewOf(net, recipe.cost, mnist[recipe.on]);
  for (let e = 0; e < epochs; e++) {
    const decay = at(e).lambda / train.count;
    if (decay !== l2) ({ l2, epoch } = trained(decay));
    const rate = (done: number) => at(e + done).eta;
    for (const done of epoch(train, rate, random, sample === undefined ? 10 : looks)) {
      const glance =
        sample !== undefined && done < 1
          ? { series: { epoch: e + done, ...evaluated(recipe, evaluate(sample), net, l2) } }
          : {};
      yield { progress: (e + done) / (epochs + 0.1), ...glance, live };
      net.module.train(); // a look at the network between two steps does not end its training
    }
    if ((e + 1) % watch !== 0 && e + 1 < epochs) continue;
    net.module.eval();
    const seen = evaluate(mnist[recipe.on]);
    answered(mnist[recipe.on], seen.answers);
    const term = l2Term(net, l2);
    curves.accuracy.push(seen.accuracy);
    curves.cost.push(seen.cost + term);
    const known = recipe.watchTraining === true ? watchTraining(curves, evaluate, train, term) : {};
    const series = { epoch: e + 1, ...evaluated(recipe, seen, net, l2), ...known };
    yield { progress: (e + 1) / epochs, series, live };
  }
  return curves;
}

/** Fewer points than this make no curve. */
const POINTS = 30;

const evaluated = (
  { on }: Pick<Recipe, "on">,
  seen: Evaluation,
  net: Net,
  l2: number,
): Record<string, number> => ({
  [`${on}Accuracy`]: seen.accuracy,
  [`${on}Cost`]: seen.cost + l2Term(net, l2),
});

function watchTraining(
  curves: Curves,
  evaluate: Evaluate,
  train: Digits,
  decay: number,
): Record<string, number> {
  const { accuracy, cost }: Evaluation = evaluate(train);
  curves.trainAccuracy.push(accuracy);
  curves.trainCost.push(cost + decay);
  return { trainAccuracy: accuracy, trainCost: cost + decay };
}

/** A stretch of a longer run: its progress 0 … 1 becomes i/n … (i + 1)/n, and its curves get a name. */
export function* stretch<R>(
  run: Generator<LabReport, R>,
  i: number,
  n: number,
  name?: string,
): Generator<LabReport, R> {
  let next = run.next();
  while (!next.done) {
    const { progress, series, ...rest } = next.value;
    const named = series && name ? rename(series, name) : series;
    yield { ...rest, progress: (i + progress) / n, ...(named ? { series: named } : {}) };
    next = run.next();
  }
  return next.value;
}

const rename = (series: Readonly<Record<string, number>>, name: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(series).map(([k, v]) => [
      k === "epoch" || k === "pass" ? k : `${name}: ${k}`,
      v,
    ]),
  );

export const best = (curve: readonly number[]): number => largest(curve);
export const last = (curve: readonly number[]): number => curve[curve.length - 1];

/** One measure of all runs. */
export const values = (measured: readonly Measured[], key: string): number[] =>
  measured.map((m) => Number(m[key]));

/** How an accuracy is judged against the book in the full run, and against an independent program in the quick one. */
export interface AccuracyClaim {
  /** The measure that is compared, for each budget. */
  readonly key: string;
  readonly quickKey?: string;
  /** The printed accuracy, in per cent. */
  readonly published: number;
  readonly what: string;
  /** Runs of the independent program with the quick settings. */
  readonly quick: readonly number[];
  /** Known runs with the full settings, where there are at least three; otherwise the printed number and its sampling error. */
  readonly full?: readonly number[];
  /** Bimodal rows use the median or the best of the seeds; the default is their mean. */
  readonly statistic?: { readonly of: Statistic; readonly name: string };
  /** A full run must also reach this. */
  readonly atLeast?: number;
  readonly note?: string;
}

const MEAN = { of: mean as Statistic, name: "mean" };
export const MEDIAN = { of: median as Statistic, name: "median" };
export const BEST = { of: largest as Statistic, name: "best" };

export function accuracyVerdict(
  measured: readonly Measured[],
  budget: BudgetName,
  claim: AccuracyClaim,
): Verdict {
  const { of, name } = claim.statistic ?? MEAN;
  const k = measured.length;
  const xs = values(measured, budget === "quick" ? (claim.quickKey ?? claim.key) : claim.key);
  const judged = budget === "quick" ? quickBand(claim, k) : fullBand(claim, k);
  const got = of(xs);
  const isMean = name === "mean";
  return {
    published: `${percent(claim.published)}${budget === "quick" ? " (full run)" : ""}`,
    measured: isMean
      ? spread(xs, "%")
      : `${name} ${percent(got)}; all: ${xs.map((x) => fixed(x)).join(", ")}`,
    ...(judged.exact === undefined ? {} : { exact: judged.exact }),
    tolerance: `${claim.what}, ${name} of ${k}: ${range(judged.band)} %. ${judged.why}`,
    pass: xs.length > 0 && inBand(got, judged.band),
    ...drawn({
      xs,
      of,
      known: judged.known,
      band: judged.band,
      ...(isMean ? {} : { what: `the ${name} of ${k}` }),
    }),
    ...(claim.note === undefined ? {} : { note: claim.note }),
  };
}

interface Judged {
  readonly band: Band;
  readonly why: string;
  readonly known: number;
  readonly exact?: string;
}

function quickBand({ quick, statistic = MEAN }: AccuracyClaim, k: number): Judged {
  return {
    band: possible(knownBand(quick, k, statistic)),
    why: `${reason(quick, k, statistic)} of an independent program with the same settings.`,
    known: statistic.of(quick),
    exact: `${spread(quick, "%")} by an independent program`,
  };
}

function fullBand(
  { published, full, statistic = MEAN, atLeast = 0 }: AccuracyClaim,
  k: number,
): Judged {
  const floor = (band: Band): Band => ({ ...possible(band), low: Math.max(band.low, atLeast) });
  const also = atLeast > 0 ? ` At least ${percent(atLeast)} in any case.` : "";
  if (full !== undefined) {
    return {
      band: floor(knownBand(full, k, statistic)),
      why: `${reason(full, k, statistic)} that are known.${also}`,
      known: published,
      exact: `${spread(full, "%")} by independent programs`,
    };
  }
  return {
    band: floor(around(published, sampling(published, statistic === MEAN ? k : 1))),
    why: `4 √(p(1 − p)/10 000) √(1 + 1/k) around the printed number: the book's one run and our ${k} each carry the sampling error of 10 000 pictures.${also}`,
    known: published,
  };
}

/** An accuracy lies between 0 and 100 %. */
export const possible = ({ low, high }: Band): Band => ({
  low: Math.max(low, 0),
  high: Math.min(high, 100),
});

/** The median of bimodal runs must lie within the range of the known runs; a mean or a best within four standard errors. */
function knownBand(
  runs: readonly number[],
  k: number,
  { of, name }: { of: Statistic; name: string },
): Band {
  if (name !== "median") return bandOf(runs, k, of);
  const sorted = [...runs].sort((a, b) => a - b);
  return { low: sorted[0], high: sorted[sorted.length - 1] };
}

function reason(runs: readonly number[], k: number, { name }: { name: string }): string {
  if (name === "median") {
    return `The runs are bimodal (a digit may stay unlearned), so the median of ${k} must lie in the range of ${runs.length} runs`;
  }
  if (name === "mean")
    return `4 s √(1/${k} + 1/${runs.length}) around the mean of ${runs.length} runs`;
  return `4 s √(1 + 1/${Math.floor(runs.length / k)}) around the mean best of groups of ${k}, from ${runs.length} runs`;
}
