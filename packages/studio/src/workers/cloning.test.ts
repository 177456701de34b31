import { rng } from "gradus/core";
import { md5, readTransitions } from "gradus/data";
import type { AnyWorld } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { expect, test } from "vitest";
import { recording } from "./cloning.ts";
import { advance, isOver, side } from "./side.ts";
import { crc32, zipped } from "./zip.ts";

const world: AnyWorld = makeWorld("CartPole-v1");

/** Somebody who can do it plays so many episodes. */
function played(episodes: number) {
  const written = recording(world);
  const seen = new Float32Array(4);
  for (let e = 0; e < episodes; e++) {
    const you = side(world, rng(e), "p2");
    while (!isOver(world, you)) {
      world.observe(you.state, seen, 0);
      const action = 0.1 * seen[0] + 0.3 * seen[1] + 3 * seen[2] + seen[3] > 0 ? 1 : 0;
      written.before(you, action);
      advance(world, you, action);
      written.after(you);
    }
  }
  return written;
}

/** The files of a stored archive, by the offsets in its local headers. */
function unzipped(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; view.getUint32(at, true) === 0x04034b50; ) {
    const [crc, size, name] = [14, 18, 26].map((offset) =>
      offset === 26 ? view.getUint16(at + offset, true) : view.getUint32(at + offset, true),
    );
    const begin = at + 30 + name;
    const content = bytes.slice(begin, begin + size);
    expect(crc32(content)).toBe(crc);
    files.set(new TextDecoder().decode(bytes.subarray(at + 30, begin)), content);
    at = begin + size;
  }
  return files;
}

test("CRC-32 of “123456789” is cbf43926, the check value of the standard", () => {
  expect(crc32(new TextEncoder().encode("123456789")).toString(16)).toBe("cbf43926");
});

test("equal files give equal archives; the directory counts them", () => {
  const files = new Map([["a/b.txt", Uint8Array.of(1, 2, 3)]]);
  const bytes = zipped(files);
  expect(md5(zipped(files))).toBe(md5(bytes));
  expect(unzipped(bytes)).toEqual(files);
  expect([...bytes.subarray(-22, -18)]).toEqual([0x50, 0x4b, 5, 6]);
  expect(bytes[bytes.length - 12]).toBe(1);
});

test("nothing is recorded before an episode has ended; what is given up counts as cut", () => {
  expect(recording(world).recorded()).toBeUndefined();
  expect(played(1).recorded()).toEqual({ episodes: 1, steps: 500, mean: 500 });
  const written = recording(world);
  const you = side(world, rng(1), "p2");
  written.before(you, 1);
  advance(world, you, 1);
  written.after(you);
  written.cut();
  expect(written.recorded()).toEqual({ episodes: 1, steps: 1, mean: 1 });
});

test("a clone of five good episodes stands as long; the archive is a data set", () => {
  const written = played(5);
  const { live, cloned } = written.clone(1);
  expect(cloned).toMatchObject({ episodes: 5, steps: 2500, mean: 500 });
  expect(cloned.clone).toBeGreaterThanOrEqual(475); // as the lab 06/clone-cart-pole
  expect(cloned.mistakes).toBeLessThan(0.1);
  expect([0, 1]).toContain(live.act?.(new Float32Array(4)));
  const files = unzipped(written.archive());
  const data = readTransitions((name) => files.get(`my-CartPole-v1/${name}`));
  expect(data.source).toMatchObject({ env: "CartPole-v1", policy: { person: true }, seed: null });
  expect(data.length).toBe(2500);
});
