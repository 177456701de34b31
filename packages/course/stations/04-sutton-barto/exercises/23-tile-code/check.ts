/** Checks of the tile coder: places by hand, neighbours, all different; then mountain car. */
import { cos, rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import * as reference from "./reference.ts";

interface Solution {
  tileCode(x: number, y: number, tilings: number, tiles: number): number[];
}

interface Slip {
  readonly shift?: (k: number, tilings: number) => readonly [number, number];
  readonly width?: number;
  readonly sameBlock?: boolean;
  readonly exchanged?: boolean;
}

/** The coder with a slip. */
const slipped =
  ({
    shift = (k, n) => [k / n, ((3 * k) % n) / n],
    width = 1,
    sameBlock,
    exchanged,
  }: Slip): Solution["tileCode"] =>
  (x, y, tilings, tiles) =>
    Array.from({ length: tilings }, (_, k) => {
      const w = tiles + width;
      const [dx, dy] = shift(k, tilings);
      const [column, row] = [Math.floor(x * tiles + dx), Math.floor(y * tiles + dy)];
      return (sameBlock ? 0 : k * w * w) + (exchanged ? column * w + row : row * w + column);
    });

/** Mean steps of the first 50 episodes of mountain car by semi-gradient Sarsa, 8 tilings of 8 × 8, α = 0.5/8, ε = 0. */
function driven({ tileCode }: Solution, seed: number): number {
  const random = rng(seed);
  const w = [0, 1, 2].map(() => new Float64Array(8 * 81));
  const value = (active: readonly number[], a: number) =>
    active.reduce((sum, i) => sum + w[a][i], 0);
  const best = (active: readonly number[]) => {
    const q = [0, 1, 2].map((a) => value(active, a));
    return q.indexOf(Math.max(...q));
  };
  let total = 0;
  for (let episode = 0; episode < 50; episode++) {
    let [x, v] = [random.uniform(-0.6, -0.4), 0];
    const features = () => tileCode((x + 1.2) / 1.7001, (v + 0.07) / 0.1401, 8, 8);
    let active = features();
    let A = best(active);
    for (let t = 0; t < 3000; t++) {
      total++;
      v = Math.min(0.07, Math.max(-0.07, v + 0.001 * (A - 1) - 0.0025 * cos(3 * x)));
      x += v;
      if (x < -1.2) [x, v] = [-1.2, 0];
      const isOver = x >= 0.5;
      const next = isOver ? [] : features();
      const nextA = isOver ? 0 : best(next);
      const delta = -1 + (isOver ? 0 : value(next, nextA)) - value(active, A);
      for (const i of active) w[A][i] += (0.5 / 8) * delta;
      if (isOver) break;
      [active, A] = [next, nextA];
    }
  }
  return total / 50;
}

export const tileCode = exercise<Solution>({
  id: "04/tile-code",
  folder: "04-sutton-barto/exercises/23-tile-code",
  title: "Tiles over tiles",
  source: "Sutton & Barto, 2nd ed., section 9.5.4",
  functions: ["tileCode"],
  reference,
  cases: [
    {
      name: "one tiling",
      given: "One tiling of 4 × 4 (5 × 5 with the rim): (0, 0), (0.3, 0), (0, 0.3), (0.99, 0.99).",
      run: (f) => ({
        active: [
          f.tileCode(0, 0, 1, 4),
          f.tileCode(0.3, 0, 1, 4),
          f.tileCode(0, 0.3, 1, 4),
          f.tileCode(0.99, 0.99, 1, 4),
        ],
      }),
      expected: { active: [[0], [1], [5], [18]] },
    },
    {
      name: "four tilings",
      given: "Four tilings of 2 × 2 (9 tiles each) at (0.4, 0.1): x is 0.8 tiles, y 0.2 tiles.",
      run: (f) => ({ active: f.tileCode(0.4, 0.1, 4, 2) }),
      expected: { active: [0, 10, 19, 28] },
    },
    {
      name: "the shift in y",
      given: "The same at (0.1, 0.4): y is 0.8 tiles; the shifts in y are 0, ¾, ½, ¼.",
      run: (f) => ({ active: f.tileCode(0.1, 0.4, 4, 2) }),
      expected: { active: [0, 12, 21, 30] },
    },
    {
      name: "neighbours share",
      given:
        "8 tilings of 8 × 8: tiles in common of (0.5, 0.5) with itself, with points ⅛ and ½ of a tile away in x, with one far away.",
      run: (f) => {
        const here = f.tileCode(0.501, 0.501, 8, 8);
        const common = (x: number, y: number) =>
          f.tileCode(x, y, 8, 8).filter((i) => here.includes(i)).length;
        return {
          common: [
            common(0.501, 0.501),
            common(0.501 + 1 / 64, 0.501),
            common(0.501 + 1 / 16, 0.501),
            common(0.9, 0.1),
          ],
        };
      },
      expected: { common: [8, 7, 4, 0] },
    },
    {
      name: "20 random",
      given: "20 random points, 8 tilings of 5 × 5.",
      run: (f) => {
        const random = rng(24);
        return {
          active: Array.from({ length: 20 }, () =>
            f.tileCode(random.random(), random.random(), 8, 5),
          ),
        };
      },
    },
    {
      name: "mountain car with yours",
      given:
        "Semi-gradient Sarsa, 8 tilings of 8 × 8, α = 0.5/8: mean steps of the first 50 episodes, 3 runs.",
      swap: true,
      run: (f) => ({ steps: (driven(f, 1) + driven(f, 2) + driven(f, 3)) / 3 }),
      expected: { steps: between(200, 360) }, // 284 with the book's hashed tiles
    },
  ],
  mistakes: [
    {
      name: "all tilings in one place",
      explanation: "Without a shift every tiling says the same; they must be displaced.",
      wrong: { tileCode: slipped({ shift: () => [0, 0] }) },
    },
    {
      name: "shifted along the diagonal",
      explanation:
        "The shift in y goes in steps of 3, so that the tilings do not lie along a diagonal.",
      wrong: { tileCode: slipped({ shift: (k, n) => [k / n, k / n] }) },
    },
    {
      name: "off by one in width: no rim",
      explanation: "A shifted tiling needs one tile more in each direction: tiles + 1.",
      wrong: { tileCode: slipped({ width: 0 }) },
    },
    {
      name: "tilings share their numbers",
      explanation: "Every tiling has its own block of numbers: add k (tiles + 1)².",
      wrong: { tileCode: slipped({ sameBlock: true }) },
    },
    {
      name: "row and column exchanged",
      explanation: "y gives the row, which counts tiles + 1 numbers; x gives the column.",
      wrong: { tileCode: slipped({ exchanged: true }) },
    },
  ],
});
