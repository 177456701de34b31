/** What the labs of chapter 6 share: their knobs, a training run that keeps the validation data apart, the verdict. */
import type { Rng } from "gradus/core";
import { expand as expandedDigits } from "gradus/data";
import type { Chart, Digits, LabData, LabReport, Turn } from "../../../../src/lab.ts";
import { settingsAt } from "../../../../src/turn.ts";
import { everyNth, first } from "./digits.ts";
import { type ActivationName, convolutional, type Net } from "./nets.ts";
import { seen as viewOf } from "./seen.ts";
import { type Evaluate, evaluation, training } from "./train.ts";

export interface ConvDefaults {
  readonly eta: number;
  readonly passes: number;
  readonly lambda?: number;
}

/** Training knobs of chapter 6; a pass is one walk over the training pictures, the expanded ones if they are expanded. */
export function convKnobs(d: ConvDefaults) {
  return {
    eta: { default: d.eta, symbol: "η", range: [0, 10], doc: "Learning rate." },
    lambda: {
      default: d.lambda ?? 0,
      symbol: "λ",
      range: [0, 100],
      doc: "L2 regularisation as network3.py scales it: λ/2 Σw² over the number of mini-batches in a pass.",
    },
    passes: {
      default: d.passes,
      range: [1, 200],
      integer: true,
      doc: "Passes over the training pictures.",
    },
    pictures: {
      default: 50_000,
      symbol: "n",
      range: [10, 50_000],
      integer: true,
      doc: "Training pictures used, before they are expanded.",
    },
    tested: {
      default: 10_000,
      range: [250, 10_000],
      integer: true,
      doc: "Validation and test pictures asked about after each pass.",
    },
  } as const;
}

/** The chart of a run of chapter 6; between passes it shows the accuracy on 250 test digits. */
export const convChart = (known?: number): Chart => ({
  x: { key: "pass", label: "passes", upTo: "passes" },
  y: { key: "testAccuracy", label: "test digits read, %", range: [0, 100] },
  ...(known === undefined ? {} : { reference: { label: `book ${known}`, y: known } }),
  hasMaps: true,
  reads: "digits",
});

export interface ConvConfig {
  readonly eta: number;
  readonly lambda: number;
  readonly passes: number;
  readonly pictures: number;
  readonly tested: number;
}

export interface ConvRecipe {
  readonly filters: readonly number[];
  readonly dense: readonly number[];
  readonly activation: ActivationName;
  readonly dropout?: number;
  /** Train on each picture and its four shifts by a pixel. */
  readonly expand?: boolean;
}

export interface ConvRun {
  /** Test accuracy after each pass, in per cent. */
  readonly accuracy: number[];
  readonly validation: number[];
  /** Test accuracy at the last pass with the best validation accuracy, as network3.py reports it: the book's number. */
  readonly chosen: number;
  readonly final: number;
  /** Answers to the test pictures after the last pass. */
  readonly answers: Uint8Array;
}

/** What a reader may replace: how the trained network looks at the test pictures in the end. */
export const convParts = {
  lastReading: (net: Net): Evaluate => evaluation(net, "logLikelihood"),
};

const BATCH = 10;

/**
 * Trains a network of chapter 6 as network3.py does, with one difference: the mini-batches are shuffled in each pass, where
 * that program takes them in the order of the file.
 */
export function* trainConv(
  config: ConvConfig,
  recipe: ConvRecipe,
  random: Rng,
  data: LabData,
  turn?: Turn,
  parts = convParts,
): Generator<LabReport, ConvRun> {
  const net = convolutional({ dropout: 0, ...recipe }, random);
  return yield* trainConvNet(net, config, recipe.expand === true, random, data, turn, parts);
}

function* trainConvNet(
  net: Net,
  config: ConvConfig,
  expand: boolean,
  random: Rng,
  data: LabData,
  turn?: Turn,
  parts = convParts,
): Generator<LabReport, ConvRun> {
  const mnist = data.mnist();
  const kept = first(mnist.train, config.pictures);
  const train = expand ? expandedDigits(kept) : kept;
  const at = (place: number) => settingsAt(config, turn, place);
  const trained = (lambda: number) => ({
    lambda,
    pass: training(net, {
      cost: "logLikelihood",
      batch: BATCH,
      l2: lambda / Math.floor(train.count / BATCH),
    }),
  });
  let { lambda, pass } = trained(config.lambda);
  const evaluate = evaluation(net, "logLikelihood");
  const [validation, test] = [mnist.validation, mnist.test].map((d) => first(d, config.tested));
  const run = { accuracy: [] as number[], validation: [] as number[] };
  let answers: Uint8Array = new Uint8Array(0);
  const sample = everyNth(test, Math.max(1, Math.floor(test.count / SAMPLE)));
  const { live, answered } = viewOf(net, "logLikelihood", mnist.test);
  for (let p = 0; p < config.passes; p++) {
    if (at(p).lambda !== lambda) ({ lambda, pass } = trained(at(p).lambda));
    const rate = (done: number) => at(p + done).eta;
    for (const done of pass(train, rate, random, reportsFor(train, config.passes))) {
      const glance =
        config.passes <= 10 && done < 1
          ? { series: { pass: p + done, testAccuracy: accuracyOf(evaluate, sample) } }
          : {};
      yield { progress: (p + done) / (config.passes + 0.2), ...glance, live };
      net.module.train(); // a look at the network between two steps does not end its training
    }
    net.module.eval();
    run.validation.push(accuracyOf(evaluate, validation));
    const isLast = p + 1 === config.passes;
    const seen = (isLast ? parts.lastReading(net) : evaluate)(test);
    run.accuracy.push(seen.accuracy);
    answers = seen.answers;
    answered(test, answers);
    const series = {
      pass: p + 1,
      validationAccuracy: run.validation[p],
      testAccuracy: seen.accuracy,
    };
    yield { progress: (p + 1) / config.passes, series, live };
  }
  const chosen = run.accuracy[run.validation.lastIndexOf(Math.max(...run.validation))];
  return { ...run, chosen, final: run.accuracy[run.accuracy.length - 1], answers };
}

const accuracyOf = (evaluate: Evaluate, digits: Digits): number => evaluate(digits).accuracy;

/** Pictures of a look between two passes: one captured batch. */
const SAMPLE = 250;

/** A report every 1 000 pictures or so, a second of a large network; more in short runs, which are drawn as curves. */
const reportsFor = ({ count }: Digits, passes: number): number =>
  Math.max(10, Math.ceil(20 / passes), Math.floor(count / 1000));
