/** Memories written out with lists of numbers, forwards and backwards in time, beside the library's cells and its engine. */
import { grad, parameter, scope, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { type Cell, lstmCell, rnnCell } from "gradus/nn";
import { lab, type Measured } from "../../../src/lab.ts";
import { largest } from "../../../src/statistics.ts";
import {
  type Dense,
  GATES,
  type LstmStep,
  type LstmWeights,
  lstmStep,
  lstmStepBack,
  rnnStep,
  rnnStepBack,
} from "./parts/cells.ts";

const parts = { rnnStep, rnnStepBack, lstmStep, lstmStepBack };
type Parts = typeof parts;

/** Sums of some tens of float32 products: each is wrong by 6 · 10⁻⁸ of its size at most, and they follow each other for some steps. */
const NEAR = 1e-4;

/** The library's weights as rows over [x, h]; its two biases are added up. */
function denseOf({ named, hidden }: Cell, block: number): Dense {
  const [Wx, Wh, bx, bh] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((name) => ({
    data: named[name].data,
    width: named[name].shape[1] ?? 1,
  }));
  const row = (W: typeof Wx, i: number): number[] =>
    Array.from(W.data.slice(i * W.width, (i + 1) * W.width));
  const indices = Array.from({ length: hidden }, (_, k) => block * hidden + k);
  return {
    rows: indices.map((i) => [...row(Wx, i), ...row(Wh, i)]),
    biases: indices.map((i) => bx.data[i] + bh.data[i]),
  };
}

/** Everything that one pass gives: what is shown at each step, slopes by inputs, starts and weights over [x, h]. */
interface Pass {
  readonly shown: number[][];
  readonly dx: number[][];
  readonly starts: number[];
  readonly weights: number[];
  /** ‖∂L/∂h_t‖ where only what is shown last counts, for each step. */
  readonly sizes: number[];
}

const norm = (v: readonly number[]): number => Math.sqrt(v.reduce((s, a) => s + a * a, 0));
const zeros = (n: number): number[] => new Array<number>(n).fill(0);
const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((v, i) => v + b[i]);

/** L = Σ_t v · h_t with the library: its cell, its gradients. */
function byLibrary(cell: Cell, inputs: readonly number[][], v: readonly number[]): Pass {
  return scope(() => {
    const xs = inputs.map((x) => parameter(Float32Array.from(x), [1, x.length]));
    const start = Array.from({ length: cell.carries }, () =>
      parameter(new Float32Array(cell.hidden), [1, cell.hidden]),
    );
    let carry: readonly Tensor[] = start;
    const shown = xs.map((x) => {
      carry = cell.forward(x, carry);
      return carry[0];
    });
    const direction = tensor(Float32Array.from(v), [1, v.length]);
    const loss = shown.map((h) => h.mul(direction).sum()).reduce((a, b) => a.add(b));
    const { weight_ih, weight_hh, bias_ih } = cell.named;
    const slopes = grad(loss, [...xs, ...start, weight_ih, weight_hh, bias_ih]);
    const list = (t: Tensor): number[] => Array.from(t.data);
    const [dWx, dWh, db] = slopes.slice(-3).map(list);
    const n = inputs[0].length;
    const rows = db.map((_, i) => [
      ...dWx.slice(i * n, (i + 1) * n),
      ...dWh.slice(i * cell.hidden, (i + 1) * cell.hidden),
    ]);
    const last = grad(shown[shown.length - 1].mul(direction).sum(), shown);
    return {
      shown: shown.map(list),
      dx: slopes.slice(0, xs.length).map(list),
      starts: slopes.slice(xs.length, -3).flatMap(list),
      weights: [...rows.flat(), ...db],
      sizes: last.map((g) => norm(list(g))),
    };
  });
}

/** The same with lists, steps forwards and then backwards. */
function byHand(
  kind: Kind,
  cell: Cell,
  inputs: readonly number[][],
  v: readonly number[],
  own: Parts,
): Pass {
  const walk =
    kind === "rnn" ? rnnWalk(denseOf(cell, 0), inputs, own) : lstmWalk(cell, inputs, own);
  const every = walk.back(inputs.map(() => v));
  const last = walk.back(inputs.map((_, t) => (t === inputs.length - 1 ? v : zeros(v.length))));
  return {
    shown: walk.shown,
    dx: every.dx,
    starts: every.starts,
    weights: every.weights,
    sizes: last.memories.map(norm),
  };
}

interface Walk {
  readonly shown: number[][];
  /** From slopes by what is shown at each step. */
  back(dShown: readonly (readonly number[])[]): {
    readonly dx: number[][];
    readonly starts: number[];
    readonly weights: number[];
    /** ∂L/∂h_t, all that comes after added up. */
    readonly memories: number[][];
  };
}

const flat = ({ rows, biases }: { rows: number[][]; biases: number[] }): [number[], number[]] => [
  rows.flat(),
  biases,
];

function rnnWalk(weights: Dense, inputs: readonly number[][], own: Parts): Walk {
  const before = [zeros(weights.rows.length)];
  for (const x of inputs) before.push(own.rnnStep(x, before[before.length - 1], weights));
  const shown = before.slice(1);
  return {
    shown,
    back(dShown) {
      let dh = zeros(weights.rows.length);
      let total: number[] | undefined;
      const dx: number[][] = [];
      const memories: number[][] = [];
      for (let t = inputs.length - 1; t >= 0; t--) {
        const dNext = plus(dh, dShown[t]);
        memories.unshift(dNext);
        const step = own.rnnStepBack(dNext, inputs[t], before[t], before[t + 1], weights);
        dx.unshift(step.dx);
        dh = step.dh;
        const now = flat(step.weights).flat();
        total = total === undefined ? now : plus(total, now);
      }
      return { dx, starts: dh, weights: total ?? [], memories };
    },
  };
}

function lstmWalk(cell: Cell, inputs: readonly number[][], own: Parts): Walk {
  const weights = Object.fromEntries(
    GATES.map((gate, block) => [gate, denseOf(cell, block)]),
  ) as unknown as LstmWeights;
  const start = zeros(cell.hidden);
  const steps: LstmStep[] = [];
  const memory = (t: number): { h: number[]; c: number[] } =>
    t < 0 ? { h: start, c: start } : steps[t];
  inputs.forEach((x, t) => {
    const { h, c } = memory(t - 1);
    steps.push(own.lstmStep(x, h, c, weights));
  });
  return {
    shown: steps.map(({ h }) => h),
    back(dShown) {
      let [dh, dc] = [start, start];
      const totals: (number[] | undefined)[] = GATES.map(() => undefined);
      const biases: number[][] = GATES.map(() => zeros(cell.hidden));
      const dx: number[][] = [];
      const memories: number[][] = [];
      for (let t = inputs.length - 1; t >= 0; t--) {
        const dNext = plus(dh, dShown[t]);
        memories.unshift(dNext);
        const { h, c } = memory(t - 1);
        const step = own.lstmStepBack(dNext, dc, inputs[t], h, c, steps[t], weights);
        dx.unshift(step.dx);
        [dh, dc] = [step.dh, step.dc];
        GATES.forEach((gate, i) => {
          const [rows, b] = flat(step.weights[gate]);
          const before = totals[i];
          totals[i] = before === undefined ? rows : plus(before, rows);
          biases[i] = plus(biases[i], b);
        });
      }
      const rows = totals.flatMap((t) => t ?? []);
      return { dx, starts: [...dh, ...dc], weights: [...rows, ...biases.flat()], memories };
    },
  };
}

type Kind = "rnn" | "lstm";
const makers = { rnn: rnnCell, lstm: lstmCell } as const satisfies Record<
  Kind,
  (inputs: number, hidden: number, random: Rng) => Cell
>;

/** The second block of the library's biases is that of the forget gates. */
function open({ named, hidden }: Cell, forget: number): void {
  const { bias_ih } = named;
  const isForget = (i: number): boolean => i >= hidden && i < 2 * hidden;
  bias_ih.assign(bias_ih.data.map((b, i) => (isForget(i) ? b + forget : b)));
}

/** The largest difference, by the size of the largest number of the two lists. */
function distance(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const size = largest([...a, ...b].map(Math.abs));
  const worst = a.map((v, i) => Math.abs(v - b[i])).reduce((m, d) => (d <= m ? m : d), 0);
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / (size || 1);
}

/** ln 2, ln 3: tanh ln 2 = 0.6, tanh ln 3 = 0.8, σ(ln 3) = ¾, σ(−ln 3) = ¼. */
const LN2 = Math.LN2;
const LN3 = 1.0986122886681098;

/** One number each, worked out on paper; each pair is what was found and what it must be. */
function onPaper(own: Parts): [number, number][] {
  // h′ = tanh(x ln 2 + h ln 3): of x = 1, h = 0 it is 0.6, with the slope 0.64
  const W: Dense = { rows: [[LN2, LN3]], biases: [0] };
  const h = own.rnnStep([1], [0], W);
  const back = own.rnnStepBack([1], [1], [0], h, W);
  // gates ¾, ¾, 0.8, ¼ by their biases; c = 1: c′ = 0.75 + 0.6 = 1.35
  const only = (bias: number): Dense => ({ rows: [[0, 1]], biases: [bias] });
  const L: LstmWeights = {
    input: only(LN3),
    forget: only(LN3),
    candidate: only(LN3),
    output: only(-LN3),
  };
  const step = own.lstmStep([1], [0], [1], L);
  // a slope of 1 that comes by c′ alone: ¾ to c; 0.8 · 3/16 to the input gate, 3/16 to forget, ¾ · 0.36 to the candidate
  const memory = own.lstmStepBack([0], [1], [1], [0], [1], step, L);
  return [
    [h[0], 0.6],
    [back.dx[0], 0.64 * LN2],
    [back.dh[0], 0.64 * LN3],
    [back.weights.biases[0], 0.64],
    [step.c[0], 1.35],
    [memory.dc[0], 0.75],
    [memory.weights.input.biases[0], 0.15],
    [memory.weights.forget.biases[0], 3 / 16],
    [memory.weights.candidate.biases[0], 0.27],
    [memory.dh[0], 0.15 + 3 / 16 + 0.27], // each looks at h with weight 1
  ];
}

export const memoryCells = lab({
  id: "03/memory-cells",
  row: "D16",
  title: "Memories step by step",
  question:
    "A recurrent cell and one with gates, written out with lists: a few lines forwards, a few more backwards through time. Are their slopes those of the library, and how much of a slope comes back from the last step to the first?",
  source: "A. Ng, Sequence Models, week 1: building a recurrent network step by step",
  kind: "golden",
  knobs: {
    inputs: { default: 3, range: [1, 64], integer: true, doc: "Numbers that come in at a step." },
    hidden: { default: 8, range: [1, 128], integer: true, doc: "Numbers that are remembered." },
    steps: { default: 12, range: [1, 200], integer: true, unit: "steps", doc: "Steps in time." },
    forget: {
      default: 3,
      range: [-10, 10],
      doc: "Added to the biases of the forget gates: how far they are open. 0: half, as they are drawn.",
    },
  },
  quick: { seconds: 0.2, seeds: [1, 2, 3] },
  full: { seconds: 1, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "back", label: "steps back", upTo: "steps" },
    y: { key: "rnn", label: "size of the slope that comes back", scale: "log", range: [1e-6, 10] },
    curves: [
      { key: "rnn", name: "plain" },
      { key: "lstm", name: "with gates" },
    ],
  },
  *run({ inputs, hidden, steps, forget }, random, _, own) {
    const draws = (n: number): number[] => Array.from({ length: n }, () => random.normal());
    const xs = Array.from({ length: steps }, () => draws(inputs));
    const v = draws(hidden);
    const passes = (["rnn", "lstm"] as const).map((kind) => {
      const cell = makers[kind](inputs, hidden, random.split());
      if (kind === "lstm") open(cell, forget);
      return { hand: byHand(kind, cell, xs, v, own), library: byLibrary(cell, xs, v) };
    });
    for (let back = 0; back < steps; back++) {
      const [rnn, lstm] = passes.map(({ hand }) => hand.sizes[steps - 1 - back]);
      yield { progress: (back + 1) / steps, series: { back, rnn, lstm } };
    }
    const [rnn, lstm] = passes.map(({ hand, library }) => ({
      forwards: distance(hand.shown.flat(), library.shown.flat()),
      backwards: Math.max(
        distance(hand.dx.flat(), library.dx.flat()),
        distance(hand.starts, library.starts),
        distance(hand.weights, library.weights),
      ),
    }));
    const paper = largest(onPaper(own).map(([found, wanted]) => Math.abs(found - wanted)));
    const sizes = passes.map(({ hand }) => hand.sizes);
    return {
      rnnForwards: rnn.forwards,
      rnnBackwards: rnn.backwards,
      lstmForwards: lstm.forwards,
      lstmBackwards: lstm.backwards,
      paper,
      rnnSizes: sizes[0],
      lstmSizes: sizes[1],
    };
  },
  verdict(measured) {
    const worst = (key: string): number => largest(measured.map((m) => Number(m[key])));
    const checks = (
      [
        ["plain, forwards", "rnnForwards"],
        ["plain, backwards", "rnnBackwards"],
        ["with gates, forwards", "lstmForwards"],
        ["with gates, backwards", "lstmBackwards"],
      ] as const
    ).map(([name, key]) => ({ name, value: worst(key), ok: worst(key) <= NEAR }));
    const paper = worst("paper");
    const broken = [
      ...checks.filter((c) => !c.ok).map((c) => `${c.name}: ${c.value.toExponential(1)}`),
      ...(paper <= 1e-12 ? [] : [`on paper: off by ${paper.toExponential(1)}`]),
    ];
    return {
      published: "slopes equal to those of a numerical check",
      measured: checks.map((c) => `${c.name} ${c.value.toExponential(1)}`).join(", "),
      exact: "ten numbers worked out on paper, such as c′ = ¾ · 1 + ¾ · 0.8 = 1.35",
      tolerance: `At most ${NEAR} of the largest number of a list: the library computes in single precision, 6 · 10⁻⁸ for each of some tens of products and steps. On paper: 10⁻¹².`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.join("; ")}.` } : {}),
    };
  },
  figure: (measured: readonly Measured[]) => {
    const of = (key: string): number[] => [...(measured[0][key] as readonly number[])].reverse();
    return {
      title: "Size of the slope that comes back",
      x: { label: "steps back" },
      y: { scale: "log" },
      series: (
        [
          ["plain", "rnnSizes"],
          ["with gates", "lstmSizes"],
        ] as const
      ).map(([name, key]) => ({ name, x: of(key).map((_, i) => i), y: of(key) })),
      caption: "One seed; weights as the library draws them, but for open forget gates.",
    };
  },
});
