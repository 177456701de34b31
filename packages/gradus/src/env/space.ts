/**
 * Spaces: which observations and actions a world knows. Gymnasium's six kinds, as plain data.
 *
 * Each space also has a flat form, a run of numbers, in which batches and worlds exchange values without allocating: a
 * Discrete or one entry of a MultiDiscrete is one number, a Box its elements in row-major order, Tuple and Dict their parts one
 * after the other.
 */
import { ShapeError, ValueError } from "../core/errors.ts";
import { log1p } from "../core/math.ts";
import type { Rng } from "../core/random.ts";

export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;
export type BoxType = "float32" | "float64" | "int32" | "uint8";

/** One of n whole numbers, from `start`. */
export interface Discrete {
  readonly kind: "discrete";
  readonly n: number;
  readonly start: number;
}
/** Numbers between bounds (which may be infinite), in a shape. */
export interface Box {
  readonly kind: "box";
  readonly shape: readonly number[];
  readonly dtype: BoxType;
  readonly low: Float64Array;
  readonly high: Float64Array;
}
/** Several Discretes side by side. */
export interface MultiDiscrete {
  readonly kind: "multiDiscrete";
  readonly nvec: readonly number[];
}
/** n bits. */
export interface MultiBinary {
  readonly kind: "multiBinary";
  readonly n: number;
}
export interface Tuple<S extends readonly Space[] = readonly Space[]> {
  readonly kind: "tuple";
  readonly spaces: S;
}
export interface Dict<S extends Readonly<Record<string, Space>> = Readonly<Record<string, Space>>> {
  readonly kind: "dict";
  readonly spaces: S;
}
export type Space =
  | Discrete
  | Box
  | MultiDiscrete
  | MultiBinary
  | Tuple<readonly Space[]>
  | Dict<Readonly<Record<string, Space>>>;

/** What an element of a simple space is; parts that are Tuples or Dicts themselves are not followed further. */
type Part<S> = S extends Discrete
  ? number
  : S extends Box
    ? Numbers
    : S extends MultiDiscrete
      ? Int32Array
      : S extends MultiBinary
        ? Uint8Array
        : unknown;

/** What an element of a space is in TypeScript. */
export type ValueOf<S extends Space> =
  S extends Tuple<infer T>
    ? { readonly [I in keyof T]: Part<T[I]> }
    : S extends Dict<infer R>
      ? { readonly [N in keyof R]: Part<R[N]> }
      : Part<S>;

// ── making ──────────────────────────────────────────────────────────────────────────────────────

function wholeNumber(what: string, n: number, least: number): void {
  if (Number.isInteger(n) && n >= least) return;
  throw new ValueError(`${what} is ${n}; it must be a whole number of at least ${least}.`);
}

export function discrete(n: number, start = 0): Discrete {
  wholeNumber("discrete: n", n, 1);
  if (!Number.isInteger(start))
    throw new ValueError(`discrete: start is ${start}; it must be a whole number.`);
  return { kind: "discrete", n, start };
}

/**
 * @param low one bound for all, or one for each element
 * @param shape taken from the bounds if they are lists
 */
export function box(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
  shape?: readonly number[],
  dtype: BoxType = "float32",
): Box {
  const given =
    typeof low !== "number" ? low.length : typeof high !== "number" ? high.length : undefined;
  const sizes = shape ?? (given === undefined ? [] : [given]);
  for (const d of sizes) wholeNumber("box: a size", d, 1);
  const n = sizes.reduce((a, b) => a * b, 1);
  const bounds = (name: string, b: number | ArrayLike<number>): Float64Array => {
    if (typeof b !== "number" && b.length !== n) {
      throw new ShapeError(`box: ${name} has ${b.length} bounds for ${n} elements.`);
    }
    const all = typeof b === "number" ? new Float64Array(n).fill(b) : Float64Array.from(b);
    // Rounded like the elements, so that an element that stands at its bound still belongs.
    return dtype === "float32" ? all.map(Math.fround) : all;
  };
  const [l, h] = [bounds("low", low), bounds("high", high)];
  const bad = l.findIndex((v, i) => !(v <= h[i]));
  if (bad >= 0)
    throw new ValueError(
      `box: element ${bad} has bounds ${l[bad]} to ${h[bad]}; the lower must not exceed the upper.`,
    );
  return { kind: "box", shape: sizes, dtype, low: l, high: h };
}

export function multiDiscrete(nvec: readonly number[]): MultiDiscrete {
  if (nvec.length === 0) throw new ShapeError("multiDiscrete: give at least one size.");
  for (const n of nvec) wholeNumber("multiDiscrete: a size", n, 1);
  return { kind: "multiDiscrete", nvec };
}
export function multiBinary(n: number): MultiBinary {
  wholeNumber("multiBinary: n", n, 1);
  return { kind: "multiBinary", n };
}
export function tuple<const S extends readonly Space[]>(spaces: S): Tuple<S> {
  return { kind: "tuple", spaces };
}
export function dict<const S extends Readonly<Record<string, Space>>>(spaces: S): Dict<S> {
  return { kind: "dict", spaces };
}

// ── the flat form ───────────────────────────────────────────────────────────────────────────────

/** The parts of a Tuple or Dict in order. */
function parts(space: Tuple | Dict): readonly (readonly [string | number, Space])[] {
  return space.kind === "tuple"
    ? space.spaces.map((s, i) => [i, s] as const)
    : Object.entries(space.spaces);
}

/** How many numbers an element takes in flat form. */
export function flatSize(space: Space): number {
  switch (space.kind) {
    case "discrete":
      return 1;
    case "box":
      return space.low.length;
    case "multiDiscrete":
      return space.nvec.length;
    case "multiBinary":
      return space.n;
    default:
      return parts(space).reduce((n, [, s]) => n + flatSize(s), 0);
  }
}

/** Writes an element's numbers to out[at …]. */
export function writeFlat(space: Space, value: unknown, out: Numbers, at = 0): void {
  if (space.kind === "discrete") out[at] = value as number;
  else if (space.kind === "tuple" || space.kind === "dict") {
    for (const [key, s] of parts(space)) {
      writeFlat(s, (value as Record<string | number, unknown>)[key], out, at);
      at += flatSize(s);
    }
  } else out.set(value as ArrayLike<number>, at);
}

const arrayOf = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
};

/** Room for `rows` elements in flat form: of the space's own number type where it has one. */
export function flatArray(space: Space, rows = 1): Numbers {
  const n = rows * flatSize(space);
  if (space.kind === "box") return new arrayOf[space.dtype](n);
  if (space.kind === "discrete" || space.kind === "multiDiscrete") return new Int32Array(n);
  if (space.kind === "multiBinary") return new Uint8Array(n);
  const [first, ...others] = parts(space).map(([, s]) => flatArray(s, 0).constructor);
  const uniform = first !== undefined && others.every((c) => c === first);
  return uniform ? new (first as new (n: number) => Numbers)(n) : new Float64Array(n);
}

/** The element whose numbers stand at flat[at …]; a copy. */
export function readFlat<S extends Space>(space: S, flat: Numbers, at?: number): ValueOf<S>;
export function readFlat(space: Space, flat: Numbers, at = 0): unknown {
  if (space.kind === "discrete") return flat[at];
  if (space.kind === "box")
    return new arrayOf[space.dtype](flat.subarray(at, at + space.low.length));
  if (space.kind === "multiDiscrete")
    return Int32Array.from(flat.subarray(at, at + space.nvec.length));
  if (space.kind === "multiBinary") return Uint8Array.from(flat.subarray(at, at + space.n));
  const values = parts(space).map(([key, s]) => {
    const value = readFlat(s, flat, at);
    at += flatSize(s);
    return [key, value] as const;
  });
  return space.kind === "tuple" ? values.map(([, v]) => v) : Object.fromEntries(values);
}

/** The bounds of an element's numbers in flat form, and 1 where only whole numbers belong. */
export function flatBounds(space: Space): {
  low: Float64Array;
  high: Float64Array;
  whole: Uint8Array;
} {
  const n = flatSize(space);
  const bounds = {
    low: new Float64Array(n),
    high: new Float64Array(n),
    whole: new Uint8Array(n).fill(1),
  };
  if (space.kind === "discrete") {
    bounds.low[0] = space.start;
    bounds.high[0] = space.start + space.n - 1;
  } else if (space.kind === "box") {
    bounds.low.set(space.low);
    bounds.high.set(space.high);
    bounds.whole.fill(space.dtype === "int32" || space.dtype === "uint8" ? 1 : 0);
  } else if (space.kind === "multiDiscrete") bounds.high.set(space.nvec.map((v) => v - 1));
  else if (space.kind === "multiBinary") bounds.high.fill(1);
  else {
    let at = 0;
    for (const [, s] of parts(space)) {
      const inner = flatBounds(s);
      bounds.low.set(inner.low, at);
      bounds.high.set(inner.high, at);
      bounds.whole.set(inner.whole, at);
      at += inner.low.length;
    }
  }
  return bounds;
}

// ── belonging and drawing ───────────────────────────────────────────────────────────────────────

/** Whether a value is an element of the space. */
export function contains(space: Space, value: unknown): boolean {
  return complaint(space, value) === undefined;
}

/** The element of a Box that is nearest to the numbers: each is moved to the bound that it exceeds. A copy. */
export function clipped<N extends Numbers>({ low, high }: Box, numbers: N): N {
  return numbers.map((a, d) => Math.min(Math.max(a, low[d]), high[d])) as N;
}

/** Why a value is not an element, in words; undefined if it is one. */
export function complaint(space: Space, value: unknown): string | undefined {
  if (space.kind === "discrete") {
    const ok =
      Number.isInteger(value) &&
      (value as number) >= space.start &&
      (value as number) < space.start + space.n;
    return ok
      ? undefined
      : `${String(value)} is not a whole number from ${space.start} to ${space.start + space.n - 1}`;
  }
  if (space.kind === "tuple" || space.kind === "dict") {
    if (typeof value !== "object" || value === null)
      return `${String(value)} is not a ${space.kind === "tuple" ? "list" : "record"}`;
    for (const [key, s] of parts(space)) {
      const inner = complaint(s, (value as Record<string | number, unknown>)[key]);
      if (inner !== undefined) return `part ${JSON.stringify(key)}: ${inner}`;
    }
    return undefined;
  }
  const list = value as ArrayLike<number>;
  const n = flatSize(space);
  if (typeof value !== "object" || value === null || list.length !== n) {
    return `${typeof value === "object" && value !== null ? `a list of ${list.length}` : String(value)} is not a list of ${n} numbers`;
  }
  for (let i = 0; i < n; i++) {
    const v = list[i];
    const [low, high, whole] =
      space.kind === "box"
        ? [space.low[i], space.high[i], space.dtype === "int32" || space.dtype === "uint8"]
        : [0, space.kind === "multiBinary" ? 1 : space.nvec[i] - 1, true];
    if (!(v >= low && v <= high) || (whole && !Number.isInteger(v))) {
      return `element ${i} is ${v}; it must ${whole ? "be a whole number" : "lie"} in [${low}, ${high}]`;
    }
  }
  return undefined;
}

/**
 * A random element, by Gymnasium's rules: uniform where bounded on both sides, exponential from a
 * single bound, normal without bounds.
 *
 * `sample(space, rng(s))` equals the first draw of Gymnasium's `space.seed(s); space.sample()` to
 * the last bit for Discrete, MultiDiscrete, MultiBinary and every Box without one-sided bounds
 * (there the logarithm is taken, where NumPy uses a ziggurat). In a Tuple or Dict Gymnasium gives
 * each part a stream of its own; here all draw from the one passed in.
 */
export function sample<S extends Space>(space: S, random: Rng): ValueOf<S>;
export function sample(space: Space, random: Rng): unknown {
  if (space.kind === "discrete") return space.start + random.integer(space.n);
  const flat = flatArray(space);
  sampleInto(space, random, flat, 0);
  return readFlat(space, flat);
}

/** The same draw, written in flat form to out[at …]: nothing is allocated, except for an unbounded Box. */
export function sampleInto(space: Space, random: Rng, out: Numbers, at: number): void {
  switch (space.kind) {
    case "discrete":
      out[at] = space.start + random.integer(space.n);
      return;
    case "multiDiscrete":
      for (let i = 0; i < space.nvec.length; i++) {
        out[at + i] = Math.floor(random.random() * space.nvec[i]);
      }
      return;
    case "multiBinary":
      sampleBits(space.n, random, out, at);
      return;
    case "box":
      sampleBox(space, random, out, at);
      return;
    default:
      for (const [, s] of parts(space)) {
        sampleInto(s, random, out, at);
        at += flatSize(s);
      }
  }
}

/** `count` elements one after the other, in flat form: the draws of `sampleInto`, faster for simple spaces. */
export function sampleBatch(space: Space, random: Rng, out: Numbers, count: number): void {
  if (space.kind === "discrete") random.fillIntegers(out.subarray(0, count), space.n, space.start);
  else if (space.kind === "box" && out instanceof Float32Array && isUniform(space)) {
    random.fillUniform(out.subarray(0, count * space.low.length), space.low[0], space.high[0]);
  } else {
    const size = flatSize(space);
    for (let i = 0; i < count; i++) sampleInto(space, random, out, i * size);
  }
}

/** Whether all elements have the same finite bounds. */
function isUniform({ low, high }: Box): boolean {
  return (
    isBounded({ low, high }) && low.every((v) => v === low[0]) && high.every((v) => v === high[0])
  );
}

/**
 * Uniform among the values that a mask allows; `start` if it allows none. As Gymnasium's
 * `Discrete.sample(mask)`.
 */
export function sampleMasked(space: Discrete, mask: ArrayLike<number>, random: Rng): number {
  const allowed: number[] = [];
  for (let i = 0; i < space.n; i++) if (mask[i] === 1) allowed.push(i);
  return space.start + (allowed.length === 0 ? 0 : allowed[random.integer(allowed.length)]);
}

/** NumPy takes four bits of type int8 from one draw of 32: the top bit of each byte, lowest byte first. */
function sampleBits(n: number, random: Rng, out: Numbers, at: number): void {
  let draw = 0;
  for (let i = 0; i < n; i++) {
    draw = i % 4 === 0 ? random.uint32() : draw >>> 8;
    out[at + i] = (draw >>> 7) & 1;
  }
}

function sampleBox(space: Box, random: Rng, out: Numbers, at: number): void {
  const { low, high } = space;
  const isWhole = space.dtype === "int32" || space.dtype === "uint8";
  if (!isBounded(space)) sampleUnbounded(space, random, out, at);
  for (let i = 0; i < low.length; i++) {
    if (low[i] === -Infinity || high[i] === Infinity) continue;
    const v = random.uniform(low[i], isWhole ? high[i] + 1 : high[i]);
    out[at + i] = isWhole ? Math.floor(v) : space.dtype === "float32" ? Math.fround(v) : v;
  }
}

function isBounded({ low, high }: Pick<Box, "low" | "high">): boolean {
  for (let i = 0; i < low.length; i++) {
    if (low[i] === -Infinity || high[i] === Infinity) return false;
  }
  return true;
}

/** Gymnasium's order: first all elements without bounds, then those bounded below, then those above. */
function sampleUnbounded({ low, high }: Box, random: Rng, out: Numbers, at: number): void {
  const all = Array.from(low, (_, i) => i);
  const [hasLow, hasHigh] = [
    all.map((i) => low[i] > -Infinity),
    all.map((i) => high[i] < Infinity),
  ];
  for (const i of all) if (!hasLow[i] && !hasHigh[i]) out[at + i] = random.normal();
  for (const i of all) if (hasLow[i] && !hasHigh[i]) out[at + i] = low[i] + exponential(random);
  for (const i of all) if (!hasLow[i] && hasHigh[i]) out[at + i] = high[i] - exponential(random);
}

/** Standard exponential by inversion. */
function exponential(random: Rng): number {
  return -log1p(-random.random());
}

/** "Discrete(4)", "Box([4], float32)" …, for messages and tables. */
export function describe(space: Space): string {
  switch (space.kind) {
    case "discrete":
      return space.start === 0
        ? `Discrete(${space.n})`
        : `Discrete(${space.n}, from ${space.start})`;
    case "box":
      return `Box([${space.shape.join(", ")}], ${space.dtype})`;
    case "multiDiscrete":
      return `MultiDiscrete([${space.nvec.join(", ")}])`;
    case "multiBinary":
      return `MultiBinary(${space.n})`;
    default:
      return `${space.kind === "tuple" ? "Tuple" : "Dict"}(${parts(space)
        .map(([key, s]) => (typeof key === "number" ? describe(s) : `${key}: ${describe(s)}`))
        .join(", ")})`;
  }
}
