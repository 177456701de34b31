interface State {
  w: number[];
  m: number[];
  s: number[];
  t: number;
}

/** One step of Adam on all weights: the new weights, running means and count of steps. */
export function adamStep(
  { w, m, s, t }: State,
  g: number[],
  rate: number,
  beta1: number,
  beta2: number,
  eps: number,
): State {
  throw new Error("Not written yet: adamStep");
}
