/** What pictures of grids share: cells and their places, grounds, values, arrows, and who stands where. */
import type { Extras, Painter, Picture, Role } from "../../env/picture.ts";

export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** Side of a cell. */
  readonly side: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A grid in a frame 360 wide, at most `most` high, with a margin. */
export function gridOf(rows: number, columns: number, most = 360, margin = 20): Grid {
  const side = Math.min((360 - 2 * margin) / columns, (most - 2 * margin) / rows, 64);
  return {
    rows,
    columns,
    side,
    left: (360 - side * columns) / 2,
    top: margin,
    width: 360,
    height: rows * side + 2 * margin,
  };
}

/** The middle of a cell, numbered row by row. */
export const middle = ({ columns, side, left, top }: Grid, cell: number): [number, number] => [
  left + ((cell % columns) + 0.5) * side,
  top + (Math.floor(cell / columns) + 0.5) * side,
];

/** A picture on a ground of rock. */
export function framed<State>(
  width: number,
  height: number,
  draw: (p: Painter, state: State, extras: Extras) => void,
): Picture<State> {
  return {
    width,
    height,
    paint(p, state, extras = {}) {
      p.rect(0, 0, width, height, { fill: "rock" });
      draw(p, state, extras);
    },
  };
}

/** Fills a cell; neighbours meet without a seam. */
export function fillCell(p: Painter, grid: Grid, cell: number, role: Role, opacity = 1): void {
  const [x, y] = middle(grid, cell);
  const { side } = grid;
  p.rect(x - side / 2, y - side / 2, side, side, { fill: role, opacity });
}

/** A floor of paper under all cells, or those that are told. */
export function floor(p: Painter, grid: Grid, has: (cell: number) => boolean = () => true): void {
  for (let cell = 0; cell < grid.rows * grid.columns; cell++)
    if (has(cell)) fillCell(p, grid, cell, "paper");
}

/** Hairlines around the cells that are told. */
export function hairlines(
  p: Painter,
  grid: Grid,
  has: (cell: number) => boolean = () => true,
): void {
  const { rows, columns, side, left, top } = grid;
  const style = { stroke: "rule", width: side < 12 ? 0.5 : 1 } as const;
  const is = (r: number, c: number) =>
    r >= 0 && r < rows && c >= 0 && c < columns && has(r * columns + c);
  for (let r = 0; r <= rows; r++) {
    for (let c = 0; c <= columns; c++) {
      const [x, y] = [left + c * side, top + r * side];
      if (is(r, c) || is(r - 1, c)) p.line([x, y, x + side, y], style);
      if (is(r, c) || is(r, c - 1)) p.line([x, y, x, y + side], style);
    }
  }
}

export function label(
  p: Painter,
  grid: Grid,
  cell: number,
  text: string,
  role: Role = "ink3",
): void {
  const [x, y] = middle(grid, cell);
  const { side } = grid;
  if (side < 28) p.text(x, y, text, { size: side * 0.55, role, isBold: true });
  else {
    const size = Math.max(12, side * 0.28); // in the corner, beside whoever stands there
    p.text(x - side * 0.42, y - side * 0.3, text, { size, role, isBold: true, align: "left" });
  }
}

/** A flag on a pole: where one wants to go. */
export function flag(p: Painter, x: number, y: number, size: number, role: Role = "ink"): void {
  const [foot, tip, pole] = [y + size * 0.5, y - size * 0.5, x - size * 0.22];
  p.polygon([pole, tip, pole + size * 0.62, tip + size * 0.22, pole, tip + size * 0.44], {
    fill: role,
  });
  p.line([pole, foot, pole, tip], { stroke: role, width: Math.max(1.2, size * 0.09) });
}

export function flagCell(p: Painter, grid: Grid, cell: number): void {
  const [x, y] = middle(grid, cell);
  flag(p, x, y, grid.side * 0.56);
}

/** Who is at a cell: a disc of ink with a rim of paper. */
export function stand(p: Painter, grid: Grid, cell: number): void {
  const [x, y] = middle(grid, cell);
  disc(p, x, y, grid.side * 0.27);
}

export function disc(p: Painter, x: number, y: number, radius: number, role: Role = "ink"): void {
  p.circle(x, y, radius + Math.max(1.2, radius * 0.16), { fill: "paper" });
  p.circle(x, y, radius, { fill: role });
}

/** An arrow from its middle, `reach` to either side. */
export function arrow(
  p: Painter,
  [x, y]: readonly [number, number],
  [dx, dy]: readonly [number, number],
  reach: number,
  role: Role,
  { width = 2, opacity = 1, head = 0.7 } = {},
): void {
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) {
    p.circle(x, y, Math.max(1.5, reach * 0.3), { fill: role, opacity });
    return;
  }
  const [ux, uy] = [dx / length, dy / length];
  const [ax, ay, bx, by] = [x - ux * reach, y - uy * reach, x + ux * reach, y + uy * reach];
  const h = reach * head;
  const style = { stroke: role, width, opacity } as const;
  p.line([ax, ay, bx, by], style);
  const side = (s: number) => [bx - h * (ux + s * uy * 0.8), by - h * (uy - s * ux * 0.8)];
  p.line([...side(1), bx, by, ...side(-1)], style);
}

export const roleOf = (extras: Extras): Role => extras.role ?? "p1";

/** [right, down] of each action. */
export type Directions = readonly (readonly [number, number])[];

/** What a policy decides: an arrow at the edge of the cell where it is taken. */
export function decision(
  p: Painter,
  grid: Grid,
  cell: number,
  directions: Directions,
  { action, ...extras }: Extras,
): void {
  const way = typeof action === "number" ? directions[action] : undefined;
  if (way === undefined) return;
  const [x, y] = middle(grid, cell);
  const { side } = grid;
  const length = Math.sqrt(way[0] * way[0] + way[1] * way[1]);
  if (length === 0) {
    p.circle(x, y, side * 0.4, { stroke: roleOf(extras), width: Math.max(1.5, side * 0.05) });
    return;
  }
  const far = side * 0.55;
  arrow(
    p,
    [x + (way[0] / length) * far, y + (way[1] / length) * far],
    way,
    side * 0.16,
    roleOf(extras),
    { width: Math.max(1.8, side * 0.07), head: 0.85 },
  );
}

/** A curve from one point to another that rises to one side of the straight way. */
export function bend(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  lift: number,
): number[] {
  const points: number[] = [];
  for (let i = 0; i <= 16; i++) {
    const t = i / 16;
    points.push(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t - 4 * lift * t * (1 - t));
  }
  return points;
}

/** Where the last steps led, fading. */
export function trail(
  p: Painter,
  grid: Grid,
  cellOf: (state: never) => number,
  state: unknown,
  { trail: past = [], ...extras }: Extras,
): void {
  const cells = [...past, state].slice(-6).map((s) => cellOf(s as never));
  for (let i = 1; i < cells.length; i++) {
    const [x0, y0] = middle(grid, cells[i - 1]);
    const [x1, y1] = middle(grid, cells[i]);
    p.line([x0, y0, x1, y1], {
      stroke: roleOf(extras),
      width: Math.max(1.5, grid.side * 0.08),
      opacity: 0.12 + (0.4 * i) / cells.length,
    });
  }
}

/** A colour and its strength for each value: the run's colour by size; where signs differ, the other colour for the negative ones. */
export function shading(values: readonly number[], run: Role) {
  const known = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...known, Infinity), Math.max(...known, -Infinity)];
  const other: Role = run === "p2" ? "p1" : "p2";
  const isSigned = low < 0 && high > 0;
  const most = Math.max(high, -low);
  return (value: number): { role: Role; opacity: number } => {
    if (!Number.isFinite(value) || high <= low) return { role: run, opacity: 0 };
    if (isSigned) return { role: value < 0 ? other : run, opacity: (0.6 * Math.abs(value)) / most };
    return { role: run, opacity: 0.04 + (0.56 * (value - low)) / (high - low) };
  };
}

/** Shades cells by V(s). @param numberOf the state that a cell stands for; undefined for none */
export function shadeValues(
  p: Painter,
  grid: Grid,
  numberOf: (cell: number) => number | undefined,
  extras: Extras,
): void {
  const { values } = extras;
  if (values === undefined) return;
  const cells = Array.from({ length: grid.rows * grid.columns }, (_, cell) => {
    const s = numberOf(cell);
    return s === undefined ? Number.NaN : values[s];
  });
  const shade = shading(cells, roleOf(extras));
  cells.forEach((value, cell) => {
    const { role, opacity } = shade(value);
    if (opacity > 0) fillCell(p, grid, cell, role, opacity);
  });
}

/** Writes V(s) into the lower right corner of its cell, to one decimal, with a true minus sign. */
export function writeValues(
  p: Painter,
  grid: Grid,
  numberOf: (cell: number) => number | undefined,
  { values }: Extras,
): void {
  if (values === undefined) return;
  const { side } = grid;
  for (let cell = 0; cell < grid.rows * grid.columns; cell++) {
    const s = numberOf(cell);
    if (s === undefined || !Number.isFinite(values[s])) continue;
    const [x, y] = middle(grid, cell);
    const text = values[s]
      .toFixed(1)
      .replace(/^-(?=0\.0$)/, "")
      .replace("-", "−");
    p.text(x + side * 0.44, y + side * 0.36, text, { size: 13, role: "ink2", align: "right" });
  }
}

/** What a policy does in each cell: an arrow for each action, as long as it is probable. */
export function arrows(
  p: Painter,
  grid: Grid,
  numberOf: (cell: number) => number | undefined,
  directions: Directions,
  extras: Extras,
): void {
  const { policy } = extras;
  if (policy === undefined) return;
  const n = directions.length;
  for (let cell = 0; cell < grid.rows * grid.columns; cell++) {
    const s = numberOf(cell);
    if (s === undefined) continue;
    const [x, y] = middle(grid, cell);
    directions.forEach((way, a) => {
      const share = policy[s * n + a];
      if (!(share > 0.15)) return;
      const length = Math.sqrt(way[0] * way[0] + way[1] * way[1]) || 1;
      const reach = grid.side * 0.17 * Math.sqrt(share);
      const off = share > 0.9 ? 0 : reach * 1.05; // a lone arrow stands in the middle
      arrow(
        p,
        [x + (way[0] / length) * off, y + (way[1] / length) * off],
        way,
        reach,
        roleOf(extras),
        {
          width: Math.max(1, grid.side * 0.04),
          opacity: 0.35 + 0.65 * share,
        },
      );
    });
  }
}
