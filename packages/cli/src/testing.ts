/** For tests: streams that are read instead of shown, and a Ctrl-C that a test presses. */
import type { Io, Sink } from "./io.ts";
import type { Keyboard } from "./keyboard.ts";

export function captured(options: Partial<Pick<Sink, "live" | "colour" | "columns">> = {}): {
  sink: Sink;
  text: () => string;
} {
  let written = "";
  const sink = {
    live: false,
    colour: false,
    columns: 80,
    ...options,
    write: (text: string) => {
      written += text;
    },
  };
  return { sink, text: () => written };
}

export interface TestIo extends Io {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The JSON lines on stdout. */
  readonly events: () => Record<string, unknown>[];
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
}

/** Node with the sources instead of a build: a test must never see a stale one. */
export const sourceFlags: readonly string[] = [
  "--import",
  import.meta.resolve("tsx"),
  "--conditions=gradus-source",
];

/** Presses keys one after the other; after the last one, q. */
function pressing(keys: readonly string[]): Keyboard {
  let i = 0;
  return { next: async () => keys[i++] ?? "q", close: () => {} };
}

/**
 * @param turned called when long work lets the event loop turn, with how often it has done so
 * @param keys what a person presses; undefined if nobody sits there
 */
export function testIo(
  cwd: string,
  turned: (io: TestIo, times: number) => void = () => {},
  keys?: readonly string[],
): TestIo {
  let turns = 0;
  const out = captured();
  const err = captured();
  let callback = (): void => {};
  const io: TestIo = {
    out: out.sink,
    err: err.sink,
    cwd,
    turn: () => {
      turned(io, ++turns);
      return undefined;
    },
    onInterrupt: (listener) => {
      callback = listener;
      return () => {
        callback = () => {};
      };
    },
    keyboard: () => (keys === undefined ? undefined : pressing(keys)),
    threads: () => {},
    nodeFlags: sourceFlags,
    stdout: out.text,
    stderr: err.text,
    events: () =>
      out
        .text()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    interrupt: () => callback(),
  };
  return io;
}
