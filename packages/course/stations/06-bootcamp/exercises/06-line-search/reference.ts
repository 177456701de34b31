/** The first of the shares 1, c, c² … that gains and stays within the region; 0 where none does. */
export function lineSearch(
  measure: (share: number) => { gain: number; kl: number },
  maxKl: number,
  shrink: number,
  tries: number,
): number {
  let share = 1;
  for (let k = 0; k < tries; k++) {
    const { gain, kl } = measure(share);
    if (gain > 0 && kl <= maxKl) return share;
    share *= shrink;
  }
  return 0;
}
