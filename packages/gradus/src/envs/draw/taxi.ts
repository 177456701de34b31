/** The taxi's town: four stands, walls, a passenger and where they want to go. */
import type { Picture } from "../../env/picture.ts";
import type { TaxiState } from "../toyText/taxi.ts";
import {
  arrows,
  type Directions,
  decision,
  floor,
  framed,
  gridOf,
  hairlines,
  middle,
  roleOf,
  shadeValues,
  trail,
} from "./grid.ts";

const stands = [0, 4, 20, 23];
const names = ["R", "G", "Y", "B"];
const IN_TAXI = 4;
/** Walls to the right of cells. */
const walls = [1, 6, 15, 17, 20, 22];
/** South, north, east, west; picking up and dropping off stay. */
const directions: Directions = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [0, 0],
  [0, 0],
];

const cellOf = ({ state }: TaxiState): number => Math.floor(state / 20);

export function taxiPicture(): Picture<TaxiState> {
  const grid = gridOf(5, 5, 340);
  const { side, left, top } = grid;
  return framed(grid.width, grid.height, (p, state, extras) => {
    const s = state.state % 500;
    const [cell, passenger, destination] = [cellOf(state), Math.floor(s / 4) % 5, s % 4];
    const numberOf = (other: number) => other * 20 + (s % 20);
    floor(p, grid);
    shadeValues(p, grid, numberOf, extras);
    hairlines(p, grid);
    stands.forEach((stand, i) => {
      const [x, y] = middle(grid, stand);
      const isGoal = i === destination;
      const inset = side * 0.09;
      p.rect(
        x - side / 2 + inset,
        y - side / 2 + inset,
        side - 2 * inset,
        side - 2 * inset,
        isGoal ? { stroke: "ink", width: 2.5 } : { stroke: "rule2", width: 1.5 },
        4,
      );
      p.text(x - side * 0.27, y - side * 0.23, names[i], {
        size: side * 0.28,
        role: isGoal ? "ink" : "ink3",
        isBold: true,
      });
    });
    for (const wall of walls) {
      const [x, y] = middle(grid, wall);
      p.line([x + side / 2, y - side / 2, x + side / 2, y + side / 2], {
        stroke: "ink",
        width: 4,
      });
    }
    p.rect(left, top, 5 * side, 5 * side, { stroke: "ink", width: 3 }, 2);
    arrows(p, grid, numberOf, directions, extras);
    trail(p, grid, cellOf, state, extras);
    const [x, y] = middle(grid, cell);
    const [w, h] = [side * 0.56, side * 0.34];
    p.rect(x - w / 2 - 2, y - h / 2 - 2, w + 4, h + 4, { fill: "paper" }, 7);
    p.rect(x - w / 2, y - h / 2, w, h, { fill: "ink" }, 5);
    p.rect(x - w * 0.2, y - h * 0.3, w * 0.4, h * 0.6, { fill: "paper", opacity: 0.9 }, 2);
    if (passenger === IN_TAXI) p.circle(x, y, h * 0.24, { fill: "accent" });
    else {
      const [u, v] = middle(grid, stands[passenger]);
      const [px, py] = [u + side * 0.27, v + side * 0.2];
      p.circle(px, py - side * 0.12, side * 0.08, { fill: "accent" });
      p.line([px, py, px, py + side * 0.08], { stroke: "accent", width: side * 0.13 });
    }
    const { action } = extras;
    if (action === 4 || action === 5)
      p.circle(x, y, side * 0.42, { stroke: roleOf(extras), width: 2.5 });
    else decision(p, grid, cell, directions, extras);
  });
}
