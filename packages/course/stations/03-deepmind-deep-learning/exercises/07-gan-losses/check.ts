/** Checks of the losses of two players: by hand, far out, by finite differences, and a forger who finds the mean of the real ones. */
import { exp, log, rng } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { slopesOf } from "../../../02-deep-learning-specialization/exercises/numeric.ts";
import * as reference from "./reference.ts";

type Kind = "minimax" | "non-saturating";
interface Solution {
  discriminatorLoss(
    real: number[],
    fake: number[],
  ): { value: number; dReal: number[]; dFake: number[] };
  generatorLoss(fake: number[], kind: Kind): { value: number; dFake: number[] };
}

const KINDS = ["minimax", "non-saturating"] as const;
const LN3 = log(3); // σ(ln 3) = ¾
const sigma = (z: number): number => 1 / (1 + exp(-z));
const mean = (x: number[]): number => x.reduce((a, b) => a + b, 0) / x.length;

/** From probabilities, as the formulas have it: not a number far out. */
const plain: Solution = {
  discriminatorLoss: (real, fake) => ({
    value: -mean(real.map((z) => log(sigma(z)))) - mean(fake.map((z) => log(1 - sigma(z)))),
    dReal: real.map((z) => (sigma(z) - 1) / real.length),
    dFake: fake.map((z) => sigma(z) / fake.length),
  }),
  generatorLoss: (fake, kind) =>
    kind === "minimax"
      ? {
          value: mean(fake.map((z) => log(1 - sigma(z)))),
          dFake: fake.map((z) => -sigma(z) / fake.length),
        }
      : {
          value: -mean(fake.map((z) => log(sigma(z)))),
          dFake: fake.map((z) => (sigma(z) - 1) / fake.length),
        },
};

const stream = rng(116);
const list = (n: number): number[] => Array.from({ length: n }, () => stream.normal(0, 2));
const draws = [
  { real: list(1), fake: list(3) },
  { real: list(4), fake: list(2) },
];

/**
 * Real numbers 2, 3, 4; the forger adds θ to −1, 0, 1. The critic's logit is a x + b, with a price of ½ · 0.1 (a² + b²) that keeps the
 * two from circling. Settled means: θ = 3, and a critic who knows nothing.
 */
function forged(f: Solution, kind: Kind) {
  let [a, b, theta] = [0, 0, 0];
  const noise = [-1, 0, 1];
  for (let step = 0; step < 4000; step++) {
    const [real, fake] = [3, theta].map((m) => noise.map((z) => m + z));
    const logit = (x: number): number => a * x + b;
    const { dReal, dFake } = f.discriminatorLoss(real.map(logit), fake.map(logit));
    const sum = (x: number[], d: number[]): number => x.reduce((s, v, i) => s + v * d[i], 0);
    const one = [1, 1, 1];
    const [slopeA, slopeB] = [
      sum(real, dReal) + sum(fake, dFake) + 0.1 * a,
      sum(one, dReal) + sum(one, dFake) + 0.1 * b,
    ];
    a -= 0.1 * slopeA;
    b -= 0.1 * slopeB;
    theta -= 0.1 * a * sum(one, f.generatorLoss(fake.map(logit), kind).dFake);
  }
  return { theta, a };
}

export const ganLosses = exercise<Solution>({
  id: "03/gan-losses",
  folder: "03-deepmind-deep-learning/exercises/07-gan-losses",
  title: "Forger and critic",
  source: "Goodfellow et al. 2014, section 3, arXiv:1406.2661",
  functions: ["discriminatorLoss", "generatorLoss"],
  reference,
  cases: [
    {
      name: "a critic who knows nothing",
      given: "Two real ones and one invented, all logits 0: D = ½, and a loss of 2 ln 2.",
      run: (f) => ({ ...f.discriminatorLoss([0, 0], [0]) }),
      expected: { value: 2 * Math.LN2, dReal: [-0.25, -0.25], dFake: [0.5] },
    },
    {
      name: "a critic who knows something",
      given: "D = ¾ for the real one; ¼ and ¾ for two invented ones.",
      run: (f) => ({ ...f.discriminatorLoss([LN3], [-LN3, LN3]) }),
      expected: {
        value: 4 * Math.LN2 - 1.5 * LN3,
        dReal: [-0.25],
        dFake: [0.125, 0.375],
      },
    },
    {
      name: "the forger, non-saturating",
      given: "D = ¼ alone: −ln ¼.",
      run: (f) => ({ ...f.generatorLoss([-LN3], "non-saturating") }),
      expected: { value: 2 * Math.LN2, dFake: [-0.75] },
    },
    {
      name: "the forger, minimax",
      given: "D = ¼ and ¾: mean of ln ¾ and ln ¼.",
      run: (f) => ({ ...f.generatorLoss([-LN3, LN3], "minimax") }),
      expected: { value: (LN3 - 4 * Math.LN2) / 2, dFake: [-0.125, -0.375] },
    },
    {
      name: "a critic who is sure",
      given: "Logits −1000 and 1000, right and wrong: losses of 0, of 2000, of 1000.",
      run: (f) =>
        [
          f.discriminatorLoss([1000], [-1000]),
          f.discriminatorLoss([-1000], [1000]),
          ...KINDS.flatMap((kind) => [-1000, 1000].map((z) => f.generatorLoss([z], kind))),
        ].map((all) =>
          Object.values(all)
            .flat()
            .map((x) => x + 0),
        ),
      expected: [
        [0, 0, 0],
        [2000, -1, 1],
        [0, 0],
        [-1000, -1],
        [1000, -1],
        [0, 0],
      ],
    },
    {
      name: "small and exact",
      given:
        "A logit of 40: ln(1 + e⁻⁴⁰) is 4.25 · 10⁻¹⁸, not 0; in units of 10⁻¹⁸, and 10⁻¹⁸ of the slope.",
      run: (f) => {
        const { value, dFake } = f.generatorLoss([40], "non-saturating");
        return [1e18 * value, 1e18 * dFake[0]];
      },
      expected: [1e18 * exp(-40), -1e18 * exp(-40)],
    },
    {
      name: "finite differences",
      given: "Lists of one to four logits; expected of the slopes: the loss at each ± 10⁻⁵.",
      run: (f) =>
        draws.map(({ real, fake }) => [
          { ...f.discriminatorLoss(real, fake) },
          ...KINDS.map((kind) => ({ ...f.generatorLoss(fake, kind) })),
        ]),
      expected: draws.map(({ real, fake }) => [
        {
          value: plain.discriminatorLoss(real, fake).value,
          dReal: slopesOf((z) => plain.discriminatorLoss(z, fake).value, real),
          dFake: slopesOf((z) => plain.discriminatorLoss(real, z).value, fake),
        },
        ...KINDS.map((kind) => ({
          value: plain.generatorLoss(fake, kind).value,
          dFake: slopesOf((z) => plain.generatorLoss(z, kind).value, fake),
        })),
      ]),
      tolerance: 1e-8,
    },
    {
      name: "a forger finds the mean",
      given:
        "Real numbers around 3, a forger who begins at 0 and can only shift, a critic with two weights; 4000 turns with each kind.",
      swap: true,
      run: (f) => KINDS.map((kind) => forged(f, kind)),
      expected: KINDS.map(() => ({ theta: 3, a: 0 })),
      tolerance: 1e-3,
    },
  ],
  mistakes: [
    {
      name: "not a number, or Infinity, far out",
      explanation:
        "σ(−1000) is 0 to a computer, and its logarithm −Infinity: compute from the logits.",
      wrong: plain,
    },
    {
      name: "real and invented exchanged",
      explanation: "The critic wants D high for real ones and low for invented ones.",
      wrong: {
        discriminatorLoss(real, fake) {
          const { value, dReal, dFake } = reference.discriminatorLoss(fake, real);
          return { value, dReal: dFake, dFake: dReal };
        },
      },
    },
    {
      name: "one mean over both lists",
      explanation: "Each list has a mean of its own, and the two are added.",
      wrong: {
        discriminatorLoss(real, fake) {
          const { value, dReal, dFake } = reference.discriminatorLoss(real, fake);
          return {
            value: value / 2,
            dReal: dReal.map((x) => x / 2),
            dFake: dFake.map((x) => x / 2),
          };
        },
      },
    },
    {
      name: "sums instead of means",
      explanation: "Divide by how many there are, in the value and in the slopes.",
      wrong: {
        discriminatorLoss(real, fake) {
          const { value, dReal, dFake } = reference.discriminatorLoss(real, fake);
          return {
            value: value * real.length,
            dReal: dReal.map((x) => x * real.length),
            dFake: dFake.map((x) => x * fake.length),
          };
        },
        generatorLoss(fake, kind) {
          const { value, dFake } = reference.generatorLoss(fake, kind);
          return { value: value * fake.length, dFake: dFake.map((x) => x * fake.length) };
        },
      },
    },
    {
      name: "the critic climbs",
      explanation: "The loss is what the critic wants small: minus the logarithms.",
      wrong: {
        discriminatorLoss(real, fake) {
          const { value, dReal, dFake } = reference.discriminatorLoss(real, fake);
          return { value: -value, dReal: dReal.map((x) => -x), dFake: dFake.map((x) => -x) };
        },
      },
    },
    {
      name: "the forger helps the critic",
      explanation:
        "The forger wants D high for what it invents: its loss falls as the logit grows.",
      wrong: {
        generatorLoss(fake, kind) {
          const { value, dFake } = reference.generatorLoss(fake, kind);
          return { value: -value, dFake: dFake.map((x) => -x) };
        },
      },
    },
    {
      name: "both kinds alike",
      explanation: "“minimax” is the mean of ln(1 − D), “non-saturating” minus the mean of ln D.",
      wrong: { generatorLoss: (fake) => reference.generatorLoss(fake, "non-saturating") },
    },
    {
      name: "the kinds exchanged",
      explanation: "“minimax” is what the critic wants large; “non-saturating” has ln D.",
      wrong: {
        generatorLoss: (fake, kind) =>
          reference.generatorLoss(fake, kind === "minimax" ? "non-saturating" : "minimax"),
      },
    },
  ],
});
