/** The labs of imitation: the exact costs by enumeration, their verdicts against planted mistakes, and the world with the library's own learners. */
import { rng } from "gradus/core";
import { TransitionRecorder } from "gradus/data";
import { type AnyWorld, discrete } from "gradus/env";
import { bc, dagger } from "gradus/imitation";
import { describe, expect, test } from "vitest";
import type { LabData, Measured } from "../../../src/lab.ts";
import { findLab } from "../../../src/registry/index.ts";
import { seedRuns } from "../../../src/run.ts";
import { expectWhole } from "../../../test/expectWhole.ts";
import { costMoments, fitted, type RopeParts, ropeParts, walked } from "./parts/tightrope.ts";

/** Every way that three gusts can go. */
function enumerated(epsilon: number, climbs: boolean): { mean: number; variance: number } {
  let [mean, square] = [0, 0];
  for (let bits = 0; bits < 8; bits++) {
    let [isFallen, cost, chance] = [false, 0, 1];
    for (let t = 0; t < 3; t++) {
      const lies = ((bits >> t) & 1) === 1;
      chance *= lies ? epsilon : 1 - epsilon;
      isFallen = isFallen ? !climbs : lies;
      if (isFallen) cost++;
    }
    mean += chance * cost;
    square += chance * cost * cost;
  }
  return { mean, variance: square - mean * mean };
}

describe("the tightrope", () => {
  test.each([false, true])("cost of three steps by enumeration, climbs: %s", (climbs) => {
    const exact = enumerated(0.3, climbs);
    const moments = costMoments(3, 0.3, climbs);
    expect(moments.mean).toBeCloseTo(exact.mean, 12);
    expect(moments.variance).toBeCloseTo(exact.variance, 12);
    const cost = climbs ? ropeParts.pupilCost : ropeParts.cloneCost;
    expect(cost(3, 0.3)).toBeCloseTo(exact.mean, 12);
  });

  test("the closed form: T − (1 − ε)(1 − (1 − ε)ᵀ)/ε, near T² ε/2 while T ε is small", () => {
    const [T, epsilon] = [100, 1e-5];
    const closed = T - ((1 - epsilon) * (1 - (1 - epsilon) ** T)) / epsilon;
    expect(ropeParts.cloneCost(T, epsilon)).toBeCloseTo(closed, 6);
    expect(closed / ((T * T * epsilon) / 2)).toBeCloseTo(1, 1);
    expect(ropeParts.pupilCost(T, epsilon) / (T * epsilon)).toBeCloseTo(1, 3);
  });

  test("the expert costs nothing", () => {
    expect(walked((_, told) => told, 1000, 0.2, rng(1))).toBe(0);
  });

  test("what never occurred gets the first action", () => {
    expect(fitted([{ seen: 1, action: 1 }])).toEqual([0, 1, 0]);
  });
});

/** The lab for real, on one seed, with some of its pieces replaced. */
function ran(parts: Partial<RopeParts>) {
  const lab = findLab("06/tightrope");
  const run = seedRuns(lab, {}, [101], {} as LabData, { ...ropeParts, ...parts });
  let next = run.next();
  while (!next.done) next = run.next();
  expectWhole(lab.figure?.(next.value) as never);
  return lab.verdict(next.value, "quick");
}

describe("06/tightrope", () => {
  test("reproduces itself: T² for the clone, T for the one that asked", () => {
    const { pass, note, measured, exact } = ran({});
    expect(pass, note).toBe(true);
    // By hand: 0.995¹⁰⁰ = 0.6058 gives J(100) = 21.55, 0.995¹⁰ = 0.9511 gives J(10) = 0.271; log₁₀ of their ratio is 1.900.
    expect(exact).toBe("T^1.90 and T^1.00");
    expect(measured).toMatch(/T\^1\.[89]\d.*T\^(0\.9|1\.0)\d/);
  });

  const planted: Readonly<Record<string, Partial<RopeParts>>> = {
    "the labels are what the pupil did": {
      aggregated: (data, visits) => [
        ...data,
        ...visits.map(({ seen, did }) => ({ seen, action: did })),
      ],
    },
    "only the last round counts": {
      aggregated: (_, visits) =>
        visits.slice(0, 20).map(({ seen, told }) => ({ seen, action: told })),
    },
    "the bound in place of the cost": { cloneCost: (T, epsilon) => T * T * epsilon },
    "a fall costs one step": { cloneCost: (T, epsilon) => T * epsilon },
    "one step too many": { cloneCost: (T, epsilon) => ropeParts.cloneCost(T + 1, epsilon) },
    "who is below may fall again": { pupilCost: (T, epsilon) => T * epsilon * 1.05 },
  };
  test.each(Object.entries(planted))("rejects: %s", (_, parts) => {
    expect(ran(parts).pass).toBe(false);
  });
});

describe("06/clone-cart-pole", () => {
  const { verdict, figure } = findLab("06/clone-cart-pole");
  const good: Measured = {
    clone: 500,
    pupil: 500,
    mistakes: 0.01,
    labels: 2500,
    questions: 1000,
    "curve updates": [200, 400],
    "curve clone": [300, 500],
    "curve questions": [100, 200],
    "curve pupil": [90, 500],
  };
  test("accepts what is known, with or without questions", () => {
    const alone = { ...good, pupil: Number.NaN, "curve questions": [], "curve pupil": [] };
    expect(verdict([good, good, { ...good, clone: 480 }], "quick").pass).toBe(true);
    expect(verdict([alone, alone], "quick").pass).toBe(true);
    expectWhole(figure?.([good, good]) as never);
    expectWhole(figure?.([alone]) as never);
  });
  test("rejects a seed that is not solved, a median below 500, a pupil that learned nothing", () => {
    expect(verdict([good, good, { ...good, clone: 470 }], "quick").pass).toBe(false);
    expect(verdict([good, { ...good, clone: 490 }, { ...good, clone: 490 }], "quick").pass).toBe(
      false,
    );
    expect(verdict([{ ...good, pupil: 120 }], "quick").pass).toBe(false);
  });
});

/** The tightrope as a world; what is told is what the expert, who feels the wind, does. */
const rope = (epsilon: number): AnyWorld => ({
  id: "Tightrope-v0",
  title: "Lean with the wind; climb if you fell.",
  observationSpace: discrete(3),
  actionSpace: discrete(3),
  maxSteps: 50,
  create: () => ({ fallen: 0, gust: 0, lies: 0 }),
  reset(state, random) {
    state.fallen = 0;
    blow(state, random);
  },
  step(state, action, random, outcome) {
    state.fallen = action === told(state) ? 0 : 1;
    outcome.reward = -state.fallen;
    outcome.terminated = false;
    blow(state, random);
  },
  observe(state, out, at) {
    out[at] = state.fallen ? 2 : state.gust;
    last = told(state); // the expert sees more than is shown
  },
  ...{ epsilon },
});
let last = 0;
const told = (s: { fallen: number; gust: number; lies: number }): number =>
  s.fallen ? 2 : s.lies ? 1 - s.gust : s.gust;
function blow(state: { gust: number; lies: number }, random: ReturnType<typeof rng>): void {
  state.gust = random.random() < 0.5 ? 0 : 1;
  state.lies = random.random() < 0.02 ? 1 : 0;
}

test("the library's own learners agree: a network that cloned does not know how to climb, one that asked does", () => {
  const world = rope(0.02);
  const recorder = new TransitionRecorder(world);
  const random = rng(5);
  const state = world.create();
  const [seen, next, outcome] = [
    new Int32Array(1),
    new Int32Array(1),
    { reward: 0, terminated: false },
  ];
  for (let e = 0; e < 20; e++) {
    world.reset(state, random);
    for (let t = 1; t <= 50; t++) {
      world.observe(state, seen, 0);
      const action = told(state);
      world.step(state, action, random, outcome);
      world.observe(state, next, 0);
      recorder.add({
        observation: seen,
        action: [action],
        reward: outcome.reward,
        terminated: false,
        truncated: t === 50,
        nextObservation: next,
      });
    }
  }
  const data = recorder.done({ world: {}, policy: {}, seed: 5 });
  const best = (agent: { act: CallableFunction }) =>
    [0, 1, 2].map((o) => agent.act([o], { deterministic: true })[0]);
  for (const { steps, agent } of bc(world, { rate: 0.01 }, rng(1), data)) {
    if (steps < 300) continue;
    const [left, right, below] = best(agent);
    expect([left, right]).toEqual([0, 1]);
    expect(below).not.toBe(2);
    break;
  }
  for (const { demonstrations, agent } of dagger(
    world,
    { rate: 0.01, roundSteps: 50, epochs: 10 },
    rng(1),
    { act: () => [last] },
  )) {
    if (demonstrations < 1000) continue;
    expect(best(agent)).toEqual([0, 1, 2]);
    break;
  }
});
