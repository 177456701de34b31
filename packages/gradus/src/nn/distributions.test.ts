/** The source of the fixtures is torch.distributions in float64: tools/fixtures/torch_parity.py. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { exp, log, log1p } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { grad } from "../tensor/autograd.ts";
import { parameter, scope, tensor, withEngine } from "../tensor/create.ts";
import { normal, stream, uniform } from "../tensor/stream.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { bernoulli, categorical, diagonalNormal, tanhNormal } from "./distributions.ts";
import {
  engines,
  get,
  inFloat64,
  readFixture,
  relativeError,
  toTensor,
} from "./fixtures/testing.ts";

const torch = readFixture(
  readFileSync(new URL("./fixtures/distributions.safetensors", import.meta.url)),
);
const backends = engines();

/** Everything that a fixture names, computed here. */
type Results = Record<string, Tensor>;

function leaf(name: string): Tensor {
  const { shape, data } = get(torch, name);
  return parameter(data, shape);
}
const given = (name: string): Tensor => toTensor(get(torch, name));
const slope = (y: Tensor, x: Tensor): Tensor => grad(y.sum(), [x])[0];

const cases: Record<string, () => Results> = {
  categorical: () => {
    const logits = leaf("categorical/logits");
    const p = categorical(logits);
    const logProb = p.logProb(given("categorical/action"));
    const kl = p.kl(categorical(given("categorical/other")));
    const entropy = p.entropy();
    return {
      logProb,
      entropy,
      kl,
      gradientLogProb: slope(logProb, logits),
      gradientEntropy: slope(entropy, logits),
      gradientKl: slope(kl, logits),
    };
  },
  masked: () => {
    const logits = leaf("categorical/logits");
    const mask = given("masked/mask");
    const p = categorical(logits, mask);
    const logProb = p.logProb(given("categorical/action"));
    const kl = p.kl(categorical(given("categorical/other"), mask));
    const entropy = p.entropy();
    return {
      logProb,
      entropy,
      kl,
      gradientLogProb: slope(logProb, logits),
      gradientEntropy: slope(entropy, logits),
    };
  },
  normal: () => {
    const [mean, logStd] = [leaf("normal/mean"), leaf("normal/logStd")];
    const p = diagonalNormal(mean, logStd);
    const logProb = p.logProb(given("normal/action"));
    const kl = p.kl(diagonalNormal(given("normal/mean2"), given("normal/logStd2")));
    return {
      logProb,
      entropy: p.entropy(),
      kl,
      gradientMean: slope(logProb, mean),
      gradientLogStd: slope(logProb, logStd),
      gradientKlMean: slope(kl, mean),
      gradientKlLogStd: slope(kl, logStd),
    };
  },
  tanhNormal: () => {
    const [mean, logStd] = [leaf("normal/mean"), leaf("normal/logStd")];
    const logProb = tanhNormal(mean, logStd).logProb(given("tanhNormal/action"));
    return { logProb, gradientMean: slope(logProb, mean), gradientLogStd: slope(logProb, logStd) };
  },
  bernoulli: () => {
    const logits = leaf("bernoulli/logits");
    const p = bernoulli(logits);
    const logProb = p.logProb(given("bernoulli/action"));
    const entropy = p.entropy();
    const kl = p.kl(bernoulli(given("bernoulli/other")));
    return {
      logProb,
      entropy,
      kl,
      gradientLogProb: slope(logProb, logits),
      gradientEntropy: slope(entropy, logits),
    };
  },
};

function compare(name: string, tolerance: number): void {
  for (const [key, found] of Object.entries(cases[name]())) {
    const { shape, data } = get(torch, `${name}/${key}`);
    expect(found.shape, key).toEqual(shape);
    // torch gives −10³⁰⁰ where an action is forbidden; ours is −10⁹: both are probability 0
    const cap = (v: number): number => Math.max(v, -1e8);
    expect(relativeError([...found.data].map(cap), [...data].map(cap)), key).toBeLessThanOrEqual(
      tolerance,
    );
  }
}

for (const name of Object.keys(cases)) {
  test(`${name}: log-probability, entropy, KL and their gradients equal PyTorch's to 1e-10 in float64`, () =>
    inFloat64(() => compare(name, 1e-10)));
  for (const [build, engine] of backends) {
    test(`${name}: the same to 1e-4 on ${build}`, () =>
      withEngine(engine, () => scope(() => compare(name, 1e-4))));
  }
}

test("by hand: two actions of probability 3/4 and 1/4", () => {
  const p = categorical(tensor([[log(3), 0]]));
  expect(p.logProb(tensor([0], { dtype: "int32" })).item()).toBeCloseTo(log(0.75), 6);
  expect(p.entropy().item()).toBeCloseTo(-0.75 * log(0.75) - 0.25 * log(0.25), 6);
  expect(p.kl(categorical(tensor([[0, 0]]))).item()).toBeCloseTo(log(2) - 0.562335, 5);
  expect(p.mode().toArray()).toEqual([0]);
});

// ── masks ───────────────────────────────────────────────────────────────────────────────────────

test("a masked action has probability 0, no gradient, and a finite entropy; one that is left alone has entropy 0", () => {
  const logits = parameter([
    [5, 1, -2],
    [900, 1, 7],
  ]);
  const p = categorical(
    logits,
    tensor([
      [0, 1, 1],
      [0, 1, 0],
    ]),
  );
  expect(p.probs.data[0]).toBe(0);
  expect([...p.probs.data.slice(3)]).toEqual([0, 1, 0]);
  const entropy = p.entropy();
  expect(entropy.data[0]).toBeCloseTo(0.190865, 4); // of 1/(1 + e⁻³)
  expect(Math.abs(entropy.data[1])).toBe(0);
  for (const y of [
    entropy,
    p.logProb(tensor([1, 1], { dtype: "int32" })),
    p.kl(
      categorical(
        logits.detach().neg(),
        tensor([
          [0, 1, 1],
          [0, 1, 0],
        ]),
      ),
    ),
  ]) {
    const g = slope(y, logits);
    expect([g.data[0], g.data[3], g.data[5]].map(Math.abs)).toEqual([0, 0, 0]);
    expect([...g.data].every(Number.isFinite)).toBe(true);
  }
});

for (const [build, engine] of backends) {
  test(`a forbidden action is not drawn even where its uniform draw is the greatest there is, on ${build}`, () =>
    withEngine(engine, () =>
      scope(() => {
        const draws = stream(rng(0)).assign([1, 2, 1123522, 0]); // found by search: the next draws end in 1 − 2⁻²⁴
        expect(uniform([4], draws).data[3]).toBe(1 - 2 ** -24);
        draws.assign([1, 2, 1123522, 0]);
        expect(
          categorical(tensor([[0, 0, 0, 0]]), tensor([[1, 1, 1, 0]])).sample(draws).data[0],
        ).not.toBe(3);
      }),
    ));
}

test("a coin that is never heads is tails even where its uniform draw is the least there is, 0", () => {
  const draws = stream(rng(0)).assign([1, 2, 4779392, 0]); // found by search
  expect(uniform([4], draws).data[0]).toBe(0);
  draws.assign([1, 2, 4779392, 0]);
  expect(bernoulli(tensor([[-200, 0, 0, 0]])).sample(draws).data[0]).toBe(0);
});

// ── sampling ────────────────────────────────────────────────────────────────────────────────────

describe.each([...backends])("draws on %s", (_, engine) => {
  const within = (f: () => void) => () => withEngine(engine, () => scope(f));
  const n = 20_000;

  test(
    "categorical: χ² of 20 000 draws over 5 actions stays below 23.5, its 99.99 % point; forbidden ones never come",
    within(() => {
      const logits = [1, -1, 0.5, -3, 2];
      const draws = stream(rng(7));
      const many = tensor(
        Float32Array.from({ length: 5 * n }, (_, i) => logits[i % 5]),
        [n, 5],
      );
      for (const mask of [
        [1, 1, 1, 1, 1],
        [1, 0, 1, 1, 0],
      ]) {
        const masks = tensor(
          Float32Array.from({ length: 5 * n }, (_, i) => mask[i % 5]),
          [n, 5],
        );
        const counts = [0, 0, 0, 0, 0];
        for (const a of categorical(many, masks).sample(draws).data) counts[a]++;
        const weights = logits.map((z, k) => mask[k] * exp(z));
        const total = weights.reduce((a, b) => a + b);
        let chi2 = 0;
        weights.forEach((w, k) => {
          const expected = (n * w) / total;
          if (w === 0) expect(counts[k], `forbidden ${k}`).toBe(0);
          else chi2 += (counts[k] - expected) ** 2 / expected;
        });
        expect(chi2).toBeLessThan(23.5);
      }
    }),
  );

  test(
    "bernoulli: frequencies lie within 4 standard errors of σ(z); certain ones are certain",
    within(() => {
      const logits = [-2, 0, 1.5, -200, 200];
      const many = tensor(
        Float32Array.from({ length: 5 * n }, (_, i) => logits[i % 5]),
        [n, 5],
      );
      const means = bernoulli(many)
        .sample(stream(rng(8)))
        .mean(0).data;
      logits.forEach((z, k) => {
        const p = 1 / (1 + exp(-z));
        expect(Math.abs(means[k] - p), `logit ${z}`).toBeLessThanOrEqual(
          4 * Math.sqrt((p * (1 - p)) / n),
        );
      });
    }),
  );

  test(
    "normal: mean, variance and third moment of 40 000 draws lie within 4 standard errors",
    within(() => {
      const mean = tensor(
        Float32Array.from({ length: 2 * n }, () => 3),
        [n, 2],
      );
      const x = diagonalNormal(mean, tensor([log(2), log(2)])).sample(stream(rng(9))).data;
      const z = [...x].map((v) => (v - 3) / 2);
      const moment = (k: number): number => z.reduce((s, v) => s + v ** k, 0) / z.length;
      expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / (2 * n)));
      expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / (2 * n)));
      expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / (2 * n)));
    }),
  );

  test(
    "equal streams give equal draws, and a stream goes on",
    within(() => {
      const p = categorical(
        tensor([
          [0, 0, 0, 0, 0, 0, 0, 0],
          [0, 0, 0, 0, 0, 0, 0, 0],
        ]),
      );
      const draw = (s: Tensor): number[] =>
        Array.from({ length: 20 }, () => [...p.sample(s).data]).flat();
      const [a, b] = [stream(rng(1)), stream(rng(1))];
      const first = draw(a);
      expect(draw(b)).toEqual(first);
      expect(draw(a)).not.toEqual(first);
    }),
  );

  test(
    "tanhNormal: log-probability far out, u = ±20, where 1 − tanh² u is 0 in float32",
    within(() => {
      const [mean, logStd] = [parameter([[20, -20, 1]]), parameter([-3, -3, 0])];
      const noise = normal([1, 3], stream(rng(2))).data.slice();
      const { action, logProb } = tanhNormal(mean, logStd).rsample(stream(rng(2)));
      expect(action.data[0]).toBe(1);
      let expected = 0;
      [20, -20, 1].forEach((m, i) => {
        const s = [-3, -3, 0][i];
        const u = Math.abs(m + exp(s) * noise[i]);
        const logSlope = 2 * (log(2) - u - log1p(exp(-2 * u))); // log(1 − tanh² u), another stable form
        expected += -0.5 * noise[i] ** 2 - s - 0.5 * log(2 * Math.PI) - logSlope;
      });
      expect(Math.abs(logProb.item() / expected - 1)).toBeLessThan(1e-6);
      // ∂/∂mean of −log(1 − tanh² u) is 2 tanh u: ±2 far out
      const g = grad(logProb.sum(), [mean])[0].data;
      expect(g[0]).toBeCloseTo(2, 6);
      expect(g[1]).toBeCloseTo(-2, 6);
      // an action of exactly ±1 still has a finite log-probability
      expect(Number.isFinite(tanhNormal(mean, logStd).logProb(action.detach()).item())).toBe(true);
    }),
  );

  test(
    "tanhNormal: the log-probability of a drawn action is that of its draw, for |u| < 3",
    within(() => {
      const p = tanhNormal(
        tensor([
          [0.3, -0.2],
          [0.1, 0],
        ]),
        tensor([-0.5, -0.5]),
      );
      const { action, logProb } = p.rsample(stream(rng(3)));
      expect(relativeError(p.logProb(action.detach()).data, logProb.data)).toBeLessThan(1e-4);
    }),
  );
});

test("logits of ±1000 give finite log-probabilities and entropies", () => {
  const p = bernoulli(tensor([[1000, -1000, 0]]));
  expect(p.logProb(tensor([[0, 1, 1]])).item()).toBeCloseTo(-2000 - log(2), 2);
  expect(p.entropy().item()).toBeCloseTo(log(2), 5);
  const q = categorical(tensor([[1000, -1000, 999]]));
  expect([...q.logProbs.data].every(Number.isFinite)).toBe(true);
  expect(q.entropy().item()).toBeCloseTo(0.582203, 4); // of 1/(1 + e⁻¹)
});

test("actions of another shape are refused, because they would be broadcast", () => {
  const column = tensor([[0.5], [0.1], [0.2]]);
  const flat = tensor([0, 1, 0]);
  expect(() => diagonalNormal(column, tensor([0])).logProb(flat)).toThrow(
    "normal: actions [3] do not fit its parameters [3, 1]",
  );
  expect(() => bernoulli(column).logProb(flat)).toThrow(
    "bernoulli: actions [3] do not fit its parameters [3, 1]",
  );
  expect(() => categorical(column).logProb(tensor([[0], [0], [0]], { dtype: "int32" }))).toThrow(
    "expected [3]",
  );
});

test("the entropy of a squashed normal has no closed form and says what to do", () => {
  expect(() => tanhNormal(tensor([[0]]), tensor([0])).entropy()).toThrow(
    "average −logProb over draws of rsample",
  );
});
