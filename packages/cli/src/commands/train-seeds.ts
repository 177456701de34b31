/** `gradus train --seeds A-B`: what people and machines are told while several seeds train, and what the seeds say together. */
import { DataError, ValueError } from "gradus/core";
import { interquartileMean, mean, median, standardError, type TrainOutcome } from "gradus/run";
import type { Io } from "../io.ts";
import type { Emit, Event } from "../json.ts";
import type { TrainRun } from "../run-folder.ts";
import { type SeedEnd, trainSeeds } from "../seeds.ts";
import { bar, count, duration, figure, percent, status, styled, table } from "../terminal.ts";

export interface SeveralSeeds {
  readonly seeds: readonly number[];
  /** How many train at the same time. */
  readonly jobs: number;
  readonly config: { readonly steps: number };
  /** Makes the folder of a seed. */
  open(seed: number): TrainRun;
}

/** Trains every seed in a process of its own, then compares them. */
export async function several(plan: SeveralSeeds, io: Io, emit: Emit): Promise<number> {
  const { seeds, jobs, open } = plan;
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const ends = await trainSeeds(seeds, open, jobs, io, listener(plan, io, emit, seconds));
  const good = ends.filter(isGood);
  const failed = ends.filter((end) => end.failure !== undefined);
  if (good.length === 0 && failed.length > 0) throw together(failed);
  io.err.write(comparison(io, plan, good, failed));
  emit({ event: "done", ...doneOf(good, failed, seconds()) });
  if (failed.length > 0) return 1;
  return good.length < seeds.length || good.some(isStopped) ? 130 : 0;
}

type Good = SeedEnd & { readonly run: TrainRun; readonly outcome: TrainOutcome };
const isGood = (end: SeedEnd): end is Good => end.outcome !== undefined;
const isStopped = ({ outcome }: Good): boolean => !outcome.finished;

/** Lines while seeds train: one that is redrawn for all of them, one that stays for each that ended. */
function listener(
  { seeds, config }: SeveralSeeds,
  io: Io,
  emit: Emit,
  seconds: () => number,
): Parameters<typeof trainSeeds>[4] {
  const line = status(io.err);
  const latest = new Map<number, { steps: number; return: number | null }>();
  let over = 0;
  let speed = 0;
  const show = (): void =>
    line.show(() => {
      const made = [...latest.values()];
      const steps = made.reduce((sum, one) => sum + one.steps, 0);
      const total = seeds.length * config.steps;
      const done = Math.min(1, steps / total);
      speed = steps / seconds();
      const returns = made.flatMap((one) => one.return ?? []);
      return (
        `${bar(io.err, done)} ${percent(done, 0)}  ${over}/${seeds.length} seeds` +
        `  return ${figure(returns.length === 0 ? null : mean(returns))}` +
        `  ${count(Math.round(speed))} steps/s  ${duration(Math.max(0, total - steps) / speed)} left`
      );
    });
  return {
    event(seed, event) {
      emit({ ...event, seed });
      if (event.event === "evaluation") line.print(`seed ${seed}: ${evaluationText(event)}`);
      if (event.event !== "progress") return;
      latest.set(seed, { steps: Number(event["steps"]), return: event["return"] as number | null });
      show();
    },
    line: (seed, text) => line.print(`seed ${seed}: ${text}`),
    ended({ seed, outcome, failure }) {
      over++;
      if (outcome !== undefined) line.print(`seed ${seed}: ${outcomeText(outcome)}`);
      if (failure === undefined) return;
      const { message } = failure;
      line.print(`${styled(io.err, "red", "error:")} seed ${seed}: ${message}`);
      emit({ event: "error", seed, message });
    },
  };
}

function evaluationText({ steps, meanReturn, standardError: error }: Event): string {
  return `after ${count(Number(steps))} steps return ${figure(Number(meanReturn))} ± ${figure(error as number | null)} without exploration`;
}

function outcomeText({ finished, steps, seconds, return: last }: TrainOutcome): string {
  const made = `${finished ? "" : "stopped after "}${count(steps)} steps in ${duration(seconds)}`;
  return last === null ? made : `${made}, return ${figure(last)}`;
}

/** No seed could be trained: one message if all say the same, as for a wrong argument. */
function together(failed: readonly SeedEnd[]): Error {
  const messages = new Set(failed.map(({ failure }) => failure?.message));
  const isMisuse = failed.every(({ failure }) => failure?.status === 2);
  const text =
    messages.size === 1
      ? [...messages][0]
      : failed.map(({ seed, failure }) => `Seed ${seed}: ${failure?.message}`).join(" ");
  return isMisuse ? new ValueError(text) : new DataError(text);
}

/** What machines read last. */
function doneOf(
  good: readonly Good[],
  failed: readonly SeedEnd[],
  seconds: number,
): Readonly<Record<string, unknown>> {
  const returns = returnsOf(good);
  const steps = good.reduce((sum, { outcome }) => sum + outcome.steps, 0);
  const some = returns.length > 0;
  return {
    runs: good.map(({ run }) => run.shown),
    seeds: good.map(({ seed }) => seed),
    steps,
    seconds,
    stepsPerSecond: seconds > 0 ? Math.round(steps / seconds) : 0,
    return: some ? mean(returns) : null,
    standardError: standardError(returns),
    interquartileMean: some ? interquartileMean(returns) : null,
    median: some ? median(returns) : null,
    returns: good.map(({ outcome }) => outcome.return),
    failed: failed.map(({ seed, failure }) => ({ seed, message: failure?.message })),
    interrupted: good.some(isStopped),
  };
}

const returnsOf = (good: readonly Good[]): number[] =>
  good.flatMap(({ outcome }) => outcome.return ?? []);

function comparison(
  io: Io,
  { seeds }: SeveralSeeds,
  good: readonly Good[],
  failed: readonly SeedEnd[],
): string {
  const rows = good.map(({ seed, run, outcome }) => [
    String(seed),
    figure(outcome.return),
    count(outcome.steps),
    run.shown,
  ]);
  const bold = (text: string): string => styled(io.err, "bold", text);
  const lines = [`\n${table(io.err, ["seed", "return", "steps", "run"], rows)}`];
  const started = new Set([...good, ...failed].map(({ seed }) => seed));
  const rest = seeds.filter((seed) => !started.has(seed));
  if (rest.length > 0) lines.push(`Not started: ${listed(rest)}.\n`);
  if (failed.length > 0)
    lines.push(`Failed: ${listed(failed.map(({ seed }) => seed))}; the reasons are above.\n`);
  const stopped = good.find(isStopped);
  if (stopped !== undefined)
    lines.push(
      `Stopped; everything is saved. Continue each with: ${bold(`gradus resume ${stopped.run.shown}`)}\n`,
    );
  return lines.join("") + summaryText(returnsOf(good));
}

function summaryText(returns: readonly number[]): string {
  if (returns.length < 2) return "";
  const error = figure(standardError(returns));
  return (
    `Return over ${returns.length} seeds: mean ${figure(mean(returns))} ± ${error} (standard error), ` +
    `interquartile mean ${figure(interquartileMean(returns))}, median ${figure(median(returns))}.\n`
  );
}

/** Seeds 4-6 or seed 4: what can be typed again. */
function listed(seeds: readonly number[]): string {
  const [first, last] = [seeds[0], seeds[seeds.length - 1]];
  if (seeds.length === 1) return `seed ${first}`;
  return last - first + 1 === seeds.length ? `seeds ${first}-${last}` : `seeds ${seeds.join(", ")}`;
}
