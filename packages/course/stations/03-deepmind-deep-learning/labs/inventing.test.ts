import type { Tensor } from "gradus";
import type { Rng } from "gradus/core";
import { elbo, type importanceWeighted, reparameterise, residualBlock } from "gradus/nn";
import { expect, test } from "vitest";
import type { Lab, Parts } from "../../../src/lab.ts";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { labData } from "../../../test/mnist.ts";
import { autoencoder, straight } from "./autoencoder.ts";
import { evidenceBound } from "./evidence-bound.ts";
import { criticLoss, ganRing } from "./gan-ring.ts";
import { playNet } from "./parts/playgroundNet.ts";
import { playground } from "./playground.ts";
import { skips } from "./skips.ts";
import { vaeDigits } from "./vae.ts";

const quick = (lab: Lab, settings: Record<string, unknown> = {}, parts: Parts = {}) =>
  quickVerdict(lab, { settings, parts: { ...lab.parts, ...parts }, seeds: [1] }, labData);

const all: readonly Lab[] = [autoencoder, evidenceBound, vaeDigits, ganRing, playground, skips];
for (const lab of all) {
  test(`${lab.id}: the quick budget passes`, () => {
    const { pass, measured, note } = quick(lab);
    expect(pass, `${measured} ${note ?? ""}`).toBe(true);
  }, 180_000);
}

type Code = Parameters<typeof elbo>[1];
const tooWide: typeof reparameterise = ({ mean, logVariance }, ...more) =>
  reparameterise({ mean, logVariance: logVariance.mul(2) }, ...more); // the variance in place of the deviation
const notShared: typeof importanceWeighted = (w) => w.logsumexp(0);

/** Each verdict refuses a part in which something is wrong. */
const planted: readonly [Lab, string, string, Record<string, unknown>, Parts?][] = [
  [
    evidenceBound,
    "a code without a price",
    "at the end",
    {},
    { elbo: (l: Parameters<typeof elbo>[0], code: Code) => elbo(l, code, 0) },
  ],
  [
    evidenceBound,
    "a price twice as high",
    "at the end",
    {},
    { elbo: (l: Parameters<typeof elbo>[0], code: Code) => elbo(l, code, 2) },
  ],
  [
    evidenceBound,
    "the variance in the place of the deviation",
    "at the end",
    {},
    { reparameterise: tooWide },
  ],
  [
    evidenceBound,
    "weights that are added, not averaged",
    "one draw gives the bound",
    {},
    { importanceWeighted: notShared },
  ],
  [evidenceBound, "too few steps", "at the end", { steps: 100 }],
  [autoencoder, "too few steps for the hidden units", "hidden units leave less", { steps: 10 }],
  [
    autoencoder,
    "a linear network with a bottleneck one narrower",
    "linear: at most",
    { steps: 40 },
    {
      straight: (code: number, random: Rng) => straight(code - 1, random),
    },
  ],
  [
    vaeDigits,
    "a code that is never paid for",
    "the bound above what pixels give",
    { pictures: 2000, epochs: 2 },
    { elbo: (l: Parameters<typeof elbo>[0], code: Code) => elbo(l, code, 0) },
  ],
  [
    vaeDigits,
    "weights that are multiplied",
    "one draw gives less",
    { pictures: 500, epochs: 1 },
    { importanceWeighted: (w: Parameters<typeof importanceWeighted>[0]) => w.sum(0) },
  ],
  [
    playground,
    "a network without activations that has one",
    "identity",
    { steps: 300 },
    { playNet: (hidden: number[], _: string, random: Rng) => playNet(hidden, "tanh", random) },
  ],
  [
    skips,
    "ways around that lead nowhere",
    "with ways around",
    { steps: 10 },
    {
      residualBlock: (inputs: number, outputs: number, random: Rng) =>
        residualBlock(inputs, outputs, random, { skip: false }),
    },
  ],
  [playground, "one hidden unit", "exclusive or", { hidden: 1 }],
  [ganRing, "a price of nothing", "all eight in every seed", { gamma: 0, steps: 400 }],
  [
    ganRing,
    "a critic who takes forged for real",
    "three of ten",
    { steps: 100 },
    { criticLoss: (real: Tensor, fake: Tensor) => criticLoss(fake, real) },
  ],
];
for (const [lab, fault, said, settings, parts] of planted) {
  test(`${lab.id} fails with ${fault}`, () => {
    const { pass, note } = quick(lab, settings, parts);
    expect(pass).toBe(false);
    expect(note).toContain(said);
  }, 180_000);
}
