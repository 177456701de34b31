/** Maps of the frozen lake: the two of Gymnasium, random ones, and the check of a map by hand. */
import { ValueError } from "../../core/errors.ts";
import type { Rng } from "../../core/random.ts";

export const lakeMaps = {
  "4x4": ["SFFF", "FHFH", "FFFH", "HFFG"],
  "8x8": [
    "SFFFFFFF",
    "FFFFFFFF",
    "FFFHFFFF",
    "FFFFFHFF",
    "FFFHFFFF",
    "FHHFFFHF",
    "FHFFHFHF",
    "FFFHFFFG",
  ],
} as const;

/**
 * The rows of a map: "4x4", "8x8", rows separated by slashes ("SFF/FHF/FFG"), or a list of rows.
 *
 * @throws ValueError for a map on which nobody can start, or reach the goal
 */
export function lakeRows(map: string | readonly string[]): readonly string[] {
  if (typeof map !== "string") return checkedRows(map);
  if (Object.hasOwn(lakeMaps, map)) return lakeMaps[map as keyof typeof lakeMaps];
  return checkedRows(map.split("/"));
}

function checkedRows(rows: readonly string[]): readonly string[] {
  const fault = mapFault(rows);
  if (fault === undefined) return rows;
  throw new ValueError(
    `FrozenLake: the map ${JSON.stringify(rows.join("/"))} ${fault}. ` +
      `Write it in letters S (start), F (frozen), H (hole), G (goal), rows of equal length.`,
  );
}

function mapFault(rows: readonly string[]): string | undefined {
  const width = rows[0]?.length ?? 0;
  if (width === 0) return "is empty";
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    return `has ${rows[ragged]!.length} tiles in row ${ragged + 1} and ${width} in the first`;
  }
  const strange = /[^SFHG]/u.exec(rows.join(""));
  if (strange) return `has a tile "${strange[0]}"`;
  const tiles = rows.join("");
  if (!tiles.includes("S")) return "has no start S";
  if (!tiles.includes("G")) return "has no goal G";
  return reachesGoal(rows) ? undefined : "has no way from its start to a goal";
}

/** Whether a goal can be reached from every start, never through a hole. */
export function reachesGoal(rows: readonly string[]): boolean {
  const width = rows[0]!.length;
  const tiles = rows.join("");
  return [...tiles].every((tile, at) => tile !== "S" || search(tiles, width, at));
}

function search(tiles: string, width: number, start: number): boolean {
  const seen = new Set([start]);
  for (const at of seen) {
    if (tiles[at] === "G") return true;
    const column = at % width;
    const near = [at - width, at + width];
    if (column > 0) near.push(at - 1);
    if (column < width - 1) near.push(at + 1);
    for (const next of near) {
      if (next >= 0 && next < tiles.length && tiles[next] !== "H") seen.add(next);
    }
  }
  return false;
}

/**
 * A random map of size × size with a way from the upper left to the lower right; drawn anew until
 * there is one. Equals Gymnasium's `generate_random_map(size, frozen, seed)` for `rng(seed)`.
 *
 * @param frozen probability of a tile to be frozen, otherwise it is a hole; in (0, 1]
 */
export function randomLake(size: number, frozen: number, random: Rng): string[] {
  if (!(Number.isInteger(size) && size >= 2)) {
    throw new ValueError(`randomLake: size is ${size}; it must be a whole number of at least 2.`);
  }
  if (!(frozen > 0 && frozen <= 1)) {
    throw new ValueError(`randomLake: frozen is ${frozen}; it must lie in (0, 1].`);
  }
  const share = frozen / (frozen + (1 - frozen));
  for (;;) {
    const tile = (): string => (random.random() < share ? "F" : "H");
    const tiles = Array.from({ length: size * size }, tile);
    tiles[0] = "S";
    tiles[tiles.length - 1] = "G";
    const rows = Array.from({ length: size }, (_, r) =>
      tiles.slice(r * size, (r + 1) * size).join(""),
    );
    if (reachesGoal(rows)) return rows;
  }
}
