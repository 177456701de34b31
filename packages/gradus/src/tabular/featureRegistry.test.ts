import { expect, test } from "vitest";
import { decodeState, encodeState } from "../core/codec.ts";
import { rng } from "../core/random.ts";
import { puddleWorld } from "../envs/book/puddleWorld.ts";
import { pendulum } from "../envs/classicControl/pendulum.ts";
import { frozenLake } from "../envs/toyText/frozenLake.ts";
import { featureAlgorithm, featureAlgorithms } from "./featureRegistry.ts";
import type { FeatureWorld } from "./featureWalker.ts";
import { after } from "./fixtures/runs.ts";

const worlds: Readonly<Record<string, () => FeatureWorld>> = {
  "puddles, through tiles": () => ({ ...puddleWorld(), maxSteps: 30 }),
  "a lake, as a table": () => frozenLake(),
};

for (const [name, { algorithm, knobs, title, source }] of Object.entries(featureAlgorithms)) {
  // Least squares keeps a square of all weights, and the cross-entropy method plays hundreds of episodes for a report.
  const settings =
    name === "cross-entropy"
      ? { population: 5 }
      : "reportEvery" in knobs
        ? { reportEvery: 50 }
        : {};
  for (const [where, world] of Object.entries(worlds)) {
    if (name === "lstd" && where.includes("tiles")) continue;
    test(`${name}, ${where}: saved after 3 reports and resumed from text, 3 more equal 6 uninterrupted ones, bit for bit`, () => {
      const whole = after(6, algorithm(world(), settings, rng(1)));
      const half = encodeState(after(3, algorithm(world(), settings, rng(1))).state());
      const resumed = after(
        3,
        algorithm(world(), settings, rng(99), decodeState(half.json, half.tensors) as never),
      );
      expect(resumed.state()).toEqual(whole.state());
      expect([resumed.steps, resumed.episodes, resumed.episodeReturn]).toEqual([
        whole.steps,
        whole.episodes,
        whole.episodeReturn,
      ]);
    });
  }

  test(`${name}: has a title, a source and a meaning for every knob; asking its agent does not change the run`, () => {
    expect(title.length * source.length).toBeGreaterThan(0);
    for (const knob of Object.values(knobs)) expect(knob.doc).toMatch(/\.$/);
    const run = algorithm(frozenLake(), settings, rng(1));
    for (let i = 0; i < 2; i++)
      for (let s = 0; s < 16; s++) expect([0, 1, 2, 3]).toContain(run.next().value?.agent.act([s]));
    expect(after(1, run).state()).toEqual(
      after(33, algorithm(frozenLake(), settings, rng(1))).state(),
    );
  });
}

test("a world without numbered actions is refused, an unknown name with the closest", () => {
  expect(() =>
    featureAlgorithm("sarsa-lambda")
      .algorithm(pendulum() as never, {}, rng(1))
      .next(),
  ).toThrow("numbered actions");
  expect(() => featureAlgorithm("sarsa-lamda")).toThrow('Did you mean "sarsa-lambda"');
});
