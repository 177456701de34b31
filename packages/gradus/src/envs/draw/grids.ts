/** Pictures of the gridworlds: lakes, cliffs, jumps, corners, wind, mazes, a racetrack. */
import type { MdpState } from "../../env/mdpWorld.ts";
import type { Painter, Picture } from "../../env/picture.ts";
import type { MazeState } from "../book/maze.ts";
import type { WindyGridState } from "../book/windyGrid.ts";
import type { SceneryOf } from "../scenery.ts";
import {
  arrow,
  arrows,
  type Directions,
  decision,
  fillCell,
  flagCell,
  floor,
  framed,
  type Grid,
  gridOf,
  hairlines,
  label,
  middle,
  shadeValues,
  stand,
  trail,
  writeValues,
} from "./grid.ts";

const UP = [0, -1] as const;
const DOWN = [0, 1] as const;
const LEFT = [-1, 0] as const;
const RIGHT = [1, 0] as const;

/** What differs from grid to grid. */
interface Scene<State> {
  readonly grid: Grid;
  readonly directions: Directions;
  /** The cell of a state. */
  readonly cellOf: (state: State) => number;
  /** Whether a cell can be stood on and has a state. */
  readonly isFloor: (cell: number) => boolean;
  /** Cells where an episode is over, of which a policy has nothing to say. */
  readonly isEnd?: (cell: number) => boolean;
  /** The state of a cell, where it is not simply its number. */
  readonly numberOf?: (cell: number, state: State) => number;
  /** Whether V(s) is also written into its cell. */
  readonly isWritten?: boolean;
  /** Under the hairlines, and over them. */
  readonly under?: (p: Painter, state: State) => void;
  readonly over?: (p: Painter, state: State) => void;
}

function pictured<State>(scene: Scene<State>): Picture<State> {
  const { grid, directions, cellOf, isFloor, under, over } = scene;
  return framed(grid.width, grid.height, (p, state, extras) => {
    const numberOf = (cell: number) =>
      isFloor(cell) && scene.isEnd?.(cell) !== true
        ? (scene.numberOf?.(cell, state) ?? cell)
        : undefined;
    floor(p, grid, isFloor);
    under?.(p, state);
    shadeValues(p, grid, numberOf, extras);
    hairlines(p, grid, isFloor);
    over?.(p, state);
    if (scene.isWritten === true) writeValues(p, grid, numberOf, extras);
    arrows(p, grid, numberOf, directions, extras);
    trail(p, grid, cellOf, state, extras);
    stand(p, grid, cellOf(state));
    decision(p, grid, cellOf(state), directions, extras);
  });
}

/** Tiles by letter, row by row. */
const tilesOf = (rows: readonly string[]) => {
  const tiles = rows.join("");
  return (cell: number) => tiles[cell];
};
const numbered = ({ state }: MdpState): number => state;

export function lakePicture({ rows }: SceneryOf<"lake">): Picture<MdpState> {
  const grid = gridOf(rows.length, rows[0].length);
  const tile = tilesOf(rows);
  const cells = grid.rows * grid.columns;
  return pictured({
    grid,
    directions: [LEFT, DOWN, RIGHT, UP],
    cellOf: numbered,
    isFloor: () => true,
    isEnd: (cell) => tile(cell) === "H" || tile(cell) === "G",
    over(p) {
      for (let cell = 0; cell < cells; cell++) {
        const [x, y] = middle(grid, cell);
        if (tile(cell) === "S") label(p, grid, cell, "S");
        if (tile(cell) === "G") flagCell(p, grid, cell);
        if (tile(cell) !== "H") continue;
        p.circle(x, y, grid.side * 0.36, { fill: "rule2" }); // open water
        p.circle(x, y + grid.side * 0.035, grid.side * 0.325, { fill: "ink2" });
      }
    },
  });
}

export function cliffPicture(): Picture<MdpState> {
  const grid = gridOf(4, 12);
  const isCliff = (cell: number) => cell > 36 && cell < 47;
  return pictured({
    grid,
    directions: [UP, RIGHT, DOWN, LEFT],
    cellOf: numbered,
    isFloor: (cell) => !isCliff(cell),
    isEnd: (cell) => cell === 47,
    over(p) {
      const { side, left, top } = grid;
      const [x0, x1, y0] = [left + side, left + 11 * side, top + 3 * side];
      p.rect(x0, y0, x1 - x0, side, { fill: "rock2" });
      for (let x = x0; x < x1; x += side / 3) {
        p.line([x, y0, x + side / 6, y0 + side * 0.42], { stroke: "ink3", width: 1.2 });
      }
      p.line([x0, y0 + side, x0, y0, x1, y0, x1, y0 + side], { stroke: "ink", width: 2 });
      label(p, grid, 36, "S");
      flagCell(p, grid, 47);
    },
  });
}

export function jumpingGridPicture(): Picture<MdpState> {
  const grid = gridOf(5, 5);
  return pictured({
    grid,
    directions: [UP, DOWN, RIGHT, LEFT],
    cellOf: numbered,
    isFloor: () => true,
    isWritten: true,
    over(p) {
      for (const [from, to, name] of [
        [1, 21, "A"],
        [3, 13, "B"],
      ] as const) {
        const [x, y] = middle(grid, from);
        const [, end] = middle(grid, to);
        const side = grid.side;
        const dx = side * 0.34;
        p.line([x + dx, y + side * 0.1, x + dx, end - side * 0.05], {
          stroke: "edge",
          width: 2,
          dash: [1, 6],
        });
        arrow(p, [x + dx, end - side * 0.1], [0, 1], side * 0.1, "edge", { head: 1 });
        label(p, grid, from, name, "ink2");
        label(p, grid, to, `${name}′`, "ink3");
      }
      const { left, top, side } = grid;
      p.rect(left, top, 5 * side, 5 * side, { stroke: "ink", width: 2 });
    },
  });
}

export function cornersGridPicture({ size }: SceneryOf<"cornersGrid">): Picture<MdpState> {
  const grid = gridOf(size, size);
  return pictured({
    grid,
    directions: [UP, DOWN, RIGHT, LEFT],
    cellOf: numbered,
    isFloor: () => true,
    isWritten: size <= 6,
    isEnd: (cell) => cell === 0 || cell === size * size - 1,
    under(p) {
      for (const corner of [0, size * size - 1]) fillCell(p, grid, corner, "rule");
    },
    over(p) {
      for (const corner of [0, size * size - 1]) flagCell(p, grid, corner);
    },
  });
}

const COMPASS: Directions = [UP, RIGHT, DOWN, LEFT, [1, -1], [1, 1], [-1, 1], [-1, -1], [0, 0]];

export function windyGridPicture({ wind, moves }: SceneryOf<"windyGrid">): Picture<WindyGridState> {
  const grid = { ...gridOf(7, 10), height: 7 * 32 + 20 + 44 };
  return pictured({
    grid,
    directions: COMPASS.slice(0, moves),
    cellOf: ({ row, column }) => row * 10 + column,
    isFloor: () => true,
    isEnd: (cell) => cell === 37,
    under(p) {
      for (let cell = 0; cell < 70; cell++)
        if (wind[cell % 10] > 0) fillCell(p, grid, cell, "rock2", wind[cell % 10] / 2);
    },
    over(p) {
      const bottom = grid.top + 7 * grid.side;
      for (let c = 0; c < 10; c++) {
        const [x] = middle(grid, c);
        for (let k = 0; k < wind[c]; k++) {
          const dx = wind[c] === 1 ? 0 : k === 0 ? -5 : 5;
          arrow(p, [x + dx, bottom + 15], [0, -1], 8, "edge", { width: 1.6, head: 0.6 });
        }
        p.text(x, bottom + 33, String(wind[c]), { size: 14, role: "ink3" });
      }
      label(p, grid, 30, "S");
      flagCell(p, grid, 37);
    },
  });
}

export function mazePicture({ map, later, after }: SceneryOf<"maze">): Picture<MazeState> {
  const grid = gridOf(map.length, map[0].length);
  const rows = ({ time }: MazeState) => (later !== undefined && time >= after ? later : map);
  const scene = (state: MazeState): Picture<MazeState> => {
    const tile = tilesOf(rows(state));
    return pictured({
      grid,
      directions: [UP, RIGHT, DOWN, LEFT],
      cellOf: ({ at }) => at,
      isFloor: (cell) => tile(cell) !== "#",
      isEnd: (cell) => tile(cell) === "G",
      under(p) {
        for (let cell = 0; cell < grid.rows * grid.columns; cell++)
          if (tile(cell) === "#") fillCell(p, grid, cell, "ink2");
      },
      over(p) {
        const goals = Array.from({ length: grid.rows * grid.columns }, (_, cell) => cell).filter(
          (cell) => tile(cell) === "G",
        );
        if (grid.side >= 12) for (const cell of goals) flagCell(p, grid, cell);
        else for (const cell of goals) fillCell(p, grid, cell, "wash");
        if (grid.side >= 12) label(p, grid, rows(state).join("").indexOf("S"), "S");
      },
    });
  };
  return {
    width: grid.width,
    height: grid.height,
    paint: (p, state, extras) => scene(state).paint(p, state, extras),
  };
}

const SPEEDS = 25;
const NINE: Directions = [-1, 0, 1].flatMap((up) =>
  [-1, 0, 1].map((right) => [right, -up] as const),
);

export function racetrackPicture({ track }: SceneryOf<"racetrack">): Picture<MdpState> {
  const grid = gridOf(track.length, track[0].length);
  const tile = tilesOf(track);
  const isTrack = (cell: number) => tile(cell) === "." || tile(cell) === "S";
  const cells = Array.from({ length: grid.rows * grid.columns }, (_, cell) => cell);
  const ofTrack = cells.filter(isTrack);
  const places = new Map(ofTrack.map((cell, i) => [cell, i]));
  const cellOf = ({ state }: MdpState) => ofTrack[Math.floor(state / SPEEDS)];
  return pictured({
    grid,
    directions: NINE,
    cellOf,
    isFloor: isTrack,
    numberOf: (cell, { state }) => SPEEDS * places.get(cell)! + (state % SPEEDS),
    under(p) {
      const { side } = grid;
      for (const cell of cells) {
        if (tile(cell) === "S") fillCell(p, grid, cell, "rock2");
        if (tile(cell) !== "F") continue;
        const [x, y] = middle(grid, cell);
        fillCell(p, grid, cell, "paper");
        for (const [dx, dy] of [
          [-1, -1],
          [0, 0],
        ])
          p.rect(x + (dx * side) / 2, y + (dy * side) / 2, side / 2, side / 2, { fill: "ink2" });
      }
    },
    over(p, { state }) {
      const [up, right] = [Math.floor((state % SPEEDS) / 5), state % 5];
      const [x, y] = middle(grid, cellOf({ state } as MdpState));
      if (up + right === 0) return;
      // Where this speed leads, or to the edge of the picture.
      const { side, width } = grid;
      const share = Math.min(1, (width - 6 - x) / (right * side), (y - 6) / (up * side));
      const [endX, endY] = [x + share * right * side, y - share * up * side];
      p.line([x, y, endX, endY], { stroke: "ink", width: 2, opacity: 0.5 });
      p.circle(endX, endY, 3, { fill: "ink", opacity: 0.5 });
    },
  });
}
