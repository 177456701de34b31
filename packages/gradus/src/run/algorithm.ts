/**
 * What the run layer knows of an algorithm: a generator of reports. It does not log, draw, save or decide when to stop; whoever
 * takes the reports does. Tabular and deep algorithms have this one form, so that training, resuming and evaluating are written once.
 */
import type { Networks } from "../agents/parts/networks.ts";
import type { Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";

export interface ActOptions {
  /** The best action that the policy knows, instead of one drawn from it. */
  readonly deterministic?: boolean;
  /** 1 for each choice that is allowed now, in worlds with masks. */
  readonly mask?: Uint8Array | undefined;
}

/** A live policy. What it sees of the world, its algorithm says (`sees`). */
export interface Agent {
  act(seen: never, options?: ActOptions): unknown;
  /** An episode begins: what the policy remembers of the last one goes. */
  begin?(): void;
}

/** How a state of the rest of the run is read, and put back into what the agent of the reports reads. */
export interface Resumable {
  (): unknown;
  restore?(saved: never): void;
}

/** Whatever else in a report is a number goes into the log of the run under its own name. */
export interface Report {
  /** Steps since the beginning of the run: of the environment, or updates where no environment is touched. */
  readonly steps: number;
  /** Episodes that have ended since the beginning of the run. */
  readonly episodes?: number;
  /** Return of the episode that has just ended, or the mean of several; null where none has. */
  readonly episodeReturn: number | null;
  readonly agent: Agent;
  /** Plain data and typed arrays from which the algorithm goes on, bit for bit; to be read before the next report. */
  readonly state: Resumable;
}

/** A row of a table of algorithms. */
export interface Algorithm {
  readonly title: string;
  readonly source: string;
  readonly knobs: Knobs;
  /**
   * What its agents are shown. "state": the number of an observation, from 0 (`fitted` numbers those of several parts). "model":
   * the number of a state in the world's model. "features": the numbers of an observation. These three answer with the number of an
   * action, from 0. "observation": an observation in flat form; the answer is an action of the world in flat form.
   */
  readonly sees?: "state" | "model" | "features" | "observation";
  readonly algorithm: (
    world: AnyWorld,
    overrides: Readonly<Record<string, unknown>>,
    random: Rng,
    from?: never,
  ) => Generator<Report>;
  /** Undefined for a world (as `fitted` makes it) that it can learn in, else the reason, as a clause. */
  readonly fits: (world: AnyWorld) => string | undefined;
  /** The policy that a saved state holds, where it can be had without a step of training. */
  readonly policy?: (
    world: AnyWorld,
    config: Readonly<Record<string, unknown>>,
    saved: never,
    random: Rng,
    networks?: Networks,
  ) => Agent;
}
