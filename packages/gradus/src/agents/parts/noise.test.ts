/** Noise on actions, against the laws that it has. */
import { expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { normalNoise, ornsteinUhlenbeck } from "./noise.ts";

test("normal noise has the deviation asked for, and actions stay in [−1, 1]", () => {
  const noise = normalNoise(0.1, rng(1));
  const n = 20_000;
  const drawn = noise.disturb(new Float32Array(n));
  const variance = drawn.reduce((sum, v) => sum + v * v, 0) / n;
  expect(Math.abs(Math.sqrt(variance) - 0.1)).toBeLessThan(4 * 0.1 * Math.sqrt(1 / (2 * n))); // 4 standard errors
  const edge = normalNoise(10, rng(1)).disturb(new Float32Array(100));
  expect(edge.every((a) => a >= -1 && a <= 1)).toBe(true);
});

test("Ornstein–Uhlenbeck by hand: x₁ = σ √dt ε₁, x₂ = x₁ (1 − θ dt) + σ √dt ε₂; an end begins at 0 again", () => {
  const twin = rng(5);
  const [e1, , e2, , e3] = Array.from({ length: 6 }, () => twin.normal());
  const noise = ornsteinUhlenbeck(0.5, 2, 1, rng(5));
  const step = (): number => noise.disturb(new Float32Array(2))[0];
  const spread = 0.5 * Math.sqrt(0.01);
  const x1 = spread * e1;
  const x2 = x1 * (1 - 0.15 * 0.01) + spread * e2;
  expect(step()).toBeCloseTo(x1, 6);
  expect(step()).toBeCloseTo(x2, 6);
  noise.end(0);
  expect(step()).toBeCloseTo(spread * e3, 6);
});

test("Ornstein–Uhlenbeck in the long run: variance σ² / (θ (2 − θ dt)), neighbours as like as 1 − θ dt", () => {
  // θ = 2, dt = 0.1: the step from xₜ to xₜ₊₁ is 0.8 xₜ + √0.1 σ ε, whose variance is 0.1 σ² / (1 − 0.64)
  const noise = ornsteinUhlenbeck(0.1, 1, 1, rng(2), { theta: 2, dt: 0.1 });
  const xs = Array.from({ length: 50_000 }, () => noise.disturb(new Float32Array(1))[0]);
  const variance = xs.reduce((s, x) => s + x * x, 0) / xs.length;
  const expected = (0.1 * 0.01) / (1 - 0.64);
  // neighbours hang together: the effective number of draws is n (1 − ρ²)/(1 + ρ²) with ρ = 0.8
  const effective = (50_000 * (1 - 0.64)) / (1 + 0.64);
  expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / effective));
  const together = xs.slice(1).reduce((s, x, i) => s + x * xs[i], 0) / (xs.length * variance);
  expect(together).toBeCloseTo(0.8, 1);
});

test("noise goes on from a saved state", () => {
  const noise = ornsteinUhlenbeck(0.3, 1, 2, rng(3));
  noise.disturb(new Float32Array(2));
  const saved = noise.state();
  const next = noise.disturb(new Float32Array(2));
  const other = ornsteinUhlenbeck(0.3, 1, 2, rng(99));
  other.restore(saved);
  expect(other.disturb(new Float32Array(2))).toEqual(next);
});
