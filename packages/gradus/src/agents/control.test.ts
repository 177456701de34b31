/**
 * DDPG, TD3, SAC and SAC for choices: one update on numbers worked by hand.
 *
 * Networks without hidden layers: Q(s, a) = w s + v a + b, μ(s) = tanh(k s + c). Every transition of the world is the same one, so
 * a batch is known without its draws. Step sizes are 0; the gradient g is read from Adam, whose first moment is then 0.1 g.
 */
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { box, discrete } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import { makeWorld } from "../envs/make.ts";
import { ddpg } from "./ddpg.ts";
import type { State } from "./parts/state.ts";
import { deepAlgorithms } from "./registry.ts";
import { sac } from "./sac.ts";
import { td3 } from "./td3.ts";

const s = 0.5;
const r = 2;
const gamma = 0.9;

/** Always shows s and pays r. `end`: after each step the world ends, or a time limit cuts, or neither. */
function still(
  end: "never" | "terminated" | "truncated" = "never",
  actionSpace: AnyWorld["actionSpace"] = box(-4, 4, [1]),
): AnyWorld {
  return {
    id: "Still-v0",
    title: "Nothing changes.",
    observationSpace: box(-1, 1, [1]),
    actionSpace,
    maxSteps: end === "truncated" ? 1 : Infinity,
    create: () => ({}),
    reset: () => undefined,
    step(_state, _action, _random, outcome) {
      outcome.reward = r;
      outcome.terminated = end === "terminated";
    },
    observe(_state, out, at) {
      out[at] = s;
    },
  };
}

type Numbers = Readonly<Record<string, ArrayLike<number>>>;
const frozen = {
  capacity: 21, // a ring of twenty rows: what was done before the numbers were set is forgotten
  hidden: "",
  gamma,
  learningStarts: 0,
  trainEvery: 20,
  gradientSteps: 1,
  batch: 4,
  tau: 0,
  actorRate: 0,
  criticRate: 0,
};

/** [w, v, b] → the tensors of critic i. */
const q = (i: number, [w, v, b]: readonly [number, number, number]): Numbers => ({
  [`q${i}.value.weight`]: [w, v],
  [`q${i}.value.bias`]: [b],
});

/** Sets these numbers in the state of a run that has not learned, makes one update, and returns what Adam saw. */
function updated(
  name: string,
  given: Readonly<Record<string, Numbers>>,
  settings: Readonly<Record<string, unknown>> = {},
  world = still(),
  seed = 1,
) {
  const { algorithm } = deepAlgorithms[name];
  const config = { ...frozen, ...settings };
  const before = algorithm(world, { ...config, gradientSteps: 0 }, rng(seed))
    .next()
    .value.state() as State;
  const changed: Record<string, unknown> = { ...before };
  for (const [part, tensors] of Object.entries(given)) {
    const own = before[part] as Record<string, Float32Array>;
    for (const key of Object.keys(tensors)) expect(Object.keys(own), part).toContain(key);
    changed[part] = {
      ...own,
      ...Object.fromEntries(Object.entries(tensors).map(([k, v]) => [k, Float32Array.from(v)])),
    };
  }
  const { value: report } = algorithm(world, config, rng(seed), changed).next();
  const state = report.state() as Readonly<Record<string, Numbers>>;
  const gradient = (optimiser: string, i: number): number[] =>
    Array.from(state[optimiser][`m.${i}`], (m) => m / 0.1);
  return { report, state, gradient };
}

/** What stands in the replay of a report. */
function replayed(report: { readonly state: () => State }): { actions: Float32Array | Int32Array } {
  const { replay } = report.state()["experience"] as {
    readonly replay: { readonly rows: { readonly columns: { actions: Float32Array } } };
  };
  return replay.rows.columns;
}

const policy = { "action.mean.weight": [0.4], "action.mean.bias": [0.1] };
const a = Math.tanh(0.4 * s + 0.1);
const oneMinusSquare = (x: number): number => 1 - x * x;
const Q = ([w, v, b]: readonly [number, number, number], action: number): number =>
  w * s + v * action + b;

describe("DDPG", () => {
  const [now, late] = [
    [1, 2, -0.5],
    [0.7, -1, 3],
  ] as const;
  const latePolicy = { "action.mean.weight": [-1], "action.mean.bias": [0.2] };
  const lateA = Math.tanh(-1 * s + 0.2);
  const given = {
    net: { ...policy, ...q(1, now) },
    target: { ...latePolicy, ...q(1, late) },
  };
  const settings = { noise: 0 };

  test("critic: g = 2 (Q(s, a) − y) (s, a, 1) with y = r + γ Q_targ(s′, μ_targ(s′))", () => {
    const { gradient, report } = updated("ddpg", given, settings);
    const error = Q(now, a) - (r + gamma * Q(late, lateA));
    const [gw, gv] = gradient("fit", 0);
    expect(gw).toBeCloseTo(2 * error * s, 4);
    expect(gv).toBeCloseTo(2 * error * a, 4);
    expect(gradient("fit", 1)[0]).toBeCloseTo(2 * error, 4);
    expect(report["criticLoss" as never]).toBeCloseTo(error ** 2, 4);
    expect(report["q" as never]).toBeCloseTo(Q(now, a), 5);
  });

  test("actor: g = −∂Q/∂a ∂μ/∂c = −v (1 − a²)", () => {
    const { gradient, report } = updated("ddpg", given, settings);
    expect(gradient("climb", 0)[0]).toBeCloseTo(-2 * oneMinusSquare(a) * s, 5);
    expect(gradient("climb", 1)[0]).toBeCloseTo(-2 * oneMinusSquare(a), 5);
    expect(report["actorLoss" as never]).toBeCloseTo(-Q(now, a), 5);
  });

  test("nothing is added where the world ended; a time limit is no end", () => {
    const ended = updated("ddpg", given, settings, still("terminated"));
    expect(ended.gradient("fit", 1)[0]).toBeCloseTo(2 * (Q(now, a) - r), 4);
    const cut = updated("ddpg", given, settings, still("truncated"));
    expect(cut.gradient("fit", 1)[0]).toBeCloseTo(2 * (Q(now, a) - r - gamma * Q(late, lateA)), 4);
  });

  test("targets follow both networks by τ; the actor moves against its gradient", () => {
    const { state } = updated("ddpg", given, { ...settings, tau: 0.25, actorRate: 0.01 });
    const moved = state["net"]["action.mean.bias"][0];
    expect(moved).toBeCloseTo(0.1 + 0.01, 5); // Adam's first step has the size of its rate
    expect(state["target"]["action.mean.bias"][0]).toBeCloseTo(0.2 + 0.25 * (moved - 0.2), 6);
    expect(state["target"]["q1.value.bias"][0]).toBeCloseTo(3 + 0.25 * (-0.5 - 3), 6);
  });
});

describe("TD3", () => {
  const [one, two] = [
    [1, 2, -0.5],
    [0, 1, 0],
  ] as const;
  const [late1, late2] = [
    [0, 3, 0],
    [0, -3, 0.1],
  ] as const;
  const latePolicy = { "action.mean.weight": [0], "action.mean.bias": [1] };
  const lateA = Math.tanh(1);
  const given = {
    net: { ...policy, ...q(1, one), ...q(2, two) },
    target: { ...latePolicy, ...q(1, late1), ...q(2, late2) },
  };
  const settings = { noise: 0, targetNoise: 0, delay: 1 };

  test("both critics learn the lesser target: y = r + γ min(3 a′, −3 a′ + 0.1)", () => {
    const { gradient } = updated("td3", given, settings);
    const y = r + gamma * Math.min(Q(late1, lateA), Q(late2, lateA));
    expect(gradient("fit", 1)[0]).toBeCloseTo(2 * (Q(one, a) - y), 4);
    expect(gradient("fit", 3)[0]).toBeCloseTo(2 * (Q(two, a) - y), 4);
  });

  test("the noise on target actions is clipped to ±c in units of [−1, 1], and the action to ±1 after it", () => {
    // σ̃ = 10: |ε| is c for all but one draw in 25; a′ = 0.76 + 0.5 → 1, or 0.76 − 0.5
    const { gradient } = updated("td3", given, { ...settings, targetNoise: 10, batch: 1 });
    const found = Q(one, a) - gradient("fit", 1)[0] / 2;
    const values = [1, lateA - 0.5].map(
      (action) => r + gamma * Math.min(Q(late1, action), Q(late2, action)),
    );
    expect(Math.min(...values.map((y) => Math.abs(y - found)))).toBeLessThan(1e-4);
  });

  test("the actor climbs Q₁ alone, also where Q₂ is less", () => {
    const { gradient } = updated("td3", given, settings);
    expect(gradient("climb", 1)[0]).toBeCloseTo(-2 * oneMinusSquare(a), 5);
  });

  test("delay 2: the first update moves neither actor nor targets, the second does", () => {
    const slow = { ...settings, delay: 2, tau: 0.5 };
    const first = updated("td3", given, slow);
    expect(first.state["climb"]["t"][0]).toBe(0);
    expect(first.state["target"]["q1.value.weight"][1]).toBe(3);
    expect(first.report["actorLoss" as never]).toBeNull();
    const second = updated("td3", given, { ...slow, gradientSteps: 2 });
    expect(second.state["climb"]["t"][0]).toBe(1);
    expect(second.state["fit"]["t"][0]).toBe(2);
    expect(second.state["target"]["q1.value.weight"][1]).toBeCloseTo(2.5, 6);
  });
});

describe("SAC", () => {
  const [one, two] = [
    [1, 2, -0.5],
    [0, 5, 0],
  ] as const;
  const [late1, late2] = [
    [0, 3, 0],
    [0, -3, 0.1],
  ] as const;
  const sure = { ...policy, "action.logStd.weight": [0], "action.logStd.bias": [-20] }; // σ = 2 · 10⁻⁹
  const given = {
    net: { ...sure, ...q(1, one), ...q(2, two) },
    targets: { ...q(1, late1), ...q(2, late2) },
  };
  const cold = { temperature: 1e-9, temperatureRate: 0 };

  test("critics: y = r + γ min Q_targ(s′, ã′), ã′ of the policy as it is now; there is no target policy", () => {
    const { gradient } = updated("sac", given, cold);
    const y = r + gamma * Math.min(Q(late1, a), Q(late2, a));
    expect(gradient("fit", 1)[0]).toBeCloseTo(2 * (Q(one, a) - y), 4);
    expect(gradient("fit", 3)[0]).toBeCloseTo(2 * (Q(two, a) - y), 4);
    const ended = updated("sac", given, cold, still("terminated"));
    expect(ended.gradient("fit", 1)[0]).toBeCloseTo(2 * (Q(one, a) - r), 4);
  });

  test("the entropy of what follows counts: with Q = 0, y = r − γ α E[log π(ã′|s′)]", () => {
    const zero = [0, 0, 0] as const;
    const net = { ...sure, "action.logStd.bias": [-2], ...q(1, zero), ...q(2, zero) };
    const hot = { temperature: 5, temperatureRate: 0, batch: 4096 };
    const { gradient, report } = updated(
      "sac",
      { net, targets: { ...q(1, zero), ...q(2, zero) } },
      hot,
    );
    const entropy = report["entropy" as never] as number;
    const soft = (-gradient("fit", 1)[0] / 2 - r) / (gamma * 5); // E[−log π(ã′|s′)]
    // a deviation of √½ and two means of 4 096 draws each: four standard errors are 4 √(2 · ½ / 4096)
    expect(Math.abs(soft - entropy)).toBeLessThan(4 * Math.sqrt(1 / 4096));
    // N(μ, e⁻²): ½ log 2πe − 2, and log(1 − tanh² u) about u = 0.3
    expect(entropy).toBeCloseTo(
      0.5 * Math.log(2 * Math.PI * Math.E) - 2 + Math.log(oneMinusSquare(a)),
      1,
    );
  });

  test("actor: g = 2 α a − v (1 − a²), v of the lesser critic; log π moves as −log(1 − tanh² u)", () => {
    const { gradient } = updated("sac", given, { temperature: 0.3, temperatureRate: 0 });
    const v = Q(one, a) < Q(two, a) ? 2 : 5;
    expect(gradient("climb", 1)[0]).toBeCloseTo(0.3 * 2 * a - v * oneMinusSquare(a), 4);
  });

  test("temperature: ∂L/∂log α = E[−log π] − H̄, H̄ = −1 for one number; α is read before it moves", () => {
    const { gradient, report, state } = updated("sac", given, {
      temperature: 0.3,
      temperatureRate: 0.01,
    });
    const entropy = report["entropy" as never] as number;
    expect(entropy).toBeLessThan(-15); // of σ = 2 · 10⁻⁹
    expect(gradient("heat", 0)[0]).toBeCloseTo(entropy + 1, 4);
    expect(report["temperature" as never]).toBeCloseTo(0.3, 6);
    const logAlpha = (state as unknown as Record<string, Float32Array>)["temperature"][0];
    expect(logAlpha).toBeCloseTo(Math.log(0.3) + 0.01, 5); // too little entropy: it is worth more
  });

  test("targets follow the critics by τ", () => {
    const { state } = updated("sac", given, { ...cold, tau: 0.1 });
    expect(state["targets"]["q1.value.weight"][1]).toBeCloseTo(3 + 0.1 * (2 - 3), 6);
  });
});

describe("SAC for choices", () => {
  // Q(·) are biases; π = (1/4, 3/4)
  const given = {
    net: {
      "action.logits.weight": [0, 0],
      "action.logits.bias": [0, Math.log(3)],
      ...flat(1, [5, 6]),
      ...flat(2, [7, 4]),
    },
    targets: { ...flat(1, [1, 2]), ...flat(2, [3, -1]) },
  };
  const alpha = 0.3;
  const pi = [0.25, 0.75] as const;
  const entropy = -pi.reduce((sum, p) => sum + p * Math.log(p), 0);
  const settings = { temperature: alpha, temperatureRate: 0, batch: 1 };
  const world = still("never", discrete(2));

  function flat(i: number, b: readonly number[]): Numbers {
    return { [`q${i}.value.weight`]: [0, 0], [`q${i}.value.bias`]: b };
  }

  test("critics: V(s′) = 1/4 (1 − α log 1/4) + 3/4 (−1 − α log 3/4), the mean over the policy of the lesser Q", () => {
    const V = 0.25 * 1 - 0.75 * 1 + alpha * entropy;
    for (const seed of [1, 2, 3]) {
      const { gradient } = updated("sac-discrete", given, settings, world, seed);
      const [g1, g2] = [gradient("fit", 1), gradient("fit", 3)];
      const a = g1[0] === 0 ? 1 : 0; // only the choice that was made learns
      expect(g1[a]).toBeCloseTo(2 * ([5, 6][a] - (r + gamma * V)), 4);
      expect(g2[a]).toBeCloseTo(2 * ([7, 4][a] - (r + gamma * V)), 4);
      expect([g1[1 - a], g2[1 - a]]).toEqual([0, 0]);
    }
  });

  test("actor: ∂L/∂lⱼ = πⱼ (fⱼ − Σ π f) with f = α log π − (5, 4)", () => {
    const { gradient, report } = updated("sac-discrete", given, settings, world);
    const f = pi.map((p, k) => alpha * Math.log(p) - [5, 4][k]);
    const mean = pi.reduce((sum, p, k) => sum + p * f[k], 0);
    for (const j of [0, 1]) expect(gradient("climb", 1)[j]).toBeCloseTo(pi[j] * (f[j] - mean), 5);
    expect(report["actorLoss" as never]).toBeCloseTo(mean, 5);
    expect(report["entropy" as never]).toBeCloseTo(entropy, 6);
  });

  test("temperature: ∂L/∂log α = H − 0.98 log 2", () => {
    const { gradient } = updated("sac-discrete", given, settings, world);
    expect(gradient("heat", 0)[0]).toBeCloseTo(entropy - 0.98 * Math.log(2), 5);
  });

  test("what is forbidden is never done, and counts nowhere", () => {
    const masked = {
      ...still("never", discrete(3)),
      mask: (_: unknown, out: Uint8Array, at: number) => out.set([1, 0, 1], at),
    };
    const config = { hidden: "8", batch: 8, learningStarts: 20 };
    const run = deepAlgorithms["sac-discrete"].algorithm(masked, config, rng(1));
    for (let i = 0; i < 5; i++) {
      const report = run.next().value;
      const { actions } = replayed(report);
      expect(actions.includes(1)).toBe(false);
      const figures = report as unknown as { criticLoss: number | null; entropy: number | null };
      expect(Number.isFinite(figures.criticLoss ?? 0)).toBe(true);
      expect(figures.entropy ?? 0).toBeLessThanOrEqual(Math.log(2) + 1e-6);
    }
  });

  test("refuses numbers", () => {
    const { fits } = deepAlgorithms["sac-discrete"];
    expect(fits(makeWorld("Pendulum-v1"))).toMatch(/takes Box/);
    expect(fits(makeWorld("CartPole-v1"))).toBeUndefined();
  });
});

describe("all three", () => {
  const algorithms = { ddpg, td3, sac };
  const pendulum = makeWorld("Pendulum-v1");
  const tiny = { hidden: "8", batch: 8 };

  test.each(Object.entries(algorithms))(
    "%s: at first actions are uniform and nothing is learned; then as many updates as steps",
    (_, algorithm) => {
      const run = algorithm(pendulum, { ...tiny, learningStarts: 40 }, rng(1));
      const reports = [1, 2, 3].map(() => run.next().value as NonNullable<unknown>) as {
        updates: number;
        criticLoss: number | null;
        state: () => State;
      }[];
      expect(reports.map(({ updates }) => updates)).toEqual([0, 0, 20]);
      expect(reports[1].criticLoss).toBeNull();
      expect(reports[2].criticLoss).toBeGreaterThan(0);
      const { actions } = replayed(reports[2]);
      expect(actions.length).toBe(60);
      expect(Math.max(...actions.map(Math.abs))).toBeLessThanOrEqual(1); // the bounds of the world are ±2
    },
  );

  test.each(Object.entries(algorithms))(
    "%s: rounds of 16 steps, 4 updates, 2 environments",
    (_, algorithm) => {
      const config = {
        ...tiny,
        learningStarts: 0,
        trainEvery: 16,
        gradientSteps: 4,
        environments: 2,
      };
      const { value } = algorithm(pendulum, config, rng(1)).next();
      expect(value).toMatchObject({ steps: 32, updates: 4 });
    },
  );

  test.each(Object.entries(algorithms))(
    "%s: acting without chance is the mode, and V is min Q there",
    (_, algorithm) => {
      const { value: report } = algorithm(pendulum, { ...tiny, learningStarts: 0 }, rng(1)).next();
      const agent = (report as { agent: import("./parts/agent.ts").DeepAgent }).agent;
      const seen = [0.6, -0.8, 1];
      const best = agent.act(seen, { deterministic: true });
      expect(agent.act(seen, { deterministic: true })).toEqual(best);
      const drawn = Array.from({ length: 20 }, () => agent.act(seen)[0]);
      expect(new Set(drawn).size).toBeGreaterThan(10);
      expect(drawn.every((v) => Math.abs(v) <= 2)).toBe(true);
      expect(Number.isFinite(agent.value?.(seen)[0])).toBe(true);
    },
  );

  test.each(Object.keys(algorithms))("%s refuses choices, and numbers without bounds", (name) => {
    const { fits } = deepAlgorithms[name];
    expect(fits(makeWorld("CartPole-v1"))).toMatch(/takes Discrete\(2\); dqn and sac-discrete/);
    const open = { ...still(), actionSpace: box(-Infinity, Infinity, [1]) };
    expect(fits(open)).toMatch(/element 0 of Still-v0 goes from -Infinity to Infinity/);
    expect(fits(pendulum)).toBeUndefined();
  });

  test("a replay beyond the memory is refused before it is taken", () => {
    expect(() => sac(pendulum, { capacity: 1e9 }, rng(1)).next()).toThrow(
      /replay of 1000000000 rows/,
    );
  });
});
