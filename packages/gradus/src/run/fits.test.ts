/** What `fits` says of an algorithm and a world is what happens when it is tried. */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { box, discrete, type Space } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import { bernoulliBandit } from "../envs/book/bandits.ts";
import { ticTacToe } from "../envs/book/ticTacToe.ts";
import { makeWorld } from "../envs/make.ts";
import { algorithms } from "./algorithms.ts";
import { fitting, misfit, requireFit } from "./fits.ts";
import { fitted } from "./fitted.ts";
import { taught } from "./fixtures/taught.ts";

const still = (id: string, observationSpace: Space, actionSpace: Space): AnyWorld => ({
  id,
  title: "Nothing happens.",
  observationSpace,
  actionSpace,
  maxSteps: 5,
  create: () => ({}),
  reset: () => {},
  step(_state, _action, _random, outcome) {
    outcome.reward = 0;
    outcome.terminated = false;
  },
  observe(_state, out, at) {
    out.fill(0, at);
  },
});

const worlds: AnyWorld[] = [
  makeWorld("FrozenLake-v1"),
  makeWorld("Blackjack-v1"),
  makeWorld("CartPole-v1"),
  makeWorld("Pendulum-v1"),
  bernoulliBandit({ steps: 5 }),
  ticTacToe(),
  still("Wide-v0", box(0, 1, [10]), discrete(2)),
  still("Whole-v0", box(0, 1, [2]), box(0, 3, [1], "int32")),
];

/** Small enough that a first report comes at once. */
const small: Readonly<Record<string, number>> = {
  horizon: 4,
  environments: 2,
  epochs: 1,
  memory: 4,
  population: 3,
  batch: 20,
  criticSteps: 1,
  conjugateSteps: 2,
  criticEpochs: 1,
  episodes: 1,
};

test.each(Object.entries(algorithms))("%s: tried and said agree in eight worlds", (name, entry) => {
  const settings = Object.fromEntries(
    Object.entries(small).filter(([knob]) => Object.hasOwn(entry.knobs, knob)),
  );
  for (const world of worlds) {
    let error: string | undefined;
    try {
      const fit = fitted(entry, world);
      const { algorithm } = taught(entry, fit);
      algorithm(fit, settings, rng(1)).next();
    } catch (thrown) {
      if ((thrown as Error).name !== "ValueError") throw thrown;
      error = (thrown as Error).message;
    }
    const said = misfit(name, world);
    expect(said === undefined, `${name} in ${world.id}: said ${said}, tried ${error}`).toBe(
      error === undefined,
    );
  }
});

test("the error says why, and who fits", () => {
  expect(() => requireFit("q-learning", makeWorld("CartPole-v1"))).toThrow(
    /^q-learning cannot learn in CartPole-v1: it keeps a table of numbered states, and CartPole-v1 shows Box\(\[4\], float32\)\. These fit: .*\bppo\b/,
  );
  expect(() => requireFit("ppo", makeWorld("CartPole-v1"))).not.toThrow();
  expect(() => requireFit("qlearning", makeWorld("CartPole-v1"))).toThrow("q-learning");
  expect(() => requireFit("dqn", makeWorld("Pendulum-v1"))).toThrow(
    /^dqn cannot learn in Pendulum-v1: it compares the values of all actions one by one, and Pendulum-v1 takes Box.*These fit: .*\btd3, sac\b/,
  );
  expect(fitting(makeWorld("Pendulum-v1"))).toContain("rpo");
  expect(fitting(makeWorld("CartPole-v1"))).not.toContain("rpo");
});
