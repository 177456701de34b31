/** How many threads the engine works with: what was asked for, whether the host can, and when they have arrived. */
import { StateError, ValueError } from "../core/errors.ts";
import { processors, whyAlone } from "./backend/team.ts";
import type { Engine } from "./engine.ts";

/** More would share pieces that are too small. */
const mostThreads = 16;
/** How long helpers may take to arrive, in ms. A loaded machine needs a second. */
const arrival = 20_000;

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

/** As many threads as there are processors; one, with a warning, where there cannot be more. */
export function allThreads(): number {
  const reason = whyAlone();
  if (reason === undefined) return Math.min(mostThreads, processors());
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

/** Resolves when all helpers have arrived. @throws StateError if one does not; the engine then works alone */
export async function arrived(engine: Engine): Promise<void> {
  const wanted = engine.threads - 1;
  const start = performance.now();
  while (engine.helpers < wanted) {
    const reason = engine.helperFailure;
    if (reason === undefined && performance.now() - start < arrival) {
      await new Promise<void>((turn) => setTimeout(turn, 1));
      continue;
    }
    engine.recruit(1);
    const message = reason instanceof Error ? reason.message : reason;
    throw new StateError(
      `useThreads: a helper thread did not start (${message ?? `nothing was heard of it for ${arrival / 1000} s`}). ` +
        "Under a content-security policy, allow worker-src blob: and script-src 'wasm-unsafe-eval'; or use one thread.",
    );
  }
}
