/** Dates as people write them, read from both ends and written anew, and where the network looks for each character. */
import { capture, noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { type DatePair, datePairs, humanAlphabet, isoAlphabet, vocabulary } from "gradus/data";
import { adam, cosineSchedule, crossEntropy, warmup } from "gradus/nn";
import { fixed, spread } from "../../../src/format.ts";
import { type LabReport, lab, type Measured, type NumberMap } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import { type Translator, translator } from "./parts/translator.ts";

/** "wednesday, the 22nd of september 1979" */
const FROM = 37;
/** "1979-09-22" */
const TO = 10;
const NEW = 1000;
const human = vocabulary([...humanAlphabet]);
const iso = vocabulary([...isoAlphabet]);
const parts = { translator };

const written = (pairs: readonly DatePair[]): Int32Array =>
  Int32Array.from(pairs.flatMap((p) => [...human.encode(p.human.padEnd(FROM))]));
const wanted = (pairs: readonly DatePair[]): Int32Array =>
  Int32Array.from(pairs.flatMap((p) => [...iso.encode(p.iso)]));

/** What it writes, and where it looks: [dates, TO, FROM]. */
function answered(
  net: Translator,
  pairs: readonly DatePair[],
): { answers: string[]; weights: ArrayLike<number> } {
  const { codes, weights } = noGrad(() => {
    const { logits, weights } = net.look(tensor(written(pairs), [pairs.length, FROM]));
    return { codes: logits.argmax(-1).data.slice(), weights: weights.data.slice() };
  });
  const answers = pairs.map((_, i) => iso.decode(codes.slice(i * TO, (i + 1) * TO)));
  return { answers, weights };
}

function* learn(
  net: Translator,
  pairs: readonly DatePair[],
  { steps, rate, batch }: { steps: number; rate: number; batch: number },
  random: Rng,
): Generator<{ step: number; loss: number }> {
  const climb = adam(net.module.parameters, { rate, maxNorm: 1 });
  const improve = capture((x: Tensor, y: Tensor, rate: number) =>
    climb(crossEntropy(net.module.forward(x.reshape(batch, FROM)), y.reshape(batch, TO)), { rate }),
  );
  const schedule = warmup(Math.ceil(steps / 30), cosineSchedule(rate, rate / 20, steps));
  const every = Math.max(1, Math.floor(steps / 20));
  for (let step = 1; step <= steps; step++) {
    const some = Array.from({ length: batch }, () => pairs[random.integer(pairs.length)]);
    const loss = improve(written(some), wanted(some), schedule(step - 1)).item();
    if (step % every === 0 || step === steps) yield { step, loss };
  }
}

/** The year stands at the end, with two digits or four. */
const yearOf = (text: string): { from: number; to: number } => {
  const digits = /(\d{4}|\d{2})$/.exec(text)?.[0].length ?? 0;
  return { from: text.length - digits, to: text.length };
};

/** Share of the weight of the four places of the year that lies on its digits or one character beside them; and of even looking. */
function lookedAtYear(
  pairs: readonly DatePair[],
  weights: ArrayLike<number>,
): { share: number; even: number } {
  let [share, even] = [0, 0];
  pairs.forEach(({ human }, i) => {
    const { from, to } = yearOf(human);
    const [first, last] = [from - 1, Math.min(FROM - 1, to)];
    even += (last - first + 1) / FROM / pairs.length;
    for (let t = 0; t < 4; t++) {
      for (let k = first; k <= last; k++)
        share += weights[(i * TO + t) * FROM + k] / 4 / pairs.length;
    }
  });
  return { share, even };
}

/** One map a date, as wide as the longest. */
function mapsOf(net: Translator, pairs: readonly DatePair[]): NumberMap[] {
  const { answers, weights } = answered(net, pairs);
  const width = Math.max(...pairs.map(({ human }) => human.length)); // cells of one size in all of them
  return pairs.map((pair, i) => {
    const values = Array.from({ length: TO }, (_, t) =>
      Array.from({ length: width }, (_2, k) => weights[(i * TO + t) * FROM + k]),
    ).flat();
    return {
      title: `a row for each character of ${answers[i]}: where it looks`,
      group: pair.human,
      width,
      height: TO,
      values,
    };
  });
}

/** Drawn until there is one with a name of the month at the front, one with it behind, and one of numbers only. */
function shownDates(random: Rng): DatePair[] {
  const wants = [/^[a-z]{3,} \d+,? \d+$/, /^the .* of/, /^\d+[/.-]/];
  return wants.map((want) => {
    for (;;) {
      const [pair] = datePairs(1, random);
      if (want.test(pair.human)) return pair;
    }
  });
}

export const dates = lab({
  id: "03/dates",
  row: "D20",
  title: "Reading dates, and where it looks",
  question:
    "“the 3rd of May 1979”, “3/5/79” and “thursday may 3, 1979” are one day. A network learns to write it as 1979-05-03 from examples alone. Does it get new dates right to the last digit, and where does it look for each?",
  source:
    "A. Ng, Sequence Models, week 3: neural machine translation with attention; Bahdanau et al. 2015, arXiv:1409.0473",
  kind: "statistical",
  knobs: {
    steps: {
      default: 1500,
      range: [10, 1e6],
      integer: true,
      unit: "steps",
      doc: "Steps of Adam.",
    },
    rate: { default: 0.01, symbol: "α", range: [1e-6, 1], doc: "Greatest step size." },
    batch: { default: 32, range: [1, 1024], integer: true, doc: "Dates of a step." },
    hidden: { default: 32, range: [4, 256], integer: true, doc: "Numbers of each memory." },
    dates: {
      default: 10_000,
      range: [10, 1e6],
      integer: true,
      doc: "Dates to learn from, each written in one of its many ways.",
    },
  },
  quick: { seconds: 6, seeds: [1], knobs: { steps: 600 } },
  full: { seconds: 60, seeds: [1, 2, 3] },
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: { key: "loss", label: "loss (nats a character)", range: [0, 2.5] },
    figures: [{ key: "exact", label: "new dates right (%)", healthy: [99, 100] }],
    reference: { label: "guessing: log 11", y: 2.398 },
    hasMaps: true,
  },
  *run({ steps, rate, batch, hidden, dates }, random, _, { translator }) {
    const net = translator(
      { reads: human.size, from: FROM, writes: iso.size, to: TO, hidden },
      random.split(),
    );
    const train = datePairs(dates, random.split());
    const seen = new Set(train.map((p) => p.human));
    const fresh = unseen(seen, random.split());
    const some = fresh.slice(0, 100);
    const shown = shownDates(random.split());
    for (const { step, loss } of learn(net, train, { steps, rate, batch }, random.split())) {
      const report: LabReport = {
        progress: step / steps,
        series: { step, loss, exact: exactly(some, answered(net, some).answers) },
        live: { maps: mapsOf(net, shown) },
      };
      yield report;
    }
    const { answers, weights } = answered(net, fresh);
    const { share, even } = lookedAtYear(fresh, weights);
    const mistake = fresh.findIndex((p, i) => p.iso !== answers[i]);
    return {
      exact: exactly(fresh, answers),
      share,
      even,
      mistake:
        mistake < 0
          ? ""
          : `${fresh[mistake].human} → ${answers[mistake]}, not ${fresh[mistake].iso}`,
    };
  },
  verdict(measured, budget) {
    const exact = measured.map((m) => Number(m["exact"]));
    const rate = budget === "full" ? 99 : 95;
    const error = Math.sqrt((rate * (100 - rate)) / (NEW * measured.length));
    const [share, even] = ["share", "even"].map((key) => mean(measured.map((m) => Number(m[key]))));
    const mistakes = measured.map((m) => String(m["mistake"])).filter((text) => text !== "");
    const isLooking = share > 2 * even;
    const least = rate - 4 * error;
    return {
      published:
        "the loss falls and the map of attention follows the date; all examples shown are right",
      measured: `${spread(exact, "%", 1)} of ${NEW} new dates right to the last digit; for the year ${fixed(100 * share, 0)} % of the weight lies at the year`,
      exact: "100 %: no way of writing a date here means two days",
      tolerance: `At least ${fixed(least, 1)} %: a reader that is wrong once in ${fixed(100 / (100 - rate), 0)} dates, less four standard errors of ${NEW} dates a seed. At the year, or one character beside it, more than twice the weight of even looking, ${fixed(100 * even, 0)} %.`,
      pass: measured.length > 0 && mean(exact) >= least && isLooking,
      interval: {
        known: 100,
        measured: mean(exact),
        accepted: [least, 100],
        what: "new dates that are right, in per cent",
      },
      ...(mistakes.length > 0 ? { note: `Wrong, for instance: ${mistakes[0]}.` } : {}),
    };
  },
  figure: (measured: readonly Measured[]) => ({
    title: "New dates that are right (%)",
    x: { label: "seed", names: measured.map((_, i) => ({ at: i, text: `${i + 1}` })) },
    y: { range: [0, 100] },
    series: [
      {
        name: "right to the last digit",
        x: measured.map((_, i) => i),
        y: measured.map((m) => Number(m["exact"])),
        points: true,
      },
    ],
    caption: `${NEW} new dates a seed.`,
  }),
});

const exactly = (pairs: readonly DatePair[], answers: readonly string[]): number =>
  (100 * pairs.filter((p, i) => p.iso === answers[i]).length) / pairs.length;

/** Dates whose text was not among those to learn from. */
function unseen(seen: ReadonlySet<string>, random: Rng): DatePair[] {
  const fresh: DatePair[] = [];
  while (fresh.length < NEW)
    fresh.push(...datePairs(NEW, random).filter(({ human }) => !seen.has(human)));
  return fresh.slice(0, NEW);
}
