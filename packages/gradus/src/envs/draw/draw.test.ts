/** Every state of random episodes of every world can be drawn: with finite numbers, inside the frame, changed by nothing else. */
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { counting } from "../../env/fixtures/worlds.ts";
import { rasterPainter } from "../../env/paint/raster.ts";
import { strokesOf } from "../../env/paint/strokeFont.ts";
import { svgPainter } from "../../env/paint/svg.ts";
import type { Extras, Painter, Picture, Style } from "../../env/picture.ts";
import { sample, sampleMasked } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { frameStack } from "../../env/wrappers/frameStack.ts";
import { makeWorld } from "../make.ts";
import { worlds } from "../worlds.ts";
import { pictureOf } from "./index.ts";

const STEPS = 60;

/** A painter that only looks: what leaves the frame, and what is no number. */
function watcher({ width, height }: Picture): {
  painter: Painter;
  faults: string[];
  shapes: (string | number)[][];
} {
  const faults: string[] = [];
  const shapes: (string | number)[][] = [];
  const see = (what: string, points: readonly number[], reach: number) => {
    shapes.push([what, ...points]);
    points.forEach((v, i) => {
      const most = i % 2 === 0 ? width : height;
      if (!Number.isFinite(v)) faults.push(`${what}: ${v}`);
      else if (v - reach < -0.01 || v + reach > most + 0.01)
        faults.push(`${what}: ${v.toFixed(1)} ± ${reach.toFixed(1)} of ${most}`);
    });
  };
  const half = ({ stroke, width: w = 1 }: Style) => (stroke === undefined ? 0 : w / 2);
  const painter: Painter = {
    rect: (x, y, w, h, style) => see("rect", [x, y, x + w, y + h], half(style)),
    circle: (x, y, r, style) => see("circle", [x, y], r + half(style)),
    line: (points, style) => see("line", points, half(style)),
    polygon: (points, style) => see("polygon", points, half(style)),
    arc: (x, y, r, _from, _to, style) => see("arc", [x, y], r + half(style)),
    text(x, y, text, { size, align = "centre" }) {
      const left = x - strokesOf(text, size).width * { left: 0, centre: 0.5, right: 1 }[align];
      see(`text ${text}`, [left, y - 0.35 * size], 0);
      see(`text ${text}`, [left + strokesOf(text, size).width, y + 0.35 * size], 0);
    },
  };
  return { painter, faults, shapes };
}

/** Every state of random play, terminal ones too, with the action that is taken next. */
function* play(world: AnyWorld, steps: number): Generator<{ state: unknown; extras: Extras }> {
  const [random, chance] = [rng(3), rng(4)];
  const outcome = { reward: 0, terminated: false };
  const state: unknown = world.create();
  const { actionSpace } = world;
  const mask = new Uint8Array(actionSpace.kind === "discrete" ? actionSpace.n : 0);
  const choose = () => {
    world.mask?.(state, mask, 0);
    return world.mask === undefined
      ? sample(actionSpace, chance)
      : sampleMasked(actionSpace, mask, chance);
  };
  world.reset(state, random);
  let past: unknown[] = [];
  for (let t = 0; t < steps; t++) {
    const action = choose() as number;
    yield { state, extras: { action, trail: past } };
    past = [...past.slice(-7), structuredClone(state)];
    world.step(state, action, random, outcome);
    if (!outcome.terminated) continue;
    yield { state, extras: { trail: past } };
    world.reset(state, random);
    past = [];
  }
}

/** Values and a policy for as many states as the world numbers; unknown values too. */
function thoughts(world: AnyWorld): Extras {
  if (world.actionSpace.kind !== "discrete") return {};
  const { observationSpace, actionSpace } = world;
  const states =
    world.model?.().states ?? (observationSpace.kind === "discrete" ? observationSpace.n : 0);
  const random = rng(8);
  const values = Array.from({ length: states }, (_, s) =>
    s % 7 === 0 ? Number.NaN : random.normal(),
  );
  const policy = Array.from({ length: states * actionSpace.n }, () => random.random());
  return { values, policy, role: "p2" };
}

test.each(Object.keys(worlds))("%s draws every state inside its frame", (id) => {
  const world = makeWorld(id);
  const picture = pictureOf(world);
  const mind = thoughts(world);
  let drawn = 0;
  for (const { state, extras } of play(world, STEPS)) {
    const before = structuredClone(state);
    for (const shown of [{}, extras, { ...extras, ...mind }]) {
      const { painter, faults, shapes } = watcher(picture);
      picture.paint(painter, state, shown);
      if (faults.length > 0) expect(faults).toEqual([]);
      expect(shapes[0]).toEqual(["rect", 0, 0, picture.width, picture.height]);
    }
    expect(state).toEqual(before);
    drawn++;
  }
  expect(drawn).toBeGreaterThanOrEqual(STEPS);
});

test.each([
  ["CartPole-v1", { x: -2.7, xDot: -3, theta: -0.3, thetaDot: 0 }, 0],
  ["CartPole-v1", { x: 2.7, xDot: 3, theta: 0.3, thetaDot: 0 }, 1],
  ["MountainCar-v0", { position: -1.2, velocity: 0 }, 0],
  ["MountainCar-v0", { position: 0.6, velocity: 0.07 }, 2],
  ["Acrobot-v1", { theta1: Math.PI, theta2: 0, theta1Dot: 0, theta2Dot: 0 }, 2],
  ["Acrobot-v1", { theta1: Math.PI / 2, theta2: 0, theta1Dot: 0, theta2Dot: 0 }, 0],
  ["PuddleWorld-v1", { x: 0, y: 0 }, 1],
  ["PuddleWorld-v1", { x: 1, y: 1 }, 0],
  ["Crawler-v1", { arm: 8, hand: 12, x: -1e4 }, 0],
  ["Crawler-v1", { arm: 0, hand: 0, x: 1e4 }, 3],
  ["Gambler-v1", { capital: 100 }, 50],
  ["CarRental-v1", { first: 20, second: 0 }, 5],
  ["RandomWalk5-v1", { at: 6 }, 0],
  ["DeepSea-v1", { row: 10, column: 9 }, 1],
  ["TicTacToe-v1", { position: 1 + 3 + 9 }, 8],
] as const)("%s at its edge: %o", (id, state, action) => {
  const picture = pictureOf(makeWorld(id));
  const { painter, faults } = watcher(picture);
  picture.paint(painter, state, { action, trail: [state] });
  expect(faults).toEqual([]);
});

test.each(Object.keys(worlds))("%s has a drawing of its own, that shows where it is", (id) => {
  const world = makeWorld(id);
  expect(world.scenery).toBeDefined();
  const picture = pictureOf(world);
  const seen = new Set<string>();
  for (const { state } of play(world, STEPS)) {
    const painter = svgPainter(picture.width, picture.height);
    picture.paint(painter, state);
    seen.add(painter.svg());
  }
  // One state, one picture: only the loop of infinite variance and the drawn bandit problem stand still.
  const isStill = id.startsWith("InfiniteVariance") || /^(KArmed|Bernoulli)Bandit/.test(id);
  if (isStill) expect(seen.size).toBe(1);
  else expect(seen.size).toBeGreaterThan(1);
});

test("a world that nobody has drawn shows its observation; a wrapper shows what it wraps", () => {
  const world = counting(4);
  const picture = pictureOf(world);
  const state = world.create();
  const { painter, faults, shapes } = watcher(picture);
  picture.paint(painter, state);
  expect(faults).toEqual([]);
  expect(shapes.length).toBeGreaterThan(2);

  const pole = makeWorld("CartPole-v1");
  const stacked = frameStack(pole, 3);
  const inner = stacked.create();
  stacked.reset(inner, rng(1));
  const [a, b] = [watcher(picture), watcher(picture)];
  pictureOf(pole).paint(a.painter, inner.inner, { action: 1, trail: [inner.inner] });
  pictureOf(stacked).paint(b.painter, inner, { action: 1, trail: [inner] });
  expect(b.shapes).toEqual(a.shapes);
  expect(b.shapes.length).toBeGreaterThan(8);

  const own: Picture = { width: 1, height: 1, paint: () => {} };
  expect(pictureOf({ ...pole, picture: own })).toBe(own);
});

test.each([
  ["FrozenLake-v1", 4],
  ["CliffWalking-v1", 12],
  ["CornersGrid-v1", 4],
  ["JumpingGrid-v1", 5],
  ["WindyGridNine-v1", 10],
  ["DynaMaze-v1", 9],
  ["DeepSeaTable-v1", 10],
])("%s: whoever walks stands in the cell that is observed, of %i columns", (id, columns) => {
  const world = makeWorld(id);
  const picture = pictureOf(world);
  const cells = new Map<number, string>();
  const seen = new Int32Array(1);
  for (const { state } of play(world, 200)) {
    world.observe(state, seen, 0);
    if (id.startsWith("DeepSea") && seen[0] === 100) continue; // the bottom has no cell
    const { painter, shapes } = watcher(picture);
    picture.paint(painter, state);
    const [, x, y] = shapes.filter(([kind]) => kind === "circle").at(-1)!; // painted last
    cells.set(seen[0], `${x} ${y}`);
  }
  // Columns and rows are evenly spaced: two cells fix the side, and all others must agree.
  const places = [...cells].map(([cell, at]) => ({
    column: cell % columns,
    row: Math.floor(cell / columns),
    x: Number(at.split(" ")[0]),
    y: Number(at.split(" ")[1]),
  }));
  expect(places.length).toBeGreaterThan(4);
  const [a] = places;
  const b = places.find(({ column }) => column !== a.column)!;
  const side = (b.x - a.x) / (b.column - a.column);
  expect(side).toBeGreaterThan(5);
  for (const { column, row, x, y } of places) {
    expect(x).toBeCloseTo(a.x + side * (column - a.column), 9);
    expect(y).toBeCloseTo(a.y + side * (row - a.row), 9);
  }
});

test("the taxi, its passenger and the stand they wait at are where the state says", () => {
  const picture = pictureOf(makeWorld("Taxi-v4"));
  const side = 60;
  for (const [cell, passenger, destination] of [
    [12, 0, 1],
    [0, 3, 2],
    [24, 1, 0],
  ]) {
    const { painter, shapes } = watcher(picture);
    const state = (cell * 5 + passenger) * 4 + destination;
    picture.paint(painter, { state, isFickle: false, probability: 1, lastAction: -1 });
    const centre = (c: number) => [
      30 + side * ((c % 5) + 0.5),
      20 + side * (Math.floor(c / 5) + 0.5),
    ];
    const [, x0, y0, x1, y1] = shapes.filter(([kind]) => kind === "rect").at(-1) as number[]; // the cabin
    expect((x0 + x1) / 2).toBeCloseTo(centre(cell)[0], 9);
    expect((y0 + y1) / 2).toBeCloseTo(centre(cell)[1], 9);
    const head = shapes.filter(([kind]) => kind === "circle").at(-1) as number[];
    const stand = centre([0, 4, 20, 23][passenger]);
    expect(Math.abs(head[1] - stand[0])).toBeLessThan(side / 2);
    expect(Math.abs(head[2] - stand[1])).toBeLessThan(side / 2);
  }
});

test("paint can be taken out of its picture", () => {
  for (const id of Object.keys(worlds)) {
    const world = makeWorld(id);
    const picture = pictureOf(world);
    const { paint } = picture;
    const { painter, shapes } = watcher(picture);
    const state: unknown = world.create();
    world.reset(state, rng(1));
    paint(painter, state);
    expect(shapes.length).toBeGreaterThan(2);
  }
});

test("values shade cells: the best the strongest, signs in two colours", () => {
  const grid = pictureOf(makeWorld("CornersGrid-v1"));
  const at = (values: number[]) => {
    const surface = rasterPainter(grid.width, grid.height);
    grid.paint(surface, { state: 5, probability: 1, lastAction: -1 }, { values });
    const pixel = (cell: number) => {
      const [x, y] = [52 + 64 * (cell % 4) + 54, 20 + 64 * Math.floor(cell / 4) + 10];
      return Array.from(
        surface.pixels.slice(4 * (y * surface.width + x), 4 * (y * surface.width + x) + 3),
      );
    };
    return pixel;
  };
  const rising = at(Array.from({ length: 16 }, (_, s) => s));
  const blueness = (cell: number) => rising(cell)[2] - rising(cell)[0];
  expect(blueness(14)).toBeGreaterThan(blueness(7));
  expect(blueness(7)).toBeGreaterThan(blueness(2));
  const signed = at(Array.from({ length: 16 }, (_, s) => (s < 8 ? -1 : 1)));
  expect(signed(2)[0]).toBeGreaterThan(signed(2)[2]); // orange
  expect(signed(14)[2]).toBeGreaterThan(signed(14)[0]); // blue
});
