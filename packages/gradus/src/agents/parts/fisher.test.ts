/** F v against what F is: the Hessian of the divergence, and the second moment of ∇ log π. In double precision. */
import { describe, expect, test } from "vitest";
import { configure } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import { box, dict, discrete, multiBinary, type Space } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { grad } from "../../tensor/autograd.ts";
import { jsBackend } from "../../tensor/backend/js.ts";
import { createEngine, scope, tensor, withEngine } from "../../tensor/create.ts";
import { fisherProduct } from "./fisher.ts";
import { flatParameters, joined } from "./flat.ts";
import { policyKnobs, policyNetwork } from "./policy.ts";

const twin = createEngine(jsBackend({ precision: "float64", bytes: 64 << 20 }));
const exact = (title: string, body: () => void): void =>
  test(title, () => withEngine(twin, () => scope(body)));

const worldOf = (observationSpace: Space, actionSpace: Space): AnyWorld =>
  ({ id: "Spaces-v0", observationSpace, actionSpace }) as AnyWorld;

/** A policy away from its first weights, states to look at, and the divergence from its copy. */
function policyOf(actionSpace: Space, overrides: Partial<Record<string, string | boolean>> = {}) {
  const world = worldOf(box(-1, 1, [3]), actionSpace);
  const config = configure(policyKnobs, { hidden: "4", ...overrides });
  const net = policyNetwork(world, config, rng(0));
  const old = policyNetwork(world, config, rng(0));
  const random = rng(3);
  const [theta, thetaOld] = [flatParameters(net.parameters), flatParameters(old.parameters)];
  const values = theta.read().map(() => random.normal(0, 0.5));
  theta.write(values);
  thetaOld.write(values);
  const states = tensor(
    new Float32Array(15).map(() => random.normal()),
    [5, 3],
  );
  const divergence = () => old.policy(states).kl(net.policy(states)).mean();
  const v = values.map(() => random.normal());
  return { net, theta, values, states, divergence, v };
}

describe("F v is the derivative of ∇KL along v", () => {
  const spaces: [string, Space, Record<string, string | boolean>][] = [
    ["one choice", discrete(3), {}],
    ["numbers", box(-1, 1, [2]), {}],
    ["coins", multiBinary(2), {}],
    ["several at once", dict({ a: discrete(2), b: box(-1, 1, [1]) }), {}],
    ["ReLU", discrete(3), { activation: "relu" }],
  ];
  for (const [title, space, overrides] of spaces) {
    exact(title, () => {
      const { net, theta, values, divergence, v } = policyOf(space, overrides);
      const Fv = fisherProduct(divergence(), net.parameters, tensor(v)).data.slice();
      const h = 1e-3; // float32 parameters: differences to about 1e-4 of the slope
      const slopeAt = (t: number) => {
        theta.write(values.map((p, i) => p + t * v[i]));
        const moved = theta.read();
        const g = joined(grad(divergence(), net.parameters)).data.slice();
        return { g, moved };
      };
      const [ahead, behind] = [slopeAt(h), slopeAt(-h)];
      const scale = Math.max(...Fv.map(Math.abs));
      Fv.forEach((f, i) => {
        expect(Math.abs((ahead.g[i] - behind.g[i]) / (2 * h) - f) / scale, `${i}`).toBeLessThan(
          1e-3,
        );
      });
    });
  }
});

exact("F v = E[ Σₐ π(a|s) ∇ log π(a|s) (∇ log π(a|s) · v) ], added up action by action", () => {
  const { net, states, divergence, v } = policyOf(discrete(3));
  const Fv = fisherProduct(divergence(), net.parameters, tensor(v)).data.slice();
  const sum = new Float64Array(v.length);
  for (let s = 0; s < 5; s++) {
    for (let a = 0; a < 3; a++) {
      const logProb = net
        .policy(states.slice(0, s, s + 1))
        .logProb(tensor([[a]]))
        .sum();
      const g = Float64Array.from(joined(grad(logProb, net.parameters)).data);
      const along = g.reduce((d, gi, i) => d + gi * v[i], 0);
      const weight = Math.exp(logProb.item()) / 5;
      g.forEach((gi, i) => {
        sum[i] += weight * gi * along;
      });
    }
  }
  Fv.forEach((f, i) => {
    expect(f).toBeCloseTo(sum[i], 9);
  });
});

exact(
  "a normal, by hand: F = ⟨o²⟩/σ², ⟨o⟩/σ², 1/σ² for weight and bias of the mean, 2 for log σ",
  () => {
    const world = worldOf(box(-1, 1, [1]), box(-1, 1, [1]));
    const config = configure(policyKnobs, { hidden: "", logStd: -1 });
    const net = policyNetwork(world, config, rng(0));
    const old = policyNetwork(world, config, rng(0)); // the same weights
    expect(Object.keys(net.named)).toEqual([
      "action.mean.weight",
      "action.mean.bias",
      "action.logStd",
    ]);
    const states = tensor([[1], [3]]); // ⟨o⟩ = 2, ⟨o²⟩ = 5
    const precision = Math.exp(2); // 1/σ²
    const rows = [
      [5 * precision, 2 * precision, 0],
      [2 * precision, precision, 0],
      [0, 0, 2],
    ];
    rows.forEach((row, i) => {
      const unit = [0, 0, 0].map((_, k) => (k === i ? 1 : 0));
      const kl = old.policy(states).kl(net.policy(states)).mean();
      const Fv = fisherProduct(kl, net.parameters, tensor(unit)).data;
      row.forEach((value, k) => {
        expect(Fv[k], `F[${k}, ${i}]`).toBeCloseTo(value, 6);
      });
    });
  },
);
