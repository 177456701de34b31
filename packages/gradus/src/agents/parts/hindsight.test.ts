/** Hindsight: goals of what came later, judged by the world; and that it is what makes the difference. */
import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { dict, discrete, multiBinary } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { flattenObservation } from "../../env/wrappers/observation.ts";
import { bitFlipping } from "../../envs/diagnostic/bitFlipping.ts";
import { makeWorld } from "../../envs/make.ts";
import { deepAlgorithms } from "../registry.ts";
import { Experience } from "./experience.ts";
import { encoder } from "./observations.ts";

/** Counts its steps: after t of them [t] was achieved; desired is 9, which is never reached in episodes of 4 steps. */
const counting: AnyWorld = {
  id: "Counting-v0",
  title: "Count.",
  observationSpace: dict({ desiredGoal: discrete(10), achievedGoal: discrete(10) }),
  actionSpace: discrete(2),
  maxSteps: 4,
  create: () => ({ t: 0 }),
  reset: (state: { t: number }) => {
    state.t = 0;
  },
  step(state: { t: number }, _action, _random, outcome) {
    state.t++;
    counting.goal?.judge([state.t], [9], outcome);
  },
  observe({ t }: { t: number }, out, at) {
    out[at] = 9;
    out[at + 1] = t;
  },
  goal: {
    judge(achieved, desired, outcome) {
      outcome.reward = achieved[0] === desired[0] ? 5 : -1;
      outcome.terminated = achieved[0] === desired[0];
    },
  },
};

/** Rows as [desired, achieved before, achieved after, reward, discount], of what was drawn from an experience of so many steps. */
function drawn(k: number, steps: number, rows: number): number[][] {
  const plain = { ...encoder(dict({ a: multiBinary(2) })), isPlain: true }; // numbers as they are stored
  const head = {
    width: 1,
    toWorld: (a: ArrayLike<number>, out: { [i: number]: number }) => {
      out[0] = a[0];
    },
  };
  const options = { environments: 1, capacity: 100, gamma: 0.5, hindsight: k };
  const D = new Experience(counting, { encoder: plain, head } as never, options, rng(1));
  for (let i = 0; i < steps; i++) D.step([0]);
  const B = D.sample(rows);
  return Array.from({ length: rows }, (_, j) => [
    B.observations[2 * j],
    B.observations[2 * j + 1],
    B.nextObservations[2 * j + 1],
    B.rewards[j],
    B.discounts[j],
  ]);
}

describe("of episodes of four steps, whose goal 9 is never reached", () => {
  test("without it every reward is −1", () => {
    for (const [desired, , , reward, discount] of drawn(0, 12, 200))
      expect([desired, reward, discount]).toEqual([9, -1, 0.5]);
  });

  test("the goal is of this step or a later one of its episode, each as often; reward and end are judged by it", () => {
    const rows = drawn(1e3, 12, 4000).filter(([desired]) => desired !== 9);
    expect(rows.length).toBeGreaterThan(3900);
    const counts = new Map<string, number>();
    for (const [desired, before, after, reward, discount] of rows) {
      expect(after).toBe(before + 1);
      expect(desired).toBeGreaterThanOrEqual(after);
      expect(desired).toBeLessThanOrEqual(4);
      expect([reward, discount]).toEqual(desired === after ? [5, 0] : [-1, 0.5]);
      const key = `${before} ${desired}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const before of [0, 1, 2, 3]) {
      const from = rows.filter(([, b]) => b === before).length;
      for (let goal = before + 1; goal <= 4; goal++) {
        const p = 1 / (4 - before);
        const error = 4 * Math.sqrt((p * (1 - p)) / from); // four standard errors
        expect(Math.abs((counts.get(`${before} ${goal}`) ?? 0) / from - p)).toBeLessThanOrEqual(
          error,
        );
      }
    }
  });

  test("k = 4 changes four of five, within four standard errors", () => {
    const n = 5000;
    const share = drawn(4, 12, n).filter(([desired]) => desired !== 9).length / n;
    expect(Math.abs(share - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / n));
  });

  test("of an episode that goes on only what is known counts", () => {
    for (const [desired, , after] of drawn(1e3, 2, 200))
      if (desired !== 9) expect(desired === 1 || desired === 2, `${desired} ${after}`).toBe(true);
  });
});

describe("what cannot be judged anew is refused", () => {
  const { algorithm } = deepAlgorithms["dqn"];
  test("a world without goals, and one whose goals were flattened away", () => {
    const run = (world: AnyWorld) => algorithm(world, { hindsight: 4 }, rng(1)).next();
    expect(() => run(makeWorld("CartPole-v1"))).toThrow(
      /hindsight is on, but CartPole-v1 has no goals/,
    );
    expect(() => run(flattenObservation(bitFlipping()) as AnyWorld)).toThrow(/has no goals/);
  });
  test("goals of two sizes", () => {
    const odd = {
      ...counting,
      observationSpace: dict({ achievedGoal: discrete(10), desiredGoal: multiBinary(2) }),
    };
    expect(() => algorithm(odd, { hindsight: 4 }, rng(1)).next()).toThrow(/must be of one size/);
  });
  test("returns of several steps", () => {
    const knobs = { hindsight: 4, nSteps: 3 };
    expect(() => algorithm(bitFlipping(), knobs, rng(1)).next()).toThrow(
      /nSteps 3.*Set nSteps to 1/,
    );
  });
});

test("resumed with hindsight it equals a run that never stopped, bit for bit", () => {
  const knobs = { hidden: "8", batch: 8, learningStarts: 20, hindsight: 4 };
  const run = () => deepAlgorithms["sac"].algorithm(makeWorld("PointReach-v1"), knobs, rng(1));
  const whole = run();
  const reports = [1, 2, 3, 4, 5, 6].map(() => whole.next().value);
  const last = reports[5].state();
  const first = run();
  for (let i = 0; i < 3; i++) first.next();
  const saved = structuredClone(first.next().value.state());
  const rest = deepAlgorithms["sac"].algorithm(makeWorld("PointReach-v1"), knobs, rng(1), saved);
  rest.next();
  expect(rest.next().value.state()).toEqual(last);
});
