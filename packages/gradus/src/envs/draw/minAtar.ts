/** The MinAtar games: 10 × 10 cells, the player in the colour of the run, everything else in ink. */
import type { Extras, Painter, Picture } from "../../env/picture.ts";
import type { AsterixState } from "../minAtar/asterix.ts";
import type { BreakoutState } from "../minAtar/breakout.ts";
import type { FreewayState } from "../minAtar/freeway.ts";
import type { SeaquestState, Swarm } from "../minAtar/seaquest.ts";
import type { SpaceInvadersState } from "../minAtar/spaceInvaders.ts";
import type { SceneryOf } from "../scenery.ts";
import { arrow, framed, gridOf, middle, roleOf } from "./grid.ts";

const SIZE = 10;
const grid = gridOf(SIZE, SIZE);
const { side, left, top } = grid;

/** A board in its frame, and on it what a game draws. */
function board<State>(draw: (p: Painter, state: State, extras: Extras) => void): Picture<State> {
  return framed(grid.width, grid.height, (p, state, extras) => {
    p.rect(left, top, SIZE * side, SIZE * side, { fill: "paper" });
    draw(p, state, extras);
    p.rect(left, top, SIZE * side, SIZE * side, { stroke: "ink", width: 2 });
  });
}

const at = (row: number, column: number): [number, number] => middle(grid, row * SIZE + column);

/** A short streak on the side that something comes from. */
function streak(p: Painter, row: number, column: number, way: number): void {
  if (column - way < 0 || column - way >= SIZE) return;
  const [x, y] = at(row, column);
  p.line([x - way * side * 0.5, y, x - way * side * 0.9, y], {
    stroke: "rule2",
    width: side * 0.12,
  });
}

const ways: Readonly<Record<string, readonly [right: number, down: number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** What is done now: an arrow beside the player, or for a shot a stroke towards where it goes. */
function doing(
  p: Painter,
  moves: readonly string[],
  [row, column]: readonly [number, number],
  aim: readonly [right: number, down: number],
  extras: Extras,
): void {
  const { action } = extras;
  const move = typeof action === "number" ? moves[action] : undefined;
  const way = move === "fire" ? aim : move === undefined ? undefined : ways[move];
  if (way === undefined) return;
  const [toRow, toColumn] = [row + way[1], column + way[0]];
  if (toRow < 0 || toRow >= SIZE || toColumn < 0 || toColumn >= SIZE) return;
  const [x, y] = at(row, column);
  const [cx, cy] = [x + way[0] * side * 0.78, y + way[1] * side * 0.78];
  const role = roleOf(extras);
  if (move === "fire")
    p.line([x + way[0] * side * 0.6, y + way[1] * side * 0.6, cx, cy], {
      stroke: role,
      width: side * 0.16,
    });
  else arrow(p, [cx, cy], way, side * 0.14, role, { width: 2.5, head: 0.9 });
}

export function breakoutPicture({ moves }: SceneryOf<"minAtarBreakout">): Picture<BreakoutState> {
  return board((p, { paddle, row, column, lastRow, lastColumn, bricks }, extras) => {
    bricks.forEach((brick, i) => {
      const [x, y] = at(1 + Math.floor(i / SIZE), i % SIZE);
      if (brick === 1)
        p.rect(x - side * 0.46, y - side * 0.36, side * 0.92, side * 0.72, { fill: "ink3" }, 2);
    });
    p.line([...at(lastRow, lastColumn), ...at(row, column)], {
      stroke: "rule2",
      width: side * 0.14,
    });
    const [x, y] = at(SIZE - 1, paddle);
    p.rect(
      x - side * 0.46,
      y + side * 0.08,
      side * 0.92,
      side * 0.3,
      { fill: roleOf(extras) },
      side * 0.1,
    );
    p.circle(...at(row, column), side * 0.26, { fill: row === SIZE - 1 ? "fail" : "ink" });
    doing(p, moves, [SIZE - 1, paddle], [0, -1], extras);
  });
}

/** The player of Asterix and Freeway: a body with a head. */
function figure(p: Painter, row: number, column: number, extras: Extras): void {
  const [x, y] = at(row, column);
  const role = roleOf(extras);
  p.circle(x, y - side * 0.2, side * 0.17, { fill: role });
  p.polygon([x - side * 0.28, y + side * 0.4, x, y - side * 0.1, x + side * 0.28, y + side * 0.4], {
    fill: role,
  });
}

export function asterixPicture({ moves }: SceneryOf<"minAtarAsterix">): Picture<AsterixState> {
  return board((p, { row, column, kinds, columns, ways: to }, extras) => {
    kinds.forEach((kind, i) => {
      if (kind === 0) return;
      const [x, y] = at(i + 1, columns[i]);
      const r = side * 0.3;
      streak(p, i + 1, columns[i], to[i]);
      if (kind === 2) p.polygon([x, y - r, x + r, y, x, y + r, x - r, y], { fill: "accent" });
      else p.polygon([x - r, y - r, x + r, y - r, x + r, y + r, x - r, y + r], { fill: "ink" });
    });
    figure(p, row, column, extras);
    doing(p, moves, [row, column], [0, -1], extras);
  });
}

export function freewayPicture({ moves }: SceneryOf<"minAtarFreeway">): Picture<FreewayState> {
  return board((p, { row, columns, ways: to, speeds }, extras) => {
    for (let lane = 1; lane < SIZE; lane++) {
      const y = top + lane * side;
      p.line([left, y, left + SIZE * side, y], { stroke: "rule", width: 1 });
    }
    columns.forEach((column, i) => {
      const [x, y] = at(i + 1, column);
      // The faster, the longer the streak: a car of speed k moves every k + 1 steps.
      const tail = Math.max(
        Math.min(x - to[i] * side * (0.3 + 1 / (speeds[i] + 0.5)), left + SIZE * side),
        left,
      );
      p.line([x, y, tail, y], { stroke: "rule2", width: side * 0.14 });
      p.rect(
        x - side * 0.44,
        y - side * 0.26,
        side * 0.88,
        side * 0.52,
        { fill: "ink" },
        side * 0.14,
      );
      p.circle(x + to[i] * side * 0.24, y, side * 0.1, { fill: "paper" });
    });
    figure(p, row, 4, extras);
    doing(p, moves, [row, 4], [0, -1], extras);
  });
}

export function spaceInvadersPicture({
  moves,
}: SceneryOf<"minAtarSpaceInvaders">): Picture<SpaceInvadersState> {
  return board((p, { cannon, aliens, shots, bombs, way }, extras) => {
    aliens.forEach((alien, i) => {
      if (alien === 0) return;
      const [x, y] = middle(grid, i);
      const r = side * 0.3;
      p.rect(x - r, y - r * 0.8, 2 * r, r * 1.3, { fill: "ink" }, r * 0.5);
      for (const leg of [-1, 1])
        p.line([x + leg * r * 0.6, y + r * 0.3, x + leg * r * 0.8, y + r], {
          stroke: "ink",
          width: side * 0.08,
        });
      for (const eye of [-1, 1])
        p.circle(x + eye * r * 0.35 + way * r * 0.15, y - r * 0.2, r * 0.18, { fill: "paper" });
    });
    for (let i = 0; i < SIZE * SIZE; i++) {
      const [x, y] = middle(grid, i);
      if (shots[i] === 1)
        p.line([x, y - side * 0.26, x, y + side * 0.2], {
          stroke: roleOf(extras),
          width: side * 0.12,
        });
      if (bombs[i] === 1) p.circle(x, y, side * 0.14, { fill: "fail" });
    }
    const [x, y] = at(SIZE - 1, cannon);
    p.rect(
      x - side * 0.42,
      y + side * 0.02,
      side * 0.84,
      side * 0.36,
      { fill: roleOf(extras) },
      side * 0.08,
    );
    p.rect(x - side * 0.1, y - side * 0.28, side * 0.2, side * 0.4, { fill: roleOf(extras) });
    doing(p, moves, [SIZE - 1, cannon], [0, -1], extras);
  });
}

export function seaquestPicture({ moves }: SceneryOf<"minAtarSeaquest">): Picture<SeaquestState> {
  return board((p, state, extras) => {
    const { row, column, way, oxygen, saved, fish, subs, divers, shots, bombs } = state;
    const role = roleOf(extras);
    p.rect(left, top + side, SIZE * side, (SIZE - 2) * side, { fill: "rock2" });
    p.line([left, top + side, left + SIZE * side, top + side], { stroke: "rule2", width: 2 });
    gauges(p, oxygen, saved);
    each(fish, (r, c, to) => {
      const [x, y] = at(r, c);
      const s = side * 0.3;
      streak(p, r, c, to);
      p.polygon(
        [
          x + to * s,
          y,
          x,
          y - s * 0.7,
          x - to * s * 0.5,
          y,
          x - to * s,
          y - s * 0.6,
          x - to * s,
          y + s * 0.6,
          x - to * s * 0.5,
          y,
          x,
          y + s * 0.7,
        ],
        { fill: "ink" },
      );
    });
    each(subs, (r, c, to) => {
      const [x, y] = at(r, c);
      streak(p, r, c, to);
      p.rect(
        x - side * 0.42,
        y - side * 0.18,
        side * 0.84,
        side * 0.4,
        { fill: "ink" },
        side * 0.2,
      );
      p.rect(x - side * 0.1, y - side * 0.38, side * 0.2, side * 0.24, { fill: "ink" });
    });
    each(divers, (r, c, to) => {
      const [x, y] = at(r, c);
      streak(p, r, c, to);
      p.circle(x + to * side * 0.2, y, side * 0.14, { fill: "accent" });
      p.line([x + to * side * 0.1, y, x - to * side * 0.3, y], {
        stroke: "accent",
        width: side * 0.14,
      });
    });
    each(shots, (r, c) => bullet(p, r, c, roleOf(extras)));
    each(bombs, (r, c) => bullet(p, r, c, "fail"));
    const [x, y] = at(row, column);
    const back = column - way < 0 || column - way >= SIZE ? x : x - way * side;
    p.rect(
      Math.min(x, back) - side * 0.36,
      y - side * 0.16,
      Math.abs(x - back) + side * 0.72,
      side * 0.44,
      { fill: role },
      side * 0.2,
    );
    p.rect(x - side * 0.12, y - side * 0.38, side * 0.24, side * 0.26, { fill: role });
    doing(p, moves, [row, column], [way, 0], extras);
  });
}

function each(of: Swarm, draw: (row: number, column: number, way: number) => void): void {
  for (let i = 0; i < of.count; i++) draw(of.rows[i], of.columns[i], of.ways[i]);
}

function bullet(
  p: Painter,
  row: number,
  column: number,
  stroke: "fail" | ReturnType<typeof roleOf>,
): void {
  const [x, y] = at(row, column);
  p.line([x - side * 0.2, y, x + side * 0.2, y], { stroke, width: side * 0.12 });
}

/** Oxygen from the left; divers on board from the right. */
function gauges(p: Painter, oxygen: number, saved: number): void {
  const y = top + (SIZE - 1) * side;
  const long = (6.6 * side * Math.max(oxygen, 0)) / 200;
  p.rect(left + side * 0.2, y + side * 0.3, 6.6 * side, side * 0.4, { fill: "rule" }, side * 0.1);
  if (long > 0)
    p.rect(
      left + side * 0.2,
      y + side * 0.3,
      long,
      side * 0.4,
      { fill: oxygen < 40 ? "fail" : "ink3" },
      side * 0.1,
    );
  for (let i = 0; i < 6; i++) {
    const x = left + side * (7.25 + 0.46 * i);
    p.circle(
      x,
      y + side * 0.5,
      side * 0.17,
      i < saved ? { fill: "accent" } : { stroke: "rule2", width: 1.2 },
    );
  }
}
