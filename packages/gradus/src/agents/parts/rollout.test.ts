import { describe, expect, test } from "vitest";
import { configure } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import { box, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { tensor } from "../../tensor/create.ts";
import { actorCritic, actorCriticKnobs } from "./actorCritic.ts";
import { minibatches, Rollout } from "./rollout.ts";

/** Counts its steps: the observation is how many there were; each brings 1. Ends in the world after `end` of them. */
const counting = (end: number, maxSteps: number) =>
  ({
    id: "Counting-v0",
    title: "Counts.",
    observationSpace: box(0, 100, [1]),
    actionSpace: discrete(2),
    maxSteps,
    create: () => ({ t: 0 }),
    reset(state) {
      state.t = 0;
    },
    step(state, _action, _random, outcome) {
      state.t++;
      outcome.reward = 1;
      outcome.terminated = state.t >= end;
    },
    observe(state, out, at) {
      out[at] = state.t;
    },
  }) satisfies World<{ t: number }, ReturnType<typeof box>, ReturnType<typeof discrete>>;

const config = configure(actorCriticKnobs, { hidden: "8" });

/** One rollout of six steps, and V of 0 … 3. */
function rolled(end: number, maxSteps: number) {
  const world = counting(end, maxSteps);
  const net = actorCritic(world, config, rng(1));
  const D = new Rollout(world, net, { environments: 1, steps: 6, gamma: 0.5, lambda: 0 }, rng(2));
  const figures = D.collect();
  const V = (t: number): number => net.value(tensor([[t]])).item();
  return { D, figures, V };
}

describe("with λ = 0 an advantage is r + γ V(s′) − V(s)", () => {
  test("where the world ends the episode after 3 steps, V(s′) is 0", () => {
    const { D, figures, V } = rolled(3, 100);
    expect([...D.observations.data]).toEqual([0, 1, 2, 0, 1, 2]);
    [0, 1].forEach((t) => {
      expect(D.advantages.data[t]).toBeCloseTo(1 + 0.5 * V(t + 1) - V(t), 5);
    });
    expect(D.advantages.data[2]).toBeCloseTo(1 - V(2), 5);
    expect(figures).toMatchObject({ steps: 6, episodes: 2, episodeReturn: 3, episodeLength: 3 });
  });

  test("where a limit cuts it after 3 steps, V(s′) is that of the state in which it was cut", () => {
    const { D, V } = rolled(100, 3);
    expect(D.advantages.data[2]).toBeCloseTo(1 + 0.5 * V(3) - V(2), 5);
  });

  test("a step that ends in the world at its limit does not bootstrap", () => {
    const { D, V } = rolled(3, 3);
    expect(D.advantages.data[2]).toBeCloseTo(1 - V(2), 5);
  });

  test("where the rollout ends in the middle, V(s′) is that of the next state", () => {
    const { D, V } = rolled(100, 100);
    expect(D.advantages.data[5]).toBeCloseTo(1 + 0.5 * V(6) - V(5), 5);
  });
});

test("log-probabilities and values are those of the policy that acted", () => {
  const world = counting(4, 100);
  const net = actorCritic(world, config, rng(1));
  const D = new Rollout(world, net, { environments: 3, steps: 5, gamma: 0.9, lambda: 0.9 }, rng(2));
  D.collect();
  const { policy, value } = net.forward(D.observations);
  const logProbs = policy.logProb(D.actions).data;
  for (let i = 0; i < D.rows; i++) {
    expect(D.logProbs.data[i]).toBeCloseTo(logProbs[i], 5);
    expect(D.values.data[i]).toBeCloseTo(value.data[i], 5);
    expect(D.returns.data[i]).toBeCloseTo(D.advantages.data[i] + D.values.data[i], 5);
  }
});

test("minibatches: every row once, in another order each pass, the last part smaller", () => {
  const random = rng(3);
  const pass = () => [...minibatches(10, 4, random)].map((rows) => [...rows]);
  const [first, second] = [pass(), pass()];
  expect(first.map((rows) => rows.length)).toEqual([4, 4, 2]);
  expect(first.flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(second.flat()).not.toEqual(first.flat());
});
