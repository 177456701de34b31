/** Checks of a whole DDPG whose shapes are mended: one update by hand, against plain numbers, the regulator. */
import { rng } from "gradus/core";
import { between, exercise } from "../../../../src/exercise.ts";
import { regulatorSolution } from "../../labs/parts/regulator.ts";
import * as reference from "./reference.ts";

type Train = typeof reference.train;
type Step = Parameters<Train>[0][number];

interface Solution {
  train: Train;
}

interface Slip {
  readonly broadcast?: boolean;
  readonly target?: boolean;
  readonly down?: boolean;
  readonly taken?: boolean;
}

const phi = (s: number, a: number): number[] => [s * s, s * a, a * a, 1];
const dot = (w: readonly number[], x: readonly number[]): number =>
  x.reduce((sum, v, i) => sum + v * w[i], 0);

/** In plain numbers, with a slip. */
const slipped =
  (slip: Slip): Train =>
  (memory, draw, { gamma, tau, rate, actorRate, batch, updates }) => {
    const [w, wTarget] = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    let [theta, thetaTarget, loss] = [0, 0, 0];
    for (let k = 0; k < updates; k++) {
      const rows = Array.from({ length: batch }, () => memory[draw(memory.length)]);
      const y = rows.map(
        (row) =>
          row.r +
          gamma *
            dot(
              slip.target ? w : wTarget,
              phi(row.next, row.next * (slip.target ? theta : thetaTarget)),
            ),
      );
      const mean = y.reduce((sum, x) => sum + x, 0) / batch;
      const variance = y.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / batch;
      const slope = [0, 0, 0, 0];
      loss = slip.broadcast ? variance : 0;
      rows.forEach((row, i) => {
        const x = phi(row.s, row.a);
        const error = dot(w, x) - (slip.broadcast ? mean : y[i]);
        loss += (error * error) / batch;
        x.forEach((v, j) => {
          slope[j] += (2 * error * v) / batch;
        });
      });
      for (let j = 0; j < 4; j++) w[j] -= rate * slope[j];
      const up = rows.reduce(
        (sum, { s, a }) => sum + ((w[1] * s + 2 * w[2] * (slip.taken ? a : theta * s)) * s) / batch,
        0,
      );
      theta += (slip.down ? -1 : 1) * actorRate * up;
      for (let j = 0; j < 4; j++) wTarget[j] += tau * (w[j] - wTarget[j]);
      thetaTarget += tau * (theta - thetaTarget);
    }
    return { theta, w, loss };
  };

const random = rng(85);
const memory: Step[] = Array.from({ length: 1000 }, () => {
  const [s, a] = [random.uniform(-2, 2), random.uniform(-2, 2)];
  return { s, a, r: -(s * s + a * a), next: s + a };
});
const inTurn = () => {
  let k = 0;
  return (n: number): number => k++ % n;
};
const settings = { gamma: 0.9, tau: 0.05, rate: 0.05, actorRate: 0.02, batch: 8, updates: 25 };
const pair: Step[] = [
  { s: 1, a: 1, r: -2, next: 2 },
  { s: 2, a: 0, r: -4, next: 2 },
];
const short = { gamma: 0.5, tau: 0.5, rate: 0.1, actorRate: 0.1, batch: 2 };

export const bugDdpgShapes = exercise<Solution>({
  id: "07/bug-ddpg-shapes",
  folder: "07-spinning-up/exercises/28-bug-ddpg-shapes",
  title: "Nothing fails, nothing is learned: a critic of the average",
  source: "Spinning Up, exercise 2.2",
  functions: ["train"],
  planted: "every value against every target",
  reference,
  cases: [
    {
      name: "one update",
      given:
        "s = 1, a = 1, r = −2 and s = 2, a = 0, r = −4; everything 0, rate 0.1: the slopes are (18, 2, 2, 6).",
      run: (f) => f.train(pair, inTurn(), { ...short, updates: 1 }).w,
      expected: [-1.8, -0.2, -0.2, -0.6],
      tolerance: 1e-5,
    },
    {
      name: "and its loss",
      given: "Before the update: the mean of 2² and 4².",
      run: (f) => f.train(pair, inTurn(), { ...short, updates: 1 }).loss,
      expected: 10,
      tolerance: 1e-5,
    },
    {
      name: "the actor",
      given:
        "After the same update: ∂Q/∂a at a = 0 is −0.2 s, so that θ goes by 0.1 · (−0.2) · mean s².",
      run: (f) => f.train(pair, inTurn(), { ...short, updates: 1 }).theta,
      expected: -0.05,
      tolerance: 1e-5,
    },
    {
      name: "three updates",
      given: "The same, three updates: now the targets speak of the next state.",
      run: (f) => f.train(pair, inTurn(), { ...short, updates: 3 }),
      expected: slipped({})(pair, inTurn(), { ...short, updates: 3 }),
      tolerance: 1e-4,
    },
    {
      name: "twenty-five updates",
      given: "Minibatches of eight random steps.",
      run: (f) => f.train(memory, inTurn(), settings),
      expected: slipped({})(memory, inTurn(), settings),
      tolerance: 1e-3,
    },
    {
      name: "the regulator with yours",
      given: "300 updates of minibatches of 32: θ by Riccati's equation.",
      swap: true,
      run: (f) => {
        const stream = rng(86);
        const { theta, w } = f.train(memory, (n) => stream.integer(n), {
          ...settings,
          rate: 0.1,
          batch: 32,
          updates: 300,
        });
        return { theta, "w of s a": w[1] };
      },
      expected: (() => {
        const best = regulatorSolution(0.9, 1, 0, false);
        return {
          theta: between(best.theta - 0.01, best.theta + 0.01),
          "w of s a": between(best.w[1] - 0.1, best.w[1] + 0.1),
        };
      })(),
    },
  ],
  mistakes: [
    {
      name: "every value against every target",
      explanation:
        "[B, 1] − [B] broadcasts to [B, B]: each value is compared with all targets, and their mean is the best it can do. Squeeze q.",
      wrong: { train: slipped({ broadcast: true }) },
    },
    {
      name: "no target networks",
      explanation: "The target is made by wTarget and thetaTarget, which follow slowly.",
      wrong: { train: slipped({ target: true }) },
    },
    {
      name: "the actor descends",
      explanation: "The actor goes where its worth grows.",
      wrong: { train: slipped({ down: true }) },
    },
    {
      name: "the actor asked about what was done",
      explanation:
        "The critic is asked about θ s, the action of the policy, not about the one in memory.",
      wrong: { train: slipped({ taken: true }) },
    },
  ],
});
