/** Actors in [−1, 1]: densities by hand and by integration, gradients by finite differences. */
import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { box, discrete, multiDiscrete } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { tanhNormal } from "../../nn/distributions.ts";
import { grad } from "../../tensor/autograd.ts";
import { parameter, tensor } from "../../tensor/create.ts";
import { stream } from "../../tensor/stream.ts";
import { deterministicHead, fitsBounded, squashedHead } from "./bounded.ts";

const worldOf = (actionSpace: AnyWorld["actionSpace"]): AnyWorld =>
  ({ id: "Odd-v0", actionSpace }) as AnyWorld;
const plain = { orthogonal: false, gsde: false, logStd: 0 };
/** Bounds that are not symmetric. */
const world = worldOf(box([-1, 0], [3, 10], [2]));
const pi = Math.PI;

describe("tanh of a normal", () => {
  test("by hand: at a = 0 of tanh N(0, 1) the density is φ(0) = 1/√2π; of 2 tanh N(0, 1) half of it", () => {
    const [mean, logStd] = [tensor([[0]]), tensor([[0]])];
    const zero = tensor([[0]]);
    expect(tanhNormal(mean, logStd).logProb(zero).item()).toBeCloseTo(-0.5 * Math.log(2 * pi), 6);
    expect(tanhNormal(mean, logStd, 2).logProb(zero).item()).toBeCloseTo(
      -0.5 * Math.log(2 * pi) - Math.log(2),
      6,
    );
  });

  test("by hand: a = tanh 1 of tanh N(0, 1), where 1 − tanh² 1 = 0.4199743", () => {
    const expected = -0.5 - 0.5 * Math.log(2 * pi) - Math.log(0.4199743416);
    const found = tanhNormal(tensor([[0]]), tensor([[0]])).logProb(tensor([[Math.tanh(1)]]));
    expect(found.item()).toBeCloseTo(expected, 5);
  });

  test.each([1, 0.5, 3])(
    "its density over ±%d integrates to 1 (trapezoid, 4 000 pieces, < 10⁻³)",
    (scale) => {
      const policy = tanhNormal(tensor([[0.4]]), tensor([[-0.7]]), scale);
      const n = 4000;
      let sum = 0;
      for (let i = 1; i < n; i++) {
        const a = scale * (-1 + (2 * i) / n);
        sum += Math.exp(policy.logProb(tensor([[a]])).item()) * ((2 * scale) / n);
      }
      expect(Math.abs(sum - 1)).toBeLessThan(1e-3);
    },
  );

  test("the log-probability of a draw is that of its action, stretched or not", () => {
    for (const scale of [1, 2.5]) {
      const policy = tanhNormal(tensor([[0.3, -0.2]]), tensor([[-1, -0.5]]), scale);
      const { action, logProb } = policy.rsample(stream(rng(1)));
      expect(logProb.item()).toBeCloseTo(policy.logProb(action).item(), 4);
      expect(policy.mode().data[0]).toBeCloseTo(scale * Math.tanh(0.3), 6);
    }
  });

  test("a draw and its log-probability move with mean and deviation as finite differences say", () => {
    const at = (m: number, s: number) => {
      const [mean, logStd] = [parameter([[m]]), parameter([[s]])];
      const { action, logProb } = tanhNormal(mean, logStd).rsample(stream(rng(3))); // the same noise each time
      return { y: action.sum().mul(2).add(logProb.sum()), mean, logStd };
    };
    const { y, mean, logStd } = at(0.3, -0.4);
    const [byMean, byStd] = grad(y, [mean, logStd]).map((g) => g.item());
    const h = 1e-2; // float32: the error of the quotient is about 10⁻⁷/h + h²
    const slope = (f: (d: number) => number): number => (f(h) - f(-h)) / (2 * h);
    expect(byMean).toBeCloseTo(
      slope((d) => at(0.3 + d, -0.4).y.item()),
      2,
    );
    expect(byStd).toBeCloseTo(
      slope((d) => at(0.3, -0.4 + d).y.item()),
      2,
    );
  });

  test("a scale that is none is refused", () => {
    expect(() => tanhNormal(tensor([[0]]), tensor([[0]]), 0)).toThrow(/scale is 0/);
  });
});

describe("the head of SAC", () => {
  test("log σ stays in [−20, 2], and the best action is tanh μ, stretched to bounds that are not symmetric", () => {
    const head = squashedHead(world, 1, rng(1), plain);
    head.named["mean.bias"].assign([0, 100]);
    head.named["logStd.bias"].assign([50, -50]);
    const policy = head.distribution(tensor([[0]]));
    const out = new Float32Array(2);
    head.toWorld(policy.mode().data, out);
    expect([...out]).toEqual([1, 10]); // the middle of −1 … 3, the end of 0 … 10
    // log π of one draw: u = e² ξ in the first number, u = 100 in the second, where log(1 − tanh² u) = 2 (log 2 − 100)
    const { logProb } = policy.rsample(stream(rng(2)));
    expect(Number.isFinite(logProb.item())).toBe(true);
    expect(() => policy.entropy()).toThrow(/no closed form/);
  });

  test("gSDE: with the matrix E, u = μ + φᵀE; its variance is φ² · σ²", () => {
    const head = squashedHead(world, 2, rng(1), { ...plain, gsde: true, logStd: Math.log(0.5) });
    head.named["mean.weight"].assign([0, 0, 0, 0]);
    head.named["mean.bias"].assign([0.2, -0.1]);
    const phi = tensor([[1, 2]]);
    const policy = head.distribution(phi);
    const E = tensor([
      [0.1, 0.2],
      [0.3, -0.4],
    ]).reshape(1, 2, 2);
    const drawn = policy.sample(stream(rng(1)), E).data;
    expect(drawn[0]).toBeCloseTo(Math.tanh(0.2 + 0.1 + 2 * 0.3), 6);
    expect(drawn[1]).toBeCloseTo(Math.tanh(-0.1 + 0.2 - 2 * 0.4), 6);
    // σ = 0.5 everywhere: the variance is (1 + 4)/4, and at the mean u = μ the normals have the densities 1/√(2π 5/4)
    const logDensity = -0.5 * Math.log(2 * pi * 1.25);
    const slopes = [0.2, -0.1].map((u) => Math.log(1 - Math.tanh(u) ** 2));
    expect(policy.logProb(policy.mode()).item()).toBeCloseTo(
      2 * logDensity - slopes[0] - slopes[1],
      4,
    );
    const { action, logProb } = policy.rsample(stream(rng(4)));
    expect(logProb.item()).toBeCloseTo(policy.logProb(action).item(), 4);
    const [g] = grad(logProb.sum(), [head.named["logStd"]]);
    expect(g.data.every((v) => v !== 0)).toBe(true);
  });
});

describe("the head of DDPG and TD3", () => {
  test("a = tanh of the layer; drawn actions differ by σ ξ and stay in [−1, 1]; there are no probabilities", () => {
    const head = deterministicHead(world, 1, rng(1), { orthogonal: false, noise: 0.5 });
    head.named["mean.bias"].assign([0.5, -3]);
    head.named["mean.weight"].assign([0, 0]);
    const policy = head.distribution(tensor(Array.from({ length: 1000 }, () => [0])));
    expect(policy.mode().data[0]).toBeCloseTo(Math.tanh(0.5), 6);
    const drawn = policy.sample(stream(rng(1))).data;
    expect(drawn.every((a) => a >= -1 && a <= 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(1000);
    expect(() => policy.entropy()).toThrow(/no entropy/);
    expect(() => policy.logProb(policy.mode())).toThrow(/no log-probability/);
  });
});

describe("worlds that do not fit are named, with what does", () => {
  test.each([
    [discrete(3), /Discrete\(3\).*dqn and sac-discrete/],
    [multiDiscrete([2, 2]), /ppo learns such actions/],
    [box(0, 5, [1], "int32"), /ppo learns such actions/],
    [box(-Infinity, 1, [2]), /element 0 of Odd-v0 goes from -Infinity to 1.*rescaleActions=false/],
  ])("%o", (space, message) => {
    expect(fitsBounded(worldOf(space))).toMatch(message);
    expect(() => squashedHead(worldOf(space), 1, rng(1), plain)).toThrow(message);
  });
  test("bounded numbers fit", () => {
    expect(fitsBounded(world)).toBeUndefined();
  });
});
