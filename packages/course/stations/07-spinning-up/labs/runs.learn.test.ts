/** The labs of this station for real: with a planted mistake each is refused. */
import { rng } from "gradus/core";
import { makeWorld } from "gradus/envs";
import { expect, test } from "vitest";
import type { LabData } from "../../../src/lab.ts";
import { labs } from "../../../src/registry/index.ts";
import { runLab } from "../../../src/run.ts";
import { byHand, handParts } from "./parts/byHand.ts";

test("with the ratio upside down nothing is learned, within half the steps of the quick run", () => {
  const options = {
    algorithm: "ppo",
    environments: 16,
    horizon: 128,
    batch: 256,
    epochs: 6,
    rate: 0.1,
    gamma: 0.99,
    lambda: 0.97,
    clip: 0.2,
    clipValue: 0,
    valueWeight: 0.5,
    entropyWeight: 0,
    targetKl: 0,
  } as const;
  const after = (parts: typeof handParts): number => {
    for (const { steps, episodeReturn } of byHand(
      makeWorld("CartPole-v0"),
      () => options,
      rng(101),
      parts,
    ))
      if (steps >= 10_240) return episodeReturn;
    return Number.NaN;
  };
  const surrogate: (typeof handParts)["surrogate"] = (r, A, clip) => {
    const { value, slope } = handParts.surrogate(1 / r, A, clip);
    return { value, slope: -slope / (r * r) };
  };
  expect(after(handParts)).toBeGreaterThan(60);
  expect(after({ ...handParts, surrogate })).toBeLessThan(30);
});

const quick = labs.filter((l) => l.id.startsWith("07/"));
test.each(quick.map((l) => [l.id, l] as const))(
  "%s: the quick budget",
  { timeout: 600_000 },
  (_, l) => {
    const result = runLab(l, "quick", {} as LabData);
    expect(result.pass, `${result.measured} against ${result.tolerance}`).toBe(true);
  },
);
