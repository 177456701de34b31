/** Four sets of points in the plane, four activations, and the question whether a network is more than a line. */
import type { Rng } from "gradus/core";
import { circles, type LabelledPoints, moons, spirals, xor } from "gradus/data";
import { fixed, list, percent } from "../../../src/format.ts";
import { lab, type Measured } from "../../../src/lab.ts";
import { mean } from "../../../src/statistics.ts";
import {
  type Activation,
  accuracyOf,
  bestLine,
  learn,
  logitsAt,
  pictures,
  playNet,
} from "./parts/playgroundNet.ts";

const NAMES = ["tanh", "relu", "sigmoid", "identity"] as const satisfies readonly Activation[];
const POINTS = 200;
/** Nobody can draw a border through points that lie on it: exclusive or keeps this far from its two axes. */
const GAP = 0.1;

const sets = {
  xor: (random: Rng): LabelledPoints => {
    const points = xor(random, { count: POINTS });
    return { ...points, inputs: points.inputs.map((v) => v + GAP * Math.sign(v)) };
  },
  circles: (random: Rng) => circles(random, { count: POINTS, noise: 0.05, factor: 0.5 }),
  moons: (random: Rng) => moons(random, { count: POINTS }),
  spirals: (random: Rng) => spirals(random, { count: POINTS, noise: 0.1 }),
} as const;

/** By how much the logit is off a plane through three of its values: 0 for a network that is only a line. */
function bent(net: ReturnType<typeof playNet>, { inputs, count }: LabelledPoints): number {
  const [origin, right, up] = logitsAt(net, Float32Array.of(0, 0, 1, 0, 0, 1));
  const [a, b] = [right - origin, up - origin];
  const scale = Math.max(1, Math.abs(a) + Math.abs(b) + Math.abs(origin));
  const off = logitsAt(net, inputs).map((z, i) =>
    Math.abs(z - origin - a * inputs[2 * i] - b * inputs[2 * i + 1]),
  );
  return off.slice(0, count).reduce((most, v) => Math.max(most, v), 0) / scale;
}

const parts = { playNet };

export const playground = lab({
  id: "03/playground",
  row: "U1",
  title: "Is it linear?",
  question:
    "Two hidden layers over the plane, and between them four activations in turn. Three of the networks draw any border that they need. What can the fourth do, with as many weights and nothing bent?",
  source: "W. Czarnecki, DeepMind/UCL lecture 2",
  kind: "property",
  knobs: {
    set: {
      default: "xor",
      choices: ["xor", "circles", "moons", "spirals"],
      doc: "The points: four corners, a ring around a disc, two half circles, two arms of a spiral.",
    },
    shown: { default: "tanh", choices: NAMES, doc: "The network that is drawn while it learns." },
    hidden: {
      default: 8,
      range: [1, 64],
      integer: true,
      doc: "Units of each of the two hidden layers.",
    },
    rate: { default: 0.02, symbol: "α", range: [1e-5, 1], doc: "Step size of Adam." },
    steps: {
      default: 1500,
      range: [1, 1e5],
      integer: true,
      unit: "steps",
      doc: "Steps on all 200 points.",
    },
  },
  quick: { seconds: 2, seeds: [1, 2], knobs: { steps: 600 } },
  full: { seconds: 10, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: { key: "tanh", label: "points on the right side (%)", range: [40, 100] },
    curves: [...NAMES.map((key) => ({ key, name: key })), { key: "line", name: "best line" }],
    hasMaps: true,
  },
  *run({ set, shown, hidden, rate, steps }, random, _data, own) {
    const points = sets[set](random.split());
    const line = bestLine(points);
    const nets = NAMES.map((name) => own.playNet([hidden, hidden], name, random.split()));
    const runs = nets.map((net) => learn(net, points, rate));
    const every = Math.max(1, Math.floor(steps / 50));
    for (let step = 1; step <= steps; step++) {
      for (const run of runs) run.next();
      if (step % every !== 0 && step !== steps) continue;
      const series: Record<string, number> = { step, line };
      for (const [i, net] of nets.entries()) series[NAMES[i]] = accuracyOf(net, points);
      const maps = pictures(nets[NAMES.indexOf(shown)], 1.2);
      yield { progress: step / steps, series, live: { maps } };
    }
    const right = nets.map((net) => accuracyOf(net, points));
    return { set, right, line, bent: nets.map((net) => bent(net, points)) };
  },
  verdict(measured) {
    const numbers = (m: Measured, key: string) => m[key] as readonly number[];
    const of = (i: number, key = "right") => measured.map((m) => numbers(m, key)[i]);
    const isXor = measured.every((m) => m["set"] === "xor");
    const checks = [
      {
        text: isXor
          ? "exclusive or: all points with tanh, relu and sigmoid, in every seed"
          : "each of the bent networks has more of the points right than any line",
        ok: [0, 1, 2].every((i) =>
          measured.every((m) =>
            isXor ? numbers(m, "right")[i] === 100 : numbers(m, "right")[i] > Number(m["line"]),
          ),
        ),
      },
      {
        text: "identity: never more than the best line can, which is found by trying all lines through two points",
        ok: measured.every((m) => numbers(m, "right")[3] <= Number(m["line"])),
      },
      {
        text: "identity: the logit lies on a plane, to 10⁻⁵ in single precision; those of the others do not, by more than 10⁻² of its slope",
        ok:
          of(3, "bent").every((b) => b < 1e-5) &&
          [0, 1, 2].every((i) => of(i, "bent").every((b) => b > 1e-2)),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    return {
      published: "exclusive or is learned completely; without activations a network is linear",
      measured: `${NAMES.map((name, i) => `${name} ${percent(mean(of(i)), 1)}`).join(", ")}; no line above ${list(
        measured.map((m) => Number(m["line"])),
        1,
      )} %`,
      exact: `100 %; at most ${fixed(mean(measured.map((m) => Number(m["line"]))), 1)} %`,
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: (measured) => ({
    title: "Points on the right side (%)",
    x: { label: "", names: NAMES.map((text, at) => ({ at, text })) },
    y: { range: [40, 100] },
    series: [
      {
        name: "networks",
        x: [0, 1, 2, 3],
        y: [0, 1, 2, 3].map((i) => mean(measured.map((m) => (m["right"] as readonly number[])[i]))),
        points: true,
      },
    ],
    references: [{ label: "no line above", y: mean(measured.map((m) => Number(m["line"]))) }],
    caption: `${measured.length} seeds, 200 points each.`,
  }),
});
