/** Checks of the draw and its price: by hand, finite differences, and a linear autoencoder whose answer is known. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { slopesOf } from "../../../02-deep-learning-specialization/exercises/numeric.ts";
import * as reference from "./reference.ts";

interface Slopes {
  dMu: number[];
  dLogVar: number[];
}
interface Solution {
  reparameterise(mu: number[], logVar: number[], epsilon: number[]): number[];
  reparameteriseBack(dZ: number[], logVar: number[], epsilon: number[]): Slopes;
  klToUnit(mu: number[], logVar: number[]): Slopes & { value: number };
}

const drawn =
  (scale: (logVar: number) => number): Solution["reparameterise"] =>
  (mu, logVar, epsilon) =>
    mu.map((m, i) => m + scale(logVar[i]) * epsilon[i]);
const back =
  (of: (d: number, logVar: number, epsilon: number) => number): Solution["reparameteriseBack"] =>
  (dZ, logVar, epsilon) => ({
    dMu: [...dZ],
    dLogVar: dZ.map((d, i) => of(d, logVar[i], epsilon[i])),
  });
const priced =
  (
    of: (mu: number, logVar: number) => number,
    slopeOf = (_: number, logVar: number): number => (exp(logVar) - 1) / 2,
    slopeOfMu = (mu: number): number => mu,
  ): Solution["klToUnit"] =>
  (mu, logVar) => ({
    value: mu.reduce((s, m, i) => s + of(m, logVar[i]), 0),
    dMu: mu.map(slopeOfMu),
    dLogVar: logVar.map((l, i) => slopeOf(mu[i], l)),
  });
const kl = (m: number, l: number): number => (m * m + exp(l) - l - 1) / 2;

const LN4 = 2 * Math.LN2;
const stream = rng(115);
const draws = [1, 2, 5].map((n) => {
  const list = (): number[] => Array.from({ length: n }, () => stream.normal());
  return { mu: list(), logVar: list(), epsilon: list(), dZ: list() };
});

/**
 * Numbers ±2 are coded by one z, N(a x, e^l), and read back as w z with a variance of 1; ε is 1 and −1 in turn, which gives the
 * exact mean of what is quadratic in it. The best is known: w² = 4 − 1, e^l = 1/(w² + 1), a = w e^l.
 */
function coded(f: Solution) {
  let [a, l, w] = [0.1, 0, 1];
  for (let step = 0; step < 3000; step++) {
    let [da, dl, dw] = [0, 0, 0];
    for (const [x, epsilon] of [2, 2, -2, -2].map((v, i) => [v, i % 2 === 0 ? 1 : -1])) {
      const [z] = f.reparameterise([a * x], [l], [epsilon]);
      const error = w * z - x;
      const through = f.reparameteriseBack([error * w], [l], [epsilon]);
      const price = f.klToUnit([a * x], [l]);
      da += (x * (through.dMu[0] + price.dMu[0])) / 4;
      dl += (through.dLogVar[0] + price.dLogVar[0]) / 4;
      dw += (error * z) / 4;
    }
    a -= 0.05 * da;
    l -= 0.05 * dl;
    w -= 0.05 * dw;
  }
  return { w, a, logVar: l, price: f.klToUnit([2 * a], [l]).value };
}

export const vae = exercise<Solution>({
  id: "03/vae",
  folder: "03-deepmind-deep-learning/exercises/06-vae",
  title: "A draw that can be learned through",
  source: "Kingma and Welling 2014, arXiv:1312.6114",
  functions: ["reparameterise", "reparameteriseBack", "klToUnit"],
  reference,
  cases: [
    {
      name: "a draw",
      given: "Means 1 and −1, variances 4 and 1, draws 0.5 and −2.",
      run: (f) => f.reparameterise([1, -1], [LN4, 0], [0.5, -2]),
      expected: [2, -3],
    },
    {
      name: "back through the draw",
      given: "Slopes 3 and 10, the same variances and draws.",
      run: (f) => ({ ...f.reparameteriseBack([3, 10], [LN4, 0], [0.5, -2]) }),
      expected: { dMu: [3, 10], dLogVar: [1.5, -10] },
    },
    {
      name: "no price",
      given: "Two times N(0, 1): no price, no slopes.",
      run: (f) => ({ ...f.klToUnit([0, 0], [0, 0]) }),
      expected: { value: 0, dMu: [0, 0], dLogVar: [0, 0] },
    },
    {
      name: "the price",
      given: "N(3, 1) costs 4½; N(0, 4) costs 3/2 − ln 2.",
      run: (f) => ({ ...f.klToUnit([3, 0], [0, LN4]) }),
      expected: { value: 6 - Math.LN2, dMu: [3, 0], dLogVar: [0, 1.5] },
    },
    {
      name: "narrow and wide",
      given: "N(0, ¼) alone: ln 2 − 3/8.",
      run: (f) => ({ ...f.klToUnit([0], [-LN4]) }),
      expected: { value: Math.LN2 - 0.375, dMu: [0], dLogVar: [-0.375] },
    },
    {
      name: "finite differences",
      given: "One, two and five numbers: the price, and Σ dZ · z, at each number ± 10⁻⁵.",
      run: (f) =>
        draws.map(({ mu, logVar, epsilon, dZ }) => ({
          z: f.reparameterise(mu, logVar, epsilon),
          through: { ...f.reparameteriseBack(dZ, logVar, epsilon) },
          price: { ...f.klToUnit(mu, logVar) },
        })),
      expected: draws.map(({ mu, logVar, epsilon, dZ }) => {
        const z = drawn((l) => Math.sqrt(exp(l)));
        const price = (m: number[], l: number[]): number =>
          m.reduce((s, v, i) => s + kl(v, l[i]), 0);
        const inner = (m: number[], l: number[]): number =>
          z(m, l, epsilon).reduce((s, v, i) => s + dZ[i] * v, 0);
        const both = (of: typeof price) => ({
          dMu: slopesOf((m) => of(m, logVar), mu),
          dLogVar: slopesOf((l) => of(mu, l), logVar),
        });
        return {
          z: z(mu, logVar, epsilon),
          through: both(inner),
          price: { value: price(mu, logVar), ...both(price) },
        };
      }),
      tolerance: 1e-8,
    },
    {
      name: "an autoencoder of one number",
      given:
        "±2, coded by one number and read back with a variance of 1, 3000 steps. Exact: w = √3, a = √3/4, a variance of ¼, and a price of ln 2, ½ ln of the variance of the data.",
      swap: true,
      run: coded,
      expected: { w: Math.sqrt(3), a: Math.sqrt(3) / 4, logVar: -LN4, price: log(4) / 2 },
      tolerance: 1e-6,
    },
  ],
  mistakes: [
    {
      name: "the variance in the place of the deviation",
      explanation: "ε is multiplied by σ, which is e^(logVar/2).",
      wrong: { reparameterise: drawn(exp) },
    },
    {
      name: "the logarithm taken as the deviation",
      explanation: "logVar is a logarithm: take e to the power of half of it.",
      wrong: { reparameterise: drawn((l) => l) },
    },
    {
      name: "no draw",
      explanation: "z is random: μ + σ ε.",
      wrong: { reparameterise: drawn(() => 0) },
    },
    {
      name: "the ½ of the chain rule forgotten",
      explanation: "σ = e^(logVar/2): its derivative is σ/2.",
      wrong: { reparameteriseBack: back((d, l, e) => d * exp(l / 2) * e) },
    },
    {
      name: "σ forgotten on the way back",
      explanation: "The derivative of e^(logVar/2) has σ itself in it.",
      wrong: { reparameteriseBack: back((d, _, e) => (d * e) / 2) },
    },
    {
      name: "no slope through the draw",
      explanation: "z depends on logVar: by ½ σ ε.",
      wrong: { reparameteriseBack: back(() => 0) },
    },
    {
      name: "the price with the wrong sign",
      explanation: "A KL divergence is never negative.",
      wrong: {
        klToUnit: priced(
          (m, l) => -kl(m, l),
          (_, l) => (1 - exp(l)) / 2,
          (m) => -m,
        ),
      },
    },
    {
      name: "the ½ of the price forgotten",
      explanation: "KL = ½ Σ (μ² + σ² − ln σ² − 1).",
      wrong: {
        klToUnit: priced(
          (m, l) => 2 * kl(m, l),
          (_, l) => exp(l) - 1,
          (m) => 2 * m,
        ),
      },
    },
    {
      name: "logVar taken as the logarithm of the deviation",
      explanation: "σ² is e^logVar, not e^(2 logVar).",
      wrong: {
        klToUnit: priced(
          (m, l) => kl(m, 2 * l),
          (_, l) => exp(2 * l) - 1,
        ),
      },
    },
    {
      name: "the mean instead of the sum",
      explanation: "The price is the sum over all numbers.",
      wrong: {
        klToUnit(mu, logVar) {
          const { value, dMu, dLogVar } = reference.klToUnit(mu, logVar);
          const n = mu.length;
          return {
            value: value / n,
            dMu: dMu.map((x) => x / n),
            dLogVar: dLogVar.map((x) => x / n),
          };
        },
      },
    },
    {
      name: "the slope in the variance",
      explanation:
        "The slope is asked for in logVar: by the chain rule ½ (σ² − 1), not ½ (1 − 1/σ²).",
      wrong: { klToUnit: priced(kl, (_, l) => (1 - exp(-l)) / 2) },
    },
  ],
});
