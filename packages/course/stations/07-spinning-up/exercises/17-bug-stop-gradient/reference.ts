import { exp } from "gradus/core";

interface Step {
  /** Features of the state, and of the next one. */
  readonly phi: number[];
  readonly phiNext: number[];
  readonly a: number;
  readonly r: number;
  readonly terminated: boolean;
}

interface Settings {
  readonly gamma: number;
  readonly actorRate: number;
  readonly criticRate: number;
}

function dot(x: number[], y: number[]): number {
  return x.reduce((sum, v, i) => sum + v * y[i], 0);
}

function softmax(h: number[]): number[] {
  const e = h.map((x) => exp(x - Math.max(...h)));
  const total = e.reduce((x, y) => x + y);
  return e.map((x) => x / total);
}

/** One step of actor–critic: theta[a] and w in place; returns δ. */
export function learn(theta: number[][], w: number[], step: Step, settings: Settings): number {
  const { phi, phiNext, a, r, terminated } = step;
  const discount = terminated ? 0 : settings.gamma;
  const delta = r + discount * dot(w, phiNext) - dot(w, phi);
  const pi = softmax(theta.map((row) => dot(row, phi)));
  for (let i = 0; i < w.length; i++) {
    w[i] += settings.criticRate * delta * phi[i]; // the target stands still: no slope of V(s′)
  }
  for (let k = 0; k < theta.length; k++) {
    const score = (k === a ? 1 : 0) - pi[k];
    for (let i = 0; i < phi.length; i++) theta[k][i] += settings.actorRate * delta * score * phi[i];
  }
  return delta;
}
