/**
 * What a function does, as a list of commands: the recorder behind capture().
 *
 * While a trace records, operations allocate places in a plan instead of memory, and no kernel runs. Two traces of one
 * function are compared to find out whether it is the same list every time.
 */
import { CaptureError } from "../core/errors.ts";
import {
  type Argument,
  immortal,
  type Owner,
  type Recorder,
  type Ref,
  type Storage,
} from "./engine.ts";
import { type Kernel, kernels } from "./kernels.ts";

export interface Step {
  readonly kernel: Kernel;
  readonly args: readonly Argument[];
  /** Where in the user's code it was written. */
  readonly site: Error;
}

/** Arguments that a kernel writes to; the first unless listed. */
const writes: { readonly [K in Kernel]?: readonly number[] } = {
  maxPool2d: [0, 1],
  uniform: [0, 2],
  normal: [0, 2],
  momentum: [0, 2],
  rmsprop: [0, 2],
  adam: [0, 2, 3],
};

export class Trace implements Recorder {
  readonly steps: Step[] = [];
  /** Elements of each place in the plan. */
  readonly sizes: number[] = [];
  /** Plain tensors that the function uses without being given them, each with its values as they were and its place. */
  readonly constants = new Map<Storage, Storage>();
  readonly owner: Owner = { generation: 0, ended: "the end of the capture that it was made in" };
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** What must still hold for the recording to be right: for example that a layer is in training mode. */
  readonly conditions: (() => boolean)[] = [];

  dependOn(holds: () => boolean): void {
    this.conditions.push(holds);
  }

  allocate(size: number): Storage {
    const plan = this.sizes.push(size) - 1;
    return { address: 0, size, owner: this.owner, generation: this.owner.generation, plan };
  }

  record(kernel: Kernel, args: readonly Argument[]): void {
    const fixed = args.map((a) =>
      typeof a === "object" && "storage" in a ? this.place(kernel, a) : a,
    );
    this.steps.push({ kernel, args: fixed, site: new Error() });
  }

  private place(kernel: Kernel, { storage, offset }: Ref): Ref {
    if (storage.plan !== undefined || storage.owner === immortal) return { storage, offset };
    if (storage.host === undefined) {
      throw new CaptureError(
        `${this.name}: "${kernel}" (${siteOf(new Error())}) uses a tensor that was computed outside the captured function and will not live as long. Pass it as an argument, or keep(t) it.`,
      );
    }
    let constant = this.constants.get(storage);
    if (constant === undefined) {
      constant = { ...this.allocate(storage.size), host: storage.host.slice() };
      this.constants.set(storage, constant);
    }
    return { storage: constant, offset };
  }
}

/** The places of the plan, or fixed addresses, that a step reads and writes. */
export function touched(step: Step): { reads: Storage[]; writes: Storage[] } {
  const written = writes[step.kernel] ?? [0];
  const all = { reads: [] as Storage[], writes: [] as Storage[] };
  step.args.forEach((a, i) => {
    if (typeof a !== "object" || !("storage" in a)) return;
    if (written.includes(i)) all.writes.push(a.storage);
    if (i !== 0 || readsItsResult(step)) all.reads.push(a.storage);
  });
  return all;
}

/** Optimisers and counters update in place; everything else only writes its first argument. */
function readsItsResult({ kernel, args }: Step): boolean {
  if (kernel === "sumSquares") return args[3] !== 0;
  return ["sgd", "momentum", "rmsprop", "adam", "tick"].includes(kernel);
}

/** The numbers of a step that travel as float32: arguments of kind f, and inline operands. */
export function floatsOf(step: Step): number[] {
  const signature = kernels[step.kernel];
  const direct = step.args.filter(
    (a, i) => typeof a === "number" && signature[i] === "f",
  ) as number[];
  const inline = step.args.flatMap((a) => (typeof a === "object" && "self" in a ? [a.self] : []));
  return [...direct, ...inline];
}

/** Word positions of floatsOf(step) behind the start of its command. */
export function floatWords(step: Step): number[] {
  const signature = kernels[step.kernel];
  const direct = step.args.flatMap((a, i) =>
    typeof a === "number" && signature[i] === "f" ? [2 + i] : [],
  );
  let tail = 2 + step.args.length;
  const inline = step.args.flatMap((a) => (typeof a === "object" && "self" in a ? [tail++] : []));
  return [...direct, ...inline];
}

/** "file.ts:31" — the first line of the stack that is not the library's own. */
export function siteOf(error: Error): string {
  const own = /[\\/](tensor|nn)[\\/][^\\/]*\.[jt]s(?!.*\.test\.)/;
  for (const line of (error.stack ?? "").split("\n").slice(1)) {
    const at = /([^\s()\\/]+\.[cm]?[jt]sx?)(?:\?[^:]*)?:(\d+):\d+\)?$/.exec(line);
    if (at === null || line.includes("node:")) continue;
    if (own.test(line) && !/\.test\.[jt]s/.test(line)) continue;
    return `${at[1]}:${at[2]}`;
  }
  return "unknown place";
}

/** A number that a step should have, and the size of the terms that it is the sum of: they bound its rounding error. */
export interface Prediction {
  readonly value: number;
  readonly terms: number;
}

/** That the numbers of a step stay what they are. */
export function unchanged(step: Step): Prediction[] {
  return floatsOf(step).map((value) => ({ value, terms: Math.abs(value) }));
}

/** How two steps differ, in words; undefined if they do not. `expected` are the floats that the second should have. */
function difference(a: Step, b: Step, expected: readonly Prediction[]): string | undefined {
  if (a.kernel !== b.kernel || a.args.length !== b.args.length)
    return `it was "${a.kernel}" before`;
  const signature = kernels[a.kernel];
  for (let i = 0; i < a.args.length; i++) {
    const [p, q] = [a.args[i], b.args[i]];
    if (typeof p === "number" && typeof q === "number") {
      if (signature[i] !== "f" && p !== q) return `its size or index ${q} was ${p} before`;
    } else if (typeof p === "object" && typeof q === "object") {
      if ("self" in p !== "self" in q) return "a number became a tensor, or a tensor a number";
      if ("storage" in p && "storage" in q && !sameStorage(p, q))
        return "it works on another tensor than before";
    } else return "a number became a tensor, or a tensor a number";
  }
  const now = floatsOf(b);
  const at = expected.findIndex((e, i) => !close(e, now[i]));
  return at < 0 ? undefined : `the number ${now[at]} was ${expected[at].value} before`;
}

function close({ value, terms }: Prediction, now: number): boolean {
  return Object.is(value, now) || Math.abs(value - now) <= 1e-12 * terms;
}

function sameStorage(a: Ref, b: Ref): boolean {
  if (a.offset !== b.offset) return false;
  if (a.storage.plan !== undefined || b.storage.plan !== undefined) {
    return a.storage.plan === b.storage.plan && sameConstant(a.storage, b.storage);
  }
  return a.storage === b.storage || a.storage.address === b.storage.address;
}

function sameConstant(a: Storage, b: Storage): boolean {
  if (a.host === undefined || b.host === undefined) return a.host === b.host;
  const other = b.host;
  return (
    a.host === b.host ||
    (a.host.length === b.host.length && a.host.every((v, i) => Object.is(v, other[i])))
  );
}

/** Where the second trace parts from the first, or undefined. */
export function firstDifference(
  a: Trace,
  b: Trace,
  expected: (step: number) => readonly Prediction[],
): string | undefined {
  const n = Math.min(a.steps.length, b.steps.length);
  for (let i = 0; i < n; i++) {
    const d = difference(a.steps[i], b.steps[i], expected(i));
    if (d !== undefined) return `at "${b.steps[i].kernel}" (${siteOf(b.steps[i].site)}): ${d}`;
  }
  if (a.steps.length === b.steps.length) return undefined;
  const longer = a.steps.length > n ? a : b;
  return `at "${longer.steps[n].kernel}" (${siteOf(longer.steps[n].site)}): ${a.steps.length} operations before, ${b.steps.length} now`;
}
