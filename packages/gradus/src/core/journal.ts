/**
 * A journal: rows that never change once they are written, and a counter that only grows. A replay is one.
 *
 * It is plain data like every part of a state. What it says beyond its numbers is that whoever stores states again and again need
 * not store the old rows again: they are cut into segments of equal length, counted from the first row that was ever written, so that
 * where a segment begins depends on nothing but the counter.
 */
import type { StateArray } from "./codec.ts";
import { DataError } from "./errors.ts";

export interface Journal {
  readonly kind: "journal";
  /** Rows of each stream since the beginning; also those that are gone. */
  readonly written: Float64Array;
  /** How many of them, the newest, are here. */
  readonly kept: Int32Array;
  /** Rows of each column: oldest first, stream after stream; each row of as many numbers. */
  readonly columns: Readonly<Record<string, StateArray>>;
  /** What belongs to the rows and does change: stored whole each time. */
  readonly changing: Readonly<Record<string, StateArray>>;
}

/** Rows first … end − 1 of a stream, counted from the beginning. */
export interface Segment {
  readonly name: string;
  readonly columns: Readonly<Record<string, StateArray>>;
}

/** What stands in a state in place of a journal whose segments are elsewhere. */
interface Stored {
  readonly kind: "stored journal";
  readonly name: string;
  readonly written: Float64Array;
  readonly kept: Int32Array;
  /** Rows of a segment. */
  readonly rows: number;
  /** Numbers of a row of each column. */
  readonly widths: Readonly<Record<string, number>>;
  /** The rows after the last whole segment. */
  readonly tails: Readonly<Record<string, StateArray>>;
  readonly changing: Readonly<Record<string, StateArray>>;
}

/** A state without the rows of its journals, and those rows. */
export interface Detached {
  readonly state: object;
  /** Of all whole segments that the state needs; the rows of one are only copied when they are asked for. */
  readonly segments: ReadonlyMap<string, () => Segment>;
}

const segmentBytes = 2 ** 20;
const leastRows = 16;

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof Map || value instanceof Set);

const isJournal = (value: unknown): value is Journal =>
  isPlain(value) && value["kind"] === "journal" && value["written"] instanceof Float64Array;

const isStored = (value: unknown): value is Stored =>
  isPlain(value) && value["kind"] === "stored journal";

const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
};

/** The same tree with some of its records in other forms. */
function mapped(
  value: unknown,
  path: string,
  replace: (value: Readonly<Record<string, unknown>>, path: string) => unknown,
): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => mapped(item, path === "" ? String(i) : `${path}.${i}`, replace));
  if (!isPlain(value) || !isRecord(value)) return value;
  const replaced = replace(value, path);
  if (replaced !== undefined) return replaced;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      mapped(item, path === "" ? key : `${path}.${key}`, replace),
    ]),
  );
}

/** Other objects are for the codec to refuse. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Takes the rows of all journals out of a state. */
export function detached(state: object): Detached {
  const segments = new Map<string, () => Segment>();
  const without = mapped(state, "", (value, path) => {
    if (!isJournal(value)) return undefined;
    return stored(value, path, segments);
  });
  return { state: without as object, segments };
}

function stored(journal: Journal, path: string, segments: Map<string, () => Segment>): Stored {
  const { written, kept, columns, changing } = journal;
  const widths = widthsOf(journal);
  const rows = rowsOfSegment(journal);
  const tails: [number, number][] = [];
  let at = 0; // where the stream begins in the columns
  for (let i = 0; i < written.length; i++) {
    const first = written[i] - kept[i];
    const whole = Math.floor(written[i] / rows);
    const place = at - first; // of row 0 of the stream, were it here
    for (let j = Math.floor(first / rows); j < whole; j++) {
      const [from, to] = [Math.max(first, j * rows) + place, (j + 1) * rows + place];
      const name = nameOf(path, i, j);
      segments.set(name, () => ({ name, columns: cut(columns, widths, [[from, to]]) }));
    }
    tails.push([Math.max(first, whole * rows) + place, written[i] + place]);
    at += kept[i];
  }
  return {
    kind: "stored journal",
    name: path,
    written,
    kept,
    rows,
    widths,
    tails: cut(columns, widths, tails),
    changing,
  };
}

const nameOf = (path: string, stream: number, index: number): string =>
  `${path}.${stream}.${String(index).padStart(8, "0")}`;

function widthsOf({ kept, columns }: Journal): Record<string, number> {
  const rows = Math.max(1, sum(kept));
  return Object.fromEntries(
    Object.entries(columns).map(([name, array]) => [name, array.length / rows]),
  );
}

/** A power of two: about a megabyte for all streams together. */
function rowsOfSegment({ written, kept, columns }: Journal): number {
  const bytes = sum(Object.values(columns).map((array) => array.byteLength));
  const each = (bytes / Math.max(1, sum(kept))) * written.length;
  let rows = leastRows;
  while (2 * rows * each <= segmentBytes && rows < 2 ** 20) rows *= 2;
  return rows;
}

/** Stretches of rows of all columns, copied one after the other. */
function cut(
  columns: Journal["columns"],
  widths: Readonly<Record<string, number>>,
  stretches: readonly (readonly [from: number, to: number])[],
): Record<string, StateArray> {
  const total = stretches.reduce((n, [from, to]) => n + to - from, 0);
  return Object.fromEntries(
    Object.entries(columns).map(([name, array]) => {
      const width = widths[name];
      const out = room(array, total * width);
      let at = 0;
      for (const [from, to] of stretches) {
        out.set(array.subarray(from * width, to * width) as never, at);
        at += (to - from) * width;
      }
      return [name, out];
    }),
  );
}

const room = (like: StateArray, length: number): StateArray =>
  new (like.constructor as new (n: number) => StateArray)(length);

/** The names of the segments that a detached state needs. */
export function segmentsOf(state: unknown): string[] {
  const names: string[] = [];
  mapped(state, "", (value) => {
    if (!isStored(value)) return undefined;
    const { name, written, kept, rows } = value;
    written.forEach((w, i) => {
      for (let j = Math.floor((w - kept[i]) / rows); j < Math.floor(w / rows); j++)
        names.push(nameOf(name, i, j));
    });
    return value;
  });
  return names;
}

/**
 * The inverse of `detached`.
 *
 * @param segment the columns of a segment by its name
 * @throws DataError if one has too few rows
 */
export function attached(
  state: object,
  segment: (name: string) => Readonly<Record<string, StateArray>>,
): object {
  return mapped(state, "", (value) =>
    isStored(value) ? whole(value, segment) : undefined,
  ) as object;
}

function whole(
  about: Stored,
  segment: (name: string) => Readonly<Record<string, StateArray>>,
): Journal {
  const { written, kept, rows, widths, tails, changing } = about;
  const total = sum(kept);
  const columns = Object.fromEntries(
    Object.entries(tails).map(([name, tail]) => [name, room(tail, total * widths[name])]),
  );
  let [at, tail] = [0, 0]; // rows
  /** Copies the last `count` rows of an array that ends at row `end` of it. */
  const copy = (from: Readonly<Record<string, StateArray>>, end: number, count: number): void => {
    for (const [name, out] of Object.entries(columns)) {
      const width = widths[name];
      const piece = from[name]?.subarray((end - count) * width, end * width);
      if (end < count || piece?.length !== count * width)
        throw new DataError(`A segment of ${about.name} has too few rows of "${name}".`);
      out.set(piece as never, at * width);
    }
    at += count;
  };
  for (let i = 0; i < written.length; i++) {
    const first = written[i] - kept[i];
    const last = Math.floor(written[i] / rows);
    for (let j = Math.floor(first / rows); j < last; j++) {
      const part = segment(nameOf(about.name, i, j));
      const here = rowsIn(part, widths);
      copy(part, here, (j + 1) * rows - Math.max(first, j * rows));
    }
    const rest = written[i] - Math.max(first, last * rows);
    tail += rest;
    copy(tails, tail, rest);
  }
  return { kind: "journal", written, kept, columns, changing };
}

function rowsIn(
  columns: Readonly<Record<string, StateArray>>,
  widths: Readonly<Record<string, number>>,
): number {
  const [name] = Object.keys(widths).filter((key) => widths[key] > 0);
  return name === undefined ? 0 : (columns[name]?.length ?? 0) / widths[name];
}

/** A state whose journals are empty: as if nothing had been written. Also of a detached one. */
export function withoutRows(state: object): { readonly state: object; readonly rows: number } {
  let rows = 0;
  const without = mapped(state, "", (value) => {
    if (!isJournal(value) && !isStored(value)) return undefined;
    const columns = isStored(value) ? value.tails : value.columns;
    rows += sum(value.kept);
    return {
      kind: "journal",
      written: new Float64Array(value.written.length),
      kept: new Int32Array(value.written.length),
      columns: emptied(columns),
      changing: emptied(value.changing),
    } satisfies Journal;
  });
  return { state: without as object, rows };
}

const emptied = (columns: Journal["columns"]): Record<string, StateArray> =>
  Object.fromEntries(Object.entries(columns).map(([name, array]) => [name, room(array, 0)]));
