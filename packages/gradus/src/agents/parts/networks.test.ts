/** Trunks: what convolutions compute, which observations get them, and what bytes look like to a network. */
import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { type Box, box, type Discrete, discrete } from "../../env/space.ts";
import type { World } from "../../env/world.ts";
import { makeWorld } from "../../envs/make.ts";
import { parameterCount } from "../../nn/module.ts";
import { noGrad, tensor } from "../../tensor/create.ts";
import { deepAlgorithms } from "../registry.ts";
import { boardOf, convolutional, type NetworkConfig, trunkFor } from "./networks.ts";
import { encoder } from "./observations.ts";
import { qNetwork } from "./qNetwork.ts";

const config: NetworkConfig = {
  network: "auto",
  filters: "16",
  hidden: "128",
  activation: "relu",
  orthogonal: false,
};

test("a convolution by hand: a row [rows, columns, channels] meets filters [out, channels, rows, columns]", () => {
  const trunk = convolutional([3, 4, 2], { ...config, filters: "1", hidden: "" })(24, rng(1));
  const [weight, bias] = [trunk.named["conv.0.weight"], trunk.named["conv.0.bias"]];
  expect(weight.shape).toEqual([1, 2, 3, 3]);
  // one weight in each channel: upper left of the first, lower right of the second
  const w = new Float32Array(18);
  w[0] = 1;
  w[17] = 10;
  weight.assign(w);
  bias.assign([0.5]);
  const cell = (row: number, column: number, channel: number) => (row * 4 + column) * 2 + channel;
  const x = Float32Array.from({ length: 24 }, (_, i) => i);
  const expected = [0, 1].map((c) => x[cell(0, c, 0)] + 10 * x[cell(2, c + 2, 1)] + 0.5);
  expect(expected).toEqual([210.5, 232.5]);
  expect(trunk.width).toBe(2);
  noGrad(() => expect([...trunk.forward(tensor([[...x]])).data]).toEqual(expected));
});

test("the Q-network of MinAtar's paper: 16 filters of 3 × 3, 128 units, one output for each action", () => {
  const world = makeWorld("MinAtar/Breakout-v1", { actions: "all" });
  const net = qNetwork(
    world,
    {
      ...config,
      normaliseObservations: false,
      duelling: false,
      noisy: false,
      sigma: 0.5,
      epsilonEnd: 0.1,
    },
    rng(1),
  );
  const expected = 16 * (4 * 9 + 1) + 128 * (16 * 8 * 8 + 1) + 6 * (128 + 1);
  expect(parameterCount({ ...net, train: () => {}, eval: () => {} })).toBe(expected); // 132 566
  expect(net.named["trunk.dense.0.weight"].shape).toEqual([128, 1024]);
});

describe("which observations are boards", () => {
  test.each([
    ["auto", [10, 10, 4], true],
    ["auto", [5, 32, 1], true],
    ["auto", [4, 10, 4], false],
    ["auto", [10, 33, 4], false],
    ["auto", [10, 10], false],
    ["conv", [3, 40, 1], true],
    ["dense", [10, 10, 4], false],
  ])("%s, %j: %s", (network, shape, isBoard) => {
    expect(boardOf(box(0, 1, shape), network) !== undefined).toBe(isBoard);
  });

  test("what cannot be convolved is refused with what to set", () => {
    const conv = { ...config, network: "conv" };
    expect(() => trunkFor(box(0, 1, [4]), conv)).toThrow(/network is conv, .*Set network to dense/);
    expect(() => trunkFor(discrete(4), conv)).toThrow(/network is conv/);
    expect(() => trunkFor(box(0, 1, [5, 5, 1]), { ...conv, filters: "4-4-4" })).toThrow(
      /3 convolutions of 3 × 3 leave nothing of 5 × 5/,
    );
    expect(() => trunkFor(box(0, 1, [5, 5, 1]), { ...conv, filters: "four" })).toThrow(
      /filters is "four"; it must be widths/,
    );
  });
});

test("bytes of the whole range are brightnesses, divided by 255; bits and small counts stay as they are", () => {
  const seen = (space: Box, values: number[]) => {
    const { encode, isPlain, width } = encoder(space);
    return [isPlain, ...encode(Uint8Array.from(values), new Float32Array(width))];
  };
  expect(seen(box(0, 255, [3], "uint8"), [0, 51, 255])).toEqual([false, 0, Math.fround(0.2), 1]);
  expect(seen(box(0, 1, [3], "uint8"), [0, 1, 1])).toEqual([true, 0, 1, 1]);
  expect(seen(box(0, 9, [2], "uint8"), [0, 9])).toEqual([true, 0, 9]);
});

interface Lit {
  readonly cell: Int32Array;
}

/** One step long: one of 25 cells is lit; reward 1 for naming its column. */
const columns: World<Lit, Box, Discrete> = {
  id: "Columns-v0",
  title: "Say which column is lit.",
  observationSpace: box(0, 1, [5, 5, 1], "uint8"),
  actionSpace: discrete(5),
  maxSteps: 1,
  create: () => ({ cell: new Int32Array(1) }),
  reset({ cell }, random) {
    cell[0] = random.integer(25);
  },
  step({ cell }, action, _random, outcome) {
    outcome.reward = action === cell[0] % 5 ? 1 : 0;
    outcome.terminated = true;
  },
  observe({ cell }, out, at) {
    out.fill(0, at, at + 25);
    out[at + cell[0]] = 1;
  },
};

describe("convolutions learn to name the column that is lit, in all 25 cells", () => {
  const quick = { network: "auto", filters: "8", hidden: "32", activation: "relu", gamma: 0 };
  test.each([
    ["ppo", { ...quick, horizon: 32, rate: 0.003 }, 20_000],
    ["recurrent-ppo", { ...quick, horizon: 32, rate: 0.003, memory: 16 }, 20_000],
    ["dqn", { ...quick, batch: 32, totalSteps: 8000 }, 8000],
    ["dqn", { ...quick, batch: 32, totalSteps: 8000, optimiser: "rmsprop", rate: 0.003 }, 8000],
  ] as const)("%s", { timeout: 60_000 }, (name, knobs, steps) => {
    for (const report of deepAlgorithms[name].algorithm(columns, knobs, rng(1))) {
      if (report.steps < steps) continue;
      const board = (cell: number) =>
        Uint8Array.from({ length: 25 }, (_, i) => (i === cell ? 1 : 0));
      const right = Array.from({ length: 25 }, (_, cell) => {
        report.agent.begin?.();
        return report.agent.act(board(cell), { deterministic: true })[0] === cell % 5;
      });
      expect(right.filter((yes) => yes)).toHaveLength(25);
      return;
    }
  });
});
