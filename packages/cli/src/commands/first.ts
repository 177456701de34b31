/**
 * `gradus first`: the first network of the path in the terminal. Nielsen's network with one hidden layer of 30
 * learns all 50 000 training digits, and shows some of the test digits that it still gets wrong.
 */
import { internal } from "gradus/core";
import { classify } from "gradus/run";
import type { Pictures } from "../datasets.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { count, gallery, middle, percent, styled } from "../terminal.ts";
import { doneEvent, type Outcome, statusOf, summary, trainNew } from "../training.ts";
import { start } from "./fit.ts";

export interface FirstOptions {
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

const epochs = 30; // as in the book
const published = 0.9542; // "95.42 percent at its peak": Nielsen, chapter 1, "Implementing our network"
const shown = 8;

export async function first(options: FirstOptions, io: Io): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  io.err.write(`${styled(io.err, "bold", "Gradus · the first network")}\n`);
  const { run, loaded } = start("mnist", { ...options, epochs }, io);
  const { pictures } = loaded;
  if (pictures === undefined) throw internal("MNIST has no pictures.");
  io.err.write(
    `A network of ${run.config.net} sigmoid neurons sees ${count(pictures.train.count)} handwritten digits, ${epochs} times over.\n` +
      `After each epoch it is asked about ${count(pictures.test.count)} digits that it has never seen. (Ctrl-C saves and stops.)\n\n`,
  );
  const outcome = await trainNew(run, loaded, io, emit);
  io.err.write("\n");
  if (outcome.finished) io.err.write(mistakes(outcome, pictures, io));
  if (outcome.finished) io.err.write(verdict(outcome));
  io.err.write(summary(io, run, outcome));
  emit(doneEvent(run, outcome));
  return statusOf(outcome);
}

/** Some test digits that the network gets wrong, with the true label and its answer. */
export function mistakes(
  { report }: Pick<Outcome, "report">,
  { test, width, height }: Pictures,
  io: Io,
): string {
  if (report === undefined) return "";
  const wrong = classify(report.network, test.images)
    .map((answer, i) => ({ i, answer: answer.label }))
    .filter(({ i, answer }) => answer !== test.labels[i]);
  if (wrong.length === 0) return "";
  const every = Math.max(1, Math.floor(wrong.length / shown));
  const some = wrong.filter((_, k) => k % every === 0).slice(0, shown);
  const entries = some.map(({ i, answer }) => {
    const pixels = test.images.subarray(i * width * height, (i + 1) * width * height);
    return {
      picture: middle({ width, height, pixels }, 20),
      caption: `a ${test.labels[i]}, read as ${answer}`,
    };
  });
  const head = `${count(wrong.length)} of ${count(test.count)} test digits are still misread. Some of them:`;
  return `${head}\n\n${gallery(io.err, entries)}`;
}

function verdict({ rows }: Outcome): string {
  const best = Math.max(...rows.map((row) => row.testAccuracy));
  return `Its best epoch: ${percent(best)}. The book's: ${percent(published)} (Nielsen, chapter 1; most seeds end between 94.6 and 95.5 %; with about one in seven a digit is never learned).\n`;
}
