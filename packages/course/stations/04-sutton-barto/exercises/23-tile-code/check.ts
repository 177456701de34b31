/** Checks of the tile coder: places by hand, neighbours, all different; then mountain car. */
import { rng } from "gradus/core";
import { featureFunction } from "gradus/tabular";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { mountainCarSarsa } from "../../labs/mountain-car.ts";
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
      name: "the lab with yours",
      given:
        "The lab 04/mountain-car, 2 runs, with your tiles as the eyes of the car in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          mountainCarSarsa,
          {
            features: featureFunction(8 * 81, (s) =>
              Int32Array.from(f.tileCode((s[0] + 1.2) / 1.7, (s[1] + 0.07) / 0.14, 8, 8)),
            ),
          },
          { seeds: [1], settings: { runs: 2 } },
        ),
      expected: reproduced,
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
