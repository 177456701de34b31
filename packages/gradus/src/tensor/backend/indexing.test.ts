import { expect, test } from "vitest";
import { indices, numbers, reference, rooms } from "./testing.ts";

const all = [reference, ...rooms];

test("take copies rows, takeAdjoint adds them up in order", () => {
  for (const width of [1, 2, 3, 4, 5, 9, 70]) {
    const [rows, count] = [7, 12];
    const [x, y, at] = [
      numbers(rows * width),
      numbers(count * width, -1, 1, 2),
      indices(count, rows, width),
    ];
    const taken = [...at].flatMap((row) => [...x.subarray(row * width, (row + 1) * width)]);
    const added = new Float32Array(rows * width);
    at.forEach((row, i) => {
      for (let j = 0; j < width; j++) added[row * width + j] += y[i * width + j];
    });
    for (const room of rooms) {
      const where = room.clear().ints(at);
      const out = room.space(count * width);
      expect(room.run("take", out, room.floats(x), where, count, width, rows)).toBe(0);
      expect(room.readFloats(out, count * width)).toEqual(taken);
      const sums = room.space(rows * width);
      expect(room.run("takeAdjoint", sums, room.floats(y), where, count, width, rows)).toBe(0);
      expect(room.readFloats(sums, rows * width + 1)).toEqual([...added, 12345]);
    }
  }
});

test("take moves whole numbers too", () => {
  for (const room of all) {
    const out = room.clear().space(2);
    room.run("take", out, room.ints([7, 2 ** 30 + 1, -9]), room.ints([1, 2]), 2, 1, 3);
    expect(room.readInts(out, 2)).toEqual([2 ** 30 + 1, -9]);
  }
});

test("gather and gatherAdjoint along the middle axis, against their definition", () => {
  for (const [outer, n, m, inner] of [
    [1, 5, 3, 1],
    [4, 3, 1, 1],
    [2, 6, 4, 5],
    [3, 2, 7, 4],
  ]) {
    const [x, y] = [numbers(outer * n * inner), numbers(outer * m * inner, -1, 1, 3)];
    const at = indices(outer * m * inner, n, m);
    const place = (k: number) => (Math.floor(k / (m * inner)) * n + at[k]) * inner + (k % inner);
    const gathered = Array.from(at, (_, k) => x[place(k)]);
    const added = new Float32Array(outer * n * inner);
    y.forEach((value, k) => {
      added[place(k)] += value;
    });
    for (const room of rooms) {
      const where = room.clear().ints(at);
      const out = room.space(at.length);
      room.run("gather", out, room.floats(x), where, outer, n, m, inner);
      expect(room.readFloats(out, at.length + 1)).toEqual([...gathered, 12345]);
      const sums = room.space(added.length);
      room.run("gatherAdjoint", sums, room.floats(y), where, outer, n, m, inner);
      expect(room.readFloats(sums, added.length + 1)).toEqual([...added, 12345]);
    }
  }
});

test("oneHot", () => {
  for (const room of all) {
    const out = room.clear().space(6);
    room.run("oneHot", out, room.ints([2, 0]), 2, 3);
    expect(room.readFloats(out, 7)).toEqual([0, 0, 1, 1, 0, 0, 12345]);
  }
});

test("an index out of range fails its command before it writes; those before have run, those after have not", () => {
  for (const wrong of [-1, 4, 2 ** 31 - 1, -(2 ** 31)]) {
    for (const room of all) {
      room.clear();
      const [x, y, at] = [room.floats(numbers(8)), room.floats(numbers(8)), room.ints([0, wrong])];
      const calls = [
        ["take", (out: number) => [out, x, at, 2, 2, 4]],
        ["takeAdjoint", (out: number) => [out, y, at, 2, 2, 4]],
        ["gather", (out: number) => [out, x, at, 1, 4, 2, 1]],
        ["gatherAdjoint", (out: number) => [out, y, at, 1, 4, 2, 1]],
        ["oneHot", (out: number) => [out, at, 2, 4]],
      ] as const;
      for (const [kernel, words] of calls) {
        const [before, out, after] = [room.space(1), room.space(8), room.space(1)];
        const start = 512;
        const bad = room.write(start, "fill", before, 1, 1);
        const next = room.write(bad, kernel, ...words(out));
        const end = room.write(next, "fill", after, 1, 1);
        expect(room.execute(start, end), `${kernel}, ${wrong}, ${room.backend.build}`).toBe(bad);
        expect(room.readFloats(before, 1)).toEqual([1]);
        expect(room.readFloats(out, 8)).toEqual(Array(8).fill(12345));
        expect(room.readFloats(after, 1)).toEqual([12345]);
      }
    }
  }
});

test("an unknown opcode or a command without a length fails, and does not hang", () => {
  for (const room of all) {
    const { int } = room.backend;
    int.set([9999, 3, 0], 128);
    expect(room.execute(512, 524)).toBe(512);
    int.set([-1, 3, 0], 128);
    expect(room.execute(512, 524)).toBe(512);
    int.set([0, 0, 0], 128);
    expect(room.execute(512, 524)).toBe(512);
    expect(room.execute(512, 512)).toBe(0);
  }
});
