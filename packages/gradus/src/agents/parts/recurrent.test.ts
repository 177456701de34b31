/** Networks with memory: what is carried, what is forgotten, and that learning sees what acting saw. */
import { describe, expect, test } from "vitest";
import { configure } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { tensor, zeros } from "../../tensor/create.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { agentOf } from "./agent.ts";
import { RunningMemory } from "./memory.ts";
import { recurrentActorCritic, recurrentKnobs } from "./recurrent.ts";
import { Rollout } from "./rollout.ts";

/** Shows a number that is drawn at each step; ends in the world after `length` steps, or at a limit. */
function drawing(
  length: number,
  maxSteps: number,
): World<{ t: number; seen: number }, Box, Discrete> {
  return {
    id: "Drawing-v0",
    title: "Numbers that nobody foresees.",
    observationSpace: box(-1, 1, [1]),
    actionSpace: discrete(3),
    maxSteps,
    create: () => ({ t: 0, seen: 0 }),
    reset(state, random) {
      state.t = 0;
      state.seen = random.uniform(-1, 1);
    },
    step(state, action, random, outcome) {
      state.t++;
      state.seen = random.uniform(-1, 1);
      outcome.reward = action;
      outcome.terminated = state.t >= length;
    },
    observe({ seen }, out, at) {
      out[at] = seen;
    },
  };
}

const networks = (shared = false) =>
  recurrentActorCritic(
    drawing(4, 100),
    configure(recurrentKnobs, { memory: 5, hidden: "4", sharedNetwork: shared }),
    rng(1),
  );
type Net = ReturnType<typeof networks>;

const nothing = (net: Net): Tensor => zeros([1, net.memory]);
const column = (...values: number[]): Tensor => tensor(values.map((v) => [v]));

/** Log-probabilities and values of a sequence, and what it adds to the gradients of Σ log π + Σ V². */
function unrolled(net: Net, seen: number[], actions: number[], starts: number[]) {
  const { policy, value } = net.unroll(column(...seen), undefined, nothing(net), tensor(starts));
  const logProb = policy.logProb(column(...actions));
  const [p, v] = [[...logProb.data], [...value.data]];
  logProb.sum().add(value.square().sum()).backward();
  const gradients = net.parameters.map((w) => [...(w.grad as Tensor).data]);
  for (const w of net.parameters) w.grad = undefined;
  return { p, v, gradients };
}

/** Equal to rounding in single precision: products of other shapes may round otherwise. */
function near(actual: ArrayLike<number>, expected: ArrayLike<number>, digits = 6): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).toBeCloseTo(expected[i], digits);
}

describe.each([false, true])("one LSTM for both: %s", (shared) => {
  test("two episodes in one sequence equal two sequences: values, log-probabilities, gradients", () => {
    const net = networks(shared);
    const [o, a] = [
      [0.3, -0.8, 0.5, 0.9, -0.2],
      [0, 2, 1, 1, 0],
    ];
    const both = unrolled(net, o, a, [1, 0, 0, 1, 0]);
    const first = unrolled(net, o.slice(0, 3), a.slice(0, 3), [1, 0, 0]);
    const second = unrolled(net, o.slice(3), a.slice(3), [1, 0]);
    near(both.p, [...first.p, ...second.p]);
    near(both.v, [...first.v, ...second.v]);
    both.gradients.forEach((g, i) => {
      const sum = first.gradients[i].map((x, k) => x + second.gradients[i][k]);
      near(g, sum, 5);
    });
    const unbroken = unrolled(net, o, a, [1, 0, 0, 0, 0]); // what it would be if nothing were forgotten
    expect(unbroken.v[3]).not.toBeCloseTo(both.v[3], 5);
  });

  test("a sequence at once equals step after step", () => {
    const net = networks(shared);
    const seen = [0.3, -0.8, 0.5];
    const { v } = unrolled(net, seen, [0, 0, 0], [1, 0, 0]);
    let carry = nothing(net);
    seen.forEach((o, t) => {
      const step = net.forward(column(o), undefined, carry);
      expect(step.value.item()).toBeCloseTo(v[t], 6);
      carry = step.carry;
    });
  });
});

test("weights begin orthogonal and biases at 0, as Huang et al. ask of LSTMs", () => {
  const { named } = networks();
  const W = named["actor.lstm.weight_hh"].toArray() as number[][];
  const gram = (i: number, j: number): number => W.reduce((sum, row) => sum + row[i] * row[j], 0);
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < 5; j++) expect(gram(i, j)).toBeCloseTo(i === j ? 1 : 0, 5);
  expect([...named["critic.lstm.bias_ih"].data].every((b) => b === 0)).toBe(true);
});

/** A rollout in which episodes of 4 steps end inside, and a second one that goes on in the middle of one. */
function rolled(length: number, maxSteps: number, lambda = 0.9) {
  const net = networks();
  const options = { environments: 3, steps: 6, gamma: 0.5, lambda };
  return { net, D: new Rollout(drawing(length, maxSteps), net, options, rng(2)) };
}

/** All rows of the batch once more, as learning computes them. */
function again(net: Net, D: Rollout) {
  const { policy, value } = net.unroll(
    D.observations,
    undefined,
    D.carries as Tensor,
    D.starts as Tensor,
  );
  return { logProb: [...policy.logProb(D.actions).data], value: [...value.data] };
}

test("in the first pass the ratio of new and old policy is 1 to rounding, across episodes and rollouts", () => {
  const { net, D } = rolled(4, 100);
  for (let k = 0; k < 3; k++) {
    D.collect();
    const { logProb, value } = again(net, D);
    near(logProb, D.logProbs.data); // a ratio is off by as much as a log-probability
    near(value, D.values.data);
    expect([...(D.starts as Tensor).data].filter((s) => s === 1).length).toBeGreaterThan(0);
  }
});

describe("with λ = 0 an advantage is r + γ V(h′) − V(h), and V(h′) remembers the episode", () => {
  test("where the rollout ends in the middle of one", () => {
    const { net, D } = rolled(100, 100, 0);
    D.collect();
    const before = snapshot(D);
    D.collect();
    const { values } = snapshot(D);
    for (let i = 0; i < 3; i++) {
      const last = before.rewards(5, i) + 0.5 * values[i] - before.values[15 + i];
      expect(before.advantages[15 + i]).toBeCloseTo(last, 5);
    }
    expect(net.memory).toBe(20);
  });

  test("where a limit cuts it: of the last observation, after all that came before", () => {
    const { net, D } = rolled(100, 3, 0);
    const seen: number[][] = [[], [], []];
    const step = D.env.step.bind(D.env);
    D.env.step = (actions) => {
      for (let i = 0; i < 3; i++) seen[i].push(D.env.observations[i]);
      const result = step(actions);
      for (let i = 0; i < 3; i++)
        if (D.env.truncated[i] === 1) seen[i].push(D.env.finalObservations[i]);
      return result;
    };
    D.collect();
    for (let i = 0; i < 3; i++) {
      const [o0, o1, o2, final] = seen[i];
      const { v } = unrolled(net, [o0, o1, o2, final], [0, 0, 0, 0], [1, 0, 0, 0]);
      const A = D.actions.data[6 + i] + 0.5 * v[3] - v[2];
      expect(D.advantages.data[6 + i]).toBeCloseTo(A, 5);
    }
  });
});

function snapshot(D: Rollout) {
  const actions = [...D.actions.data]; // which are the rewards of this world
  return {
    values: [...D.values.data],
    advantages: [...D.advantages.data],
    rewards: (t: number, i: number) => actions[3 * t + i],
  };
}

describe("the live policy", () => {
  const agent = () => agentOf(drawing(4, 100), networks(), rng(3));

  test("remembers from act to act, and begin() makes it forget", () => {
    const net = networks();
    const { act, value, begin } = agentOf(drawing(4, 100), net, rng(3)) as Required<
      ReturnType<typeof agentOf>
    >;
    const { v } = unrolled(net, [0.3, -0.8], [0, 0], [1, 0]);
    const first = value([0.3])[0];
    expect(first).toBeCloseTo(v[0], 6);
    expect(value([0.3])[0]).toBe(first); // asking changes nothing
    act([0.3]);
    expect(value([-0.8])[0]).toBeCloseTo(v[1], 6);
    begin();
    expect(value([0.3])[0]).toBe(first);
  });

  test("rows are episodes of their own", () => {
    const two = agent();
    const one = agent();
    two.act([0.3, 0.9]);
    one.act([0.9]);
    expect(two.value?.([0.1, 0.1])[1]).toBeCloseTo(one.value?.([0.1])[0] as number, 6);
  });

  test("another number of rows is refused until begin()", () => {
    const { act, begin } = agent();
    act([0.3, 0.9]);
    expect(() => act([0.1])).toThrow("act: 1 observations, but the policy remembers 2 episodes.");
    begin?.();
    expect(act([0.1])).toHaveLength(1);
  });
});

test("a memory of another network is refused", () => {
  const saved = new RunningMemory(2, 3).state();
  expect(() => new RunningMemory(2, 4).restore(saved)).toThrow("6 numbers for 2 episodes");
});
