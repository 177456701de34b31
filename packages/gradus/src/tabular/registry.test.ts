import { expect, test } from "vitest";
import { decodeState, encodeState } from "../core/codec.ts";
import { rng } from "../core/random.ts";
import { maximisationBias } from "../envs/book/maximisationBias.ts";
import { cliffWalking } from "../envs/toyText/cliffWalking.ts";
import { after } from "./fixtures/runs.ts";
import { tabularAlgorithm, tabularAlgorithms } from "./registry.ts";

const world = () => ({ ...cliffWalking({ isSlippery: true }), maxSteps: 100 });

for (const [name, { algorithm, knobs, title, source }] of Object.entries(tabularAlgorithms)) {
  test(`${name}: saved after 4 reports and resumed from text, 4 more equal 8 uninterrupted ones, bit for bit`, () => {
    const whole = after(8, algorithm(world(), {}, rng(1)));
    const half = encodeState(after(4, algorithm(world(), {}, rng(1))).state());
    const resumed = after(4, algorithm(world(), {}, rng(99), decodeState(half.json, half.tensors) as never));
    expect(resumed.state()).toEqual(whole.state());
    expect([resumed.steps, resumed.episodes, resumed.episodeReturn]).toEqual([whole.steps, whole.episodes, whole.episodeReturn]);
  });

  test(`${name}: has a title, a source and a meaning for every knob; its agent answers with an action of the world`, () => {
    expect(title.length * source.length).toBeGreaterThan(0);
    for (const knob of Object.values(knobs)) expect(knob.doc).toMatch(/\.$/);
    const { agent } = after(1, algorithm(world(), {}, rng(1)));
    for (const deterministic of [false, true]) expect([0, 1, 2, 3]).toContain(agent.act(36, { deterministic }));
  });

  test(`${name}: watching the live policy does not change the run`, () => {
    const run = algorithm(world(), {}, rng(1));
    for (let i = 0; i < 3; i++) for (let S = 0; S < 40; S++) run.next().value?.agent.act(S);
    expect(after(1, run).state()).toEqual(after(121, algorithm(world(), {}, rng(1))).state());
  });
}

test("worlds with forbidden actions run too, and never do what is forbidden", () => {
  const bias = maximisationBias();
  const strict = { ...bias, step: (...[s, a, r, o]: Parameters<typeof bias.step>) => {
    expect(s.at === 0 && a > 1).toBe(false);
    bias.step(s, a, r, o);
  } };
  for (const name of ["td-0", "sarsa", "q-learning", "expected-sarsa", "double-q", "double-expected-sarsa", "n-step-sarsa", "tree-backup", "q-sigma", "dyna-q", "dyna-q-plus"]) {
    after(200, tabularAlgorithm(name).algorithm(strict, {}, rng(1)));
  }
});

test("an unknown name is refused with the closest", () => {
  expect(() => tabularAlgorithm("q-lerning")).toThrow('Did you mean "q-learning"');
});
