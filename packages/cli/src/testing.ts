/** For tests: streams that are read instead of shown, and a Ctrl-C that a test presses. */
import type { Io, Sink } from "./io.ts";

export function captured(options: Partial<Pick<Sink, "live" | "colour" | "columns">> = {}): { sink: Sink; text: () => string } {
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

export function testIo(cwd: string, onError: (text: string, io: TestIo) => void = () => {}): TestIo {
  const out = captured();
  const err = captured();
  let callback = (): void => {};
  const io: TestIo = {
    out: out.sink,
    err: {
      ...err.sink,
      write: (text) => {
        err.sink.write(text);
        onError(text, io);
      },
    },
    cwd,
    onInterrupt: (listener) => {
      callback = listener;
      return () => {
        callback = () => {};
      };
    },
    stdout: out.text,
    stderr: err.text,
    events: () => out.text().split("\n").filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>),
    interrupt: () => callback(),
  };
  return io;
}
