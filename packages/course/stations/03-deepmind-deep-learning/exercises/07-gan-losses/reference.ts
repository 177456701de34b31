import { exp, log1p } from "gradus/core";

const sigmoid = (z: number): number => 1 / (1 + exp(-z));
/** ln(1 + e^z) = −ln(1 − σ(z)), finite for any finite z. */
const softplus = (z: number): number => Math.max(z, 0) + log1p(exp(-Math.abs(z)));
const mean = (x: number[]): number => x.reduce((sum, v) => sum + v, 0) / x.length;

/** The critic's loss: real ones should have large logits, invented ones small ones. */
export function discriminatorLoss(
  real: number[],
  fake: number[],
): { value: number; dReal: number[]; dFake: number[] } {
  return {
    value: mean(real.map((z) => softplus(-z))) + mean(fake.map(softplus)),
    dReal: real.map((z) => -sigmoid(-z) / real.length),
    dFake: fake.map((z) => sigmoid(z) / fake.length),
  };
}

/** What the inventor wants small, and its slope in the critic's logits of what it invented. */
export function generatorLoss(
  fake: number[],
  kind: "minimax" | "non-saturating",
): { value: number; dFake: number[] } {
  if (kind === "minimax") {
    return {
      value: -mean(fake.map(softplus)),
      dFake: fake.map((z) => -sigmoid(z) / fake.length),
    };
  }
  return {
    value: mean(fake.map((z) => softplus(-z))),
    dFake: fake.map((z) => -sigmoid(-z) / fake.length),
  };
}
