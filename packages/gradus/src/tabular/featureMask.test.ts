/** A world whose mask says no must never be given what it forbids: it throws if it is. */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { gambler } from "../envs/book/gambler.ts";
import { maximisationBias } from "../envs/book/maximisationBias.ts";
import { taxi } from "../envs/toyText/taxi.ts";
import { crossEntropyMethod } from "./crossEntropyMethod.ts";
import { differentialSarsa } from "./differentialSarsa.ts";
import type { FeatureWorld } from "./featureWalker.ts";
import {
  actorCritic,
  gradientMC,
  lstd,
  reinforce,
  reinforceBaseline,
  sarsaLambda,
  semiGradientSarsa,
  semiGradientTd,
  trueOnlineSarsa,
  watkinsQ,
} from "./index.ts";
import { probabilities, softmaxPolicy } from "./softmaxPolicy.ts";

function strict(world: FeatureWorld): FeatureWorld {
  const mask = new Uint8Array(world.actionSpace.n);
  return {
    ...world,
    step(state, action, random, outcome) {
      world.mask?.(state, mask, 0);
      if (mask[action - world.actionSpace.start] !== 1) throw new Error(`forbidden: ${action}`);
      world.step(state, action, random, outcome);
    },
  };
}

const methods = {
  semiGradientSarsa,
  sarsaLambda,
  trueOnlineSarsa,
  watkinsQ,
  differentialSarsa,
  reinforce,
  reinforceBaseline,
  actorCritic,
  semiGradientTd,
  gradientMC,
  lstd,
} as const;

test.each(Object.entries(methods))("%s takes only what a world allows", (_, method) => {
  for (const world of [gambler(), maximisationBias(), { ...taxi(), maxSteps: 30 }]) {
    let reports = 0;
    const run = method(strict(world) as never, {}, rng(3));
    for (const { steps } of run) if (++reports >= 20 || steps > 2000) break;
    expect(reports).toBeGreaterThan(0);
  }
});

test("the live policy keeps to the mask it is given, deterministic or not", () => {
  const world = gambler();
  const mask = new Uint8Array(world.actionSpace.n);
  for (const [name, method] of Object.entries(methods)) {
    const run = method(world as never, {}, rng(2));
    let report = run.next().value!;
    for (let i = 0; i < 30; i++) report = run.next().value!;
    for (let capital = 1; capital < 100; capital++) {
      world.mask!({ capital }, mask, 0);
      for (const deterministic of [true, false]) {
        const a = report.agent.act([capital], { deterministic, mask }) as number;
        expect(mask[a], `${name}: stake ${a + 1} of ${capital}`).toBe(1);
      }
    }
  }
});

test("the cross-entropy method, too", () => {
  const run = crossEntropyMethod(strict(gambler()), { population: 5 }, rng(1));
  expect(run.next().done).toBe(false);
});

test("softmax: what is forbidden has probability 0, and the rest is shared as before", () => {
  const policy = softmaxPolicy(1, 3, 0, [0, 5, 0]);
  const x = Float64Array.of(1);
  expect(Array.from(probabilities(policy, x, Uint8Array.of(1, 0, 1)))).toEqual([0.5, 0, 0.5]);
  const floored = softmaxPolicy(1, 3, 0.2, [0, 50, 50]);
  const pi = Array.from(probabilities(floored, x, Uint8Array.of(1, 1, 0)));
  for (const [a, p] of [0.2, 0.8, 0].entries()) expect(pi[a]).toBeCloseTo(p, 12);
  const draws = rng(1);
  for (let i = 0; i < 200; i++) expect(policy.draw(x, draws, Uint8Array.of(1, 1, 0))).not.toBe(2);
});
