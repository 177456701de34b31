/** The target where `online` chooses and `target` values. */
export function doubleTarget(
  r: number,
  terminated: boolean,
  online: number[],
  target: number[],
  gamma: number,
): number {
  if (terminated) return r;
  let chosen = 0;
  for (let a = 1; a < online.length; a++) if (online[a] > online[chosen]) chosen = a;
  return r + gamma * target[chosen];
}
