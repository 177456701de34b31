/**
 * Several seeds at once: a process for each, as many at a time as there are cores.
 *
 * A process shares nothing with its siblings, so what it computes equals a run of its seed alone, and one that fails takes no other
 * with it.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TrainOutcome } from "gradus/run";
import type { Io } from "./io.ts";
import type { Event } from "./json.ts";
import type { TrainRun } from "./run-folder.ts";
import { exitStatus, messageOf } from "./usage.ts";

/** What a parent tells the process of a seed. */
export type ToSeed = { readonly kind: "train"; readonly run: string } | { readonly kind: "stop" };

/** What it hears from it. */
export type FromSeed =
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "ended"; readonly outcome: TrainOutcome }
  | { readonly kind: "failed"; readonly message: string; readonly status: 1 | 2 };

/** How a seed ended. */
export interface SeedEnd {
  readonly seed: number;
  /** Undefined if not even its folder could be made. */
  readonly run?: TrainRun;
  /** Undefined if it failed. */
  readonly outcome?: TrainOutcome;
  readonly failure?: { readonly message: string; readonly status: 1 | 2 };
}

export interface SeedListener {
  event(seed: number, event: Event): void;
  /** Something that the seed's process wrote: a world of the user's own may print. */
  line(seed: number, line: string): void;
  ended(end: SeedEnd): void;
}

/**
 * Trains all seeds; resolves when none is running any more.
 *
 * @param open makes the folder of a seed when its turn comes
 * @param jobs how many run at the same time
 * @returns the seeds that were started, in their order
 */
export async function trainSeeds(
  seeds: readonly number[],
  open: (seed: number) => TrainRun,
  jobs: number,
  io: Io,
  listener: SeedListener,
): Promise<SeedEnd[]> {
  const waiting = [...seeds];
  const running = new Set<ChildProcess>();
  const ends: SeedEnd[] = [];
  const forget = io.onInterrupt(() => {
    waiting.length = 0;
    for (const child of running) tell(child, { kind: "stop" });
  });
  const worker = async (): Promise<void> => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const end = await opened(seed, open, (run) => trainSeed(seed, run, running, io, listener));
      ends.push(end);
      listener.ended(end);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, worker));
  } finally {
    forget();
  }
  return ends.sort((a, b) => a.seed - b.seed);
}

/** Without a folder there is nothing to train; the other seeds go on. */
async function opened(
  seed: number,
  open: (seed: number) => TrainRun,
  then: (run: TrainRun) => Promise<SeedEnd>,
): Promise<SeedEnd> {
  try {
    return await then(open(seed));
  } catch (error) {
    return { seed, failure: { message: messageOf(error), status: exitStatus(error) } };
  }
}

const here = import.meta.url;
const program = fileURLToPath(
  new URL(here.endsWith(".ts") ? "./seed-process.ts" : "./seed-process.js", here),
);

function tell(child: ChildProcess, message: ToSeed): void {
  if (child.connected) child.send(message);
}

function trainSeed(
  seed: number,
  run: TrainRun,
  running: Set<ChildProcess>,
  io: Io,
  listener: SeedListener,
): Promise<SeedEnd> {
  return new Promise((resolve) => {
    const child = fork(program, [], {
      cwd: io.cwd,
      execArgv: [...io.nodeFlags],
      serialization: "advanced", // keeps NaN and infinities
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    running.add(child);
    let end: SeedEnd | undefined;
    let last = "";
    for (const stream of [child.stdout, child.stderr])
      lines(stream, (line) => {
        last = line;
        listener.line(seed, line);
      });
    child.on("message", (message: FromSeed) => {
      if (message.kind === "event") listener.event(seed, message.event);
      else if (message.kind === "ended") end = { seed, run, outcome: message.outcome };
      else end = { seed, run, failure: { message: message.message, status: message.status } };
    });
    const over = (how: string): void => {
      running.delete(child);
      resolve(end ?? { seed, run, failure: { message: died(run, how, last), status: 1 } });
    };
    child.once("error", (error) => over(error.message));
    child.once("close", (code, signal) => over(signal ?? `exit status ${code}`));
    tell(child, { kind: "train", run: run.path });
  });
}

/** A process that the system ended cannot say why itself. */
function died({ shown }: TrainRun, how: string, last: string): string {
  const words = last === "" ? "" : ` Its last words: ${last}`;
  return `its process ended unexpectedly (${how}). Continue it with \`gradus resume ${shown}\`.${words}`;
}

function lines(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.trim() !== "") take(part);
  });
}
