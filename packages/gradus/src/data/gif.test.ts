/** An independent decoder (Pillow) has read what these bytes hold: tools/fixtures/gif_check.py. The decoder below follows the specification on its own. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { encodeGif } from "./gif.ts";
import { md5 } from "./md5.ts";

/** A frame of one colour per pixel, #rrggbb. */
const frameOf = (...colours: number[]): Uint8ClampedArray =>
  Uint8ClampedArray.from(colours.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255, 255]));

/** Reads a GIF by the letter of the specification: whole frames, as colours. */
function decode(bytes: Uint8Array): { frames: number[][]; delays: number[]; loops: number | null } {
  let at = 6;
  const byte = () => bytes[at++];
  const short = () => byte() + 256 * byte();
  const [width, height, flags] = [short(), short(), byte()];
  at += 2;
  const table = Array.from(
    { length: 2 << (flags & 7) },
    () => (byte() << 16) | (byte() << 8) | byte(),
  );
  const blocks = (): number[] => {
    const all: number[] = [];
    for (let n = byte(); n > 0; n = byte()) for (let i = 0; i < n; i++) all.push(byte());
    return all;
  };
  const canvas = new Array<number>(width * height).fill(-1);
  const [frames, delays]: [number[][], number[]] = [[], []];
  let loops: number | null = null;
  for (let kind = byte(); kind !== 0x3b; kind = byte()) {
    if (kind === 0x21) {
      const label = byte();
      const data = blocks();
      if (label === 0xf9) delays.push(data[1] + 256 * data[2]);
      if (label === 0xff) loops = data[12] + 256 * data[13];
      continue;
    }
    expect(kind).toBe(0x2c);
    const [x, y, w, h] = [short(), short(), short(), short()];
    byte();
    const indices = unpack(byte(), blocks());
    expect(indices).toHaveLength(w * h);
    indices.forEach((v, i) => {
      canvas[(y + Math.floor(i / w)) * width + x + (i % w)] = table[v];
    });
    frames.push([...canvas]);
  }
  expect(at).toBe(bytes.length);
  return { frames, delays, loops };
}

function unpack(least: number, data: readonly number[]): number[] {
  const [clear, end] = [1 << least, (1 << least) + 1];
  const out: number[] = [];
  let table: number[][] = [];
  let [size, bit] = [least + 1, 0];
  let last: number[] | undefined;
  for (;;) {
    let code = 0;
    for (let i = 0; i < size; i++, bit++) code |= ((data[bit >> 3] >> (bit & 7)) & 1) << i;
    if (code === end) return out;
    if (code === clear) {
      table = Array.from({ length: end + 1 }, (_, i) => [i]);
      size = least + 1;
      last = undefined;
      continue;
    }
    const entry = table[code] ?? [...last!, last![0]];
    out.push(...entry);
    if (last !== undefined && table.length < 4096) table.push([...last, entry[0]]);
    if (table.length === 1 << size && size < 12) size++;
    last = entry;
  }
}

test("one red pixel: the bytes, one by one", () => {
  const bytes = encodeGif([frameOf(0xff0000)], { width: 1, height: 1, delay: 0.1, loops: 1 });
  expect(Array.from(bytes)).toEqual([
    ...[0x47, 0x49, 0x46, 0x38, 0x39, 0x61], // GIF89a
    ...[1, 0, 1, 0, 0xf0, 0, 0], // 1 × 1, a table of two colours
    ...[255, 0, 0, 0, 0, 0],
    ...[0x21, 0xf9, 4, 4, 10, 0, 0, 0], // stays 10 hundredths
    ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0], // at (0, 0), 1 × 1
    ...[2, 2, 0x44, 0x01, 0], // codes of 3 bits: clear (4), 0, end (5) = 100 000 101, lowest bit first
    0x3b,
  ]);
});

test("what is written is read again, with few colours, many, and long runs", () => {
  const random = rng(4);
  for (const [width, height, colours] of [
    [7, 5, 2],
    [64, 40, 3],
    [50, 50, 256],
    [300, 200, 17], // longer than one table of 4096 codes
  ]) {
    const palette = Array.from({ length: colours }, () => random.integer(1 << 24));
    const picture = () =>
      Array.from({ length: width * height }, (_, i) =>
        i % 97 < 40 ? palette[0] : palette[random.integer(colours)],
      );
    const frames = [picture(), picture(), picture()];
    const bytes = encodeGif(
      frames.map((f) => frameOf(...f)),
      { width, height, delay: [0.05, 0.1, 2] },
    );
    const read = decode(bytes);
    expect(read.frames).toEqual(frames);
    expect(read.delays).toEqual([5, 10, 200]);
    expect(read.loops).toBe(0);
  }
});

test("only what changed is written", () => {
  const still = new Array<number>(10_000).fill(0x123456);
  const moved = still.with(5050, 0xffffff);
  const one = encodeGif([frameOf(...still)], { width: 100, height: 100, delay: 0.1 }).length;
  const both = encodeGif([frameOf(...still), frameOf(...moved)], {
    width: 100,
    height: 100,
    delay: 0.1,
  });
  expect(both.length - one).toBeLessThan(32);
  expect(decode(both).frames).toEqual([still, moved]);
});

test("of more than 256 colours the frequent ones stay exact, the others take a near one", () => {
  const ground = 0xf1f5f3;
  const pixels = Array.from({ length: 4096 }, (_, i) =>
    i % 2 === 0 ? ground : ((i % 64) << 18) | ((Math.floor(i / 64) % 64) << 10) | 0x40,
  );
  const bytes = encodeGif([frameOf(...pixels)], { width: 64, height: 64, delay: 0.1 });
  const [read] = decode(bytes).frames;
  let worst = 0;
  pixels.forEach((c, i) => {
    if (c === ground) expect(read[i]).toBe(ground);
    for (const shift of [16, 8, 0])
      worst = Math.max(worst, Math.abs(((c >> shift) & 255) - ((read[i] >> shift) & 255)));
  });
  expect(worst).toBeLessThan(32); // 4 bits would make 16 · 16 groups and the ground: 257; so 3 bits, 32 colours wide
});

test("the bytes that Pillow has read", () => {
  const { size, hash } = JSON.parse(
    readFileSync(new URL("./gif.fixture.json", import.meta.url), "utf8"),
  ) as { size: number; hash: string };
  const random = rng(11);
  const frames = Array.from({ length: 4 }, () =>
    frameOf(...Array.from({ length: 60 * 44 }, () => (random.integer(5) * 0x331f2b) & 0xffffff)),
  );
  const bytes = encodeGif(frames, { width: 60, height: 44, delay: 0.07 });
  expect([bytes.length, md5(bytes)]).toEqual([size, hash]);
});

test("errors name the value and the remedy", () => {
  const red = frameOf(0xff0000);
  expect(() => encodeGif([], { width: 1, height: 1, delay: 0.1 })).toThrow("there are no frames");
  expect(() => encodeGif([red], { width: 0, height: 1, delay: 0.1 })).toThrow("width is 0");
  expect(() => encodeGif([red], { width: 2, height: 1, delay: 0.1 })).toThrow(
    "frame 0 has 4 numbers; 2 × 1 pixels need 8",
  );
  expect(() => encodeGif([red], { width: 1, height: 1, delay: -1 })).toThrow("a delay is -1");
});
