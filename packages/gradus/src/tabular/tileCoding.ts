/**
 * Tile coding: several grids laid over the state, each shifted a little; in each the tile that holds the state is active.
 * Sutton & Barto, 2nd ed., section 9.5.4.
 *
 * Tiling i is shifted by i · (1, 3, 5, …) / n of a tile: displacements by the first odd integers, which leave no preferred
 * diagonal (p. 219). Every tile has a weight of its own; nothing is hashed, so nothing collides and the memory is known
 * beforehand: n · Π (tiles + 1), the one more because a shifted grid needs another row to cover the edge.
 */
import { ValueError } from "../core/errors.ts";
import { type Box, type Discrete, describe, type Space } from "../env/space.ts";
import { type Features, featureFunction, oneHot } from "./features.ts";

export interface TileCoding {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Tiles between low and high, in each dimension (or one number for all). */
  readonly tiles: number | readonly number[];
  /** How many grids; also how many features are active. A power of two, at least 4 per dimension, shifts best. */
  readonly tilings: number;
}

/**
 * States outside the bounds count as lying on them.
 *
 * @throws ValueError for bounds that are not finite or not in order, fewer than 1 tile or tiling
 */
export function tileCoding({ low, high, tiles, tilings }: TileCoding): Features {
  const counts = low.map((_, d) => (typeof tiles === "number" ? tiles : tiles[d]));
  check({ low, high, tiles: counts, tilings });
  const strides = counts.map((_, d) => counts.slice(0, d).reduce((n, c) => n * (c + 1), 1));
  const perTiling = counts.reduce((n, c) => n * (c + 1), 1);
  const scale = low.map((l, d) => counts[d] / (high[d] - l));
  const dimensions = low.length;

  return featureFunction(perTiling * tilings, (state) => {
    const active = new Int32Array(tilings);
    for (let i = 0; i < tilings; i++) active[i] = i * perTiling;
    for (let d = 0; d < dimensions; d++) {
      const s = state[d] < low[d] ? low[d] : state[d] > high[d] ? high[d] : state[d];
      // Positions in n-ths of a tile: whole numbers, so that a shift never falls between two roundings.
      const fine = Math.min(Math.floor((s - low[d]) * scale[d] * tilings), counts[d] * tilings);
      for (let i = 0; i < tilings; i++) {
        const shift = (i * (2 * d + 1)) % tilings;
        const tile = Math.floor((fine + shift) / tilings);
        active[i] += strides[d] * Math.min(tile, counts[d]);
      }
    }
    return active;
  });
}

function check({ low, high, tiles, tilings }: TileCoding & { readonly tiles: readonly number[] }) {
  if (!(Number.isInteger(tilings) && tilings >= 1)) {
    throw new ValueError(
      `tileCoding: tilings is ${tilings}; it must be a whole number of at least 1.`,
    );
  }
  low.forEach((l, d) => {
    if (!(Number.isFinite(l) && Number.isFinite(high[d]) && l < high[d])) {
      throw new ValueError(
        `tileCoding: dimension ${d} goes from ${l} to ${high[d]}; give two finite bounds, the lower one first.`,
      );
    }
    if (!(Number.isInteger(tiles[d]) && tiles[d] >= 1)) {
      throw new ValueError(
        `tileCoding: dimension ${d} has ${tiles[d]} tiles; it must be a whole number of at least 1.`,
      );
    }
  });
}

/** Where a world gives no bound, tiles cover −4 … 4, and what lies beyond counts as the edge. */
const UNBOUNDED = 4;
const MOST_WEIGHTS = 20_000_000;

/**
 * Features for any world: a table for numbered states, tiles for a Box.
 *
 * @throws ValueError for other spaces, and where the tiles would be too many to store
 */
export function featuresFor(space: Space, tilings = 8, tiles = 8): Features {
  if (space.kind === "discrete") return oneHot((space as Discrete).n);
  if (space.kind !== "box") {
    throw new ValueError(
      `Tiles need numbers with bounds, but this world shows ${describe(space)}. Give a feature function of your own.`,
    );
  }
  const { low, high } = space as Box;
  let weights = tilings;
  for (let d = 0; d < low.length; d++) weights *= tiles + 1;
  if (weights > MOST_WEIGHTS) {
    throw new ValueError(
      `${tilings} tilings of ${tiles} tiles in ${low.length} dimensions are ${weights} weights; take fewer tiles, or give a feature function of your own.`,
    );
  }
  const finite = (b: number, otherwise: number) => (Math.abs(b) < 1e6 ? b : otherwise);
  return tileCoding({
    low: Array.from(low, (b) => finite(b, -UNBOUNDED)),
    high: Array.from(high, (b) => finite(b, UNBOUNDED)),
    tiles,
    tilings,
  });
}
