/** Lab 3 of the Deep RL Bootcamp: deep Q-learning on a grid, with a Q that is linear in a one-hot observation. */
import type { AnyWorld, Mdp } from "gradus/env";
import { frozenLake } from "gradus/envs";
import { fixed, list, spread } from "../../../src/format.ts";
import { type Compared, drawn } from "../../../src/interval.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { inBand, largest, mean } from "../../../src/statistics.ts";
import { dqnByHand, dqnParts, dqnVariants } from "./parts/dqnByHand.ts";

/** The lab's own map, which is not Gymnasium's: two holes, no slipping, and a clock of 40 steps. */
const MAP = "SFFF/FFFH/FFFF/HFFG";
const world = (): AnyWorld => frozenLake({ map: MAP, isSlippery: false });
/** Six steps lead from the start to the goal, and the reward is that of the sixth. */
const valueOf = (gamma: number): number => gamma ** 5;
/** A way that is one step longer is worth γ times as much: half of the difference tells them apart. */
const half = (gamma: number): number => (gamma ** 5 - gamma ** 6) / 2;

/** Q* of all states that are no end, by value iteration. */
export function exactQ(model: Mdp, gamma: number): number[][] {
  const V = new Float64Array(model.states);
  const q = (s: number, a: number): number =>
    model.transitions[s][a].reduce(
      (sum, { probability, next, reward, terminated }) =>
        sum + probability * (reward + (terminated ? 0 : gamma * V[next])),
      0,
    );
  const all = (s: number) => model.transitions[s].map((_, a) => q(s, a));
  for (let change = 1; change > 1e-12; ) {
    change = 0;
    for (let s = 0; s < V.length; s++) {
      const v = largest(all(s));
      change = Math.max(change, Math.abs(v - V[s]));
      V[s] = v;
    }
  }
  return Array.from(V, (_, s) => all(s));
}

/** The return of one greedy episode: the world is deterministic. */
function greedy(model: Mdp, values: (s: number) => number[], limit: number): number {
  let s = Array.from(model.start).indexOf(1);
  for (let t = 0; t < limit; t++) {
    const q = values(s);
    const [{ next, reward, terminated }] = model.transitions[s][q.indexOf(largest(q))];
    if (terminated) return reward;
    s = next;
  }
  return 0;
}

const band = (gamma: number): Compared["band"] => ({
  low: valueOf(gamma) - half(gamma),
  high: valueOf(gamma) + half(gamma),
});

export const qOnAGrid = lab({
  id: "06/q-on-a-grid",
  row: "K5",
  title: "Deep Q-learning, with the network left out",
  question:
    "A memory of ten thousand steps and a target that stands still for a hundred. The only reward lies six steps away: what does the start know of it, and when?",
  source: "Deep RL Bootcamp (2017), Lab 3, part 1: GridWorld",
  kind: "golden",
  world,
  knobs: {
    variant: {
      default: "plain",
      choices: dqnVariants,
      doc: "Plain DQN; double: one network chooses, the other values; duelling: value and advantages; c51, quantiles: the distribution of the return.",
    },
    steps: { default: 100_000, range: [100, 1e7], integer: true, doc: "Environment steps." },
    rate: { default: 1e-4, symbol: "α", range: [0, 1], doc: "Step size of Adam." },
    gamma: { default: 0.99, symbol: "γ", range: [0, 0.999], doc: "Discount per step." },
    epsilon: {
      default: 0.05,
      symbol: "ε",
      range: [0, 1],
      doc: "Share of random actions after the first tenth of the steps, in which it falls from 1.",
    },
    targetEvery: {
      default: 100,
      range: [1, 1e6],
      integer: true,
      doc: "Environment steps between two copies into the target.",
    },
    capacity: {
      default: 10_000,
      range: [1, 1e6],
      integer: true,
      doc: "Steps that are remembered.",
    },
    nSteps: { default: 1, range: [1, 40], integer: true, doc: "Rewards in a target." },
    prioritised: { default: false, doc: "Rows with large errors come more often." },
    limit: { default: 40, range: [1, 1e4], integer: true, doc: "The clock cuts an episode." },
    noise: { default: 0, range: [0, 10], doc: "Deviation of what is added to every reward." },
  },
  quick: { seconds: 9, seeds: [1, 2, 3] },
  full: { seconds: 15, seeds: [1, 2, 3, 4, 5] },
  parts: dqnParts,
  *run(config, random, _, own) {
    const stage = world();
    const model = stage.model?.() as Mdp;
    const Q = exactQ(model, config.gamma);
    const open = Q.map((_, s) => s).filter((s) => !"HG".includes(MAP.replaceAll("/", "")[s]));
    const [x, start, earned]: number[][] = [[], [], []];
    const options = { ...config, batch: 64, every: 4 };
    for (const report of dqnByHand(model, options, random, own)) {
      const { steps, values, epsilon, loss, episodeReturn } = report;
      x.push(steps);
      start.push(largest(values(0)));
      earned.push(episodeReturn);
      yield {
        progress: Math.min(1, steps / config.steps),
        series: { steps, start: largest(values(0)), return: episodeReturn, epsilon, loss },
        live: {
          world: stage,
          act: ([s]) => values(s).indexOf(largest(values(s))),
          values: Float64Array.from(Q, (_, s) => (open.includes(s) ? largest(values(s)) : 0)),
        },
      };
      if (steps < config.steps) continue;
      const off = open.flatMap((s) => values(s).map((q, a) => q - Q[s][a]));
      return {
        gamma: config.gamma,
        start: largest(values(0)),
        greedy: greedy(model, values, config.limit),
        worst: largest(off.map(Math.abs)),
        bias: mean(off),
        "curve steps": x,
        "curve start": start,
        "curve return": earned,
      };
    }
    return {};
  },
  verdict(measured: readonly Measured[]) {
    const of = (key: string) => measured.map((m) => Number(m[key]));
    const gamma = of("gamma")[0] ?? 0.99;
    const starts = of("start");
    const reached = measured.length > 0 && of("greedy").every((g) => g === 1);
    const isExact = starts.every((v) => inBand(v, band(gamma)));
    return {
      published: "average return 1 after about 10 iterations of 1000 steps",
      measured: `return ${list(of("greedy"), 0)}; V(start) ${spread(starts, "", 4)}`,
      exact: `V(start) = γ⁵ = ${fixed(valueOf(gamma), 4)}, by value iteration`,
      tolerance: `Without exploration every seed reaches the goal. The value of the start is γ⁵ to half of what one step more would cost, ± ${fixed(half(gamma), 4)}, at every seed.`,
      pass: reached && isExact,
      ...(starts.length > 0 && reached
        ? drawn({
            xs: [
              starts.reduce((a, b) =>
                Math.abs(b - gamma ** 5) > Math.abs(a - gamma ** 5) ? b : a,
              ),
            ],
            known: valueOf(gamma),
            band: band(gamma),
            what: "the value of the start at the seed that is farthest off",
          })
        : {}),
      note: `Of all states and actions, mean error ${fixed(mean(of("bias")), 3)}, largest ${fixed(largest(of("worst")), 3)}: what is hardly ever tried stays unknown.`,
    };
  },
  chart: {
    hasWorld: true,
    x: { key: "steps", label: "environment steps", upTo: "steps" },
    y: { key: "start", label: "value of the start, max Q(s₀, ·)", range: [0, 1] },
    curves: [
      { key: "start", name: "V(start)" },
      { key: "return", name: "return" },
    ],
    reference: { label: "γ⁵ = 0.951, exact", y: 0.95099 },
    figures: [
      { key: "epsilon", label: "ε" },
      { key: "loss", label: "squared TD error" },
    ],
  },
  figure: (measured) => ({
    title: "The value of the start",
    x: { label: "steps" },
    series: measured.slice(0, 5).map((m, i) => ({
      name: `seed ${i + 1}`,
      x: m["curve steps"] as readonly number[],
      y: m["curve start"] as readonly number[],
    })),
    references: [{ label: "γ⁵, exact", y: valueOf(Number(measured[0]["gamma"])) }],
  }),
});
