/**
 * One seed of `gradus train --seeds`, as a process of its own: trains the run whose folder its parent made, and tells the parent
 * how that goes. Nothing else differs from `gradus train`, so the bits are the same.
 *
 * Ctrl-C in a terminal reaches every process of the command. Only the parent listens to it; when it asks to stop, or is gone, the
 * training is saved.
 */
import process from "node:process";
import { trainNewAgent } from "./agent-training.ts";
import { type Io, processIo } from "./io.ts";
import { openRun, type TrainRun } from "./run-folder.ts";
import type { FromSeed, ToSeed } from "./seeds.ts";
import { entryOf } from "./teachers.ts";
import { exitStatus, messageOf } from "./usage.ts";
import { openWorld } from "./worlds.ts";

const tell = (message: FromSeed): void => {
  if (process.connected) process.send?.(message);
};

/** Writes to nobody: the parent makes its own lines of what it is told. */
const silent = { write: () => {}, live: false, colour: false, columns: 80 };

function childIo(onStop: (callback: () => void) => void): Io {
  const { cwd, turn, nodeFlags } = processIo();
  return {
    cwd,
    turn,
    nodeFlags,
    out: silent,
    err: silent,
    keyboard: () => undefined,
    threads: () => {}, // one: the other seeds have the other processors
    onInterrupt(callback) {
      onStop(callback);
      return () => onStop(() => {});
    },
  };
}

/** Trains, and resolves when the parent has been told how it ended. */
async function train(folder: string, io: Io): Promise<FromSeed> {
  try {
    const run = openRun(io.cwd, folder) as TrainRun;
    const entry = await entryOf(run);
    const world = await openWorld(run.config);
    const outcome = await trainNewAgent({ run, entry, world }, io, (event) =>
      tell({ kind: "event", event }),
    );
    return { kind: "ended", outcome };
  } catch (error) {
    return { kind: "failed", message: messageOf(error), status: exitStatus(error) };
  }
}

let stop = (): void => {};
let asked = false;
const ask = (): void => {
  asked = true;
  stop();
};
const io = childIo((callback) => {
  stop = callback;
  if (asked) callback();
});
process.on("SIGINT", () => {});
process.on("SIGTERM", ask);
process.on("disconnect", ask);
process.on("message", async (message: ToSeed) => {
  if (message.kind === "stop") return ask();
  const end = await train(message.run, io);
  if (process.connected) process.send?.(end, () => process.disconnect());
});
