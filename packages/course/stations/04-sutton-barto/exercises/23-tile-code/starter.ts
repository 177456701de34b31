/** The active tile of each tiling. */
export function tileCode(x: number, y: number, tilings: number, tiles: number): number[] {
  throw new Error("Not written yet: tileCode");
}
