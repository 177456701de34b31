/** Training an agent for people and machines: `train` of the library with a screen, logs, checkpoints and Ctrl-C around it. */
import { GradusError, rng } from "gradus/core";
import {
  type Algorithm,
  DivergedError,
  type Finding,
  fitted,
  type Progress,
  type Sinks,
  type TrainOptions,
  type TrainOutcome,
  type TrainState,
  train,
} from "gradus/run";
import { hasCheckpoint, newestSteps, saveCheckpoint, setAsideDiverged } from "./checkpoints.ts";
import { evaluator, type Job } from "./evaluations.ts";
import { StorageError } from "./files.ts";
import { findingLines, health } from "./health.ts";
import { beginningOf } from "./init-from.ts";
import type { Io } from "./io.ts";
import type { Emit } from "./json.ts";
import { discardRun, noteFailure, type TrainRun } from "./run-folder.ts";
import {
  bar,
  count,
  duration,
  figure,
  percent,
  sparkline,
  status,
  styled,
  width,
} from "./terminal.ts";
import { bestEvaluation, trainLog } from "./train-log.ts";

/** How a training went, and what looks wrong in it. */
export interface AgentOutcome extends TrainOutcome {
  readonly diagnosis: readonly Finding[];
}

/** Trains until `run.config.steps`, from the state of a checkpoint if there is one. */
export async function trainAgent(
  job: Job,
  io: Io,
  emit: Emit,
  from?: TrainState,
  every: Pick<TrainOptions, "checkpointEvery"> = {},
): Promise<AgentOutcome> {
  const { run, entry, world } = job;
  const { steps, seed, knobs } = run.config;
  const withoutReplay = run.config.replay === false;
  const line = status(io.err);
  const log = trainLog(run);
  const curve = curveOf();
  const watch = health(job, entry);
  const evaluations = evaluator(job, from?.steps ?? 0, emit, line);
  let stop = false;
  const forget = io.onInterrupt(() => {
    stop = true;
  });
  const sinks: Sinks = {
    report(report) {
      log.add(report);
      watch.add(report);
      evaluations.take(report);
    },
    progress(progress) {
      log.flush();
      curve.add(progress.return);
      emit({ event: "progress", ...shown(progress) });
      line.show(() => progressLine(io, progress, steps));
      if (!isTenth(progress.steps)) return;
      line.print(tenthLine(progress));
      for (const finding of watch.news()) {
        emit({ event: "finding", steps: progress.steps, ...finding });
        line.print(`looks wrong: ${finding.evidence} ${finding.advice}`);
      }
    },
    checkpoint(state) {
      log.flush(true);
      saveCheckpoint(run, state.steps, state, "checkpoint", { withoutReplay });
    },
    isDue: () => evaluations.isBest(),
    turn: () => io.turn(),
    isStopped: () => stop,
  };
  const isTenth = tenths(steps, from?.steps ?? 0);
  const start = from === undefined ? beginningOf(run, entry) : from.state;
  noteFailure(run, undefined);
  try {
    const reports = entry.algorithm(fitted(entry, world), knobs, rng(seed), start as never);
    const resumed = from === undefined ? {} : { from };
    const outcome = await train(reports, { steps, ...resumed, ...every }, sinks);
    line.clear();
    const diagnosis = watch.all(outcome.finished);
    io.err.write(agentSummary(io, run, outcome, curve.text()) + findingLines(diagnosis));
    return { ...outcome, diagnosis };
  } catch (error) {
    try {
      if (!(error instanceof StorageError)) log.flush();
    } catch {
      // What went wrong first is what a person should hear of.
    }
    noteFailure(run, error instanceof Error ? error.message : String(error));
    if (error instanceof GradusError) error.message += afterwards(error, job);
    else io.err.write(`${afterwards(error, job).trim()}\n`);
    throw error;
  } finally {
    line.clear();
    forget();
  }
}

/** What is left when a training fails, and what a person can do. */
function afterwards(error: unknown, { run, entry }: Job): string {
  if (error instanceof DivergedError) return divergedAdvice(run, entry);
  const last = newestSteps(run);
  const remedy = error instanceof StorageError ? ` ${error.remedy}, then` : " Then";
  if (last === undefined) return error instanceof StorageError ? ` ${error.remedy}.` : "";
  const again = `${remedy} continue with \`gradus resume ${run.shown}\`.`;
  return ` The training stopped; its last good checkpoint, after ${count(last)} steps, is kept in ${run.shown}.${again}`;
}

/** Resuming repeats, bit for bit, what happened: something must change. */
function divergedAdvice(run: TrainRun, { knobs }: Algorithm): string {
  const good = hasCheckpoint(run) ? setAsideDiverged(run) : undefined;
  const rate = ["rate", "alpha", "actorRate"].find((name) => Object.hasOwn(knobs, name));
  const smaller = rate === undefined ? 0 : Number(run.config.knobs[rate]) / 3;
  const set = rate === undefined ? "" : `, such as --set ${rate}=${Number(smaller.toPrecision(1))}`;
  const kept =
    good === undefined
      ? ` There is no good checkpoint from before.`
      : ` The last good checkpoint, after ${count(good)} steps, is kept: \`gradus eval ${run.shown}\` measures it.`;
  return `${kept} Resuming would repeat this; start a new run with smaller steps${set}.`;
}

/** Trains a run that was just made. If there is nothing to keep, its folder goes, so that the same --out can be tried again. */
export async function trainNewAgent(job: Job, io: Io, emit: Emit): Promise<AgentOutcome> {
  try {
    return await trainAgent(job, io, emit);
  } catch (error) {
    if (!hasCheckpoint(job.run)) discardRun(job.run);
    throw error;
  }
}

/** The keys that machines rely on come first. */
const shown = ({ steps, return: mean, stepsPerSecond, episodes, figures }: Progress) => ({
  steps,
  return: mean,
  stepsPerSecond: Math.round(stepsPerSecond),
  episodes,
  ...figures,
});

/**
 * Figures by which one sees whether a deep agent is well, in the order of their use, and what a line calls them: a critic that
 * explains the returns, a policy that moves, but not far, and has not settled too early, gradients of a size.
 */
const vital: Readonly<Record<string, string>> = {
  explainedVariance: "explained",
  approxKl: "KL",
  clipFraction: "clipped",
  entropy: "entropy",
  gradientNorm: "|g|",
  valueLoss: "value loss",
};

/** As many as there is room for: a line that is cut loses its colours. */
function vitalText(figures: Progress["figures"], room = Number.POSITIVE_INFINITY): string {
  let text = "";
  for (const [name, short] of Object.entries(vital)) {
    if (figures[name] === undefined) continue;
    const part = `  ${short} ${glance(figures[name])}`;
    if (text.length + part.length > room) break;
    text += part;
  }
  return text;
}

/** Two digits are enough for a glance: 0.84, 5e−6. */
function glance(x: number): string {
  const isTiny = x !== 0 && Math.abs(x) < 1e-3;
  return isTiny ? x.toExponential(0).replaceAll("-", "−") : figure(Number(x.toPrecision(2)));
}

/** Whether a tenth of the run has passed since the last time: lines for readers that are not live. */
function tenths(steps: number, first: number): (now: number) => boolean {
  let before = Math.floor((10 * first) / steps);
  return (now) => {
    const tenth = Math.floor((10 * now) / steps);
    const is = tenth > before;
    before = tenth;
    return is;
  };
}

/** The mean returns over time, thinned as it grows, for one line of text. */
function curveOf(): { add(value: number | null): void; text(): string } {
  let values: number[] = [];
  let every = 1;
  let n = 0;
  return {
    add(value) {
      if (value === null || n++ % every !== 0) return;
      values.push(value);
      if (values.length < 80) return;
      values = values.filter((_, i) => i % 2 === 0);
      every *= 2;
    },
    text: () => (values.length > 2 ? `  ${sparkline(values)}` : ""),
  };
}

function progressLine(io: Io, progress: Progress, total: number): string {
  const { steps, return: mean, stepsPerSecond } = progress;
  const done = Math.min(1, steps / total);
  const left = Math.max(0, total - steps) / stepsPerSecond;
  const line = `${bar(io.err, done)} ${percent(done, 0)}  return ${figure(mean)}  ${count(Math.round(stepsPerSecond))} steps/s  ${duration(left)} left`;
  return line + vitalText(progress.figures, io.err.columns - 1 - width(line));
}

function tenthLine({ steps, episodes, return: mean, figures }: Progress): string {
  const ended = episodes === 0 ? "" : `  ${count(episodes)} episodes  return ${figure(mean)}`;
  return `${count(steps)} steps${ended}${vitalText(figures)}`;
}

/** The last lines of a training: how it went, where it is, what to do with it. */
function agentSummary(io: Io, run: TrainRun, outcome: TrainOutcome, curve: string): string {
  const { finished, ended, steps, episodes, seconds, stepsPerSecond } = outcome;
  const bold = (text: string): string => styled(io.err, "bold", text);
  const made = `${count(steps)} steps`;
  if (!finished) {
    return `Stopped after ${made}; everything is saved. Continue with: ${bold(`gradus resume ${run.shown}`)}\n`;
  }
  const speed = `${duration(seconds)}, ${count(Math.round(stepsPerSecond))} steps/s`;
  const mean =
    outcome.return === null ? "" : `, mean return of the last ones ${bold(figure(outcome.return))}`;
  const counted = episodes === 0 ? "" : `, ${count(episodes)} episodes`;
  return (
    `${made}${ended ? " until nothing was left to do" : ""}${counted} (${speed})${mean}.${curve}\n` +
    `Saved in ${run.shown}. Measure it: ${bold(`gradus eval ${run.shown}`)}\n${bestText(run, bold)}`
  );
}

function bestText(run: TrainRun, bold: (text: string) => string): string {
  const steps = newestSteps(run, "best");
  if (steps === undefined) return "";
  const best = figure(bestEvaluation(run));
  return `Its best evaluation, ${best}, was after ${count(steps)} steps: ${bold(`gradus eval ${run.shown} --best`)}\n`;
}
