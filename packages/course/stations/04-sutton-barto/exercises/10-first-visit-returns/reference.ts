/** The return after the first visit of each state; null where there was none. */
export function firstVisitReturns(
  S: number[],
  R: number[],
  states: number,
  gamma: number,
): (number | null)[] {
  const first = new Array<number | null>(states).fill(null);
  let G = 0;
  for (let t = S.length - 1; t >= 0; t--) {
    G = R[t] + gamma * G;
    first[S[t]] = G; // an earlier visit replaces a later one
  }
  return first;
}
