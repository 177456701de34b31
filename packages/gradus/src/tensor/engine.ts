/**
 * The engine: one numeric core with its memory, the arena of eager results, and the way from an operation to a command.
 *
 * An operation becomes a command (kernels.ts). Eagerly the command is written to a fixed place and run at once; while a
 * function is being captured it is handed to the recorder instead. Everything else in this folder stands on `emit`.
 *
 * Memory has owners. `persistent` blocks belong to a module, an optimiser or a program. Eager results live in the arena's
 * current region and die together at its explicit end; each storage remembers the generation of its owner, so a late read
 * throws instead of returning other data.
 */
import { DataError, type GradusError, internal, StateError } from "../core/errors.ts";
import { Team } from "./backend/team.ts";
import { type Block, Heap } from "./heap.ts";
import { type Backend, type Kernel, kernels, opcode } from "./kernels.ts";
import type { Tensor, TensorFields } from "./tensor.ts";

export type HostArray = Float32Array | Float64Array | Int32Array;

/** Who decides how long a storage lives. */
export interface Owner {
  generation: number;
  /** What ended, for the message of a late read. */
  readonly ended: string;
}

/** Elements in the engine's memory, or on the way there. */
export interface Storage {
  /** Byte address; meaningless while `plan` or a stale `host` says otherwise. */
  address: number;
  readonly size: number; // elements
  owner: Owner;
  generation: number;
  /** A plain tensor's values in ordinary memory; copied in when an operation needs them. */
  readonly host?: HostArray;
  /** A number that stands in the command itself. */
  readonly inline?: number;
  /** A place in the plan of the function that is being captured. */
  readonly plan?: number;
  /** Keeps a block alive for the finaliser that is the safety net at the prompt. */
  token?: object;
}

/** An address argument: a tensor, or element `offset` of a storage; 0 is "none"; `self` points at a float word of the command. */
export interface Ref {
  readonly storage: Storage;
  readonly offset: number; // elements
}
export interface Self {
  readonly self: number; // the value
}
export type Argument = number | Ref | Self;

/** A stretch of commands, or one command in pieces that may run at once: piece i is [bounds[i], bounds[i + 1]). */
export interface Stage {
  readonly start: number;
  readonly end: number;
  readonly bounds?: readonly number[];
}

/** Receives commands while a function is being captured. */
export interface Recorder {
  record(kernel: Kernel, args: readonly Argument[]): void;
  allocate(size: number): Storage;
  /** The recording is right only as long as this holds; otherwise the function is recorded anew. */
  dependOn(holds: () => boolean): void;
}

/** A stretch of arena time with one end. */
export interface Region extends Owner {
  readonly chunks: Chunk[];
  cursor: number; // in the last chunk
}
interface Chunk {
  readonly block: Block;
  readonly token: object;
}

const reservedBytes = 1024; // address 0 means "none"
const scratchBytes = 8 << 20; // packing and im2col
const commandBytes = 4096;
const chunkBytes = 1 << 20;

/** Of each kernel that reads indices: which argument they are, how many there are, which argument they must stay below. */
interface Indexed {
  readonly indices: number;
  readonly count: (argument: (i: number) => number) => number;
  readonly limit: number;
}
const indexed: { readonly [K in Kernel]?: Indexed } = {
  take: { indices: 2, count: (a) => a(3), limit: 5 },
  takeAdjoint: { indices: 2, count: (a) => a(3), limit: 5 },
  gather: { indices: 2, count: (a) => a(3) * a(5) * a(6), limit: 4 },
  gatherAdjoint: { indices: 2, count: (a) => a(3) * a(5) * a(6), limit: 4 },
  oneHot: { indices: 1, count: (a) => a(2), limit: 3 },
};
export const immortal: Owner = { generation: 0, ended: "" };

export class Engine {
  readonly backend: Backend;
  readonly float: Float32Array | Float64Array;
  readonly int: Int32Array;
  readonly heap: Heap;
  readonly make: (fields: TensorFields) => Tensor;
  /** Whether operations are remembered for backward(). */
  tracking = true;
  recorder: Recorder | undefined;
  nextNode = 1;
  private readonly commandAddress: number;
  private readonly regions: Region[];
  private readonly spare: Block[] = [];
  private readonly net: FinalizationRegistry<() => void>;
  /** Threads that a program is cut for when it is captured. */
  threads = 1;
  private team: Team | undefined;
  private readonly scratches: number[] = []; // of helpers, kept for the next team

  constructor(backend: Backend, make: (fields: TensorFields) => Tensor) {
    this.backend = backend;
    this.float = backend.float;
    this.int = backend.int;
    this.make = make;
    this.commandAddress = reservedBytes + scratchBytes;
    this.heap = new Heap(this.commandAddress + commandBytes, backend.bytes);
    this.regions = [region("the last optimiser step or the end of the last scope")];
    this.net = new FinalizationRegistry((free) => free());
  }

  // ── commands ────────────────────────────────────────────────────────────────────────────────

  /** Runs one kernel, or records it while a function is being captured. */
  emit(kernel: Kernel, ...args: Argument[]): void {
    if (this.recorder !== undefined) {
      this.recorder.record(kernel, args);
      return;
    }
    const end = this.write(this.commandAddress, kernel, args, (s) => this.addressOf(s));
    this.execute(this.commandAddress, end);
  }

  /** Writes a command at `at` and returns where the next one goes. */
  write(
    at: number,
    kernel: Kernel,
    args: readonly Argument[],
    address: (s: Storage) => number,
  ): number {
    const { float, int } = this;
    const signature = kernels[kernel];
    const head = at >> 2;
    let w = head + 2;
    let tail = w + args.length; // inline numbers stand behind the arguments
    for (let i = 0; i < args.length; i++, w++) {
      const arg = args[i];
      if (typeof arg === "number") {
        if (signature[i] === "f") float[w] = arg;
        else int[w] = arg;
      } else if ("self" in arg) {
        float[tail] = arg.self;
        int[w] = tail++ << 2;
      } else int[w] = address(arg.storage) + arg.offset * 4;
    }
    int[head] = opcode[kernel];
    int[head + 1] = tail - head;
    return tail << 2;
  }

  /** Runs the commands in [start, end). `where` tells, for the message, where the command at an address was written. */
  execute(start: number, end: number, where?: (at: number) => string): void {
    const failed = this.backend.run(start, end, reservedBytes, scratchBytes);
    if (failed !== 0) throw this.failure(failed, where?.(failed) ?? "");
  }

  // ── threads ─────────────────────────────────────────────────────────────────────────────────

  /** Helpers that have arrived. */
  get helpers(): number {
    return this.team?.ready ?? 0;
  }

  /** Ends the helpers there are. Programs captured from now on are cut for so many threads; the memory must be shared. */
  recruit(threads: number): void {
    if (threads === this.threads) return;
    this.team?.stop();
    this.team = undefined;
    this.threads = threads;
  }

  /** Starts the helpers, if it has not been done: when there is something to share. */
  summon(): void {
    if (this.team !== undefined || this.threads === 1) return;
    while (this.scratches.length < this.threads - 1)
      this.scratches.push(this.take(scratchBytes, "scratch memory of threads").address);
    const scratches = this.scratches.slice(0, this.threads - 1);
    this.team = new Team(this.backend, scratches, scratchBytes, (start, end) =>
      this.backend.run(start, end, reservedBytes, scratchBytes),
    );
  }

  /** Runs the stages of a program one after the other, each with all helpers that are there. */
  executeTogether(stages: readonly Stage[], where?: (at: number) => string): void {
    const { team } = this;
    for (let i = 0; i < stages.length; i++) {
      const { start, end, bounds } = stages[i];
      if (bounds === undefined || team === undefined) this.execute(start, end, where);
      else team.run(bounds);
    }
  }

  /** The error of an index outside its table: the only way a command fails. */
  private failure(at: number, where: string): GradusError {
    const command = at >> 2;
    const names = Object.keys(kernels) as Kernel[];
    const name = names[this.int[command]];
    const row = indexed[name];
    if (row === undefined) return internal(`the command ${name}${where} failed.`);
    const { indices, count, limit } = row;
    const argument = (i: number): number => this.int[command + 2 + i];
    const from = argument(indices) >> 2;
    const given = this.int.subarray(from, from + count(argument));
    const bad = given.findIndex((v) => v < 0 || v >= argument(limit));
    return new DataError(
      `${name}${where}: index ${given[bad]} at place ${bad} of ${given.length} lies outside its table. ` +
        `Indices must be whole numbers from 0 to ${argument(limit) - 1}.`,
    );
  }

  // ── storage ─────────────────────────────────────────────────────────────────────────────────

  /** Uninitialised room for an eager result (or for a planned one, while capturing). */
  allocate(size: number): Storage {
    if (this.recorder !== undefined) return this.recorder.allocate(size);
    const owner = this.regions[this.regions.length - 1];
    const { address, token } = this.bump(owner, size * 4);
    return { address, size, owner, generation: owner.generation, token };
  }

  /** Room that lives until it is freed, zeroed. A finaliser frees it when its holder is forgotten. */
  persistent(size: number, holder: string): Storage {
    const block = this.take(size * 4, holder);
    const token = {};
    this.net.register(token, () => this.heap.release(block));
    this.float.fill(0, block.address >> 2, (block.address >> 2) + size);
    this.int.fill(0, block.address >> 2, (block.address >> 2) + size);
    return { address: block.address, size, owner: immortal, generation: 0, token };
  }

  /** A block of memory; spare chunks are given up before the request fails. */
  take(bytes: number, holder: string): Block {
    let block = this.heap.tryTake(bytes, holder);
    while (block === undefined && this.spare.length > 0) {
      this.heap.release(this.spare.pop() as Block);
      block = this.heap.tryTake(bytes, holder);
    }
    if (block === undefined) throw this.heap.exhausted(bytes, holder);
    return block;
  }

  /** Where a storage is now; copies a plain tensor's values in if they are not there. */
  addressOf(s: Storage): number {
    if (s.owner.generation === s.generation && (s.host === undefined || s.address !== 0))
      return s.address;
    if (s.host === undefined) throw expired(s);
    const owner = this.regions[this.regions.length - 1];
    const { address, token } = this.bump(owner, s.size * 4);
    s.address = address;
    s.token = token;
    s.owner = owner;
    s.generation = owner.generation;
    this.upload(s.host, s.address);
    return s.address;
  }

  upload(values: HostArray, address: number): void {
    const target = values instanceof Int32Array ? this.int : this.float;
    target.set(values, address >> 2);
  }

  // ── the arena ───────────────────────────────────────────────────────────────────────────────

  private bump(owner: Region, bytes: number): { address: number; token: object } {
    const rounded = (bytes + 63) & ~63;
    let chunk = owner.chunks[owner.chunks.length - 1];
    if (chunk === undefined || owner.cursor + rounded > chunk.block.address + chunk.block.bytes) {
      if (chunk !== undefined) this.watch(owner, chunk);
      chunk = this.openChunk(owner, rounded);
    }
    const address = owner.cursor;
    owner.cursor += rounded;
    return { address, token: chunk.token };
  }

  private openChunk(owner: Region, bytes: number): Chunk {
    const i = bestFit(this.spare, bytes);
    const block =
      i >= 0 ? this.spare.splice(i, 1)[0] : this.take(Math.max(bytes, chunkBytes), "eager results");
    const chunk = { block, token: {} };
    owner.chunks.push(chunk);
    owner.cursor = block.address;
    return chunk;
  }

  /** From now on only its tensors keep a full chunk alive: the safety net for what is let go at the prompt. */
  private watch(owner: Region, chunk: Chunk): void {
    const { block, token } = chunk;
    const at = owner.chunks.length - 1;
    owner.chunks[at] = { block, token: block };
    this.net.register(token, () => this.forget(owner, block), block);
  }

  private forget(owner: Region, block: Block): void {
    const i = owner.chunks.findIndex((c) => c.block === block);
    if (i < 0) return;
    owner.chunks.splice(i, 1);
    this.spare.push(block);
  }

  /** Ends the current region's generation: every eager result in it dies. */
  endGeneration(): void {
    this.clear(this.regions[this.regions.length - 1]);
  }

  private clear(r: Region): void {
    r.generation++;
    for (const { block, token } of r.chunks) {
      if (token === block) this.net.unregister(block);
      this.spare.push(block);
    }
    r.chunks.length = 0;
  }

  openRegion(ended: string): void {
    this.regions.push(region(ended));
  }

  closeRegion(): void {
    this.clear(this.regions.pop() as Region);
  }
}

/** The smallest block of at least `bytes`, so that small results do not sit on the chunks of large ones; −1 if none. */
function bestFit(blocks: readonly Block[], bytes: number): number {
  let best = -1;
  for (let i = 0; i < blocks.length; i++) {
    if (blocks[i].bytes >= bytes && (best < 0 || blocks[i].bytes < blocks[best].bytes)) best = i;
  }
  return best;
}

function region(ended: string): Region {
  return { generation: 0, ended, chunks: [], cursor: 0 };
}

/** The error of a late read. */
export function expired(s: Storage): StateError {
  return new StateError(
    `This tensor's memory was reclaimed by ${s.owner.ended}. Read it before, or hold on to a copy with keep(t).`,
  );
}
