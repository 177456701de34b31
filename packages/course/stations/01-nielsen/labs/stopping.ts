/** Two exercises of chapter 3: when to stop, and when to lower the learning rate. */
import type { Rng } from "gradus/core";
import { fixed, list } from "../../../src/format.ts";
import { type LabData, type LabReport, lab, type Turn } from "../../../src/lab.ts";
import { settingsAt } from "../../../src/turn.ts";
import { first } from "./parts/digits.ts";
import { denseKnobs, digitsForks, last, sizesOf } from "./parts/digitsLab.ts";
import { dense } from "./parts/nets.ts";
import { evaluation, training } from "./parts/train.ts";

const { hidden, eta, lambda, epochs, batch, pictures } = denseKnobs({
  hidden: 30,
  eta: 0.5,
  epochs: 100,
  lambda: 0.5,
  pictures: 5000,
});
const patienceKnob = {
  default: 10,
  symbol: "n",
  range: [1, 100],
  integer: true,
  doc: "No improvement in n: epochs without a new best validation accuracy before something happens.",
} as const;
const knobs = { hidden, eta, lambda, epochs, batch, pictures, patience: patienceKnob };

interface Config {
  readonly hidden: number;
  readonly eta: number;
  readonly lambda: number;
  readonly epochs: number;
  readonly batch: number;
  readonly pictures: number;
  readonly patience: number;
}

/** Counts epochs since the best accuracy so far; an equal accuracy is no improvement. */
export function noImprovement(patience: number): (accuracy: number) => boolean {
  let best = Number.NEGATIVE_INFINITY;
  let waited = 0;
  return (accuracy) => {
    if (accuracy > best) {
      best = accuracy;
      waited = 0;
      return false;
    }
    return ++waited >= patience;
  };
}

/** Trains until `next` gives no rate for the coming epoch; it sees the validation accuracy of the last one. */
function* trainUntil(
  config: Config,
  next: (accuracy: number | undefined, epochs: number) => number | undefined,
  random: Rng,
  data: LabData,
  turn: Turn | undefined,
): Generator<LabReport, { accuracy: number[]; rates: number[] }> {
  const mnist = data.mnist();
  const train = first(mnist.train, config.pictures);
  const net = dense(sizesOf(config), random, "new");
  const trained = (lambda: number) => ({
    lambda,
    epoch: training(net, {
      cost: "crossEntropy",
      batch: config.batch,
      l2: lambda / train.count,
    }),
  });
  let { lambda, epoch } = trained(config.lambda);
  const evaluate = evaluation(net, "crossEntropy");
  const accuracy: number[] = [];
  const rates: number[] = [];
  for (
    let rate = next(undefined, 0);
    rate !== undefined && rates.length < config.epochs;
    rate = next(last(accuracy), rates.length)
  ) {
    const base = rates.length;
    const now = settingsAt(config, turn, base).lambda;
    if (now !== lambda) ({ lambda, epoch } = trained(now));
    for (const done of epoch(train, rate, random, 4))
      yield { progress: (base + done) / (config.epochs + 1) };
    rates.push(rate);
    accuracy.push(evaluate(mnist.validation).accuracy);
    yield {
      progress: rates.length / (config.epochs + 1),
      series: { epoch: rates.length, validationAccuracy: last(accuracy), rate },
    };
  }
  return { accuracy, rates };
}

/** The number of epochs after which no-improvement-in-n ends a curve, worked out from the curve alone; ∞ if nothing ends it. */
export function stopsAt(curve: readonly number[], patience: number): number {
  for (let e = patience; e < curve.length; e++) {
    const before = curve.slice(0, e - patience + 1);
    const recent = curve.slice(e - patience + 1, e + 1);
    if (Math.max(...recent) <= Math.max(...before)) return e + 1;
  }
  return Number.POSITIVE_INFINITY;
}

export const earlyStopping = lab({
  id: "01/early-stopping",
  row: "N26",
  title: "Stop when nothing has improved for n epochs",
  question:
    "Ten epochs without a new best: is that the end, or a plateau? Compare n = 3, 10 and 30: how many epochs does each cost, and what does it gain?",
  source:
    "Nielsen, ch. 3, “How to choose a neural network's hyper-parameters?”, exercise on no-improvement-in-n",
  kind: "property",
  knobs,
  quick: {
    seconds: 1,
    seeds: [1, 2],
    knobs: { pictures: 2000, patience: 4, epochs: 60, lambda: 0.2 },
  },
  full: { seconds: 25, seeds: [1, 2, 3], knobs: { pictures: 50_000, lambda: 5 } },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs" },
    y: { key: "validationAccuracy", label: "validation digits read, %", range: [80, 100] },
  },
  forks: digitsForks,
  *run(config, random, data, _parts, _from, turn) {
    const stop = noImprovement(config.patience);
    const rule = (accuracy: number | undefined, epochs: number) =>
      accuracy !== undefined && stop(accuracy) ? undefined : settingsAt(config, turn, epochs).eta;
    const { accuracy } = yield* trainUntil(config, rule, random, data, turn);
    return { epochs: accuracy.length, limit: config.epochs, patience: config.patience, accuracy };
  },
  verdict(measured) {
    const right = measured.map((m) => {
      const curve = m["accuracy"] as readonly number[];
      const stopped = curve.length < Number(m["limit"]);
      return (
        curve.length === m["epochs"] &&
        stopsAt(curve, Number(m["patience"])) === curve.length &&
        stopped
      );
    });
    const bests = measured.map((m) => Math.max(...(m["accuracy"] as readonly number[])));
    return {
      published: "— (an exercise: the rule is to end training, near its best)",
      measured: `stopped after ${list(
        measured.map((m) => Number(m["epochs"])),
        0,
      )} epochs, best ${list(bests)} %`,
      tolerance:
        "Equal: read off the finished curve, the first epoch at which the last n bring nothing above everything before is the epoch at which training ended; and it ended before the limit.",
      pass: right.length > 0 && right.every((ok) => ok),
    };
  },
});

export const learningRateSchedule = lab({
  id: "01/learning-rate-schedule",
  row: "N26",
  title: "Halve the learning rate when nothing improves",
  question:
    "Instead of stopping, halve η, and stop at η/128. What do the seven halvings gain over the first standstill?",
  source:
    "Nielsen, ch. 3, “How to choose a neural network's hyper-parameters?”, exercise on the learning schedule",
  kind: "property",
  knobs,
  quick: {
    seconds: 3,
    seeds: [1, 2],
    knobs: { pictures: 2000, patience: 2, epochs: 120, lambda: 0.2 },
  },
  full: { seconds: 150, seeds: [1, 2, 3], knobs: { pictures: 50_000, lambda: 5, epochs: 300 } },
  needs: ["mnist"],
  chart: {
    x: { key: "epoch", label: "epochs" },
    y: { key: "validationAccuracy", label: "validation digits read, %", range: [80, 100] },
    figures: [{ key: "rate", label: "learning rate η" }],
    hasMaps: false,
  },
  forks: { knobs: ["lambda"], by: "turn" }, // the rule sets η
  *run(config, random, data, _parts, _from, turn) {
    let rate = config.eta;
    let stop = noImprovement(config.patience);
    const rule = (accuracy: number | undefined) => {
      if (accuracy === undefined || !stop(accuracy)) return rate;
      if (rate <= config.eta / 128) return undefined;
      rate /= 2;
      stop = noImprovement(config.patience);
      return rate;
    };
    const { accuracy, rates } = yield* trainUntil(config, rule, random, data, turn);
    return { accuracy, rates, eta: config.eta, patience: config.patience };
  },
  verdict(measured) {
    const judged = measured.map((m) =>
      schedule(
        m["accuracy"] as number[],
        m["rates"] as number[],
        Number(m["eta"]),
        Number(m["patience"]),
      ),
    );
    return {
      published: "— (an exercise: halve until η/128)",
      measured: judged
        .map(
          (j) =>
            `${j.levels} rates, best ${fixed(j.best)} % (first standstill ${fixed(j.firstBest)} %)`,
        )
        .join("; "),
      tolerance:
        "Equal: the rates are η, η/2, …, η/128, each kept exactly until n epochs in a row bring nothing new at that rate, read off the finished curve; and the best lies at or above the best of the first standstill.",
      pass: judged.length > 0 && judged.every((j) => j.ok),
    };
  },
});

/** Checks a finished schedule against its rule. */
function schedule(
  accuracy: readonly number[],
  rates: readonly number[],
  eta: number,
  patience: number,
) {
  const levels = [...new Set(rates)];
  const stretches = levels.map((rate) => accuracy.filter((_, e) => rates[e] === rate));
  const halved =
    levels.every((rate, i) => rate === (i === 0 ? eta : levels[i - 1] / 2)) && levels.length === 8;
  const falling = rates.every((rate, e) => e === 0 || rate <= rates[e - 1]);
  const kept = stretches.every(
    (curve) => curve.length > patience && stopsAt(curve, patience) === curve.length,
  );
  const ended = stretches.every(
    (curve) => Math.max(...curve.slice(-patience)) <= Math.max(...curve.slice(0, -patience)),
  );
  const best = Math.max(...accuracy);
  const firstBest = Math.max(...stretches[0]);
  return {
    ok: halved && falling && kept && ended && best >= firstBest,
    levels: levels.length,
    best,
    firstBest,
  };
}
