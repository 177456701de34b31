/** NPG and TRPO: limiting cases, and the line search by hand. */
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { makeWorld } from "../envs/make.ts";
import { npg } from "./npg.ts";
import type { State } from "./parts/state.ts";
import { lineSearch, trpo } from "./trpo.ts";

const cartPole = makeWorld("CartPole-v1");
const pendulum = makeWorld("Pendulum-v1");
const small = { environments: 2, horizon: 128, hidden: "16", criticEpochs: 2 };

/** One parameter θ from 0; L = θ (1 − θ) and KL = θ²/2. */
function parabola() {
  let theta = new Float32Array(1);
  return {
    theta: {
      size: 1,
      read: () => theta.slice(),
      write: (values: ArrayLike<number>) => {
        theta = Float32Array.from(values);
      },
    },
    measure: () => ({ L: theta[0] * (1 - theta[0]), kl: theta[0] ** 2 / 2 }),
  };
}

describe("the line search, by hand, with L = θ (1 − θ), KL = θ²/2, from 0", () => {
  const settings = { shrink: 0.5, lineSteps: 4, maxKl: 0.1, klMargin: 1 };

  test("step 2: 2 and 1 do not improve, ½ is too far (1/8 > 1/10), ¼ is taken", () => {
    const region = parabola();
    const found = lineSearch(region, 0, Float64Array.of(2), settings);
    expect(found).toEqual({ share: 1 / 8, tried: 4, improvement: 3 / 16, kl: 1 / 32 });
    expect([...region.theta.read()]).toEqual([0.25]);
  });

  test("with a margin of 1.5 the ½ is near enough", () => {
    const region = parabola();
    const found = lineSearch(region, 0, Float64Array.of(2), { ...settings, klMargin: 1.5 });
    expect(found).toEqual({ share: 1 / 4, tried: 3, improvement: 1 / 4, kl: 1 / 8 });
  });

  test("where no step will do, θ is what it was", () => {
    const region = parabola();
    const found = lineSearch(region, 0, Float64Array.of(-2), settings);
    expect(found).toEqual({ share: 0, tried: 4, improvement: 0, kl: 0 });
    expect([...region.theta.read()]).toEqual([0]);
  });
});

/** The next report. */
function nextOf<R>(run: Generator<R>): R {
  return run.next().value;
}

type Weights = Record<string, Float32Array>;
const weights = (state: State): [actor: Weights, critic: Weights] => {
  const entries = Object.entries(state["net"] as Weights);
  const isActor = (name: string): boolean => /^(actor|action)\./.test(name);
  return [
    Object.fromEntries(entries.filter(([name]) => isActor(name))),
    Object.fromEntries(entries.filter(([name]) => !isActor(name))),
  ];
};

describe("TRPO", () => {
  test("no step is allowed: the policy stays as it was, bit for bit, and the critic learns", () => {
    const run = trpo(cartPole, { ...small, klMargin: 0 }, rng(1));
    const before = weights(nextOf(run).state());
    const second = nextOf(run);
    const after = weights(second.state());
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
    expect(second).toMatchObject({ lineSearchSteps: 10, improvement: 0, meanKl: 0 });
  });

  test("steps that are taken stay within δ and improve the surrogate", () => {
    let taken = 0;
    let reports = 0;
    for (const r of trpo(pendulum, { ...small, gamma: 0.9 }, rng(2))) {
      expect(r.meanKl).toBeLessThanOrEqual(0.01);
      if (r.lineSearchSteps < 10) expect(r.improvement).toBeGreaterThan(0);
      if (r.meanKl > 0) taken++;
      if (++reports === 12) break;
    }
    expect(taken).toBeGreaterThan(8);
  });
});

describe("NPG: as δ → 0 a step does what second order says", () => {
  // KL = δ (1 + O(√δ)) with F as its Hessian, and L grows by gᵀ(step) (1 + O(√δ)); at δ = 10⁻⁴ √δ is 1 %. A damped step falls
  // short, so damping is nearly off, and the policy is linear: the first weights of a network leave F all but singular.
  // Float32 knows a KL of 10⁻⁴ to about 10⁻⁷, 0.1 %.
  const knobs = { ...small, hidden: "", maxKl: 1e-4, damping: 1e-6, conjugateSteps: 50 };
  test.each([
    ["choices", cartPole, {}],
    ["numbers", pendulum, {}],
    ["state-dependent exploration", pendulum, { gsde: true, logStd: -1 }],
  ] as const)("%s: KL = δ, improvement = expected improvement", (_, world, more) => {
    const report = nextOf(npg(world, { ...knobs, ...more }, rng(3)));
    expect(report.meanKl / 1e-4).toBeCloseTo(1, 1);
    expect(report.improvementRatio).toBeCloseTo(1, 1);
  });

  test("the expected improvement is √(2δ gᵀF⁻¹g): four times δ makes it twice as large", () => {
    const expected = (maxKl: number): number =>
      nextOf(npg(cartPole, { ...knobs, maxKl }, rng(3))).expectedImprovement;
    expect(expected(4e-4) / expected(1e-4)).toBeCloseTo(2, 6);
  });
});
