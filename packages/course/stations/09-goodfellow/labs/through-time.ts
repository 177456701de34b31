/** How much of a slope comes back through time: recurrent cells beside products of their matrices. */
import { grad, parameter, type Tensor, tensor, zeros } from "gradus";
import { pow, type Rng, sigmoid } from "gradus/core";
import { type Cell, lstmCell, orthogonal, rnnCell } from "gradus/nn";
import { lab, type Measured } from "../../../src/lab.ts";
import { norm, times } from "./parts/matrices.ts";

/**
 * ‖∂(v · m_T)/∂m_(T−k)‖ for k = 0 … T, m being the memory: h, or c of an LSTM. Back-propagation through time by the library: the
 * steps are chained, and the slope of the last is asked for at each. The memory before the first step is left out: an LSTM has
 * shown nothing of it yet.
 *
 * @param inputs [T + 1, inputs]
 * @param v      a unit vector, [1, hidden]
 */
export function slopes(cell: Cell, inputs: Tensor, v: Tensor): number[] {
  const steps = inputs.shape[0];
  let carry: readonly Tensor[] = Array.from({ length: cell.carries }, () =>
    parameter(new Float32Array(cell.hidden), [1, cell.hidden], "carry"),
  );
  const memories: Tensor[] = [];
  for (let t = 0; t < steps; t++) {
    carry = cell.forward(inputs.slice(0, t, t + 1), carry);
    memories.push(carry[cell.carries - 1]);
  }
  return grad(memories[steps - 1].mul(v).sum(), memories)
    .map((g) => norm(g.data as Float32Array))
    .reverse();
}

/** A cell without biases whose recurrent weights turn and stretch by `gain`; forget gates open as far as `forget` says. */
function quiet(kind: "rnn" | "lstm", hidden: number, gain: number, random: Rng, forget = 0): Cell {
  const cell = (kind === "rnn" ? rnnCell : lstmCell)(hidden, hidden, random);
  const { weight_hh, bias_ih, bias_hh } = cell.named;
  const rows = weight_hh.shape[0] / hidden;
  for (let k = 0; k < rows; k++) {
    const turned = orthogonal(gain)([hidden, hidden], random);
    weight_hh.data.set(turned, k * hidden * hidden);
  }
  bias_hh.data.fill(0);
  bias_ih.data.fill(0);
  if (kind === "lstm") bias_ih.data.fill(forget, hidden, 2 * hidden); // gates: input, forget, candidate, output
  return cell;
}

/**
 * The matrix by which a step at rest multiplies the memory, [hidden, hidden]. Nothing comes in, and nothing is remembered: tanh has
 * the slope 1 there, so for the plain cell it is W. An LSTM has c′ = f c + ½ W_g h and h = ½ c: it is f I + ¼ W_g.
 */
function step({ named, hidden, carries }: Cell): Float64Array {
  const W = Float64Array.from(named["weight_hh"].data as Float32Array);
  if (carries === 1) return W;
  const f = sigmoid((named["bias_ih"].data as Float32Array)[hidden]);
  return Float64Array.from({ length: hidden * hidden }, (_, at) => {
    const kept = at % (hidden + 1) === 0 ? f : 0;
    return kept + 0.25 * W[2 * hidden * hidden + at];
  });
}

/** ‖(Mᵀ)ᵏ v‖ for k = 0 … T, in double precision. */
function powers(M: Float64Array, v: Float64Array, steps: number): number[] {
  const n = v.length;
  const transposed = Float64Array.from(M, (_, at) => M[(at % n) * n + Math.floor(at / n)]);
  const norms = [norm(v)];
  let g = v;
  for (let k = 0; k < steps; k++) {
    g = times(transposed, g);
    norms.push(norm(g));
  }
  return norms;
}

const HIDDEN = 16;
/** What float32 rounds by, half a unit. */
const UNIT = 2 ** -24;
const NAMES = ["rnn, shrinking", "rnn, growing", "lstm, half open", "lstm, open"] as const;

export const throughTime = lab({
  id: "09/through-time",
  row: "G9",
  title: "What comes back through time",
  question:
    "What happened k steps ago should have been different: how much of that message arrives? Two plain memories and two gated ones are asked, at rest and while they read.",
  source: "Goodfellow, Bengio, Courville, sections 10.7 and 10.10; Hochreiter and Schmidhuber 1997",
  kind: "golden",
  knobs: {
    steps: { default: 60, symbol: "T", range: [5, 200], integer: true, doc: "Back in time." },
    shrink: { default: 0.9, range: [0.5, 1], doc: "By which the first plain memory stretches." },
    grow: { default: 1.1, range: [1, 1.2], doc: "By which the second one does." },
    forget: {
      default: 5,
      range: [0, 10],
      doc: "Bias of the open forget gate: σ(5) = 0.993 of the memory stays.",
    },
    loop: {
      default: 0.1,
      range: [0, 1],
      doc: "By which the recurrent weights of the gated memories stretch.",
    },
  },
  quick: { seconds: 1, seeds: [1, 2, 3] },
  full: { seconds: 3, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts: { slopes },
  chart: {
    x: { key: "distance", label: "steps back", upTo: "steps" },
    y: {
      key: "lstm, open",
      label: "length of the slope that arrives, of 1",
      scale: "log",
      range: [1e-6, 1e3],
    },
    curves: NAMES.map((key) => ({ key, name: key })),
    pace: 40,
  },
  *run({ steps, shrink, grow, forget, loop }, random, _data, own) {
    const cells = [
      quiet("rnn", HIDDEN, shrink, random.split()),
      quiet("rnn", HIDDEN, grow, random.split()),
      quiet("lstm", HIDDEN, loop, random.split()),
      quiet("lstm", HIDDEN, loop, random.split(), forget),
    ];
    const drawn = random.fillNormal(new Float64Array(HIDDEN));
    const unit = Float64Array.from(Float32Array.from(drawn, (x) => x / norm(drawn)));
    const v = tensor(Float32Array.from(unit), [1, HIDDEN]);
    const silence = zeros([steps + 1, HIDDEN]);
    const noise = tensor(random.fillNormal(new Float32Array((steps + 1) * HIDDEN)), [
      steps + 1,
      HIDDEN,
    ]);
    const rest = cells.map((cell) => own.slopes(cell, silence, v));
    const reading = cells.slice(0, 2).map((cell) => own.slopes(cell, noise, v));
    const exact = cells.map((cell) => powers(step(cell), unit, steps));
    const stretch = [shrink, grow, 0.5 + loop / 4, sigmoid(forget) + loop / 4];
    for (let k = 0; k <= steps; k++) {
      const series: Record<string, number> = { distance: k };
      NAMES.forEach((name, i) => {
        series[name] = Math.max(rest[i][k], 1e-30);
      });
      yield { progress: k / steps, series };
    }
    const all: Record<string, readonly number[]> = {};
    NAMES.forEach((name, i) => {
      all[name] = rest[i];
      all[`exact ${name}`] = exact[i];
      if (i < 2) all[`reading ${name}`] = reading[i];
    });
    return { steps, stretch, ...all };
  },
  verdict(measured) {
    const numbers = (m: Measured, key: string) => m[key] as readonly number[];
    const room = (m: Measured, i: number, k: number) =>
      ((k + 1) * (HIDDEN + 8) * UNIT + 1e-12) * pow(numbers(m, "stretch")[i], k);
    const each = (i: number, ok: (m: Measured, value: number, k: number) => boolean, of = "") =>
      measured.every((m) => numbers(m, of + NAMES[i]).every((value, k) => ok(m, value, k)));
    const atRest = (i: number) =>
      each(
        i,
        (m, value, k) => Math.abs(value - numbers(m, `exact ${NAMES[i]}`)[k]) <= room(m, i, k),
      );
    const checks = [
      {
        text: "at rest, a plain memory: gᵏ at every distance k, g what its weights stretch by",
        ok: [0, 1].every(
          (i) =>
            atRest(i) &&
            each(i, (m, value, k) => {
              const exact = pow(numbers(m, "stretch")[i], k);
              return Math.abs(value - exact) <= 2 * room(m, i, k);
            }),
        ),
      },
      {
        text: "at rest, a gated memory: ‖((f I + ¼ W)ᵀ)ᵏ v‖ at every distance",
        ok: atRest(2) && atRest(3),
      },
      {
        text: "while a plain memory reads: never more than gᵏ, as tanh is nowhere steeper than 1",
        ok: [0, 1].every((i) =>
          each(
            i,
            (m, value, k) => value <= pow(numbers(m, "stretch")[i], k) + room(m, i, k),
            "reading ",
          ),
        ),
      },
    ];
    const broken = checks.filter((c) => !c.ok);
    const steps = Number(measured[0]["steps"]);
    const last = (key: string) =>
      (measured.reduce((sum, m) => sum + numbers(m, key)[steps], 0) / measured.length).toPrecision(
        3,
      );
    return {
      published: "— (the book derives the powers and prints no numbers)",
      measured: `after ${steps} steps ${NAMES.map((n) => `${n} ${last(n)}`).join(", ")}; while reading, the plain ones ${last(`reading ${NAMES[0]}`)} and ${last(`reading ${NAMES[1]}`)} (means of ${measured.length} seeds)`,
      exact: NAMES.map((n) => `${n} ${last(`exact ${n}`)}`).join(", "),
      tolerance: `${checks.map((c) => c.text).join("; ")}. Rounding in single precision: ${HIDDEN} products, their sum and eight operations of a gate in each step, (k + 1) (n + 8) 2⁻²⁴ of the most that the matrix can stretch in k steps; twice that where the weights, rounded themselves, stand in for an exact rotation.`,
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.map((c) => c.text).join("; ")}.` } : {}),
    };
  },
  figure: ([m]) => ({
    title: "Length of the slope that arrives, first seed",
    x: { label: "steps back" },
    y: { scale: "log" },
    series: [...NAMES, "reading rnn, growing"].map((name) => {
      const y = (m[name] as readonly number[]).map((s) => Math.max(s, 1e-30));
      return {
        name: name.replace("reading rnn, growing", "growing, reading"),
        x: y.map((_, k) => k),
        y,
      };
    }),
  }),
});
