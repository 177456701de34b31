/** The active tile of each tiling. */
export function tileCode(x: number, y: number, tilings: number, tiles: number): number[] {
  const width = tiles + 1; // one more tile, for the shift
  const active: number[] = [];
  for (let k = 0; k < tilings; k++) {
    const column = Math.floor(x * tiles + k / tilings);
    const row = Math.floor(y * tiles + ((3 * k) % tilings) / tilings);
    active.push(k * width * width + row * width + column);
  }
  return active;
}
