/**
 * Beginning with what another run has learned. An algorithm that is given `{ warm: state }` instead of a state takes over the
 * parameters (tables, networks, the scale of observations) and nothing else: streams, optimisers, counters and environments are new.
 */
import { StateError } from "./errors.ts";

export interface Warm {
  readonly warm: Readonly<Record<string, unknown>>;
}

/** What is to be taken over; undefined for an ordinary state, or none. */
export function warmOf(from: unknown): Warm["warm"] | undefined {
  return typeof from === "object" && from !== null && "warm" in from
    ? (from as Warm).warm
    : undefined;
}

/** The error for two runs that have learned different things. */
export function unlike(here: readonly string[], there: Warm["warm"]): StateError {
  const found = Object.keys(there);
  return new StateError(
    `This run learns ${here.map((name) => `"${name}"`).join(", ") || "nothing that can be taken over"}, the other one has ${found.map((name) => `"${name}"`).join(", ")}: they have nothing in common. Begin from a run of the same algorithm, or of one that learns the same.`,
  );
}
