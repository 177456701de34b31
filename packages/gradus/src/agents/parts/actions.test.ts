/** Distributions over actions of every space, on numbers worked by hand. */
import { describe, expect, test } from "vitest";
import { configure } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import {
  box,
  dict,
  discrete,
  flatArray,
  multiBinary,
  multiDiscrete,
  type Space,
  tuple,
} from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { noGrad, tensor } from "../../tensor/create.ts";
import { stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type ActionHead, actionHead, type HeadOptions, perturbed } from "./actions.ts";
import { actorCritic, actorCriticKnobs } from "./actorCritic.ts";
import { agentOf } from "./agent.ts";

const plain: HeadOptions = { orthogonal: true, logStd: 0, gsde: false, rescale: false };

/** A head on one feature that is 0, so that its biases are its logits and means. */
function headWith(space: Space, biases: Record<string, number[]>, options = plain): ActionHead {
  const head = actionHead(space, 1, rng(1), options);
  for (const [name, values] of Object.entries(biases)) head.named[name].assign(values);
  return head;
}
const zero = tensor([[0]]);
const row = (...values: number[]): Tensor => tensor([values]);
const ln = (x: number): number => Math.log(x); // the tests' own

const H = (...p: number[]): number => -p.reduce((sum, x) => sum + x * ln(x), 0);

describe("several choices: MultiDiscrete [2, 3] with odds 1 : 3 and 1 : 2 : 1", () => {
  const space = multiDiscrete([2, 3]);
  const policy = headWith(space, {
    "0.logits.bias": [0, ln(3)],
    "1.logits.bias": [0, ln(2), 0],
  }).distribution(zero);

  test("log-probabilities add up: π(1, 1) = 3/4 · 1/2", () => {
    expect(policy.logProb(row(1, 1)).item()).toBeCloseTo(ln(3 / 8), 6);
    expect(policy.logProb(row(0, 2)).item()).toBeCloseTo(ln(1 / 16), 6);
  });
  test("so do entropies", () => {
    expect(policy.entropy().item()).toBeCloseTo(H(1 / 4, 3 / 4) + H(1 / 4, 1 / 2, 1 / 4), 6);
  });
  test("and divergences: from the uniform policy log 2 + log 3 − H", () => {
    const uniform = headWith(space, {
      "0.logits.bias": [0, 0],
      "1.logits.bias": [0, 0, 0],
    }).distribution(zero);
    expect(policy.kl(uniform).item()).toBeCloseTo(ln(6) - policy.entropy().item(), 5);
    expect(policy.kl(policy).item()).toBeCloseTo(0, 6);
  });
  test("the mode takes the likeliest of each", () => {
    expect([...policy.mode().data]).toEqual([1, 1]);
  });
});

test("MultiBinary: coins of 3/4 and 1/2", () => {
  const policy = headWith(multiBinary(2), { "logits.bias": [ln(3), 0] }).distribution(zero);
  expect(policy.logProb(row(1, 0)).item()).toBeCloseTo(ln(3 / 8), 6);
  expect(policy.entropy().item()).toBeCloseTo(H(1 / 4, 3 / 4) + ln(2), 6);
});

test("Tuple of a choice and a number: log ½ + log N(0.5; 0.5, 2²)", () => {
  const head = headWith(tuple([discrete(2), box(-10, 10, [1])]), {
    "0.logits.bias": [0, 0],
    "1.mean.bias": [0.5],
    "1.logStd": [ln(2)],
  });
  const policy = head.distribution(zero);
  expect(head.width).toBe(2);
  const expected = ln(1 / 2) - 0.5 * ln(2 * Math.PI) - ln(2);
  expect(policy.logProb(row(1, 0.5)).item()).toBeCloseTo(expected, 6);
  expect(policy.logProb(row(1, 2.5)).item()).toBeCloseTo(expected - 0.5, 6); // one deviation away
  expect(policy.entropy().item()).toBeCloseTo(ln(2) + 0.5 + 0.5 * ln(2 * Math.PI) + ln(2), 6);
});

describe("actions of the world", () => {
  const toWorld = (space: Space, actions: number[], options = plain): number[] => {
    const out = flatArray(space, 1);
    actionHead(space, 1, rng(1), options).toWorld(actions, out);
    return [...out];
  };

  test("choices count from the start of their space", () => {
    expect(toWorld(discrete(3, 5), [2])).toEqual([7]);
  });
  test("numbers are clipped to their bounds, after [−1, 1] was stretched to them if asked", () => {
    const space = box([0, -4], [10, 4]);
    expect(toWorld(space, [12, -3])).toEqual([10, -3]);
    expect(toWorld(space, [0, 0.5], { ...plain, rescale: true })).toEqual([5, 2]);
    expect(toWorld(space, [-2, 3], { ...plain, rescale: true })).toEqual([0, 4]);
  });
  test("parts of a Dict keep their own ways", () => {
    const space = dict({ gear: discrete(3, 1), steer: box(-2, 6, [1]) });
    expect(toWorld(space, [0, 0.5], { ...plain, rescale: true })).toEqual([1, 4]);
  });
});

describe("masks", () => {
  /** Logits from tame to extreme, and masks that leave one choice or more. */
  const random = rng(7);
  const cases = Array.from({ length: 60 }, () => {
    const n = 2 + random.integer(5);
    const scale = [0.1, 3, 100, 1e4][random.integer(4)];
    const mask = Array.from({ length: n }, () => random.integer(2));
    mask[random.integer(n)] = 1;
    return { logits: Array.from({ length: n }, () => random.normal(0, scale)), mask };
  });

  test("a forbidden action is never drawn, never the mode, and has no gradient: 60 random policies, 200 draws each", () => {
    const draws = stream(rng(8));
    for (const { logits, mask } of cases) {
      const head = headWith(discrete(logits.length), { "logits.bias": logits });
      const features = tensor(new Float32Array(200), [200, 1]);
      const masks = tensor(Array.from({ length: 200 }, () => mask));
      const policy = head.distribution(features, masks);
      for (const a of [...policy.sample(draws).data, ...policy.mode().data])
        expect(mask[a], `${logits} with mask ${mask}`).toBe(1);
      policy.entropy().mean().backward();
      const g = [...(head.named["logits.bias"].grad as Tensor).data];
      g.forEach((x, i) => {
        expect(Number.isFinite(x)).toBe(true);
        if (mask[i] === 0) expect(x).toBe(0);
      });
    }
  });

  test("of several choices, each its own: MultiDiscrete [2, 3]", () => {
    const policy = headWith(multiDiscrete([2, 3]), {
      "0.logits.bias": [9, 0],
      "1.logits.bias": [9, 0, 0],
    }).distribution(zero, row(0, 1, 0, 1, 1));
    expect([...policy.mode().data][0]).toBe(1);
    expect(policy.logProb(row(1, 1)).item()).toBeCloseTo(ln(1 / 2), 6);
    expect(policy.entropy().item()).toBeCloseTo(ln(2), 6);
  });
});

describe("state-dependent exploration", () => {
  /** Two features; σ = 1/2 for the first, 1/4 for the second; the mean is 0. */
  function gsde(): ActionHead {
    const head = actionHead(box(-9, 9, [1]), 2, rng(1), { ...plain, gsde: true });
    head.named["mean.weight"].assign([0, 0]);
    head.named["logStd"].assign([ln(1 / 2), ln(1 / 4)]);
    return head;
  }

  test("the variance is Σ φ² σ²: φ = (1, 2) gives 1 · 1/4 + 4 · 1/16 = 1/2", () => {
    const policy = gsde().distribution(row(1, 2));
    const at = (a: number): number => policy.logProb(row(a)).item();
    expect(at(0)).toBeCloseTo(-0.5 * ln(2 * Math.PI * 0.5), 5);
    expect(at(0) - at(1)).toBeCloseTo(1, 5); // a²/(2 · ½)
    expect(policy.entropy().item()).toBeCloseTo(0.5 * ln(2 * Math.PI * Math.E * 0.5), 5);
  });

  test("the noise is φᵀE: linear in the features, and the same until it is drawn anew", () => {
    const head = gsde();
    const exploration = head.exploration?.(1, rng(2));
    if (exploration === undefined) throw new Error("no exploration");
    const draws = stream(rng(3));
    const acted = (...phi: number[]): number =>
      noGrad(() => head.distribution(row(...phi)).sample(draws, exploration.noise)).item();
    exploration.resample();
    const [e1, e2] = [acted(1, 0), acted(0, 1)];
    expect(acted(1, 0)).toBe(e1);
    expect(acted(3, -2)).toBeCloseTo(3 * e1 - 2 * e2, 5);
    exploration.resample();
    expect(acted(1, 0)).not.toBe(e1);
  });

  test("over many draws its variance is the one that log-probabilities use, within 5 standard errors", () => {
    const head = gsde();
    const n = 4000;
    const exploration = head.exploration?.(n, rng(4));
    if (exploration === undefined) throw new Error("no exploration");
    exploration.resample();
    const phi = tensor(Array.from({ length: n }, () => [1, 2]));
    const noise = [
      ...noGrad(() => head.distribution(phi).sample(stream(rng(5)), exploration.noise)).data,
    ];
    const variance = noise.reduce((sum, x) => sum + x * x, 0) / n;
    expect(Math.abs(variance - 0.5)).toBeLessThan(5 * 0.5 * Math.sqrt(2 / n));
  });

  describe("the live policy keeps its matrices", () => {
    const world: World<{ t: number }, ReturnType<typeof box>, ReturnType<typeof box>> = {
      id: "Still-v0",
      title: "Nothing happens.",
      observationSpace: box(-1, 1, [2]),
      actionSpace: box(-1000, 1000, [1]),
      maxSteps: 10,
      create: () => ({ t: 0 }),
      reset: () => {},
      step: () => {},
      observe: () => {},
    };
    const net = actorCritic(
      world,
      configure(actorCriticKnobs, { gsde: true, rescaleActions: false }),
      rng(1),
    );
    const o = [0.4, -0.7];
    const acted = (agent: ReturnType<typeof agentOf>, n: number): number[] =>
      Array.from({ length: n }, () => agent.act(o)[0]);

    test("for three steps where it is told so", () => {
      const [a, b, c, d, e, f, g] = acted(agentOf(world, net, rng(2), { noiseSteps: 3 }), 7);
      expect([b, c, e, f]).toEqual([a, a, d, d]);
      expect(new Set([a, d, g]).size).toBe(3);
    });
    test("for an episode otherwise: until begin()", () => {
      const agent = agentOf(world, net, rng(2));
      const [a, ...rest] = acted(agent, 20);
      expect(rest.every((x) => x === a)).toBe(true);
      agent.begin?.();
      expect(agent.act(o)[0]).not.toBe(a);
    });
    test("not at all where it is deterministic", () => {
      const agent = agentOf(world, net, rng(2));
      const best = agent.act(o, { deterministic: true })[0];
      agent.begin?.();
      expect(agent.act(o, { deterministic: true })[0]).toBe(best);
    });
    test("each row has noise of its own", () => {
      const [a, b] = agentOf(world, net, rng(2)).act([...o, ...o]);
      expect(a).not.toBe(b);
    });
  });
});

describe("RPO moves the means", () => {
  const draws = stream(rng(9));

  test("by uniform numbers in ±α: least, greatest, mean and variance α²/3", () => {
    const n = 4000;
    const head = headWith(box(-9, 9, [1]), { "mean.bias": [1] });
    const policy = head.distribution(tensor(new Float32Array(n), [n, 1]));
    const moved = [...perturbed(policy, 0.5, draws).mode().data].map((x) => x - 1);
    expect(Math.min(...moved)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.max(...moved)).toBeLessThanOrEqual(0.5);
    const mean = moved.reduce((a, b) => a + b, 0) / n;
    const variance = moved.reduce((a, b) => a + b * b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan((5 * 0.5) / Math.sqrt(3 * n));
    expect(Math.abs(variance - 0.25 / 3)).toBeLessThan((5 * (0.25 / 3)) / Math.sqrt(n));
    expect(perturbed(policy, 0.5, draws).entropy().data[0]).toBe(policy.entropy().data[0]);
  });

  test("of real numbers only: choices stay as they are", () => {
    const policy = headWith(discrete(2), { "logits.bias": [0, 1] }).distribution(zero);
    expect(perturbed(policy, 0.5, draws)).toBe(policy);
  });
});

test("a Box of whole numbers has no distribution, an unbounded one cannot be stretched; both say what to do", () => {
  const whole = box(0, 3, [1], "int32");
  expect(() => actionHead(whole, 1, rng(1), plain)).toThrow("use MultiDiscrete");
  const open = box(-Infinity, Infinity, [1]);
  expect(() => actionHead(open, 1, rng(1), { ...plain, rescale: true })).toThrow(
    "rescaleActions is true",
  );
});
