/**
 * What machines read: with `--json`, one JSON object a line on stdout. The last one is `{"event":"done", …}`, or
 * `{"event":"error","message":…}` when the command failed.
 */
import type { Sink } from "./io.ts";

/** One line. `event` says which keys stand beside it. */
export interface Event {
  readonly event:
    | "progress"
    | "evaluation"
    | "series"
    | "item"
    | "verdict"
    | "fault"
    | "warning"
    | "finding"
    | "listening"
    | "done"
    | "error";
  readonly [key: string]: unknown;
}

/** Sends events to a machine, or nowhere when nobody asked for them. */
export type Emit = (event: Event) => void;

/** JSON has neither NaN nor infinities; they become null, as `JSON.stringify` has it everywhere. */
export function emitter(out: Sink, json: boolean): Emit {
  return json ? (event) => out.write(`${JSON.stringify(event)}\n`) : () => {};
}
