/** Losses and schedules by hand, the world where the right action is the observation, and who is asked where. */
import { describe, expect, test } from "vitest";
import { policyNetwork } from "../agents/parts/policy.ts";
import { log } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { TransitionRecorder, type Transitions } from "../data/transitions.ts";
import { type Box, box, type Discrete, discrete, type Numbers } from "../env/space.ts";
import type { AnyWorld, World } from "../env/world.ts";
import { noGrad, tensor } from "../tensor/create.ts";
import { bc, bcKnobs } from "./bc.ts";
import { betaOf, dagger } from "./dagger.ts";
import { Classroom } from "./parts/classroom.ts";
import { cloner, cloningKnobs } from "./parts/cloner.ts";
import { Demonstrations } from "./parts/demonstrations.ts";
import type { Expert } from "./parts/expert.ts";
import { cloningLoss, mistakes } from "./parts/losses.ts";
import { imitationAlgorithms } from "./registry.ts";

interface Shown {
  readonly seen: Float64Array;
}

/** One step long; the right answer is what is shown. */
const classes: World<Shown, Discrete, Discrete> = {
  id: "Echo-v0",
  title: "Say what you see.",
  observationSpace: discrete(4),
  actionSpace: discrete(4, 1),
  maxSteps: 1,
  create: () => ({ seen: new Float64Array(1) }),
  reset({ seen }, random) {
    seen[0] = random.integer(4);
  },
  step({ seen }, action, _random, outcome) {
    outcome.reward = action - 1 === seen[0] ? 1 : 0;
    outcome.terminated = true;
  },
  observe({ seen }, out, at) {
    out[at] = seen[0];
  },
};

/** The same with a number, in bounds that are not ±1. */
const numbers: World<Shown, Box, Box> = {
  id: "EchoNumber-v0",
  title: "Repeat the number that you see.",
  maxSteps: 1,
  create: classes.create,
  observe: classes.observe,
  observationSpace: box(0, 4, [1]),
  actionSpace: box(0, 4, [1]),
  reset({ seen }, random) {
    seen[0] = random.uniform(0, 4);
  },
  step({ seen }, action, _random, outcome) {
    outcome.reward = -((action[0] - seen[0]) ** 2);
    outcome.terminated = true;
  },
};

const echoing: Expert = { act: (observation) => [observation[0] + 1] };
const repeating: Expert = { act: (observation) => [observation[0]] };

/** Episodes of one step of an expert. */
function shownBy(world: AnyWorld, expert: Expert, episodes: number): Transitions {
  const recorder = new TransitionRecorder(world);
  const state = world.create();
  const random = rng(8);
  const seen = new Float64Array(1);
  for (let e = 0; e < episodes; e++) {
    world.reset(state, random);
    world.observe(state, seen, 0);
    const action = expert.act(seen);
    const ends = { reward: 1, terminated: true, truncated: false };
    recorder.add({ ...ends, observation: seen, action, nextObservation: seen });
  }
  return recorder.done({ world: {}, policy: { by: "hand" }, seed: null });
}

/** A linear policy with given weights, row-major, and biases 0. */
function linearPolicy(world: AnyWorld, weights: readonly number[]) {
  const net = policyNetwork(world, { ...plain, hidden: "" }, rng(1));
  for (const [name, t] of Object.entries(net.named))
    t.assign(name.endsWith("weight") ? weights : new Float32Array(t.size));
  return net;
}
const plain = {
  hidden: "64-64",
  activation: "tanh",
  orthogonal: true,
  rescaleActions: true,
  normaliseObservations: false,
};

describe("losses by hand", () => {
  test("choices: π(·|s) = (¾, ¼) gives −log ¾ and −log ¼; half of two answers are mistakes", () => {
    const world = { ...classes, observationSpace: discrete(1), actionSpace: discrete(2) };
    const net = linearPolicy(world as AnyWorld, [log(3), 0]);
    noGrad(() => {
      const policy = net.policy(tensor([1, 1], [2, 1]));
      const said = tensor([0, 1], [2, 1]);
      const loss = -(log(3 / 4) + log(1 / 4)) / 2;
      expect(cloningLoss("likelihood", policy, said).item()).toBeCloseTo(loss, 6);
      expect(mistakes(net.head, policy, said).item()).toBe(0.5);
    });
  });

  test("numbers: μ = ½, a = 1, σ = 1 gives ½·¼ + ½ log 2π, squared ¼; two numbers add up", () => {
    const world = { ...numbers, actionSpace: box(-1, 1, [2]) };
    const net = linearPolicy(world as AnyWorld, [0.5, 0]);
    noGrad(() => {
      const policy = net.policy(tensor([1], [1, 1]));
      const said = tensor([1, 0], [1, 2]);
      expect(cloningLoss("squared", policy, said).item()).toBeCloseTo(0.25, 6);
      const density = 0.125 + log(2 * Math.PI);
      expect(cloningLoss("likelihood", policy, said).item()).toBeCloseTo(density, 5);
      expect(mistakes(net.head, policy, said).item()).toBeCloseTo(0.125, 6);
    });
  });

  test("the gradient of the cross-entropy is π − 1 at the expert's choice: one step of Adam moves each logit by α", () => {
    const world = { ...classes, observationSpace: discrete(1), actionSpace: discrete(2) };
    const net = linearPolicy(world as AnyWorld, [0, 0]);
    const student = cloner(world as AnyWorld, net, { ...settings, rate: 0.125 });
    const D = new Demonstrations(world as AnyWorld, net);
    D.add([0], [1]);
    expect(student.improve(D.batch(Int32Array.of(0))).loss.item()).toBeCloseTo(log(2), 6);
    const [name] = Object.keys(net.named).filter((key) => key.endsWith("weight"));
    const [against, towards] = net.named[name].data;
    expect([against, towards]).toEqual([expect.closeTo(-0.125, 5), expect.closeTo(0.125, 5)]);
  });
});
const settings = Object.fromEntries(
  Object.entries(cloningKnobs).map(([name, knob]) => [name, knob.default]),
) as unknown as Parameters<typeof cloner>[2];

test("β by hand: 1, 0, 0 …; 1, ½, ¼ …; 1, ¾, ½, ¼, 0, 0", () => {
  const of = (betaSchedule: "first" | "power" | "linear") =>
    [1, 2, 3, 4, 5, 6].map((i) => betaOf({ betaSchedule, beta: 0.5, betaRounds: 4 }, i));
  expect(of("first")).toEqual([1, 0, 0, 0, 0, 0]);
  expect(of("power")).toEqual([1, 0.5, 0.25, 0.125, 0.0625, 0.03125]);
  expect(of("linear")).toEqual([1, 0.75, 0.5, 0.25, 0, 0]);
});

describe("the world where the right action is the observation", () => {
  const best = (reports: ReturnType<typeof bc> | ReturnType<typeof dagger>, steps: number) => {
    for (const report of reports)
      if (report.steps >= steps)
        return (o: number): Numbers => report.agent.act([o], { deterministic: true });
    throw new Error("ended");
  };
  const quick = { rate: 0.01 };

  test.each([1, 2])("bc names all four classes after 200 updates, seed %i", (seed) => {
    const data = shownBy(classes, echoing, 40);
    const act = best(bc(classes, quick, rng(seed), data), 200);
    expect([0, 1, 2, 3].map((o) => act(o)[0])).toEqual([1, 2, 3, 4]);
  });

  test.each(["likelihood", "squared"] as const)("bc repeats numbers, %s", (loss) => {
    const data = shownBy(numbers, repeating, 200);
    const act = best(bc(numbers, { rate: 0.003, loss }, rng(1), data), 2000);
    for (const o of [0.4, 1, 2, 3, 3.6]) expect(Math.abs(act(o)[0] - o)).toBeLessThan(0.25);
  });

  test.each([1, 2])("dagger names all four classes after 200 questions, seed %i", (seed) => {
    const run = dagger(classes, { ...quick, roundSteps: 20, epochs: 20 }, rng(seed), echoing);
    const act = best(run, 200);
    expect([0, 1, 2, 3].map((o) => act(o)[0])).toEqual([1, 2, 3, 4]);
  });

  test("dagger repeats numbers", () => {
    const run = dagger(numbers, { rate: 0.003, roundSteps: 50, epochs: 30 }, rng(1), repeating);
    const act = best(run, 400);
    for (const o of [0.4, 1, 2, 3, 3.6]) expect(Math.abs(act(o)[0] - o)).toBeLessThan(0.25);
  });
});

/** A corridor of places 0 … 9; action 0 stays, 1 goes on; ten steps. */
const corridor: AnyWorld = {
  id: "Corridor-v0",
  title: "Go on.",
  observationSpace: discrete(10),
  actionSpace: discrete(2),
  maxSteps: 9,
  create: () => ({ at: 0 }),
  reset(state) {
    state.at = 0;
  },
  step(state, action, _random, outcome) {
    state.at += action;
    outcome.reward = Number(action);
    outcome.terminated = false;
  },
  observe({ at }, out, offset) {
    out[offset] = at;
  },
};

describe("who acts, and who is asked", () => {
  const always: Expert = { act: () => [1] };
  /** A learner that always stays. */
  const lazy = () => linearPolicy(corridor, [...new Array(10).fill(1), ...new Array(10).fill(0)]);
  const rows = (D: Demonstrations) => {
    const { observations, actions } = D.state();
    return { observations: Array.from(observations), actions: Array.from(actions) };
  };

  test("β = 1: the expert's own episode, every step of which the learner would have got wrong", () => {
    const room = new Classroom(corridor, lazy(), always, rng(1));
    const played = room.play(9, 1);
    expect(played).toEqual({ steps: 9, episodes: 1, episodeReturn: 9, newMistakes: 1 });
    expect(rows(room.D)).toEqual({
      observations: [0, 1, 2, 3, 4, 5, 6, 7, 8],
      actions: new Array(9).fill(1),
    });
  });

  test("β = 0: the states are the learner's, the actions the expert's", () => {
    const room = new Classroom(corridor, lazy(), always, rng(1));
    expect(room.play(9, 0).episodeReturn).toBe(0);
    expect(rows(room.D)).toEqual({
      observations: new Array(9).fill(0),
      actions: new Array(9).fill(1),
    });
  });

  test("β = ¼: a quarter of the steps, to within 4 standard errors of a coin", () => {
    const room = new Classroom(corridor, lazy(), always, rng(1));
    const n = 9 * 1000;
    const { episodeReturn } = room.play(n, 0.25);
    expect(room.steps).toBe(n);
    expect(Math.abs((episodeReturn as number) / 9 - 0.25)).toBeLessThan(
      4 * Math.sqrt((0.25 * 0.75) / n),
    );
  });

  test("a round begins anew, and gives up the episode in which its steps are used up", () => {
    const room = new Classroom(corridor, lazy(), always, rng(1));
    expect(room.play(4, 1)).toEqual({ steps: 4, episodes: 0, episodeReturn: null, newMistakes: 1 });
    room.play(4, 1);
    expect(rows(room.D).observations).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  test("an episode begins for the expert, too; one of another world is found at once", () => {
    let begun = 0;
    const room = new Classroom(corridor, lazy(), { ...always, begin: () => begun++ }, rng(1));
    room.play(20, 1);
    expect(begun).toBe(3); // the first, and after each of the two that ended
    const stranger = new Classroom(corridor, lazy(), { act: () => [1, 0] }, rng(1));
    expect(() => stranger.play(1, 0)).toThrow(
      "The expert answers with 2 numbers where Corridor-v0 takes 1.",
    );
  });
});

test("forbidden actions are never a clone's best: a mask is learned with, and acted by", () => {
  const masked: AnyWorld = {
    ...classes,
    mask: ({ seen }: Shown, out, at) => {
      for (let a = 0; a < 4; a++) out[at + a] = a === seen[0] || a === (seen[0] + 1) % 4 ? 1 : 0;
    },
  };
  const run = dagger(masked, { roundSteps: 20, epochs: 1, rate: 0 }, rng(1), echoing);
  const { agent } = run.next().value as never as { agent: { act: CallableFunction } };
  for (let o = 0; o < 4; o++) {
    const mask = Uint8Array.from([0, 1, 2, 3], (a) => (a === o || a === (o + 1) % 4 ? 1 : 0));
    const [action] = agent.act([o], { deterministic: true, mask });
    expect(mask[action - 1]).toBe(1);
  }
  // With rate 0 the policy is uniform over what is allowed: log 2, where without masks it were log 4.
  const { loss } = dagger(
    masked,
    { roundSteps: 20, epochs: 1, rate: 0, orthogonal: true },
    rng(1),
    echoing,
  ).next().value as never as { loss: number };
  expect(loss).toBeLessThan(log(2) + 0.05);
});

describe("held out", () => {
  test("episodes are set apart, and measured after each pass", () => {
    const data = shownBy(classes, echoing, 40);
    const [first] = [
      bc(classes, { heldOut: 0.25 }, rng(1), data).next().value as never as {
        heldOutLoss: number;
        heldOutMistakes: number;
      },
    ];
    expect(first.heldOutLoss).toBeGreaterThan(0);
    expect(first.heldOutMistakes).toBeLessThanOrEqual(1);
    expect(
      (bc(classes, {}, rng(1), data).next().value as never as { heldOutLoss: unknown }).heldOutLoss,
    ).toBeNull();
  });

  test("of one episode none can be", () => {
    const data = shownBy(classes, echoing, 1);
    expect(() => bc(classes, { heldOut: 0.5 }, rng(1), data).next()).toThrow(
      "heldOut is 0.5, but of 1 episode that is none",
    );
  });
});

test("the scale of the observations comes from the data, and goes with the policy", () => {
  const data = shownBy(numbers, repeating, 300);
  const knobs = { normaliseObservations: true, rate: 0.01 };
  const run = bc(numbers, knobs, rng(1), data);
  let report = run.next().value;
  while (report.steps < 500) report = run.next().value;
  const saved = report.state();
  const again = imitationAlgorithms["bc"].policy(numbers, knobs, saved, rng(2));
  for (const o of [0.5, 2, 3.5]) {
    const action = again.act([o], { deterministic: true });
    expect(action).toEqual(report.agent.act([o], { deterministic: true }));
    expect(Math.abs(action[0] - o)).toBeLessThan(0.3);
  }
});

test("what cannot be learned from is refused with what to do", () => {
  const data = shownBy(classes, echoing, 4);
  const run = (world: AnyWorld, knobs: object) => () => bc(world, knobs, rng(1), data).next();
  expect(run(numbers, {})).toThrow("The data set is of Echo-v0, not of EchoNumber-v0");
  expect(run({ ...classes, actionSpace: discrete(4) }, {})).toThrow(
    "its actions are Discrete(4, from 1) there and Discrete(4) here",
  );
  expect(run(classes, { loss: "squared" })).toThrow("have no distance. Set it to likelihood");
  expect(run(classes, { loss: "absolute" })).toThrow("likelihood");
  const { bc: cloning, dagger: asking } = imitationAlgorithms;
  expect(() => cloning.algorithm(classes, {}, rng(1))).toThrow(
    "bc: it learns from episodes of an expert, and was given none. On the command line: --data DIR",
  );
  expect(() => asking.taught({ data })).toThrow("dagger: it asks an expert");
  expect(bcKnobs.totalSteps.unit).toBe("updates");
});
