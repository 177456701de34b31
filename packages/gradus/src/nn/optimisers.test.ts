/** The equations on numbers worked by hand; PyTorch's numbers are in parity.test.ts. */
import { describe, expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { capture } from "../tensor/capture.ts";
import { parameter, tensor, withEngine } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { engines } from "./fixtures/testing.ts";
import { linear, tanh } from "./layers.ts";
import { mse } from "./losses.ts";
import { sequential } from "./module.ts";
import { adam, adamw, momentum, type Optimiser, rmsprop, sgd } from "./optimisers.ts";
import { linearSchedule } from "./schedules.ts";

type Make = (parameters: readonly Tensor[]) => Optimiser;

/** p = 1, then two steps with these gradients; where p stands after each. */
const byHand: Record<string, { make: Make; gradients: [number, number]; p: [number, number] }> = {
  "sgd: 1 − 0.1·0.5, then + 0.1·0.25": {
    make: (p) => sgd(p, { rate: 0.1 }),
    gradients: [0.5, -0.25],
    p: [0.95, 0.975],
  },
  "sgd with decay 0.2: g′ = 0.5 + 0.2·1, then −0.25 + 0.2·0.93": {
    make: (p) => sgd(p, { rate: 0.1, weightDecay: 0.2 }),
    gradients: [0.5, -0.25],
    p: [0.93, 0.9364],
  },
  "momentum: v = 0.5, then 0.9·0.5 − 0.25": {
    make: (p) => momentum(p, { rate: 0.1 }),
    gradients: [0.5, -0.25],
    p: [0.95, 0.93],
  },
  "momentum with dampening ½: v = 0.25, then 0.9·0.25 − 0.125": {
    make: (p) => momentum(p, { rate: 0.1, dampening: 0.5 }),
    gradients: [0.5, -0.25],
    p: [0.975, 0.965],
  },
  "Nesterov: steps of 0.5 + 0.9·0.5, then −0.25 + 0.9·0.2": {
    make: (p) => momentum(p, { rate: 0.1, nesterov: true }),
    gradients: [0.5, -0.25],
    p: [0.905, 0.912],
  },
  "RMSprop, α = ¾: √v = 0.25 twice": {
    make: (p) => rmsprop(p, { rate: 0.1, alpha: 0.75, eps: 0 }),
    gradients: [0.5, -0.25],
    p: [0.8, 0.9],
  },
  "RMSprop, centred: v = 1/16 twice, m = 1/8 and 1/32": {
    make: (p) => rmsprop(p, { rate: 0.1, alpha: 0.75, eps: 0, centred: true }),
    gradients: [0.5, -0.25],
    p: [
      1 - 0.05 / Math.sqrt(1 / 16 - 1 / 64),
      1 - 0.05 / Math.sqrt(1 / 16 - 1 / 64) + 0.025 / Math.sqrt(1 / 16 - 1 / 1024),
    ],
  },
  "Adam, β = ½ and ¾: m̂ = 0.5 and √v̂ = 0.5, then ⅓ and √(1/7)": {
    make: (p) => adam(p, { rate: 0.1, beta1: 0.5, beta2: 0.75, eps: 0 }),
    gradients: [0.5, 0.25],
    p: [0.9, 0.9 - Math.sqrt(7) / 30],
  },
  "Adam with ε = ½: half the step": {
    make: (p) => adam(p, { rate: 0.1, beta1: 0.5, beta2: 0.75, eps: 0.5 }),
    gradients: [0.5, 0],
    p: [0.95, 0.95 - (0.1 * (0.125 / 0.75)) / (Math.sqrt(0.046875 / 0.4375) + 0.5)],
  },
  "Adam with L2: g′ = g + 0.5·p": {
    make: (p) => adam(p, { rate: 0.1, beta1: 0.5, beta2: 0.75, eps: 0, weightDecay: 0.5 }),
    gradients: [0.5, -0.45],
    p: [0.9, 0.9 - (0.1 * (0.25 / 0.75)) / Math.sqrt(0.1875 / 0.4375)],
  },
  "AdamW: shrinks by 1 − 0.1·0.5 first": {
    make: (p) => adamw(p, { rate: 0.1, beta1: 0.5, beta2: 0.75, eps: 0, weightDecay: 0.5 }),
    gradients: [0.5, 0.25],
    p: [0.85, 0.85 * 0.95 - Math.sqrt(7) / 30],
  },
  "AdamW decays by 0.01 unless told otherwise": {
    make: (p) => adamw(p, { rate: 0.1, beta1: 0.5, beta2: 0.75, eps: 0 }),
    gradients: [0.5, 0.25],
    p: [0.899, 0.899 * 0.999 - Math.sqrt(7) / 30],
  },
};

const network = () => {
  const random = rng(3);
  return sequential(linear(3, 5, random), tanh(), linear(5, 2, random));
};
const batch = (): [Tensor, Tensor] => {
  const random = rng(4);
  const draws = (n: number) => Float32Array.from({ length: n }, () => random.normal());
  return [tensor(draws(12), [4, 3]), tensor(draws(8), [4, 2])];
};
const bits = (ps: readonly Tensor[]): number[][] => ps.map((p) => [...p.data]);

for (const [build, engine] of engines()) {
  describe(`on ${build}`, () => {
    const on = (f: () => void) => () => withEngine(engine, f);

    for (const [name, { make, gradients, p: wanted }] of Object.entries(byHand)) {
      test(
        `by hand: ${name}`,
        on(() => {
          const p = parameter([1]);
          const step = make([p]);
          gradients.forEach((g, i) => {
            step(p.mul(g).sum()); // its gradient is g
            expect(p.data[0], `after step ${i + 1}`).toBeCloseTo(wanted[i], 6);
          });
          const q = parameter([1]);
          const direct = make([q]);
          for (const g of gradients) direct.apply([tensor([g])]);
          expect([...q.data]).toEqual([...p.data]);
        }),
      );
    }

    for (const nesterov of [false, true]) {
      test(
        `momentum 0${nesterov ? " in Nesterov's form" : ""} is gradient descent, bit for bit`,
        on(() => {
          const run = (make: Make): number[][] => {
            const net = network();
            const step = make(net.parameters);
            const [x, y] = batch();
            for (let i = 0; i < 5; i++) step(mse(net.forward(x), y));
            return bits(net.parameters);
          };
          const options = { rate: 0.3, weightDecay: 0.01 };
          expect(run((p) => momentum(p, { ...options, momentum: 0, nesterov }))).toEqual(
            run((p) => sgd(p, options)),
          );
        }),
      );
    }

    test(
      "clipping: gradients (3, 4) have norm 5 and are scaled to 1 together; a norm below the bound changes nothing",
      on(() => {
        const ps = [parameter([0]), parameter([0])];
        const step = sgd(ps, { rate: 1, maxNorm: 1 });
        step(ps[0].mul(3).add(ps[1].mul(4)).sum());
        expect(step.gradientNorm.item()).toBe(5);
        expect(ps[0].data[0]).toBeCloseTo(-0.6, 5);
        expect(ps[1].data[0]).toBeCloseTo(-0.8, 5);
        step(ps[0].mul(0.5).sum());
        expect(step.gradientNorm.item()).toBe(0.5);
        expect(ps[0].data[0]).toBeCloseTo(-1.1, 5);
        expect(ps[1].data[0]).toBeCloseTo(-0.8, 5);
      }),
    );

    for (const [name, make] of Object.entries<Make>({
      sgd: (p) => sgd(p, { rate: 1 }),
      momentum: (p) => momentum(p, { rate: 1 }),
      rmsprop: (p) => rmsprop(p, { rate: 1 }),
      "centred rmsprop": (p) => rmsprop(p, { rate: 1, centred: true, eps: 0.01 }),
      adam: (p) => adam(p, { rate: 1, maxNorm: 0.5 }),
      adamw: (p) => adamw(p, { rate: 1 }),
    })) {
      test(
        `a schedule in a captured step of ${name} gives the bits of eager steps`,
        on(() => {
          const schedule = linearSchedule(0.1, 0.01, 5);
          const run = (captured: boolean): number[][] => {
            const net = network();
            const step = make(net.parameters);
            const once = (x: Tensor, y: Tensor, rate: number): Tensor =>
              step(mse(net.forward(x), y), { rate });
            const train = captured ? capture(once) : once;
            const [x, y] = batch();
            const losses = Array.from({ length: 7 }, (_, t) => train(x, y, schedule(t)).item());
            expect(losses[6]).toBeLessThan(losses[0]);
            return [...bits(net.parameters), losses];
          };
          expect(run(true)).toEqual(run(false));
        }),
      );
    }
  });
}

test("set({ rate }) holds from the next step on, for a captured step as well", () => {
  const p = parameter([1]);
  const step = sgd([p], { rate: 0.5 });
  const train = capture((x: Tensor) => step(p.mul(x).sum()));
  train([1]);
  expect(p.data[0]).toBe(0.5);
  step.set({ rate: 0.25 });
  train([1]);
  expect(p.data[0]).toBe(0.25);
  step(p.sum(), { rate: 0.125 });
  expect(p.data[0]).toBe(0.125);
});

test("a step returns the loss before it, clears the gradients, and ends the life of what was computed", () => {
  const p = parameter([3]);
  const step = sgd([p], { rate: 0.1 });
  const loss = p.square().sum();
  expect(step(loss).item()).toBe(9);
  expect(p.grad).toBeUndefined();
  expect(() => loss.item()).toThrow("reclaimed by the last optimiser step");
});

test("a parameter that the loss does not depend on stays as it is, decay and moments included", () => {
  const [used, unused] = [parameter([1]), parameter([2])];
  for (const make of [
    (p: Tensor[]) => sgd(p, { rate: 0.1, weightDecay: 0.1 }),
    (p: Tensor[]) => momentum(p, { rate: 0.1, weightDecay: 0.1 }),
    (p: Tensor[]) => rmsprop(p, { rate: 0.1, weightDecay: 0.1 }),
    (p: Tensor[]) => adamw(p, { rate: 0.1, weightDecay: 0.1, maxNorm: 1 }),
  ]) {
    const step = make([used, unused]);
    const before = used.data[0];
    step(used.square().sum());
    expect(used.data[0]).not.toBe(before);
    expect(unused.data[0]).toBe(2);
    for (const [name, t] of Object.entries(step.state))
      if (name.endsWith(".1")) expect([...t.data], name).toEqual([0]);
  }
});

test("the state of an optimiser restores it: a run goes on with the same bits", () => {
  const run = (interrupted: boolean): number[][] => {
    const net = network();
    const [x, y] = batch();
    let step = adam(net.parameters, { rate: 0.05 });
    expect(Object.keys(step.state)).toEqual([
      "rate",
      "t",
      ...[0, 1, 2, 3].map((i) => `m.${i}`),
      ...[0, 1, 2, 3].map((i) => `v.${i}`),
    ]);
    for (let i = 0; i < 6; i++) {
      if (interrupted && i === 3) {
        const saved = Object.entries(step.state).map(([k, t]) => [k, t.data.slice()] as const);
        step = adam(net.parameters, { rate: 1 });
        for (const [k, v] of saved) step.state[k].assign(v);
      }
      step(mse(net.forward(x), y));
    }
    return bits(net.parameters);
  };
  expect(run(true)).toEqual(run(false));
});

test("bad settings are refused with the value and the range", () => {
  const p = [parameter([1])];
  const cases: [() => unknown, string][] = [
    [() => sgd([], { rate: 1 }), "there are no parameters to train"],
    [() => sgd(p, { rate: -0.1 }), "rate is -0.1; it must be a finite number of at least 0."],
    [() => sgd(p, { rate: NaN }), "rate is NaN"],
    [() => sgd(p, { rate: Infinity }), "rate is Infinity"],
    [() => sgd(p, { rate: 1, weightDecay: -1 }), "weightDecay is -1"],
    [() => sgd(p, { rate: 1, maxNorm: -1 }), "maxNorm is -1"],
    [() => momentum(p, { rate: 1, momentum: 1 }), "momentum is 1; it must lie in [0, 1)."],
    [() => momentum(p, { rate: 1, momentum: -0.1 }), "momentum is -0.1"],
    [() => momentum(p, { rate: 1, dampening: 2 }), "dampening is 2"],
    [() => rmsprop(p, { rate: 1, alpha: 1 }), "alpha is 1; it must lie in [0, 1)."],
    [() => rmsprop(p, { rate: 1, eps: -1 }), "eps is -1"],
    [() => adam(p, { rate: 1, beta1: 1 }), "beta1 is 1; it must lie in [0, 1)."],
    [() => adam(p, { rate: 1, beta2: 1.5 }), "beta2 is 1.5"],
    [() => adamw(p, { rate: 1, eps: NaN }), "eps is NaN"],
    [() => sgd(p, { rate: 1 }).set({ rate: -1 }), "rate is -1"],
    [() => sgd(p, { rate: 1 }).apply([]), "0 gradients for 1 parameters"],
    [
      () => sgd(p, { rate: 1 }).apply([tensor([1, 2])]),
      "gradient 0 has shape [2], its parameter [1]",
    ],
    [() => sgd(p, { rate: 1 })(p[0].mul(tensor([1, 2]))), "only a single number has a gradient"],
  ];
  for (const [f, message] of cases) expect(f, message).toThrow(message);
  expect([...p[0].data]).toEqual([1]);
});
