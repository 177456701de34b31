import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { md5 } from "../data/md5.ts";
import { pictureOf } from "../envs/draw/index.ts";
import { makeWorld } from "../envs/make.ts";
import { type FilmFrame, film } from "./film.ts";

function episode(id: string, steps: number): FilmFrame[] {
  const world = makeWorld(id);
  const state: unknown = world.create();
  const outcome = { reward: 0, terminated: false };
  world.reset(state, rng(1));
  return Array.from({ length: steps }, (_, t) => {
    const frame = {
      state: structuredClone(state),
      extras: { action: t % 2 },
      caption: `step ${t}`,
    };
    world.step(state, t % 2, rng(t), outcome);
    return frame;
  });
}

test("an episode becomes a film: as large as its picture, the same bytes each time", () => {
  const picture = pictureOf(makeWorld("CartPole-v1"));
  const frames = episode("CartPole-v1", 6);
  const bytes = film(picture, frames, { fps: 25 });
  const short = (at: number) => bytes[at] + 256 * bytes[at + 1];
  expect(String.fromCharCode(...bytes.slice(0, 6))).toBe("GIF89a");
  expect([short(6), short(8)]).toEqual([picture.width, picture.height + 30]); // with its captions
  expect(md5(film(picture, frames, { fps: 25 }))).toBe(md5(bytes));
  const delays: number[] = [];
  for (let i = 0; i + 8 < bytes.length; i++)
    if (bytes[i] === 0x21 && bytes[i + 1] === 0xf9 && bytes[i + 2] === 4) delays.push(short(i + 4));
  expect(delays).toEqual([4, 4, 4, 4, 4, 100]); // hundredths; the last one stays for a second
});

test("without captions the frame is the picture's, times the scale", () => {
  const picture = pictureOf(makeWorld("Catch-v1"));
  const bytes = film(picture, [{ state: makeWorld("Catch-v1").create() }], { scale: 0.5 });
  expect([bytes[6] + 256 * bytes[7], bytes[8] + 256 * bytes[9]]).toEqual([
    Math.round(picture.width / 2),
    Math.round(picture.height / 2),
  ]);
});

test("errors name the value and the remedy", () => {
  const picture = pictureOf(makeWorld("Catch-v1"));
  expect(() => film(picture, [])).toThrow("there are no frames; play at least a step");
  expect(() => film(picture, [{ state: {} }], { fps: 0 })).toThrow(
    "fps is 0; it must lie in [0.01, 100]",
  );
});
