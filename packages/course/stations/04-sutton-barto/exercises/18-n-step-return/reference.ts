/** n rewards from time t on, then the value of the state that is reached, unless the episode is over. */
export function nStepReturn(R: number[], V: number[], t: number, n: number, gamma: number): number {
  const T = R.length;
  const end = Math.min(t + n, T);
  let G = end < T ? V[end] : 0; // nothing follows the end
  for (let k = end - 1; k >= t; k--) G = R[k] + gamma * G;
  return G;
}
