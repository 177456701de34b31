/** Checks of the deterministic policy gradient: by hand, against finite differences, DDPG. */
import { rng, tanh } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { regulates } from "../offPolicy.ts";
import * as reference from "./reference.ts";

type Slope = typeof reference.actorSlope;

interface Solution {
  actorSlope: Slope;
}

interface Slip {
  readonly flat?: boolean;
  readonly sum?: boolean;
  readonly down?: boolean;
  readonly free?: boolean;
  readonly scaled?: boolean;
}

const slipped =
  (slip: Slip): Slope =>
  (theta, states, criticSlope, limit) => {
    const slope = theta.map(() => 0);
    for (const s of states) {
      const h = theta.reduce((sum, x, i) => sum + x * s[i], 0);
      const t = tanh(h / limit);
      const action = slip.free ? h : limit * t;
      const bend = (slip.flat ? 1 : 1 - t * t) * (slip.scaled ? limit : 1) * (slip.down ? -1 : 1);
      s.forEach((x, i) => {
        slope[i] += (criticSlope(s, action) * bend * x) / (slip.sum ? 1 : states.length);
      });
    }
    return slope;
  };

const random = rng(73);
const theta = [0.8, -0.4, 1.1];
const states = Array.from({ length: 6 }, () => theta.map(() => random.normal()));
/** Q(s, a) = −(a − s₁)² + a s₂ */
const Q = (s: readonly number[], a: number): number => -(a - s[1]) * (a - s[1]) + a * s[2];
const dQ = (s: readonly number[], a: number): number => -2 * (a - s[1]) + s[2];
const J = (at: readonly number[]): number =>
  states.reduce(
    (sum, s) => sum + Q(s, 2 * tanh(at.reduce((h, x, i) => h + x * s[i], 0) / 2)) / states.length,
    0,
  );
const differences = theta.map((_, i) => {
  const moved = (d: number) => J(theta.map((x, k) => (k === i ? x + d : x)));
  return (moved(1e-5) - moved(-1e-5)) / 2e-5;
});

export const ddpgActor = exercise<Solution>({
  id: "07/ddpg-actor",
  folder: "07-spinning-up/exercises/20-ddpg-actor",
  title: "Ask the critic which way",
  source: "Lillicrap et al. 2016, eq. 6, arXiv:1509.02971",
  functions: ["actorSlope"],
  reference,
  cases: [
    {
      name: "one state, in the middle",
      given: "θ = (0, 0), s = (2, −1): the action is 0. The critic says 3 everywhere.",
      run: (f) => f.actorSlope([0, 0], [[2, -1]], () => 3, 1),
      expected: [6, -3],
    },
    {
      name: "what the policy does now",
      given: "θ = (0), s = (1), ∂Q/∂a = 5 − a; then θ = (50) with a limit of 2, at its end.",
      run: (f) => [
        f.actorSlope([0], [[1]], (_, a) => 5 - a, 1),
        f.actorSlope([50], [[1]], (_, a) => 5 - a, 2),
      ],
      expected: [[5], [0]],
    },
    {
      name: "which action is asked about",
      given: "θ = (1), s = (1), limits 1 and 2: the actions that the critic is shown.",
      run: (f) => {
        const shown: number[] = [];
        for (const limit of [1, 2])
          f.actorSlope(
            [1],
            [[1]],
            (_, a) => {
              shown.push(a);
              return 0;
            },
            limit,
          );
        return shown;
      },
      expected: [tanh(1), 2 * tanh(0.5)],
    },
    {
      name: "two states",
      given: "θ = (0), s = 1 and s = 3, ∂Q/∂a = 2 and 4: the mean of 2 · 1 and 4 · 3.",
      run: (f) => f.actorSlope([0], [[1], [3]], ([s]) => 1 + s, 1),
      expected: [7],
    },
    {
      name: "by finite differences",
      given: "Three numbers θ, six random states, limit 2, Q(s, a) = −(a − s₁)² + a s₂.",
      run: (f) => f.actorSlope(theta, states, dQ, 2),
      expected: differences,
      tolerance: 1e-6,
    },
    {
      name: "DDPG with yours",
      given: "The lab 07/regulator, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => regulates({ actorSlope: f.actorSlope }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the bend of tanh forgotten",
      explanation: "Near the limit the action hardly changes any more: times 1 − tanh².",
      wrong: { actorSlope: slipped({ flat: true }) },
    },
    {
      name: "a sum instead of a mean",
      explanation: "J is the mean over the states.",
      wrong: { actorSlope: slipped({ sum: true }) },
    },
    {
      name: "downhill",
      explanation: "The slope points to where Q grows; whoever descends turns the sign later.",
      wrong: { actorSlope: slipped({ down: true }) },
    },
    {
      name: "the critic asked about another action",
      explanation: "The action is limit · tanh(θ · s / limit), not θ · s.",
      wrong: { actorSlope: slipped({ free: true }) },
    },
    {
      name: "the limit once too often",
      explanation: "Outside tanh stands limit, inside 1 / limit: in the slope they cancel.",
      wrong: { actorSlope: slipped({ scaled: true }) },
    },
  ],
});
