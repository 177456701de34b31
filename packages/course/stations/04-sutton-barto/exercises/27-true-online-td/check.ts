/** Checks of true online TD(λ): by hand, against the online λ-return algorithm, on the 19-state walk. */
import { rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { labVerdict, reproduced } from "../../../../src/exerciseLab.ts";
import { lambdaReturns } from "../../labs/lambda-return.ts";
import { linear } from "../methods.ts";
import * as reference from "./reference.ts";

interface Solution {
  trueOnlineTD(
    w: number[],
    z: number[],
    x: number[],
    R: number,
    nextX: number[],
    vOld: number,
    alpha: number,
    gamma: number,
    lambda: number,
  ): number;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, v, i) => s + v * b[i], 0);

interface Slip {
  readonly conventional?: boolean;
  readonly accumulating?: boolean;
  readonly late?: boolean;
  readonly oldTrace?: boolean;
}

/** The step with a slip. */
const slipped =
  ({ conventional, accumulating, late, oldTrace }: Slip): Solution["trueOnlineTD"] =>
  (w, z, x, R, nextX, vOld, alpha, gamma, lambda) => {
    const v = dot(w, x);
    const next = dot(w, nextX);
    const delta = R + gamma * next - v;
    const fresh = accumulating ? 1 : 1 - alpha * gamma * lambda * dot(z, x);
    const before = [...z];
    for (let i = 0; i < w.length; i++) z[i] = gamma * lambda * z[i] + fresh * x[i];
    const trace = oldTrace ? before : z;
    const drift = conventional ? 0 : v - vOld;
    for (let i = 0; i < w.length; i++)
      w[i] += alpha * (delta + drift) * trace[i] - alpha * drift * x[i];
    return late ? dot(w, nextX) : next;
  };

/** An episode of T random feature vectors and rewards; the last vector is 0, the end. */
function episode(T: number, n: number, seed: number) {
  const random = rng(seed);
  const x = Array.from({ length: T + 1 }, (_, t) =>
    Array.from({ length: n }, () => (t === T ? 0 : random.normal(0, 0.6))),
  );
  return {
    x,
    R: Array.from({ length: T }, () => random.normal()),
    w: Array.from({ length: n }, () => random.normal(0, 0.3)),
  };
}

function learned(
  f: Solution,
  T: number,
  seed: number,
  alpha: number,
  gamma: number,
  lambda: number,
): number[] {
  const { x, R, w } = episode(T, 4, seed);
  const z = w.map(() => 0);
  let vOld = 0;
  for (let t = 0; t < T; t++)
    vOld = f.trueOnlineTD(w, z, x[t], R[t], x[t + 1], vOld, alpha, gamma, lambda);
  return w;
}

/**
 * The online λ-return algorithm (section 12.4): for each horizon h all updates of the episode are done anew with λ-returns cut off at h.
 * Quadratic in the length of the episode, and written without any trace.
 */
function onlineLambdaReturn(
  T: number,
  seed: number,
  alpha: number,
  gamma: number,
  lambda: number,
): number[] {
  const { x, R, w: start } = episode(T, 4, seed);
  const online = [start]; // w of each time
  for (let h = 1; h <= T; h++) {
    let w = start;
    for (let t = 0; t < h; t++) {
      let G = 0; // of the λ-return, from the longest n-step return to the shortest
      let weight = 1;
      let sum = 0;
      let discount = 1;
      for (let n = 1; t + n <= h; n++) {
        sum += discount * R[t + n - 1];
        discount *= gamma;
        const nStep = sum + discount * dot(online[t + n - 1], x[t + n]);
        G += (t + n === h ? weight : (1 - lambda) * weight) * nStep;
        weight *= lambda;
      }
      const error = G - dot(w, x[t]);
      w = w.map((v, i) => v + alpha * error * x[t][i]);
    }
    online.push(w);
  }
  return online[T];
}

export const trueOnlineTD = exercise<Solution>({
  id: "04/true-online-td",
  folder: "04-sutton-barto/exercises/27-true-online-td",
  title: "The trail, exactly",
  source: "Sutton & Barto, 2nd ed., section 12.5, box p. 300",
  functions: ["trueOnlineTD"],
  updates: { trueOnlineTD: [0, 1] },
  reference,
  cases: [
    {
      name: "one step",
      given:
        "w = [1, 2], no trace, x = [1, 0], x′ = [0, 1], R = 1, v_old = 0; α = γ = ½, λ = 0.8: w moves by ½ (1 + 1) − ½ · 1.",
      run: (f) => {
        const [w, z] = [
          [1, 2],
          [0, 0],
        ];
        const vOld = f.trueOnlineTD(w, z, [1, 0], 1, [0, 1], 0, 0.5, 0.5, 0.8);
        return { w, z, vOld };
      },
      expected: { w: [1.5, 2], z: [1, 0], vOld: 2 },
    },
    {
      name: "a trace that overlaps",
      given:
        "w = [1, 2], z = [1, 0], x = [1, 1], x′ = [0, 1], R = 1, v_old = 2; α = γ = ½, λ = 0.8.",
      run: (f) => {
        const [w, z] = [
          [1, 2],
          [1, 0],
        ];
        const vOld = f.trueOnlineTD(w, z, [1, 1], 1, [0, 1], 2, 0.5, 0.5, 0.8);
        return { w, z, vOld };
      },
      expected: { w: [0.5, 1.5], z: [1.2, 0.8], vOld: 2 },
    },
    {
      name: "λ = 0",
      given:
        "An episode of 6 random steps with 4 features, λ = 0, against the online λ-return algorithm.",
      run: (f) => ({ w: learned(f, 6, 29, 0.2, 0.9, 0) }),
      expected: { w: onlineLambdaReturn(6, 29, 0.2, 0.9, 0) },
    },
    {
      name: "λ = 1",
      given: "The same with λ = 1, which is Monte Carlo: the trace alone makes them equal.",
      run: (f) => ({ w: learned(f, 6, 29, 0.2, 0.9, 1) }),
      expected: { w: onlineLambdaReturn(6, 29, 0.2, 0.9, 1) },
    },
    {
      name: "in between",
      given: "An episode of 9 random steps, λ = 0.7, against the online λ-return algorithm.",
      run: (f) => ({ w: learned(f, 9, 30, 0.3, 0.95, 0.7) }),
      expected: { w: onlineLambdaReturn(9, 30, 0.3, 0.95, 0.7) },
    },
    {
      name: "the lab with yours",
      given:
        "The lab 04/lambda-return, 25 runs a seed, with your update in the place of the library's; its own verdict.",
      swap: true,
      run: (f) =>
        labVerdict(
          lambdaReturns,
          {
            trueOnlineTd: linear((size) => {
              const z = new Array<number>(size).fill(0);
              let old = 0;
              return (w, { x, R, nextX, terminated }, alpha, lambda) => {
                const after = terminated ? x.map(() => 0) : nextX; // an end has no features
                old = f.trueOnlineTD(w, z, x, R, after, old, alpha, 1, lambda);
              };
            }),
          },
          { settings: { runs: 25 } },
        ),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "TD(λ) without the correction",
      explanation: "The terms with v − v_old are what makes it exact.",
      wrong: { trueOnlineTD: slipped({ conventional: true }) },
    },
    {
      name: "accumulating instead of dutch trace",
      explanation: "The new features enter the trace with 1 − αγλ z · x, not with 1.",
      wrong: { trueOnlineTD: slipped({ accumulating: true }) },
    },
    {
      name: "v′ computed after the update",
      explanation: "v_old of the next step is w · x′ with the weights before this update.",
      wrong: { trueOnlineTD: slipped({ late: true }) },
    },
    {
      name: "weights moved by the old trace",
      explanation: "First the trace, then the weights: w moves along the new z.",
      wrong: { trueOnlineTD: slipped({ oldTrace: true }) },
    },
  ],
});
