/**
 * docs/worlds.svg: some of the worlds, in the middle of an episode of random play. `npx tsx tools/gallery.ts` writes it anew; a test
 * says when it is out of date.
 */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { rng } from "../packages/gradus/src/core/random.ts";
import { svgPainter } from "../packages/gradus/src/env/paint/svg.ts";
import { type Palette, palettes } from "../packages/gradus/src/env/picture.ts";
import { sample, sampleMasked } from "../packages/gradus/src/env/space.ts";
import type { AnyWorld } from "../packages/gradus/src/env/world.ts";
import { pictureOf } from "../packages/gradus/src/envs/draw/index.ts";
import { makeWorld } from "../packages/gradus/src/envs/make.ts";

/** Row by row; the pictures of a row are of like height. */
const rows = [
  ["CartPole-v1", "RandomWalk5-v1", "MaximisationBias-v1"],
  ["FrozenLake-v1", "DynaMaze-v1", "Pendulum-v1"],
  ["MountainCar-v0", "KArmedBandit-v1", "Blackjack-v1"],
  ["Taxi-v4", "DeepSea-v1", "TicTacToe-v1"],
  ["Gambler-v1", "Crawler-v1", "AccessControl-v1"],
] as const;
const STEPS = 9;
const [WIDTH, GAP, NAME] = [360, 16, 34];

function midway(world: AnyWorld) {
  const [random, chance] = [rng([1, 0]), rng([1, 1])];
  const outcome = { reward: 0, terminated: false };
  const mask = new Uint8Array(world.actionSpace.kind === "discrete" ? world.actionSpace.n : 0);
  const choose = (state: unknown): unknown => {
    if (world.mask === undefined) return sample(world.actionSpace, chance);
    world.mask(state, mask, 0);
    return sampleMasked(world.actionSpace, mask, chance);
  };
  let state: unknown = world.create();
  world.reset(state, random);
  const trail: unknown[] = [];
  for (let t = 0; t < STEPS; t++) {
    const next: unknown = structuredClone(state);
    world.step(next, choose(next), random, outcome);
    if (outcome.terminated) break;
    trail.push(state);
    state = next;
  }
  return { state, extras: { action: choose(state) as number, trail } };
}

const variable = (role: string): string =>
  ({ rock2: "rock-2", rule2: "rule-2", ink2: "ink-2", ink3: "ink-3", wash: "accent-wash" })[role] ??
  role;
const declared = (palette: Palette): string =>
  Object.entries(palette)
    .map(([role, colour]) => `--${variable(role)}:${colour}`)
    .join(";");

const shapesOf = (svg: string): string => svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "");

export function gallery(): string {
  const parts: string[] = [];
  let top = GAP;
  for (const row of rows) {
    const pictures = row.map((id) => ({ id, world: makeWorld(id) }));
    const drawn = pictures.map(({ id, world }) => ({ id, world, picture: pictureOf(world) }));
    const tallest = Math.max(...drawn.map(({ picture }) => picture.height));
    drawn.forEach(({ id, world, picture }, column) => {
      const { state, extras } = midway(world);
      const painter = svgPainter(picture.width, picture.height);
      picture.paint(painter, state, extras);
      const [x, y] = [GAP + column * (WIDTH + GAP), top + tallest - picture.height];
      parts.push(
        `<g transform="translate(${x} ${y})" stroke-linecap="round" stroke-linejoin="round">${shapesOf(painter.svg())}</g>`,
        `<text x="${x}" y="${top + tallest + 20}" font-size="15" fill="var(--ink-2)">${id}</text>`,
      );
    });
    top += tallest + NAME;
  }
  const width = 3 * WIDTH + 4 * GAP;
  const style = `:root{${declared(palettes.light)}}@media(prefers-color-scheme:dark){:root{${declared(palettes.dark)}}}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" font-family="'Segoe UI', system-ui, sans-serif" role="img"><title>Fifteen of the worlds</title><style>${style}</style><rect width="${width}" height="${top}" fill="var(--paper)"/>${parts.join("\n")}</svg>\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(new URL("../docs/worlds.svg", import.meta.url), gallery());
}
