/** Prices and bounds: by hand, beside the general formula, and on a model whose log-likelihood is known. */
import { expect, test } from "vitest";
import { exp, log } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { grad } from "../tensor/autograd.ts";
import { noGrad, parameter, tensor } from "../tensor/create.ts";
import { stream } from "../tensor/stream.ts";
import { diagonalNormal } from "./distributions.ts";
import {
  elbo,
  importanceWeighted,
  klToStandard,
  logPriorRatio,
  reparameterise,
} from "./variational.ts";

const LN4 = 2 * Math.LN2;
const code = (mean: number[][], logVariance: number[][]) => ({
  mean: tensor(mean),
  logVariance: tensor(logVariance),
});

test("the price by hand: N(3, 1) and N(0, 4) cost 4½ + 3/2 − ln 2 together, N(0, 1) nothing", () => {
  const { data } = klToStandard(
    code(
      [
        [3, 0],
        [0, 0],
      ],
      [
        [0, LN4],
        [0, 0],
      ],
    ),
  );
  expect(data[0]).toBeCloseTo(6 - Math.LN2, 5);
  expect(data[1]).toBe(0);
});

test("the price is the KL divergence of normals in general, and never below 0", () => {
  const random = rng(1);
  const list = () =>
    Array.from({ length: 20 }, () => Array.from({ length: 3 }, () => random.normal()));
  const [mean, logVariance] = [list(), list()];
  const price = klToStandard(code(mean, logVariance)).data;
  const zero = tensor(mean).mul(0);
  const general = diagonalNormal(tensor(mean), tensor(logVariance).mul(0.5)).kl(
    diagonalNormal(zero, zero),
  ).data;
  price.forEach((v, i) => {
    expect(v).toBeGreaterThanOrEqual(0);
    expect(v).toBeCloseTo(general[i], 4);
  });
});

test("a draw has the mean and the variance of its code, and slopes 1 and ½ (z − μ) in them", () => {
  const n = 40_000;
  const mean = parameter(new Float32Array(n).fill(2), [n, 1]);
  const logVariance = parameter(new Float32Array(n).fill(-LN4), [n, 1]);
  const z = reparameterise({ mean, logVariance }, stream(rng(2)));
  const [byMean, byVariance] = grad(z.sum(), [mean, logVariance]);
  const values = z.data as Float32Array;
  const centre = values.reduce((a, b) => a + b, 0) / n;
  const spread = values.reduce((a, b) => a + (b - centre) * (b - centre), 0) / n;
  expect(Math.abs(centre - 2)).toBeLessThan((5 * 0.5) / Math.sqrt(n));
  expect(Math.abs(spread - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / n));
  expect(byMean.data.slice(0, 3)).toEqual(Float32Array.of(1, 1, 1));
  for (let i = 0; i < 5; i++) expect(byVariance.data[i]).toBeCloseTo((values[i] - 2) / 2, 5);
  expect(reparameterise({ mean, logVariance }, stream(rng(2)), 3).shape).toEqual([3, n, 1]);
});

test("the mean of logPriorRatio over draws of the code is minus its price", () => {
  const q = code([[1, -0.5]], [[-1, 0.3]]);
  const n = 100_000;
  const ratios = logPriorRatio(reparameterise(q, stream(rng(3)), n), q).data as Float32Array;
  const centre = ratios.reduce((a, b) => a + b, 0) / n;
  expect(Math.abs(centre + klToStandard(q).item())).toBeLessThan(0.03); // a deviation of about 1.5, five standard errors
});

test("x = 2z + N(0, 1): with the true posterior every weight is p(x), with another the bounds stand in order below it", () => {
  // p(x) = N(0, 5); given x, z is N(2x/5, 1/5)
  const x = 1.5;
  const known = -0.5 * log(2 * Math.PI * 5) - (x * x) / 10;
  const weights = (mean: number, variance: number, samples: number, seed: number) =>
    noGrad(() => {
      const q = code([[mean]], [[log(variance)]]);
      const z = reparameterise(q, stream(rng(seed)), samples);
      const logLikelihood = z
        .mul(-2)
        .add(x)
        .square()
        .mul(-0.5)
        .sub(0.5 * log(2 * Math.PI))
        .squeeze(-1);
      return logLikelihood.add(logPriorRatio(z, q));
    });
  for (const w of weights((2 * x) / 5, 1 / 5, 50, 4).data) expect(w).toBeCloseTo(known, 5);
  const other = weights(0.2, 0.5, 60_000, 5);
  const bounds = [1, 10, 1000].map((K) =>
    importanceWeighted(other.reshape(60_000 / K, K).transpose())
      .mean()
      .item(),
  );
  expect(bounds[0]).toBeLessThan(bounds[1] - 0.1);
  expect(bounds[1]).toBeLessThan(bounds[2]);
  expect(bounds[2]).toBeLessThan(known + 0.03); // five standard errors of 60 means of a thousand
  const exact = -0.5 * log(2 * Math.PI) - 0.5 * ((x - 0.4) * (x - 0.4) + 4 * 0.5); // E log p(x | z) of that code, less its price
  const bound = elbo(tensor([exact]), code([[0.2]], [[log(0.5)]])).item();
  expect(Math.abs(bounds[0] - bound)).toBeLessThan(0.05);
  expect(exp(bound)).toBeLessThan(exp(known));
});

test("shapes that do not belong together are refused, with both", () => {
  const bad = { mean: tensor([[0, 0]]), logVariance: tensor([[0]]) };
  expect(() => klToStandard(bad)).toThrow("means [1, 2] and logarithms of variances [1, 1]");
  expect(() => reparameterise(bad, stream(rng(1)))).toThrow("same shape");
  expect(() => elbo(tensor([1, 2]), code([[0, 0]], [[0, 0]]))).toThrow("log-likelihoods [2]");
  expect(() => logPriorRatio(tensor([[0]]), code([[0, 0]], [[0, 0]]))).toThrow("codes [1, 1]");
});
