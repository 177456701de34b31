/** How many threads the engine works with: what was asked for, and whether the host can. */
import { StateError, ValueError } from "../core/errors.ts";
import { processors, whyAlone } from "./backend/team.ts";

/** More would share pieces that are too small. */
const mostThreads = 16;

/** A number of threads that was asked for explicitly. @throws StateError where there can be only one */
export function checkedThreads(asked: number, who: string): number {
  if (!Number.isInteger(asked) || asked < 1 || asked > mostThreads) {
    throw new ValueError(
      `${who}: the number of threads is ${asked}; it must be a whole number from 1 to ${mostThreads}.`,
    );
  }
  const reason = asked === 1 ? undefined : whyAlone();
  if (reason !== undefined)
    throw new StateError(`${who}: ${asked} threads cannot be had: ${reason}.`);
  return asked;
}

/** Threads that nobody chose: beyond this, nothing has been measured. */
const usualThreads = 4;

/** As many threads as there are processors, within reason; one, with a warning, where there cannot be more. */
export function allThreads(): number {
  const reason = whyAlone();
  if (reason === undefined) return Math.min(usualThreads, processors());
  console.warn(`gradus: computing with one thread: ${reason}.`);
  return 1;
}

const host = globalThis as { process?: { env?: Record<string, string | undefined> } };

/** GRADUS_THREADS=2, where the host has an environment; one thread unless it says otherwise. */
export function threadsOfEnvironment(): number {
  const text = host.process?.env?.["GRADUS_THREADS"];
  if (text === undefined || text === "") return 1;
  return text === "all" ? allThreads() : checkedThreads(Number(text), `GRADUS_THREADS=${text}`);
}
