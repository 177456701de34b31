/** Chapters 9 to 13: equations on numbers worked out by hand, limiting cases, and exactly known worlds. */
import { expect, test } from "vitest";
import { exp } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { discrete } from "../env/space.ts";
import type { World } from "../env/world.ts";
import {
  baird,
  bairdBehaviour,
  bairdFeatures,
  bairdModel,
  bairdTarget,
  bairdWeights,
} from "../envs/book/baird.ts";
import { randomWalk, randomWalkValues } from "../envs/book/randomWalk.ts";
import { shortCorridor } from "../envs/book/shortCorridor.ts";
import { cartPole } from "../envs/classicControl/cartPole.ts";
import { actorCritic } from "./actorCritic.ts";
import { crossEntropyMethod } from "./crossEntropyMethod.ts";
import { differentialSarsa } from "./differentialSarsa.ts";
import {
  expectedEmphaticTd,
  expectedTdc,
  leastSquares,
  type OffPolicyProblem,
  rootValueError,
  semiGradientDp,
  tdFixedPoint,
} from "./expectedOffPolicy.ts";
import { featureFunction, oneHot } from "./features.ts";
import type { FeatureWorld } from "./featureWalker.ts";
import { after } from "./fixtures/runs.ts";
import { gradientMC } from "./gradientMC.ts";
import { lambdaReturn } from "./lambdaReturn.ts";
import { lstd, shermanMorrison } from "./lstd.ts";
import { nStepSemiGradientTd } from "./nStepSemiGradientTd.ts";
import { nStepTd } from "./nStepTd.ts";
import { emphaticTd, offPolicyTd, tdc } from "./offPolicy.ts";
import { reinforce, reinforceBaseline } from "./reinforce.ts";
import { sarsaLambda } from "./sarsaLambda.ts";
import { semiGradientSarsa } from "./semiGradientSarsa.ts";
import { semiGradientTd } from "./semiGradientTd.ts";
import { probabilities, softmaxPolicy } from "./softmaxPolicy.ts";
import { td0 } from "./td0.ts";
import { tdLambda } from "./tdLambda.ts";
import { Trace } from "./traces.ts";
import { trueOnlineSarsa } from "./trueOnlineSarsa.ts";
import { trueOnlineTd } from "./trueOnlineTd.ts";
import { watkinsQ } from "./watkinsQ.ts";

/** 0 → 1 → end, rewards 1 and 2. The only action. */
function corridorOfTwo(
  maxSteps = Infinity,
): World<{ at: number }, ReturnType<typeof discrete>, ReturnType<typeof discrete>> {
  return {
    id: "Two-v1",
    title: "two steps",
    observationSpace: discrete(3),
    actionSpace: discrete(1),
    maxSteps,
    create: () => ({ at: 0 }),
    reset(state) {
      state.at = 0;
    },
    step(state, _, __, outcome) {
      state.at++;
      outcome.reward = state.at;
      outcome.terminated = state.at === 2;
    },
    observe(state, out, at) {
      out[at] = state.at;
    },
  };
}

/** x(0) = (1, 0), x(1) = (1, 1): overlapping, so that updates meet. */
const overlapping = featureFunction(2, (s) => Float64Array.of(1, s[0]));
const two = corridorOfTwo();
const knobs = { alpha: 0.1, gamma: 0.5 };
const weights = (w: ArrayLike<number>, ...expected: number[]) =>
  expected.forEach((v, i) => {
    expect(w[i], `w[${i}]`).toBeCloseTo(v, 12);
  });

test("gradient Monte Carlo by hand: returns 2 and 2 at γ = 0.5; w goes to (0.2, 0), then (0.38, 0.18)", () => {
  weights(
    after(1, gradientMC(two, knobs, rng(1), undefined, { features: overlapping })).w,
    0.2 + 0.18,
    0.18,
  );
});

test("semi-gradient TD(0) by hand: targets 1 and 2; w goes to (0.1, 0), then (0.29, 0.19)", () => {
  weights(
    after(1, semiGradientTd(two, knobs, rng(1), undefined, { features: overlapping })).w,
    0.29,
    0.19,
  );
});

test("TD(λ) by hand, γλ = 0.25: z = (1, 0), then (1.25, 1); w goes to (0.1, 0), then + 0.1 · 1.9 z", () => {
  weights(
    after(1, tdLambda(two, { ...knobs, lambda: 0.5 }, rng(1), undefined, { features: overlapping }))
      .w,
    0.1 + 0.19 * 1.25,
    0.19,
  );
});

test("the λ-return by hand: G₁ = 2, G₀ = 1 + 0.5 (0.5 · 0 + 0.5 · 2) = 1.5", () => {
  weights(
    after(
      1,
      lambdaReturn(two, { ...knobs, lambda: 0.5 }, rng(1), undefined, { features: overlapping }),
    ).w,
    0.15 + 0.185,
    0.185,
  );
});

test("true online TD(λ) by hand: z = (1, 0), then (1.25 − 0.1 · 0.25, 1 − 0.1 · 0.25)", () => {
  // step 1: V = 0, V′ = 0, δ = 1, w = (0.1, 0), V_old = 0
  // step 2: V = 0.1, δ = 1.9, z = (0.25 + 0.975, 0.975), w += 0.1 (1.9 + 0.1) z − 0.1 (0.1) x
  weights(
    after(
      1,
      trueOnlineTd(two, { ...knobs, lambda: 0.5 }, rng(1), undefined, { features: overlapping }),
    ).w,
    0.1 + 0.2 * 1.225 - 0.01,
    0.2 * 0.975 - 0.01,
  );
});

test("a time limit still bootstraps: cut after one step, the value of state 1 counts", () => {
  const cut = corridorOfTwo(1);
  for (const method of [gradientMC, semiGradientTd, nStepSemiGradientTd, lambdaReturn]) {
    weights(
      after(1, method(cut, { ...knobs, initial: 2 }, rng(1), undefined, { features: oneHot(3) })).w,
      2 + 0.1 * (1 + 0.5 * 2 - 2),
      2,
    );
  }
});

const walk = randomWalk({ states: 19, left: -1 });
const table = oneHot(21);
const near = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).forEach((v, i) => {
    expect(v).toBeCloseTo(b[i], 10);
  });

test("with one feature a state, semi-gradient TD is TD(0) and its n-step form n-step TD, bit for bit", () => {
  const setting = { alpha: 0.2 };
  expect(
    after(20, semiGradientTd(walk, setting, rng(3), undefined, { features: table })).w,
  ).toEqual(after(20, td0(walk, setting, rng(3))).V);
  for (const n of [1, 4]) {
    near(
      after(
        20,
        nStepSemiGradientTd(walk, { ...setting, n }, rng(3), undefined, { features: table }),
      ).w,
      after(20, nStepTd(walk, { ...setting, n }, rng(3))).V,
    );
  }
});

test("λ = 0 is TD(0) for TD(λ) and true online TD(λ); n = 1 likewise", () => {
  const plain = after(
    20,
    semiGradientTd(walk, { alpha: 0.3 }, rng(3), undefined, { features: table }),
  ).w;
  for (const method of [tdLambda, trueOnlineTd])
    near(
      after(20, method(walk, { alpha: 0.3, lambda: 0 }, rng(3), undefined, { features: table })).w,
      plain,
    );
  near(
    after(
      20,
      nStepSemiGradientTd(walk, { alpha: 0.3, n: 1 }, rng(3), undefined, { features: table }),
    ).w,
    plain,
  );
});

test("λ = 1 makes true online TD(λ) gradient Monte Carlo, and so does n beyond every episode", () => {
  const exact = after(
    1,
    gradientMC(walk, { alpha: 0.05 }, rng(3), undefined, { features: table }),
  ).w;
  near(
    after(1, trueOnlineTd(walk, { alpha: 0.05, lambda: 1 }, rng(3), undefined, { features: table }))
      .w,
    exact,
  );
  near(
    after(1, lambdaReturn(walk, { alpha: 0.05, lambda: 1 }, rng(3), undefined, { features: table }))
      .w,
    exact,
  );
  near(
    after(
      1,
      nStepSemiGradientTd(walk, { alpha: 0.05, n: 5000 }, rng(3), undefined, { features: table }),
    ).w,
    exact,
  );
});

test("true online TD(λ) is the online λ-return algorithm (12.10), recomputed from scratch", () => {
  const [alpha, lambda, gamma] = [0.3, 0.8, 0.9];
  const S: number[] = [];
  const R: number[] = [];
  const recorded = {
    ...walk,
    step: (...a: Parameters<typeof walk.step>) => {
      S.push(a[0].at);
      walk.step(...a);
      R.push(a[3].reward);
    },
  };
  const { w } = after(
    1,
    trueOnlineTd(recorded, { alpha, lambda, gamma }, rng(5), undefined, { features: table }),
  );
  // For each horizon h all updates are done anew: w⁽ʰ⁾ₜ₊₁ = w⁽ʰ⁾ₜ + α [Gλₜ:ₕ − v(Sₜ, w⁽ʰ⁾ₜ)] ∇v, where the n-step returns use w⁽ⁱ⁻¹⁾ at its last step.
  const T = R.length;
  const kept: Float64Array[] = [new Float64Array(21)]; // kept[h] = w⁽ʰ⁾ₕ
  for (let h = 1; h <= T; h++) {
    const v = new Float64Array(21);
    for (let t = 0; t < h; t++) {
      let G = h === T ? 0 : kept[h - 1][S[h]];
      for (let i = h - 1; i >= t; i--) {
        const value = i + 1 === T ? 0 : kept[i][S[i + 1]];
        G = i === h - 1 ? R[i] + gamma * G : R[i] + gamma * ((1 - lambda) * value + lambda * G);
      }
      v[S[t]] += alpha * (G - v[S[t]]);
    }
    kept.push(v);
  }
  near(w, kept[T]);
});

test("LSTD with one feature a state: after 300 walks nearer than 0.15 everywhere; its inverse is one", () => {
  const { w } = after(300, lstd(walk, { epsilon: 1e-3 }, rng(3), undefined, { features: table }));
  const truth = randomWalkValues({ states: 19, left: -1 });
  for (let s = 1; s <= 19; s++) expect(Math.abs(w[s] - truth[s])).toBeLessThan(0.15);
  // (I + x dᵀ)⁻¹ with x = (1, 2), d = (3, 4): I − x dᵀ / 12
  const inverse = Float64Array.of(1, 0, 0, 1);
  shermanMorrison(inverse, Float64Array.of(1, 2), Float64Array.of(3, 4));
  weights(inverse, 1 - 3 / 12, -4 / 12, -6 / 12, 1 - 8 / 12);
});

// ── control ─────────────────────────────────────────────────────────────────────────────────────

test("Sarsa by hand on two steps with one action: n = 1 like TD(0), n = 2 like Monte Carlo; λ = 0 and 1 likewise", () => {
  const setting = { ...knobs, epsilon: 0 };
  weights(after(1, semiGradientSarsa(two, setting, rng(1), undefined, overlapping)).w, 0.29, 0.19);
  // Monte Carlo from the last weights on: τ = 0: G = 2, w = (0.2, 0); τ = 1: G = 2, w += 0.1 (2 − 0.2) (1, 1)
  weights(
    after(1, semiGradientSarsa(two, { ...setting, n: 2 }, rng(1), undefined, overlapping)).w,
    0.38,
    0.18,
  );
  weights(
    after(
      1,
      sarsaLambda(
        two,
        { ...setting, lambda: 0, traces: "accumulating" },
        rng(1),
        undefined,
        overlapping,
      ),
    ).w,
    0.29,
    0.19,
  );
  weights(
    after(1, trueOnlineSarsa(two, { ...setting, lambda: 1 }, rng(1), undefined, overlapping)).w,
    ...after(
      1,
      trueOnlineTd(two, { ...knobs, lambda: 1 }, rng(1), undefined, { features: overlapping }),
    ).w,
  );
  weights(
    after(
      1,
      watkinsQ(
        two,
        { ...setting, lambda: 0.5, traces: "accumulating" },
        rng(1),
        undefined,
        overlapping,
      ),
    ).w,
    0.1 + 0.19 * 1.25,
    0.19,
  );
});

test("replacing traces stay at 1 where accumulating ones pile up, and need binary features", () => {
  const z = new Trace(3);
  z.add(1, Int32Array.of(0, 2));
  z.decay(0.5);
  z.replace(Int32Array.of(0));
  expect(Array.from(z.z)).toEqual([1, 0, 0.5]);
  z.add(1, Int32Array.of(0));
  expect(Array.from(z.z)).toEqual([2, 0, 0.5]);
  z.decay(1e-13);
  expect(Array.from(z.z)).toEqual([0, 0, 0]);
  expect(() => after(1, sarsaLambda(two, {}, rng(1), undefined, overlapping))).toThrow(
    "traces=accumulating",
  );
});

/** The right action is the observation, which is drawn anew in each step; ten steps an episode. */
function echo(): FeatureWorld {
  return {
    id: "Echo-v1",
    title: "The action should be the observation",
    observationSpace: discrete(3),
    actionSpace: discrete(3),
    maxSteps: Infinity,
    create: () => ({ shown: 0, t: 0 }),
    reset(state, random) {
      state.shown = random.integer(3);
      state.t = 0;
    },
    step(state, action, random, outcome) {
      outcome.reward = action === state.shown ? 1 : 0;
      state.shown = random.integer(3);
      outcome.terminated = ++state.t === 10;
    },
    observe(state, out, at) {
      out[at] = state.shown;
    },
  };
}

const learners = {
  semiGradientSarsa: (seed: number) =>
    after(300, semiGradientSarsa(echo(), { alpha: 0.1, gamma: 0.5, epsilon: 0.2 }, rng(seed))),
  "semiGradientSarsa, n = 3": (seed: number) =>
    after(
      300,
      semiGradientSarsa(echo(), { alpha: 0.1, gamma: 0.5, epsilon: 0.2, n: 3 }, rng(seed)),
    ),
  differentialSarsa: (seed: number) =>
    after(5, differentialSarsa(echo(), { alpha: 0.1, epsilon: 0.2 }, rng(seed))),
  sarsaLambda: (seed: number) =>
    after(
      300,
      sarsaLambda(echo(), { alpha: 0.1, gamma: 0.5, epsilon: 0.2, lambda: 0.5 }, rng(seed)),
    ),
  trueOnlineSarsa: (seed: number) =>
    after(
      300,
      trueOnlineSarsa(echo(), { alpha: 0.1, gamma: 0.5, epsilon: 0.2, lambda: 0.5 }, rng(seed)),
    ),
  watkinsQ: (seed: number) =>
    after(300, watkinsQ(echo(), { alpha: 0.1, gamma: 0.5, epsilon: 0.2, lambda: 0.5 }, rng(seed))),
  reinforce: (seed: number) => after(3000, reinforce(echo(), { alpha: 0.01 }, rng(seed))),
  reinforceBaseline: (seed: number) =>
    after(2000, reinforceBaseline(echo(), { alpha: 0.02, valueAlpha: 0.05 }, rng(seed))),
  actorCritic: (seed: number) =>
    after(600, actorCritic(echo(), { alpha: 0.1, valueAlpha: 0.1 }, rng(seed))),
  "actorCritic with traces": (seed: number) =>
    after(
      2000,
      actorCritic(
        echo(),
        { alpha: 0.02, valueAlpha: 0.05, lambda: 0.5, valueLambda: 0.5 },
        rng(seed),
      ),
    ),
};
for (const [name, learn] of Object.entries(learners)) {
  test(`${name} learns that the right action is the observation, from three seeds`, () => {
    for (const seed of [100, 101, 102]) {
      const { agent } = learn(seed);
      expect([0, 1, 2].map((s) => agent.act([s], { deterministic: true }))).toEqual([0, 1, 2]);
    }
  });
}

// ── off-policy ──────────────────────────────────────────────────────────────────────────────────

const bairdX = featureFunction(8, (s) => bairdFeatures[s[0]]);
const problem: OffPolicyProblem = {
  model: bairdModel(),
  features: bairdX,
  target: Array.from({ length: 7 }, () => bairdTarget),
  mu: new Float64Array(7).fill(1 / 7),
  gamma: 0.99,
};

test("Baird: one expected sweep by hand; δ̄ = 0.99 · 12 − 3 above and 0.99 · 12 − 12 below", () => {
  const { w } = after(1, semiGradientDp(problem, 0.01, bairdWeights));
  const [above, below] = [0.99 * 12 - 3, 0.99 * 12 - 12];
  weights(w, 1 + (0.01 / 7) * 2 * above);
  expect(w[6]).toBeCloseTo(10 + (0.01 / 7) * below, 12);
  expect(w[7]).toBeCloseTo(1 + (0.01 / 7) * (6 * above + 2 * below), 12);
});

test("the mean of sampled updates is the expected one: TD, TDC and emphatic TD from the same weights", () => {
  const parts = {
    features: bairdX,
    target: () => bairdTarget,
    behaviour: () => bairdBehaviour,
    weights: bairdWeights,
  };
  const n = 20_000;
  const random = rng(7);
  const first = (method: typeof offPolicyTd | typeof tdc | typeof emphaticTd) => {
    const sum = new Float64Array(8);
    for (let i = 0; i < n; i++) {
      const { w } = after(
        1,
        method(baird(), { alpha: 0.01, reportEvery: 1 }, random.split(), undefined, parts),
      );
      for (let k = 0; k < 8; k++) sum[k] += w[k] / n;
    }
    return sum;
  };
  const expected = after(1, semiGradientDp(problem, 0.01, bairdWeights)).w;
  for (const method of [offPolicyTd, tdc, emphaticTd]) {
    // v = 0 and M = 1 at the start, so all three take the same first step; ρ is 7 in one step of seven.
    first(method).forEach((v, k) => {
      expect(Math.abs(v - expected[k])).toBeLessThan(0.03);
    });
  }
}, 30_000);

test("TDC with β = 0 is semi-gradient TD; emphatic TD with γ = 0 as well", () => {
  const plain = after(50, semiGradientDp(problem, 0.01, bairdWeights)).w;
  near(after(50, expectedTdc(problem, 0.01, 0, bairdWeights)).w, plain);
  const myopic = { ...problem, gamma: 0 };
  near(
    after(50, expectedEmphaticTd(myopic, 0.01, bairdWeights)).w,
    after(50, semiGradientDp(myopic, 0.01, bairdWeights)).w,
  );
});

test("with one feature a state the TD fixed point and the least squares fit are the true values", () => {
  const two3 = {
    transitions: [
      [[{ probability: 1, next: 1, reward: 1, terminated: false }]],
      [[{ probability: 1, next: 2, reward: 2, terminated: true }]],
      [[{ probability: 1, next: 2, reward: 0, terminated: true }]],
    ],
    states: 3,
    actions: 1,
    start: Float64Array.of(1, 0, 0),
  };
  const exact = {
    model: two3,
    features: oneHot(3),
    target: [[1], [1], [1]],
    mu: [0.5, 0.5, 0],
    gamma: 0.5,
  };
  weights(tdFixedPoint(exact), 2, 2, 0);
  weights(leastSquares(exact, [2, 2, 0]), 2, 2, 0);
  expect(rootValueError(exact, Float64Array.of(2, 4, 9), [2, 2, 0])).toBeCloseTo(Math.SQRT2, 12);
});

// ── policy gradient ─────────────────────────────────────────────────────────────────────────────

test("softmax by hand: preferences 0 and ln 3 give 1/4 and 3/4; a floor of 0.3 lifts the first and takes from the second", () => {
  const x = Int32Array.of(0);
  const theta = [0, Math.log(3)];
  weights(probabilities(softmaxPolicy(1, 2, 0, theta), x), 0.25, 0.75);
  weights(probabilities(softmaxPolicy(1, 2, 0.3, theta), x), 0.3, 0.7);
  weights(probabilities(softmaxPolicy(1, 2, 0, [1000, 0]), x), 1, 0); // no overflow
});

test("REINFORCE by hand on one episode of the short corridor: θ moves by α Σ Gₜ ∇ln π(Aₜ)", () => {
  const world = shortCorridor();
  const actions: number[] = [];
  const watched = {
    ...world,
    step: (...a: Parameters<typeof world.step>) => {
      actions.push(a[1]);
      world.step(...a);
    },
  };
  const alpha = 2 ** -9;
  const { theta } = after(1, reinforce(watched, { alpha }, rng(11)));
  let right = 0; // θ for right; that for left is its negative
  actions.forEach((a, t) => {
    const G = -(actions.length - t);
    const p = 1 / (1 + exp(-2 * right));
    right += alpha * G * (a - p);
  });
  weights(theta, -right, right);
});

test("actor–critic by hand: one step of one action leaves θ alone and moves w by α δ", () => {
  const { theta, state } = after(
    1,
    actorCritic(two, { gamma: 0.5, alpha: 0.1, valueAlpha: 0.1 }, rng(1), undefined, {
      features: oneHot(3),
    }),
  );
  weights(theta, 0, 0, 0);
  weights(state()["w"] as Float64Array, 0.1, 0.2, 0);
});

test("the cross-entropy method balances a pole; with all kept, μ is the mean of what was tried", () => {
  const { eliteReturn, mean } = after(8, crossEntropyMethod(cartPole(), {}, rng(100)));
  expect(eliteReturn).toBeGreaterThan(400);
  expect(mean.length).toBe(10);
  const all = after(
    1,
    crossEntropyMethod(cartPole(), { elite: 1, population: 4000, deviation: 2 }, rng(100)),
  );
  for (const s of all.deviation)
    expect(Math.abs(s - 2)).toBeLessThan((4 * 2) / Math.sqrt(2 * 4000));
  for (const m of all.mean) expect(Math.abs(m)).toBeLessThan((4 * 2) / Math.sqrt(4000));
});
