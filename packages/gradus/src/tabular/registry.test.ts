import { expect, test } from "vitest";
import { decodeState, encodeState } from "../core/codec.ts";
import { rng } from "../core/random.ts";
import { bernoulliBandit, kArmedBandit } from "../envs/book/bandits.ts";
import { maximisationBias } from "../envs/book/maximisationBias.ts";
import { ticTacToe } from "../envs/book/ticTacToe.ts";
import { cliffWalking } from "../envs/toyText/cliffWalking.ts";
import { after } from "./fixtures/runs.ts";
import { tabularAlgorithm, tabularAlgorithms } from "./registry.ts";
import type { TabularWorld } from "./walker.ts";

/** Bandit methods know one state, self-play needs a game; all others walk along a slippery cliff. */
const worldOf = (name: string): TabularWorld => {
  if (name === "self-play") return ticTacToe();
  if (name === "thompson-bandit") return bernoulliBandit({ steps: 50 });
  return name.endsWith("-bandit")
    ? kArmedBandit({ steps: 50 })
    : { ...cliffWalking({ isSlippery: true }), maxSteps: 100 };
};

for (const [name, { algorithm, knobs, title, source }] of Object.entries(tabularAlgorithms)) {
  const world = () => worldOf(name);
  const half = name === "policy-iteration" ? 1 : 4; // it is done after a few

  test(`${name}: saved after ${half} reports and resumed from text, ${half} more equal ${2 * half} uninterrupted ones, bit for bit`, () => {
    const whole = after(2 * half, algorithm(world(), {}, rng(1)));
    const saved = encodeState(after(half, algorithm(world(), {}, rng(1))).state());
    const resumed = after(
      half,
      algorithm(world(), {}, rng(99), decodeState(saved.json, saved.tensors) as never),
    );
    expect(resumed.state()).toEqual(whole.state());
    expect([resumed.steps, resumed.episodes, resumed.episodeReturn]).toEqual([
      whole.steps,
      whole.episodes,
      whole.episodeReturn,
    ]);
  });

  test(`${name}: has a title, a source and a meaning for every knob; its agent answers with an action of the world`, () => {
    expect(title.length * source.length).toBeGreaterThan(0);
    for (const knob of Object.values(knobs)) expect(knob.doc).toMatch(/\.$/);
    const { agent } = after(1, algorithm(world(), {}, rng(1)));
    const { observationSpace, actionSpace } = world();
    const start = observationSpace.n === 48 ? 36 : 0;
    const actions = Array.from({ length: actionSpace.n }, (_, a) => a);
    for (const deterministic of [false, true])
      expect(actions).toContain(agent.act(start, { deterministic }));
  });

  test(`${name}: watching the live policy does not change the run`, () => {
    const run = algorithm(world(), {}, rng(1));
    for (let i = 1; i < 2 * half; i++) {
      const { agent } = after(1, run);
      for (let S = 0; S < Math.min(40, world().observationSpace.n); S++) agent.act(S);
    }
    expect(after(1, run).state()).toEqual(after(2 * half, algorithm(world(), {}, rng(1))).state());
  });
}

test("worlds with forbidden actions run too, and never do what is forbidden", () => {
  const bias = maximisationBias();
  const strict = {
    ...bias,
    step: (...[s, a, r, o]: Parameters<typeof bias.step>) => {
      expect(s.at === 0 && a > 1).toBe(false);
      bias.step(s, a, r, o);
    },
  };
  for (const name of [
    "td-0",
    "sarsa",
    "q-learning",
    "expected-sarsa",
    "double-q",
    "double-expected-sarsa",
    "n-step-sarsa",
    "tree-backup",
    "q-sigma",
    "dyna-q",
    "dyna-q-plus",
    "mc-prediction",
    "mc-control",
    "mc-exploring-starts",
    "off-policy-mc-prediction",
    "off-policy-mc-control",
  ]) {
    after(200, tabularAlgorithm(name).algorithm(strict, {}, rng(1)));
  }
});

test("an unknown name is refused with the closest", () => {
  expect(() => tabularAlgorithm("q-lerning")).toThrow('Did you mean "q-learning"');
});
