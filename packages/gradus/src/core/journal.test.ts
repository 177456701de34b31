/** Rows of two streams by hand: what is cut where, what is stored once, and what comes back. */
import { expect, test } from "vitest";
import { decodeState, encodeState } from "./codec.ts";
import { attached, detached, type Journal, segmentsOf, withoutRows } from "./journal.ts";

/** Stream i has written w rows, of which the last k are here; row t of stream i holds 1000 i + t, twice, and one byte. */
function journal(streams: readonly (readonly [w: number, k: number])[]): Journal {
  const rows = streams.flatMap(([w, k], i) =>
    Array.from({ length: k }, (_, r) => 1000 * i + w - k + r),
  );
  return {
    kind: "journal",
    written: Float64Array.from(streams, ([w]) => w),
    kept: Int32Array.from(streams, ([, k]) => k),
    columns: {
      values: Float32Array.from(rows.flatMap((v) => [v, v])),
      flags: Uint8Array.from(rows, (v) => v % 7),
      none: new Uint8Array(0),
    },
    changing: { priorities: Float64Array.from(rows, (v) => v / 2) },
  };
}

const big = 2 ** 14; // floats in a row: 16 rows are a megabyte, a whole segment

/** Rows so wide that a segment has 16 of them. */
function wide(written: number, kept: number): Journal {
  const rows = Array.from({ length: kept }, (_, r) => written - kept + r);
  const values = new Float32Array(kept * big);
  rows.forEach((v, r) => {
    values.fill(v, r * big, (r + 1) * big);
  });
  return {
    kind: "journal",
    written: Float64Array.of(written),
    kept: Int32Array.of(kept),
    columns: { values },
    changing: {},
  };
}

/** Through the codec, as a checkpoint goes. */
function stored(state: object): object {
  const { json, tensors } = encodeState(state);
  return decodeState(json, tensors) as object;
}

function roundTrip(state: object): object {
  const apart = detached(state);
  const files = new Map([...apart.segments].map(([name, read]) => [name, read().columns]));
  return attached(stored(apart.state), (name) => {
    const columns = files.get(name);
    if (columns === undefined) throw new Error(`${name} is missing`);
    return columns;
  });
}

test("a state comes back as it was, wherever its journals stand, and whatever they hold", () => {
  for (const streams of [[[0, 0]], [[3, 3]], [[40, 40]], [[100, 30]]] as const) {
    const state = {
      steps: 3,
      deep: { rows: journal(streams) },
      list: [{ rows: journal(streams) }],
    };
    expect(roundTrip(state)).toEqual(state);
  }
  const two = {
    rows: journal([
      [50_000, 20_000],
      [7, 7],
    ]),
  };
  expect(roundTrip(two)).toEqual(two);
  const other = { none: null, list: [1, "x"], map: new Map([[1, 2]]) };
  expect(roundTrip(other)).toEqual(other);
});

test("where a segment begins depends on the counter alone: 16 rows each; what is new is one segment", () => {
  const names = (w: number, k: number) => [...detached({ rows: wide(w, k) }).segments.keys()];
  expect(names(15, 15)).toEqual([]);
  expect(names(16, 16)).toEqual(["rows.0.00000000"]);
  expect(names(47, 47)).toEqual(["rows.0.00000000", "rows.0.00000001"]);
  expect(names(48, 47)).toEqual(["rows.0.00000000", "rows.0.00000001", "rows.0.00000002"]);
  expect(names(48, 32)).toEqual(["rows.0.00000001", "rows.0.00000002"]); // the ring has lost the first
});

test("a segment written early serves a state whose ring has lost its first rows", () => {
  const early = detached({ rows: wide(20, 20) });
  const late = { rows: wide(40, 30) }; // rows 10 … 39
  const apart = detached(late);
  const first = early.segments.get("rows.0.00000000")?.().columns;
  const second = apart.segments.get("rows.0.00000001")?.().columns;
  expect(first?.["values"].length).toBe(16 * big);
  const back = attached(
    apart.state,
    (name) => (name.endsWith("0") ? first : second) as Readonly<Record<string, Float32Array>>,
  ) as typeof late;
  const seen = back.rows.columns["values"] as Float32Array;
  expect(seen.length).toBe(30 * big);
  const rows = Array.from({ length: 30 }, (_, r) => [seen[r * big], seen[(r + 1) * big - 1]]);
  expect(rows).toEqual(Array.from({ length: 30 }, (_, r) => [10 + r, 10 + r]));
});

test("the names that a stored state needs are those that were cut", () => {
  const apart = detached({ a: { rows: wide(40, 30) }, b: journal([[100_000, 90_000]]) });
  expect(segmentsOf(stored(apart.state))).toEqual([...apart.segments.keys()]);
});

test("what is left in the state are the rows after the last whole segment", () => {
  const { tensors } = encodeState(detached({ rows: wide(40, 40) }).state);
  expect(tensors.get("rows.tails.values")?.length).toBe(8 * big);
});

test("a segment with too few rows is refused", () => {
  const apart = detached({ rows: wide(32, 32) });
  expect(() => attached(apart.state, () => ({ values: new Float32Array(15 * big) }))).toThrow(
    'A segment of rows has too few rows of "values".',
  );
  expect(() => attached(apart.state, () => ({}))).toThrow("too few rows");
});

test("without rows a state is as if nothing had been written, and says how much was", () => {
  const state = {
    deep: {
      rows: journal([
        [100, 30],
        [7, 7],
      ]),
    },
  };
  const empty = withoutRows(state);
  expect(empty.rows).toBe(37);
  expect(withoutRows(stored(detached(state).state))).toEqual(empty);
  expect(empty.state).toEqual({
    deep: {
      rows: {
        kind: "journal",
        written: Float64Array.of(0, 0),
        kept: Int32Array.of(0, 0),
        columns: { values: new Float32Array(0), flags: new Uint8Array(0), none: new Uint8Array(0) },
        changing: { priorities: new Float64Array(0) },
      },
    },
  });
});
