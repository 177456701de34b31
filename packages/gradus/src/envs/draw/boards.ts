/** Boards: a ball to catch, a deep sea, noughts and crosses. */
import type { Picture } from "../../env/picture.ts";
import type { TicTacToeState } from "../book/ticTacToe.ts";
import type { CatchState } from "../diagnostic/catch.ts";
import type { DeepSeaState } from "../diagnostic/deepSea.ts";
import type { SceneryOf } from "../scenery.ts";
import {
  arrow,
  arrows,
  decision,
  fillCell,
  floor,
  framed,
  gridOf,
  hairlines,
  middle,
  roleOf,
  shadeValues,
  stand,
  trail,
} from "./grid.ts";

export function catchPicture({ rows, columns }: SceneryOf<"catch">): Picture<CatchState> {
  const grid = gridOf(rows, columns);
  const { side, left, top } = grid;
  return framed(grid.width, grid.height, (p, { ballRow, ballColumn, paddle }, extras) => {
    floor(p, grid);
    hairlines(p, grid);
    const [x, y] = middle(grid, ballRow * columns + ballColumn);
    p.line([x, top + side * 0.5, x, y], { stroke: "rule2", width: side * 0.1 });
    const [px, py] = middle(grid, (rows - 1) * columns + paddle);
    const isOver = ballRow === rows - 1;
    const isCaught = isOver && paddle === ballColumn;
    p.rect(
      px - side * 0.46,
      py + side * 0.18,
      side * 0.92,
      side * 0.26,
      { fill: roleOf(extras) },
      side * 0.1,
    );
    p.circle(x, isCaught ? y - side * 0.08 : y, side * 0.26, {
      fill: isOver && !isCaught ? "fail" : "ink",
    });
    p.rect(left, top, columns * side, rows * side, { stroke: "ink", width: 2 });
    const { action } = extras;
    if (typeof action !== "number" || action === 1 || isOver) return;
    const way = action - 1;
    arrow(p, [px + way * side * 0.72, py + side * 0.3], [way, 0], side * 0.16, roleOf(extras), {
      width: 2.5,
      head: 0.9,
    });
  });
}

export function deepSeaPicture({ size, isRight }: SceneryOf<"deepSea">): Picture<DeepSeaState> {
  const grid = gridOf(size, size);
  const { side, left, top } = grid;
  const isSea = (cell: number) => cell % size <= Math.floor(cell / size);
  const cellOf = ({ row, column }: DeepSeaState) => Math.min(row, size - 1) * size + column;
  const numberOf = (cell: number) => (isSea(cell) ? cell : undefined);
  // Down to the left and down to the right: what action 0 and 1 do where 1 means right.
  const ways = [
    [-1, 1],
    [1, 1],
  ] as const;
  return framed(grid.width, grid.height, (p, state, extras) => {
    floor(p, grid, isSea);
    for (let cell = 0; cell < size * size; cell++)
      if (isSea(cell)) fillCell(p, grid, cell, "rule", (0.9 * Math.floor(cell / size)) / size);
    shadeValues(p, grid, numberOf, extras);
    hairlines(p, grid, isSea);
    const [x, y] = middle(grid, size * size - 1);
    const r = side * 0.3;
    p.polygon([x, y - r, x + r, y - r * 0.1, x, y + r, x - r, y - r * 0.1], { fill: "accent" });
    p.line([left, top, left + size * side, top], { stroke: "ink2", width: 2, dash: [1, 6] });
    const { policy } = extras;
    if (policy !== undefined)
      arrows(p, grid, numberOf, ways, { ...extras, policy: meant(policy, isRight) });
    trail(p, grid, cellOf, state, extras);
    stand(p, grid, cellOf(state));
    const { action } = extras;
    if (typeof action !== "number" || state.row >= size) return;
    const way = action === isRight[cellOf(state)] ? 1 : 0;
    decision(p, grid, cellOf(state), ways, { ...extras, action: way });
  });
}

/** π(left | cell), π(right | cell), of π by the numbers of the actions. */
const meant = (policy: ArrayLike<number>, isRight: readonly number[]): number[] =>
  isRight.flatMap((right, cell) => {
    const [zero, one] = [policy[2 * cell], policy[2 * cell + 1]];
    return right === 1 ? [zero, one] : [one, zero];
  });

const threes = [
  [0, 1, 2],
  [3, 4, 5],
  [6, 7, 8],
  [0, 3, 6],
  [1, 4, 7],
  [2, 5, 8],
  [0, 4, 8],
  [2, 4, 6],
] as const;

export function ticTacToePicture(): Picture<TicTacToeState> {
  const grid = { ...gridOf(3, 3), side: 84, left: 54, height: 292 };
  const { side, left, top } = grid;
  return framed(grid.width, grid.height, (p, { position }, extras) => {
    const marks: number[] = [];
    for (let cell = 0, rest = position; cell < 9; cell++, rest = Math.floor(rest / 3))
      marks.push(rest % 3);
    const { action } = extras;
    if (typeof action === "number") fillCell(p, grid, action, roleOf(extras), 0.18);
    for (let i = 1; i < 3; i++) {
      const at = i * side;
      p.line([left + at, top, left + at, top + 3 * side], { stroke: "rule2", width: 2.5 });
      p.line([left, top + at, left + 3 * side, top + at], { stroke: "rule2", width: 2.5 });
    }
    const r = side * 0.26;
    marks.forEach((mark, cell) => {
      const [x, y] = middle(grid, cell);
      const style = { stroke: mark === 1 ? roleOf(extras) : "ink", width: 7 } as const;
      if (mark === 2) p.circle(x, y, r, style);
      if (mark !== 1) return;
      p.line([x - r, y - r, x + r, y + r], style);
      p.line([x + r, y - r, x - r, y + r], style);
    });
    const won = threes.find(
      ([a, b, c]) => marks[a] !== 0 && marks[a] === marks[b] && marks[a] === marks[c],
    );
    if (won === undefined) return;
    p.line([...middle(grid, won[0]), ...middle(grid, won[2])], {
      stroke: "ink2",
      width: 3,
      opacity: 0.6,
    });
  });
}
