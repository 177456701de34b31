/** The first of the shares 1, c, c² … that gains and stays within the region; 0 where none does. */
export function lineSearch(
  measure: (share: number) => { gain: number; kl: number },
  maxKl: number,
  shrink: number,
  tries: number,
): number {
  throw new Error("Not written yet: lineSearch");
}
