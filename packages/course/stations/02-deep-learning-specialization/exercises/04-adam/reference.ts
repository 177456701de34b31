import { pow } from "gradus/core";

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
  const steps = t + 1;
  const mean = m.map((mi, i) => beta1 * mi + (1 - beta1) * g[i]);
  const square = s.map((si, i) => beta2 * si + (1 - beta2) * g[i] * g[i]);
  const moved = w.map((wi, i) => {
    const mHat = mean[i] / (1 - pow(beta1, steps));
    const sHat = square[i] / (1 - pow(beta2, steps));
    return wi - (rate * mHat) / (Math.sqrt(sHat) + eps);
  });
  return { w: moved, m: mean, s: square, t: steps };
}
