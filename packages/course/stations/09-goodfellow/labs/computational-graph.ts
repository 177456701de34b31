/** Back-propagation as it is defined: a graph of single operations, walked once from its end, and every operation counted. */
import { parameter, type Tensor } from "gradus";
import { pow, type Rng, tanh } from "gradus/core";
import { fixed } from "../../../src/format.ts";
import { type LabReport, lab, type Measured } from "../../../src/lab.ts";

/** One operation: what it gave, from which nodes, and its slope in each of them. */
export interface GraphNode {
  readonly value: number;
  readonly inputs: readonly number[];
  readonly slopes: readonly number[];
  readonly name: string;
}

/** Operations as they are done, so that every node stands behind its inputs: a topological order for nothing. */
export type Tape = GraphNode[];

/** Writes an operation down; its number on the tape. */
function put(
  tape: Tape,
  name: string,
  value: number,
  inputs: readonly number[] = [],
  slopes: readonly number[] = [],
): number {
  return tape.push({ name, value, inputs, slopes }) - 1;
}

/** The operations that the two graphs here need. */
function operations(tape: Tape) {
  const v = (i: number): number => tape[i].value;
  return {
    given: (x: number) => put(tape, "given", x),
    add: (a: number, b: number) => put(tape, "+", v(a) + v(b), [a, b], [1, 1]),
    mul: (a: number, b: number) => put(tape, "×", v(a) * v(b), [a, b], [v(b), v(a)]),
    times: (a: number, c: number) => put(tape, `${c} ×`, c * v(a), [a], [c]),
    plus: (a: number, c: number) => put(tape, `+ ${c}`, v(a) + c, [a], [1]),
    power: (a: number, n: number) =>
      put(tape, `power ${n}`, pow(v(a), n), [a], [n * pow(v(a), n - 1)]),
    relu: (a: number) => put(tape, "relu", Math.max(0, v(a)), [a], [v(a) > 0 ? 1 : 0]),
    tanh: (a: number) => {
      const y = tanh(v(a));
      return put(tape, "tanh", y, [a], [1 - y * y]);
    },
  };
}

export interface Slopes {
  /** ∂end/∂node for every node of the tape. */
  readonly slopes: Float64Array;
  readonly multiplications: number;
}

/**
 * Reverse accumulation: from the end to the beginning, each node hands its slope on to its inputs.
 *
 *     ∂end/∂x += ∂end/∂y · ∂y/∂x    for every input x of y
 *
 * Goodfellow, Bengio, Courville, algorithm 6.2. One multiplication for each edge, and all slopes are there.
 */
export function reverse(tape: Tape): Slopes {
  const slopes = new Float64Array(tape.length);
  slopes[tape.length - 1] = 1;
  let multiplications = 0;
  for (let y = tape.length - 1; y >= 0; y--)
    tape[y].inputs.forEach((x, i) => {
      slopes[x] += slopes[y] * tape[y].slopes[i];
      multiplications++;
    });
  return { slopes, multiplications };
}

/** Forward accumulation: one walk for each given number, ∂y/∂given = Σ ∂y/∂x · ∂x/∂given. */
function forward(tape: Tape, given: readonly number[]): Slopes {
  const slopes = new Float64Array(tape.length);
  let multiplications = 0;
  for (const g of given) {
    const along = new Float64Array(tape.length);
    along[g] = 1;
    tape.forEach(({ inputs, slopes: local }, y) => {
      inputs.forEach((x, i) => {
        along[y] += along[x] * local[i];
        multiplications++;
      });
    });
    slopes[g] = along[tape.length - 1];
  }
  return { slopes, multiplications };
}

/** The chain rule as it stands: the product along every path from the end to a given number, all added up. */
function overPaths(tape: Tape): Slopes {
  const slopes = new Float64Array(tape.length);
  let multiplications = 0;
  const walk = (y: number, product: number): void => {
    if (tape[y].inputs.length === 0) slopes[y] += product;
    tape[y].inputs.forEach((x, i) => {
      multiplications++;
      walk(x, product * tape[y].slopes[i]);
    });
  };
  walk(tape.length - 1, 1);
  return { slopes, multiplications };
}

/** The expression of micrograd's README, with a = −4 and b = 2: every kind of operation, and both used many times. */
function expression(): { tape: Tape; a: number; b: number } {
  const tape: Tape = [];
  const o = operations(tape);
  const [a, b] = [o.given(-4), o.given(2)];
  let c = o.add(a, b);
  let d = o.add(o.mul(a, b), o.power(b, 3));
  c = o.add(c, o.plus(c, 1));
  c = o.add(c, o.add(o.plus(c, 1), o.times(a, -1)));
  d = o.add(d, o.add(o.times(d, 2), o.relu(o.add(b, a))));
  d = o.add(d, o.add(o.times(d, 3), o.relu(o.add(b, o.times(a, -1)))));
  const f = o.power(o.add(c, o.times(d, -1)), 2);
  o.add(o.times(f, 0.5), o.times(o.power(f, -1), 10));
  return { tape, a, b };
}

const KNOWN = { g: 24.7041, a: 138.8338, b: 645.5773 } as const;
const WIDTH = 3;

/** `depth` layers of three tanh units, each a sum of products; the end is the sum of the last. The inputs come first on the tape. */
function network(depth: number, inputs: Float64Array, weights: Float64Array): Tape {
  const tape: Tape = [];
  const o = operations(tape);
  let layer = [...inputs].map(o.given);
  for (let l = 0; l < depth; l++) {
    layer = Array.from({ length: WIDTH }, (_, unit) => {
      const terms = layer.map((x, i) => o.times(x, weights[(l * WIDTH + unit) * WIDTH + i]));
      return o.tanh(terms.reduce(o.add));
    });
  }
  layer.reduce(o.add);
  return tape;
}

/** The same network as tensors of the library. */
function byEngine(depth: number, inputs: Float64Array, weights: Float64Array): number[] {
  const x = parameter(Float32Array.from(inputs), [1, WIDTH]);
  let h: Tensor = x;
  for (let l = 0; l < depth; l++) {
    const W = weights.subarray(l * WIDTH * WIDTH, (l + 1) * WIDTH * WIDTH);
    h = h.matmul(parameter(Float32Array.from(W), [WIDTH, WIDTH]).transpose()).tanh();
  }
  h.sum().backward();
  return Array.from((x.grad as Tensor).data as Float32Array);
}

const drawnNetwork = (depth: number, random: Rng): [Float64Array, Float64Array] => [
  random.fillNormal(new Float64Array(WIDTH)),
  random.fillNormal(new Float64Array(depth * WIDTH * WIDTH)),
];

const parts = { reverse };

export const computationalGraph = lab({
  id: "09/computational-graph",
  row: "G5",
  title: "One walk back",
  question:
    "The slope of one number in all the others, by the chain rule alone. Written out, it is a sum over paths; walked from the front, once for each input; walked from the end, once. How many multiplications is each, and do they agree?",
  source:
    "Goodfellow, Bengio, Courville, section 6.5; A. Karpathy, micrograd (24.7041, 138.8338, 645.5773)",
  kind: "golden",
  knobs: {
    depth: {
      default: 7,
      symbol: "L",
      range: [1, 9],
      integer: true,
      doc: "Greatest number of layers of the network, each of three units.",
    },
  },
  quick: { seconds: 0.5, seeds: [1, 2, 3] },
  full: { seconds: 2, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "layers", label: "layers of three units", upTo: "depth" },
    y: {
      key: "reverse",
      label: "multiplications for the slopes of three inputs",
      scale: "log",
      range: [1, 1e6],
    },
    curves: [
      { key: "paths", name: "all paths" },
      { key: "forward", name: "from the front" },
      { key: "reverse", name: "from the end" },
    ],
    pace: 4,
  },
  *run({ depth }, random, _data, own) {
    const { tape, a, b } = expression();
    const { slopes } = own.reverse(tape);
    for (const [back, { name, value }] of [...tape].reverse().entries()) {
      const slope = slopes[tape.length - 1 - back];
      const report: LabReport = {
        progress: (0.5 * (back + 1)) / tape.length,
        text: `node ${tape.length - back}, ${name}: ${fixed(value, 4)}, slope ${fixed(slope, 4)}`,
      };
      yield report;
    }
    const counts = { reverse: [] as number[], forward: [] as number[], paths: [] as number[] };
    let [off, offEngine] = [0, 0];
    for (let layers = 1; layers <= depth; layers++) {
      const [inputs, weights] = drawnNetwork(layers, random);
      const net = network(layers, inputs, weights);
      const given = [0, 1, 2];
      const all = [own.reverse(net), forward(net, given), overPaths(net)] as const;
      const engine = byEngine(layers, inputs, weights);
      const scale = Math.max(...given.map((i) => Math.abs(all[1].slopes[i])), 1);
      for (const i of given) {
        for (const { slopes } of all)
          off = Math.max(off, Math.abs(slopes[i] - all[1].slopes[i]) / scale);
        offEngine = Math.max(offEngine, Math.abs(all[0].slopes[i] - engine[i]) / scale / layers);
      }
      (["reverse", "forward", "paths"] as const).forEach((name, k) => {
        counts[name].push(all[k].multiplications);
      });
      const series = {
        layers,
        reverse: all[0].multiplications,
        forward: all[1].multiplications,
        paths: all[2].multiplications,
      };
      yield { progress: 0.5 + (0.5 * layers) / depth, series };
    }
    return {
      g: tape[tape.length - 1].value,
      a: slopes[a],
      b: slopes[b],
      off,
      offEngine,
      ...counts,
    };
  },
  verdict(measured) {
    const numbers = (m: Measured, key: string) => m[key] as readonly number[];
    /** A layer has 9 products, 6 sums of two, 3 tanh: 24 edges; the last sum has 4. */
    const edges = (layers: number) => 24 * layers + 4;
    const near = (key: "g" | "a" | "b") =>
      measured.every((m) => Math.abs(Number(m[key]) - KNOWN[key]) < 5e-5);
    const checks = [
      {
        text: "the printed expression: 24.7041, 138.8338 and 645.5773, to the last digit",
        ok: near("g") && near("a") && near("b"),
      },
      {
        text: "from the end, from the front and over all paths: equal within 10⁻¹² of the greatest slope (of 1, where all are smaller)",
        ok: measured.every((m) => Number(m["off"]) <= 1e-12),
      },
      {
        text: "and equal to the library's within L · 10⁻⁵, single precision",
        ok: measured.every((m) => Number(m["offEngine"]) <= 1e-5),
      },
      {
        text: "from the end one multiplication an edge, 24 L + 4; from the front three times as many",
        ok: measured.every((m) =>
          numbers(m, "reverse").every(
            (n, i) => n === edges(i + 1) && numbers(m, "forward")[i] === 3 * n,
          ),
        ),
      },
      {
        text: "over paths at least 3ᴸ⁺¹",
        ok: measured.every((m) => numbers(m, "paths").every((n, i) => n >= pow(3, i + 2))),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    const last = (key: string) => numbers(measured[0], key)[numbers(measured[0], key).length - 1];
    return {
      published: "g = 24.7041, dg/da = 138.8338, dg/db = 645.5773",
      measured: `g = ${fixed(Number(measured[0]["g"]), 4)}, dg/da = ${fixed(Number(measured[0]["a"]), 4)}, dg/db = ${fixed(Number(measured[0]["b"]), 4)}; with ${numbers(measured[0], "reverse").length} layers ${last("reverse")} multiplications from the end, ${last("forward")} from the front, ${last("paths")} over all paths (${measured.length} seeds)`,
      exact: `${edges(numbers(measured[0], "reverse").length)} from the end`,
      tolerance: `${checks.map((c) => c.text).join("; ")}.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "Multiplications for the slopes of three inputs",
    x: { label: "layers of three units" },
    y: { scale: "log" },
    series: ["paths", "forward", "reverse"].map((key) => {
      const y = m[key] as readonly number[];
      return {
        name: key === "paths" ? "all paths" : key === "forward" ? "from the front" : "from the end",
        x: y.map((_, i) => i + 1),
        y,
      };
    }),
  }),
});
