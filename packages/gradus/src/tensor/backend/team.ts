/**
 * A team of threads over one shared memory: helpers that take pieces of work beside the thread that everything else runs on.
 *
 * The engine's thread stays in charge and synchronous. It publishes pieces (stretches of commands), takes pieces like everybody
 * else until none is left, and waits only for those that a helper has in hand. So a helper that sleeps, starts late or is not given
 * a processor costs nothing but its help, and no result depends on who computed it.
 *
 * Tickets are numbers that only grow (and wrap around at 2³²): pieces below `limit` are published, those below `ticket` are taken.
 */
import { internal, StateError } from "../../core/errors.ts";
import type { Backend } from "../kernels.ts";

/** Words of the control block. The ring of pieces, [start, end) each, stands behind them. */
const word = {
  ticket: 0, // the next piece to be taken
  limit: 16, // pieces up to here are published; words that are written often keep their distance
  done: 32, // pieces that are finished
  sleepers: 48, // helpers that wait on `limit`
  waiting: 49, // whether the engine's thread waits on `done`
  ready: 50, // helpers that have arrived
  stop: 51,
  failed: 52, // a piece that broke off
  ring: 64,
} as const;
/** Pieces at a time. */
export const mostPieces = 64;

/**
 * How long a helper looks for work before it sleeps, in ms: longer than the serial stretches of a training step, and short beside
 * what a training loop does between steps.
 */
const helperSpin = 0.1;
/** How long the engine's thread looks for the end of the last pieces before it sleeps, in ms. */
const ownSpin = 0.05;
/**
 * Waits of a tenth of a second, without a piece being finished, until a helper counts as dead: half a minute. Time in which the machine
 * sleeps does not count.
 */
const usualPatience = 300;

export interface TeamOptions {
  /** The first ticket, for tests of what happens at 2³². */
  readonly first?: number;
  readonly patience?: number;
}

/**
 * What a helper runs. It is text, because neither Node nor a browser starts a thread from a function, and because whatever bundles
 * this file must not touch it.
 */
const source = `
"use strict";
const host = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const help = ({ module, memory, control, scratch, scratchBytes, spin }) => {
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(control);
  const pause = Atomics.pause ?? (() => {});
  Atomics.add(words, ${word.ready}, 1);
  let idle = 0;
  let since = 0;
  while (Atomics.load(words, ${word.stop}) === 0) {
    const ticket = Atomics.load(words, ${word.ticket});
    const limit = Atomics.load(words, ${word.limit});
    if (ticket !== limit) {
      idle = 0;
      if (Atomics.compareExchange(words, ${word.ticket}, ticket, (ticket + 1) | 0) !== ticket) continue;
      const piece = ${word.ring} + 2 * (ticket & ${mostPieces - 1});
      let failed = 1;
      try {
        failed = run(words[piece], words[piece + 1], scratch, scratchBytes);
      } finally {
        if (failed !== 0) Atomics.store(words, ${word.failed}, 1);
        Atomics.add(words, ${word.done}, 1);
        if (Atomics.load(words, ${word.waiting}) !== 0) Atomics.notify(words, ${word.done});
      }
    } else if (idle++ === 0) since = performance.now();
    else if (idle % 64 !== 0 || performance.now() - since < spin) pause();
    else {
      Atomics.add(words, ${word.sleepers}, 1);
      if (Atomics.load(words, ${word.stop}) === 0) Atomics.wait(words, ${word.limit}, limit);
      Atomics.sub(words, ${word.sleepers}, 1);
      idle = 0;
    }
  }
};
if (host === undefined) {
  self.onmessage = ({ data }) => {
    help(data);
    self.close();
  };
} else help(host.workerData);
`;

interface Helper {
  stop(): void;
}
interface Worker {
  onerror: ((event: { message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): unknown;
}
interface NodeWorker {
  on(event: "error", listener: (error: unknown) => void): void;
  unref(): void;
  terminate(): unknown;
}
/** What Node and browsers have to start a thread with. */
interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly Worker?: new (url: string) => Worker;
  readonly Blob?: new (parts: string[], options: { type: string }) => unknown;
  readonly URL?: { createObjectURL(blob: unknown): string; revokeObjectURL(url: string): void };
}
const host = globalThis as unknown as Host;

/** Why there can be only one thread here, with the remedy; undefined if there can be several. */
export function whyAlone(): string | undefined {
  if (host.process?.getBuiltinModule?.("node:worker_threads") !== undefined) return undefined;
  if (host.crossOriginIsolated === false || host.SharedArrayBuffer === undefined) {
    return (
      "this page is not cross-origin isolated, so threads cannot share memory. Serve it with the headers " +
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp"
    );
  }
  if (host.Worker === undefined) return "this host has no workers. Use one thread here";
  return undefined;
}

/** Processors that this host offers. */
export function processors(): number {
  const os = host.process?.getBuiltinModule?.("node:os") as
    | { availableParallelism(): number }
    | undefined;
  return os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
}

function startHelper(data: unknown, failed: (reason: unknown) => void): Helper {
  const threads = host.process?.getBuiltinModule?.("node:worker_threads") as
    | { Worker: new (source: string, options: object) => NodeWorker }
    | undefined;
  if (threads !== undefined) {
    const worker = new threads.Worker(source, { eval: true, workerData: data, execArgv: [] });
    worker.on("error", failed);
    worker.unref(); // a program ends when its own work is done
    return { stop: () => worker.terminate() };
  }
  const { Worker, Blob, URL } = host as Required<Host>;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onerror = ({ message }) => failed(message ?? "the host did not start it");
  worker.postMessage(data);
  return {
    stop: () => {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** A helper that did not start, or ended: the others, and the engine's own thread, do its work. */
function lost(reason: unknown): void {
  console.warn(
    `gradus: a helper thread did not start, or ended (${reason instanceof Error ? reason.message : reason}); the work goes on without it. ` +
      "Under a content-security policy, allow worker-src blob: and script-src 'wasm-unsafe-eval'.",
  );
}

/** Whether this thread may sleep: all but the main thread of a page may. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

export class Team {
  /** Helpers and the engine's own thread. */
  readonly threads: number;
  private readonly words: Int32Array;
  private readonly helpers: readonly Helper[];
  private readonly own: (start: number, end: number) => number;
  private readonly sleeps = maySleep();
  private stopped = false;
  private limit: number;
  private readonly patience: number;

  /**
   * @param backend   one whose memory is shared
   * @param scratches scratch memory of each helper
   * @param own       runs commands on this thread
   */
  constructor(
    backend: Backend,
    scratches: readonly number[],
    scratchBytes: number,
    own: (start: number, end: number) => number,
    { first = 0, patience = usualPatience }: TeamOptions = {},
  ) {
    if (backend.shared === undefined) throw internal("a team needs a memory that is shared.");
    this.threads = scratches.length + 1;
    this.own = own;
    this.patience = patience;
    const control = new SharedArrayBuffer(4 * (word.ring + 2 * mostPieces));
    this.words = new Int32Array(control);
    this.limit = first | 0;
    for (const at of [word.ticket, word.limit, word.done]) this.words[at] = this.limit;
    this.helpers = scratches.map((scratch) =>
      startHelper({ ...backend.shared, control, scratch, scratchBytes, spin: helperSpin }, lost),
    );
  }

  /** Helpers that are at work or wait for it. */
  get ready(): number {
    return this.stopped ? 0 : Atomics.load(this.words, word.ready);
  }

  /**
   * Runs pieces of work, in any order and on any thread, and returns when all are done.
   *
   * @param bounds piece i is the commands in [bounds[i], bounds[i + 1]); at most 64
   */
  run(bounds: ArrayLike<number>): void {
    const { words } = this;
    const pieces = bounds.length - 1;
    for (let i = 0; i < pieces; i++) {
      const at = word.ring + 2 * ((this.limit + i) & (mostPieces - 1));
      words[at] = bounds[i];
      words[at + 1] = bounds[i + 1];
    }
    const limit = (this.limit + pieces) | 0;
    this.limit = limit;
    Atomics.store(words, word.limit, limit);
    if (Atomics.load(words, word.sleepers) !== 0) Atomics.notify(words, word.limit);
    for (;;) {
      const ticket = Atomics.load(words, word.ticket);
      if (ticket === limit) break;
      if (Atomics.compareExchange(words, word.ticket, ticket, (ticket + 1) | 0) !== ticket)
        continue;
      const at = word.ring + 2 * (ticket & (mostPieces - 1));
      if (this.own(words[at], words[at + 1]) !== 0) Atomics.store(words, word.failed, 1);
      Atomics.add(words, word.done, 1);
    }
    if (Atomics.load(words, word.done) !== limit) this.await(limit);
    if (Atomics.load(words, word.failed) !== 0)
      throw internal("a piece of a command failed in a thread.");
  }

  /** Waits until the pieces that helpers have in hand are done. */
  private await(limit: number): void {
    const { words } = this;
    const start = performance.now();
    for (let n = 1; ; n++) {
      if (Atomics.load(words, word.done) === limit) return;
      if (n % 64 === 0 && performance.now() - start > ownSpin) break;
    }
    Atomics.store(words, word.waiting, 1);
    for (let turns = 0; turns < this.patience; turns++) {
      const done = Atomics.load(words, word.done);
      if (done !== limit && this.sleeps) Atomics.wait(words, word.done, done, 100);
      else if (done !== limit) this.spin(limit, 100);
      if (Atomics.load(words, word.done) !== limit) {
        if (Atomics.load(words, word.done) !== done) turns = -1; // one of several has finished
        continue;
      }
      Atomics.store(words, word.waiting, 0);
      return;
    }
    this.stop();
    throw new StateError(
      `A thread of the engine has not finished its share of a command within ${this.patience / 10} s; it was probably ended from outside. ` +
        "The results of the running program are lost: start again, from a checkpoint where there is one, with fewer threads or with one.",
    );
  }

  private spin(limit: number, milliseconds: number): void {
    const start = performance.now();
    do {
      for (let n = 0; n < 256; n++) if (Atomics.load(this.words, word.done) === limit) return;
    } while (performance.now() - start < milliseconds);
  }

  /** Ends the helpers, now; what they have in hand is not finished. */
  stop(): void {
    Atomics.store(this.words, word.stop, 1);
    this.stopped = true;
    Atomics.notify(this.words, word.limit);
    for (const helper of this.helpers) helper.stop();
  }
}
