/** What a person is told when a world throws, or shows or pays NaN: where that was, so that it can be found again. */
import { GradusError } from "../core/errors.ts";
import { flatSize, type Numbers } from "./space.ts";
import type { AnyWorld } from "./world.ts";

/** A world that failed in the middle of an episode; `cause` is what it threw. */
export class WorldError extends GradusError {
  override name = "WorldError";
}

/** Where a world was; what is not known is left out. */
export interface Place {
  readonly world: string;
  /** Number of the environment, of several side by side. */
  readonly environment?: number | undefined;
  /** Of its stream of random numbers. */
  readonly seed?: number | undefined;
  /** The first is 1. */
  readonly episode?: number | undefined;
  /** Steps since the episode began; 0 in reset(). */
  readonly step?: number | undefined;
  /** The last one. */
  readonly action?: unknown;
}

/**
 * An error with its place.
 *
 *     Mine-v0: TypeError: Cannot read properties of null (reading 'x'), at Object.step (mine.mjs:12:9). It happened in
 *     environment 3 (seed 45), episode 12, step 57, after action 1.
 *
 * Errors of Gradus keep their class.
 */
export function worldFault(error: unknown, place: Place): GradusError {
  const where = described(place);
  if (error instanceof GradusError) {
    error.message += ` It happened in ${where}.`;
    return error;
  }
  const text =
    error instanceof Error ? `${error.name}: ${error.message}${lineOf(error)}` : String(error);
  return new WorldError(`${place.world}: ${text}. It happened in ${where}.`, { cause: error });
}

/** The error for a reward or an observation that is not a number. */
export function notANumber(world: string, what: string): GradusError {
  return new WorldError(
    `${world}: ${what} is NaN. \`gradus check-env\` looks for what may bring that: a division by zero, a root of a negative number, a missing field.`,
  );
}

/**
 * A world that looks at every observation for NaN, for worlds that are not known to be sound: training on one NaN ruins a network,
 * and says so only much later.
 */
export function guarded(world: AnyWorld): AnyWorld {
  const width = flatSize(world.observationSpace);
  return Object.assign(Object.create(world) as object, {
    observe(state: unknown, out: Numbers, at: number) {
      world.observe(state, out, at);
      for (let k = 0; k < width; k++) {
        if (out[at + k] !== out[at + k])
          throw notANumber(world.id, `number ${k} of the observation`);
      }
    },
  }) as AnyWorld;
}

/** The first line of the trace: where the world's own code threw. */
function lineOf({ stack = "" }: Error): string {
  const line = /\n\s+at (.+)/.exec(stack)?.[1];
  return line === undefined ? "" : `, at ${line.replace(/file:\/\//, "")}`;
}

function described({ environment, seed, episode, step, action }: Place): string {
  const of = seed === undefined ? "" : `seed ${seed}`;
  const parts = [
    environment === undefined ? of : `environment ${environment}${of === "" ? "" : ` (${of})`}`,
    episode === undefined ? "" : `episode ${episode}`,
    step === undefined ? "" : step === 0 ? "reset()" : `step ${step}`,
  ].filter((part) => part !== "");
  const after = action === undefined || step === 0 ? "" : `, after action ${shown(action)}`;
  return `${parts.join(", ") || "an episode"}${after}`;
}

function shown(action: unknown): string {
  if (ArrayBuffer.isView(action))
    return `[${Array.from(action as unknown as ArrayLike<number>).join(", ")}]`;
  return typeof action === "object" ? JSON.stringify(action) : String(action);
}
