/**
 * What a command may touch of the world outside: two streams, a folder, and the wish of a person to stop.
 * Commands get it as an argument, so that a test can hand in streams that it reads, and press Ctrl-C itself.
 */
import process from "node:process";
import { useThreads } from "gradus";
import { type Keyboard, keyboardOf } from "./keyboard.ts";

/** A place for text, with what is known about who reads it. */
export interface Sink {
  write(text: string): void;
  /** A person looks at it: lines may be redrawn. */
  readonly live: boolean;
  /** It understands colours. */
  readonly colour: boolean;
  /** Characters per line. */
  readonly columns: number;
}

export interface Io {
  /** For machines. */
  readonly out: Sink;
  /** For people. */
  readonly err: Sink;
  /** Paths that a person gives are relative to it. */
  readonly cwd: string;
  /** To be called often during long work: now and then it lets the event loop turn, which is where Ctrl-C arrives. */
  turn(): Promise<void> | undefined;
  /** Calls back once when the person (Ctrl-C) or the system asks to stop; the second time ends the process. */
  onInterrupt(callback: () => void): () => void;
  /** The keyboard, key by key; undefined where nobody sits at one. */
  keyboard(): Keyboard | undefined;
  /** Settles how many threads this process computes with, before its first tensor; undefined: as many as there are processors, up to 4. */
  threads(asked: number | undefined): void;
  /** What Node was started with, for processes that do a part of the work. */
  readonly nodeFlags: readonly string[];
}

interface Stream {
  write(text: string): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** NO_COLOR and FORCE_COLOR as everywhere (no-color.org). */
function colours(stream: Stream, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"]) return env["FORCE_COLOR"] !== "0";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

function sink(stream: Stream): Sink {
  return {
    write: (text) => void stream.write(text),
    live: stream.isTTY === true && process.env["TERM"] !== "dumb",
    colour: colours(stream, process.env),
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

function onInterrupt(callback: () => void): () => void {
  let asked = false;
  const listen = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(signal === "SIGTERM" ? 143 : 130);
    asked = true;
    callback();
  };
  process.on("SIGINT", listen).on("SIGTERM", listen);
  return () => void process.off("SIGINT", listen).off("SIGTERM", listen);
}

const turnEvery = 40; // ms

function turner(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < turnEvery) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        last = performance.now();
        resolve();
      });
    });
  };
}

/** Whoever read our output has gone (`gradus … | head`): stop as if asked to, which saves a training. */
function stopWhenUnread(stream: NodeJS.WriteStream): void {
  stream.once("error", () => {
    stream.on("error", () => {});
    process.kill(process.pid, "SIGTERM");
  });
}

/** GRADUS_THREADS is for all commands; the option is for one. */
function threads(asked: number | undefined): void {
  if (asked !== undefined || !process.env["GRADUS_THREADS"]) useThreads(asked);
}

/** The process that we run in. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) stopWhenUnread(stream);
  return {
    out: sink(process.stdout),
    err: sink(process.stderr),
    cwd: process.cwd(),
    turn: turner(),
    onInterrupt,
    keyboard: () => keyboardOf(process.stdin),
    threads,
    nodeFlags: process.execArgv,
  };
}
