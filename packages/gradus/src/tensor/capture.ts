/**
 * Captured programs: a step of training or inference, recorded once and replayed without a graph, allocation or garbage.
 *
 * The first call records the function twice and the second call once more; if the lists differ in anything but inputs,
 * capture throws and names the operation. What changes from call to call comes in as an argument. A number argument may be
 * used in any affine way (1 − clip, 2·rate): its effect on each command is found by recording with 0 and with 1 in its place.
 */
import { CaptureError, GradusError } from "../core/errors.ts";
import { engine } from "./create.ts";
import {
  type Engine,
  type HostArray,
  immortal,
  type Owner,
  type Stage,
  type Storage,
} from "./engine.ts";
import type { Block } from "./heap.ts";
import { dropUnread, fuse } from "./lower.ts";
import { layOut } from "./plan.ts";
import { copyInto } from "./primitives.ts";
import { checkShape, contiguousStrides, isContiguous, type Shape, sameShape } from "./shape.ts";
import { split } from "./split.ts";
import { type DType, Tensor, type TensorFields } from "./tensor.ts";
import {
  firstDifference,
  floatsOf,
  floatWords,
  type Prediction,
  type Step,
  siteOf,
  Trace,
  touched,
  unchanged,
} from "./trace.ts";

export type TypedInput = Float32Array | Float64Array | Int32Array | Uint8Array | readonly number[];
type Given = Tensor | TypedInput | number;
type Loose<A> = A extends Tensor ? Tensor | TypedInput : A extends number ? number : never;

export interface Captured<A extends readonly (Tensor | number)[], R> {
  (...args: { [K in keyof A]: Loose<A[K]> }): R;
  /**
   * Runs one call operation by operation and names the first result that is not finite, with its place in the code;
   * undefined if all are. The call has its usual effects.
   */
  locate(...args: { [K in keyof A]: Loose<A[K]> }): string | undefined;
  /** Commands of the program that was used last, before and after lowering, and its memory. */
  readonly statistics: {
    readonly recorded: number;
    readonly commands: number;
    readonly bytes: number;
  };
}

export interface CaptureOptions {
  /** For messages. */
  readonly name?: string;
}

const shapesKept = 16;
const capturesBeforeWarning = 64;
const checkEvery = 100;

interface InputSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Records the kernels that `f` calls, and replays them.
 *
 * What the returned function returns is valid until its next call. One program is kept for each combination of input shapes,
 * sixteen at most. Typed arrays and number lists arrive in `f` as tensors of rank 1.
 * @throws CaptureError when f is not the same list of operations every time, or reads a value
 */
export function capture<A extends readonly (Tensor | number)[], R>(
  f: (...args: A) => R,
  options: CaptureOptions = {},
): Captured<A, R> {
  const site = siteOf(new Error());
  const name = options.name ?? `${f.name || "captured function"} (${site})`;
  const body = f as unknown as (...args: (Tensor | number)[]) => unknown;
  const programs: Program[] = []; // the most recently used first
  let captures = 0;

  const find = (args: readonly Given[]): Program => {
    const at = programs.findIndex((p) => p.accepts(args));
    if (at === 0) return programs[0];
    if (at > 0) {
      const [found] = programs.splice(at, 1);
      programs.unshift(found);
      return found;
    }
    const made = new Program(name, body, args);
    programs.unshift(made);
    if (programs.length > shapesKept) (programs.pop() as Program).free();
    if (++captures === capturesBeforeWarning) warn(name);
    return made;
  };
  const call = (...args: Given[]): unknown => {
    if (engine().recorder !== undefined) return body(...args.map(asArgument));
    return find(args).call(args);
  };
  const locate = (...args: Given[]): string | undefined => find(args).locate(args);
  const captured = Object.assign(call, { locate });
  Object.defineProperty(captured, "statistics", { get: () => programs[0]?.statistics });
  return captured as unknown as Captured<A, R>;
}

function asArgument(a: Given): Tensor | number {
  if (typeof a === "number" || a instanceof Tensor) return a;
  throw new CaptureError(
    "A captured function was called with a typed array inside another capture; pass tensors there.",
  );
}

function warn(name: string): void {
  console.warn(
    `gradus: ${name} has been captured for ${capturesBeforeWarning} combinations of shapes. Each costs time; pad to a fixed shape, or fix the batch size.`,
  );
}

function specOf(a: Given): InputSpec | "number" {
  if (typeof a === "number") return "number";
  if (a instanceof Tensor) return { shape: a.shape, dtype: a.dtype };
  return { shape: [a.length], dtype: a instanceof Int32Array ? "int32" : "float32" };
}

interface Recording {
  readonly trace: Trace;
  readonly inputs: readonly (Storage | undefined)[];
  readonly returned: unknown;
  readonly outline: string;
}

/** V8's bound on the frames that an error remembers; other hosts ignore it. */
const stacks = Error as { stackTraceLimit?: number | undefined };

class Program {
  readonly owner: Owner;
  private readonly name: string;
  private readonly body: (...args: (Tensor | number)[]) => unknown;
  private readonly engine: Engine;
  private readonly specs: readonly (InputSpec | "number")[];
  private readonly inputs: readonly (Tensor | undefined)[];
  private readonly block: Block;
  private readonly start: number;
  private readonly end: number;
  private readonly starts: readonly number[];
  /** Only where some steps are shared among threads. */
  private readonly stages: readonly Stage[] | undefined;
  private readonly steps: readonly Step[];
  private readonly trace: Trace;
  private readonly template: unknown;
  /** What is returned, in one line: compared from trace to trace. */
  private readonly outline: string;
  /** How number arguments enter: word ← base + Σ slope · argument. */
  private readonly affine: readonly {
    readonly word: number;
    readonly base: number;
    readonly slopes: readonly number[];
  }[];
  private readonly expected: (step: number, numbers: readonly number[]) => readonly Prediction[];
  private calls = 0;

  constructor(
    name: string,
    body: (...args: (Tensor | number)[]) => unknown,
    args: readonly Given[],
  ) {
    this.name = name;
    this.body = body;
    this.engine = engine();
    this.owner = { generation: 0, ended: `the next call of ${name}` };
    this.specs = args.map(specOf);
    const numbers = numbersOf(args);
    for (const spec of this.specs) if (spec !== "number") checkShape(name, spec.shape);
    const first = this.record(numbers);
    const { trace, inputs, returned } = first;
    this.trace = trace;
    this.outline = first.outline;
    const changed = this.changed(numbers, (i) => unchanged(trace.steps[i]));
    if (changed !== undefined) {
      throw new CaptureError(
        `${name}: two recordings with equal arguments differ ${changed}. Something inside is drawn at random or counts up; draw it outside and pass it in, or use a random stream of the engine.`,
      );
    }
    this.expected = this.dependence(numbers);

    const outputs = new Set<number>();
    mapTensors(name, returned, (t) => t.storage.plan !== undefined && outputs.add(t.storage.plan));
    const tagged = trace.steps.map((step, i) => ({ ...step, origin: i }));
    const lowered = fuse(dropUnread(tagged, outputs), outputs) as (Step & { origin: number })[];
    const pinned = new Set([
      ...outputs,
      ...[...inputs, ...trace.constants.values()].flatMap((s) => s?.plan ?? []),
    ]);
    const layout = layOut(lowered, trace.sizes, pinned);
    const written = split(lowered, this.engine.threads).map((parts, i) => parts ?? [lowered[i]]);
    const words = written.flat().reduce((n, s) => n + 2 + s.args.length + floatsOf(s).length, 0);
    this.block = this.engine.take(layout.bytes + words * 4 + 64, `program ${name}`);
    released.register(this, { engine: this.engine, block: this.block }, this);

    const base = this.block.address;
    const address = (s: Storage): number =>
      s.plan === undefined ? s.address : base + layout.offsets[s.plan];
    this.inputs = inputs.map((s, i) => {
      if (s === undefined) return undefined;
      const storage = { address: address(s), size: s.size, owner: immortal, generation: 0 };
      return planned(this.engine, storage, this.specs[i] as InputSpec);
    });
    for (const s of trace.constants.values()) this.engine.upload(s.host as HostArray, address(s));
    this.start = base + layout.bytes;
    const affine: { word: number; base: number; slopes: number[] }[] = [];
    const starts: number[] = [];
    const stages: Stage[] = [];
    let at = this.start;
    let serial = at; // where the last stretch of whole commands began
    const write = (step: Step & { origin: number }): void => {
      floatWords(step).forEach((word, k) => {
        const slopes = numbers.map((_, j) => this.slope(step.origin, k, j, numbers.length));
        if (slopes.some((s) => s !== 0)) {
          affine.push({
            word: (at >> 2) + word,
            base: this.expected(
              step.origin,
              numbers.map(() => 0),
            )[k].value,
            slopes,
          });
        }
      });
      at = this.engine.write(at, step.kernel, step.args, address);
    };
    for (const parts of written) {
      starts.push(at);
      if (parts.length === 1) {
        write(parts[0]);
        continue;
      }
      const start = at;
      const bounds = [start];
      for (const part of parts) {
        write(part);
        bounds.push(at);
      }
      if (start > serial) stages.push({ start: serial, end: start });
      stages.push({ start, end: at, bounds });
      serial = at;
    }
    if (stages.length > 0 && at > serial) stages.push({ start: serial, end: at });
    this.stages = stages.length === 0 ? undefined : stages;
    if (stages.length > 0) this.engine.summon();
    this.end = at;
    this.starts = starts;
    this.steps = lowered;
    this.affine = affine;
    this.template = mapTensors(name, returned, (t) => new Slot(t, address(t.storage)));
  }

  /**
   * How another recording differs from the first one, in words; undefined if it does not. Only a recording that differs is worth
   * knowing the lines of: they cost more than all the rest.
   */
  private changed(
    numbers: readonly number[],
    expected: (step: number) => readonly Prediction[],
  ): string | undefined {
    const difference = ({ trace, outline }: Recording): string | undefined =>
      firstDifference(this.trace, trace, expected) ?? this.otherResult(outline);
    let found: string | undefined;
    try {
      found = difference(this.record(numbers, false));
      if (found === undefined) return undefined;
    } catch {} // thrown once more below, with its lines
    return difference(this.record(numbers)) ?? found;
  }

  private otherResult(outline: string): string | undefined {
    return outline === this.outline ? undefined : "in what it returns";
  }

  get statistics(): { recorded: number; commands: number; bytes: number } {
    return {
      recorded: this.trace.steps.length,
      commands: this.steps.length,
      bytes: this.block.bytes,
    };
  }

  accepts(args: readonly Given[]): boolean {
    if (!this.trace.conditions.every((holds) => holds())) return false;
    if (args.length !== this.specs.length) return false;
    for (let i = 0; i < args.length; i++) {
      const spec = this.specs[i];
      const a = args[i];
      if (typeof a === "number") {
        if (spec !== "number") return false;
      } else if (spec === "number") return false;
      else if (a instanceof Tensor) {
        if (a.dtype !== spec.dtype || !sameShape(a.shape, spec.shape)) return false;
      } else if (spec.shape.length !== 1 || spec.shape[0] !== a.length) return false;
      else if ((spec.dtype === "int32") !== a instanceof Int32Array) return false;
    }
    return true;
  }

  call(args: readonly Given[]): unknown {
    this.prepare(args);
    const { engine: e, owner, stages } = this;
    if (stages !== undefined && e.helpers > 0) e.executeTogether(stages, this.where);
    else e.execute(this.start, this.end, this.where);
    return fillTemplate(this.template, e, {
      owner,
      generation: owner.generation,
      token: this,
    });
  }

  /** For the message about a command that failed. */
  private readonly where = (at: number): string => {
    const i = this.starts.indexOf(at);
    return i < 0 ? "" : ` (${siteOf(this.steps[i].site)}) in ${this.name}`;
  };

  locate(args: readonly Given[]): string | undefined {
    this.prepare(args);
    for (let i = 0; i < this.steps.length; i++) {
      this.engine.execute(this.starts[i], this.starts[i + 1] ?? this.end, this.where);
      const bad = this.notFinite(i);
      if (bad !== undefined) return bad;
    }
    return undefined;
  }

  private notFinite(i: number): string | undefined {
    const step = this.steps[i];
    // the last three give integers, and a copy only moves what was looked at before, perhaps into a part of its result
    if (["argmax", "toInt", "tick", "copy"].includes(step.kernel)) return undefined;
    const { size } = touched(step).writes[0];
    const word = this.engine.int[(this.starts[i] >> 2) + 2] >> 2;
    const bad = this.engine.float.subarray(word, word + size).findIndex((v) => !Number.isFinite(v));
    if (bad < 0) return undefined;
    return `"${step.kernel}" (${siteOf(step.site)}) gave ${this.engine.float[word + bad]} at element ${bad} of ${size}`;
  }

  free(): void {
    released.unregister(this);
    this.owner.generation++;
    this.engine.heap.release(this.block);
  }

  /** Copies the arguments in, and checks now and then that the function is still the recorded one. */
  private prepare(args: readonly Given[]): void {
    const call = this.calls + 1;
    if (call === 2 || (checking && call % checkEvery === 0)) this.verify(args);
    this.calls = call; // a call that was refused is checked again
    for (let i = 0; i < args.length; i++) {
      const input = this.inputs[i];
      if (input !== undefined) this.load(args[i] as Tensor | TypedInput, input);
    }
    this.owner.generation++;
    if (this.affine.length === 0) return;
    const numbers = numbersOf(args);
    for (const { word, base, slopes } of this.affine) {
      this.engine.float[word] = slopes.reduce((v, s, j) => v + s * numbers[j], base);
    }
  }

  private load(a: Tensor | TypedInput, input: Tensor): void {
    const at = input.storage.address >> 2;
    if (!(a instanceof Tensor)) {
      this.copyIn(a, at);
      return;
    }
    const { host, inline } = a.storage;
    const isWhole = isContiguous(a.shape, a.strides);
    if (isWhole && host?.length === a.size) this.copyIn(host, at);
    else if (isWhole || inline !== undefined || a.engine !== this.engine) this.copyIn(a.data, at);
    else copyInto(input, 0, input.strides, a); // a strided view, without a temporary
  }

  private copyIn(values: TypedInput, at: number): void {
    const target = values instanceof Int32Array ? this.engine.int : this.engine.float;
    if (values.length > 32) target.set(values, at);
    else for (let i = 0; i < values.length; i++) target[at + i] = values[i];
  }

  private verify(args: readonly Given[]): void {
    const numbers = numbersOf(args);
    const changed = this.changed(numbers, (i) => this.expected(i, numbers));
    if (changed === undefined) return;
    throw new CaptureError(
      `${this.name}: this call is not the recorded one, ${changed}. Pass what changes as an argument; a number that was computed outside, a branch or a loop count is fixed at the first call.`,
    );
  }

  /** Runs the function without kernels; the same in and outside noGrad(). @param located whether steps know their lines */
  private record(numbers: readonly number[], located = true): Recording {
    const e = this.engine;
    const trace = new Trace(this.name);
    const { tracking } = e;
    const { stackTraceLimit } = stacks;
    let next = 0;
    e.recorder = trace;
    e.tracking = true;
    stacks.stackTraceLimit = located ? 50 : 0; // the user's line lies below the layers' and the derivatives' own
    try {
      const inputs = this.specs.map((s) =>
        s === "number" ? undefined : trace.allocate(s.shape.reduce((a, b) => a * b, 1)),
      );
      const given = this.specs.map((s, i) =>
        s === "number" ? numbers[next++] : planned(e, inputs[i] as Storage, s),
      );
      const returned = this.body(...given);
      return { trace, inputs, returned, outline: outlineOf(this.name, returned) };
    } finally {
      e.recorder = undefined;
      e.tracking = tracking;
      stacks.stackTraceLimit = stackTraceLimit;
      trace.owner.generation++; // a tensor that was put aside has no values, and never will
    }
  }

  /** Records with other numbers than the caller's. */
  private probed(values: readonly number[], located = false): Recording {
    try {
      return this.record(values, located);
    } catch (error) {
      if (!(error instanceof GradusError)) throw error;
      throw new CaptureError(
        `${this.name}: its number arguments were replaced by ${values.join(", ")} to see how they enter, and then: ${error.message} A number argument must not decide sizes or branches.`,
      );
    }
  }

  private readonly probes: { slopes: number[][][] } = { slopes: [] };

  private slope(step: number, k: number, j: number, count: number): number {
    return count === 0 ? 0 : this.probes.slopes[j][step][k];
  }

  /** Finds how each float of each command depends on the number arguments, and that it does so affinely. */
  private dependence(
    numbers: readonly number[],
  ): (step: number, now: readonly number[]) => readonly Prediction[] {
    const fixed = this.trace.steps.map(unchanged);
    if (numbers.length === 0) return (step) => fixed[step];
    const probe = (values: readonly number[]): number[][] => {
      const { trace } = this.probed(values);
      const shapeOf = (other: Trace): string | undefined =>
        firstDifference(this.trace, other, (i) =>
          i < other.steps.length ? unchanged(other.steps[i]) : fixed[i],
        );
      const shape = shapeOf(trace) && shapeOf(this.probed(values, true).trace);
      if (shape !== undefined) {
        throw new CaptureError(
          `${this.name}: a number argument changes which operations run, ${shape}. Branch outside, on two captured functions.`,
        );
      }
      return trace.steps.map(floatsOf);
    };
    const base = probe(numbers.map(() => 0));
    const slopes = numbers.map((_, j) => {
      const one = probe(numbers.map((__, i) => (i === j ? 1 : 0)));
      return one.map((step, s) => step.map((v, k) => slopeBetween(base[s][k], v)));
    });
    this.probes.slopes = slopes;
    const predict = (step: number, now: readonly number[]): Prediction[] =>
      base[step].map((b, k) => {
        const parts = slopes.map((slope, j) => slope[step][k] * now[j]);
        return {
          value: parts.reduce((v, part) => v + part, b),
          terms: parts.reduce((v, part) => v + Math.abs(part), Math.abs(b)),
        };
      });
    const halves = numbers.map((_, j) => 0.5 + j / 8);
    for (const values of [numbers, halves]) {
      const wrong = this.changed(values, (i) => predict(i, values));
      if (wrong !== undefined) {
        throw new CaptureError(
          `${this.name}: a number argument enters by more than a factor and a sum, ${wrong} (predicted). Compute it outside and pass the result.`,
        );
      }
    }
    return predict;
  }
}

const released = new FinalizationRegistry<{ engine: Engine; block: Block }>(
  ({ engine: e, block }) => e.heap.release(block),
);

/** y(1) − y(0), without the last bits that the subtraction made up: 0.7 − c has the slope −1, not −1.0000000000000002. */
function slopeBetween(y0: number, y1: number): number {
  const difference = y1 - y0;
  const round = Number(difference.toPrecision(15));
  return y0 + round === y1 ? round : difference;
}

function numbersOf(args: readonly Given[]): number[] {
  return args.filter((a) => typeof a === "number");
}

function planned(e: Engine, storage: Storage, spec: InputSpec): Tensor {
  return e.make({
    engine: e,
    storage,
    offset: 0,
    shape: spec.shape,
    strides: contiguousStrides(spec.shape),
    dtype: spec.dtype,
  });
}

/** A returned tensor, before it has an address that is valid for one call. */
class Slot {
  readonly fields: TensorFields;
  readonly address: number;
  constructor(t: Tensor, address: number) {
    const { engine: e, storage, offset, shape, strides, dtype } = t;
    this.fields = { engine: e, storage, offset, shape, strides, dtype };
    this.address = address;
  }
}

function mapTensors(name: string, value: unknown, f: (t: Tensor) => unknown): unknown {
  if (value instanceof Tensor) return f(value);
  if (Array.isArray(value)) return value.map((v) => mapTensors(name, v, f));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, mapTensors(name, v, f)]));
  }
  if (value === undefined || value === null) return value;
  throw new CaptureError(
    `${name} returned the ${typeof value} ${String(value)}; it may return tensors, in lists and records, because anything else would be fixed at the first call.`,
  );
}

/** What is returned, in one line. */
function outlineOf(name: string, returned: unknown): string {
  return JSON.stringify(
    mapTensors(name, returned, ({ storage, offset, shape, strides }) => [
      storage.plan ?? (storage.host === undefined && storage.address),
      offset,
      shape,
      strides,
    ]),
  );
}

/** The tensors of one call. They expire at the next one, also where they show what a program updates in place. */
function fillTemplate(
  template: unknown,
  e: Engine,
  life: Pick<Storage, "owner" | "generation" | "token">,
): unknown {
  if (template instanceof Slot) {
    const { fields, address } = template;
    const { size, host, inline, plan } = fields.storage;
    if (plan === undefined && (host !== undefined || inline !== undefined)) return e.make(fields);
    return e.make({ ...fields, storage: { ...life, address, size } });
  }
  if (Array.isArray(template)) return template.map((t) => fillTemplate(t, e, life));
  if (typeof template === "object" && template !== null) {
    return Object.fromEntries(
      Object.entries(template).map(([k, t]) => [k, fillTemplate(t, e, life)]),
    );
  }
  return template;
}

const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
/** GRADUS_CHECK=1: record again at every hundredth call. */
const checking: boolean = host.process?.env?.GRADUS_CHECK === "1";
