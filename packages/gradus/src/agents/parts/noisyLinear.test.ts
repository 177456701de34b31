import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { tensor } from "../../tensor/create.ts";
import { normal, type Stream, stream } from "../../tensor/stream.ts";
import { noisyLinear, signedRoot } from "./noisyLinear.ts";

const layer = noisyLinear(3, 2, rng(1), 0.5);
const { weight, bias, weightSigma, biasSigma } = layer.named;
const x = tensor([
  [1, -2, 0.5],
  [0, 3, 1],
]);

test("f(x) = sgn(x) √|x|: 2, −3, 0 of 4, −9, 0", () => {
  expect([...signedRoot(tensor([4, -9, 0])).data]).toEqual([2, -3, 0]);
});

test("deviations start at σ₀/√inputs, means within 1/√inputs", () => {
  for (const s of [...weightSigma.data, ...biasSigma.data])
    expect(s).toBeCloseTo(0.5 / Math.sqrt(3), 6);
  for (const m of [...weight.data, ...bias.data])
    expect(Math.abs(m)).toBeLessThan(1 / Math.sqrt(3));
});

/** The factors f(ε) that a stream draws next: 3 for what goes in, 2 for what comes out. */
function factors(draws: Stream): { into: ArrayLike<number>; out: ArrayLike<number> } {
  return {
    into: signedRoot(normal([3], draws)).data.slice(),
    out: signedRoot(normal([2], draws)).data.slice(),
  };
}

test("y = (μ_w + σ_w f(ε_out) f(ε_in)ᵀ) x + μ_b + σ_b f(ε_out), weight by weight", () => {
  const [here, there] = [stream(rng(2)), stream(rng(2))];
  const y = layer.forward(x, here).data;
  const { into, out } = factors(there);
  for (let row = 0; row < 2; row++) {
    for (let j = 0; j < 2; j++) {
      let sum = bias.data[j] + biasSigma.data[j] * out[j];
      for (let i = 0; i < 3; i++) {
        const w = weight.data[3 * j + i] + weightSigma.data[3 * j + i] * out[j] * into[i];
        sum += w * x.data[3 * row + i];
      }
      expect(y[2 * row + j]).toBeCloseTo(sum, 5);
    }
  }
});

describe("noise", () => {
  const draws = stream(rng(3));
  test("is drawn anew in each pass, one for the whole batch", () => {
    const twice = tensor([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    const first = layer.forward(twice, draws).data.slice();
    expect(first.slice(0, 2)).toEqual(first.slice(2));
    expect(layer.forward(twice, draws).data.slice()).not.toEqual(first);
  });

  test("is factorised: shifts of two outputs keep their ratio f(ε_out,1)/f(ε_out,2) for every input", () => {
    const zero = noisyLinear(3, 2, rng(1), 1);
    for (const name of ["weight", "bias"])
      zero.named[name].assign(new Float32Array(name === "bias" ? 2 : 6));
    const [a, b] = [stream(rng(4)), stream(rng(4))];
    const one = zero.forward(tensor([[1, 0, 0]]), a).data;
    const other = zero.forward(tensor([[0, -2, 5]]), b).data;
    expect(one[0] / one[1]).toBeCloseTo(other[0] / other[1], 4);
  });

  test("without it the layer is linear, with its means", () => {
    const y = layer.forward(x).data;
    const byHand = x.matmul(weight.transpose()).add(bias).data;
    expect(y).toEqual(byHand);
  });
});
