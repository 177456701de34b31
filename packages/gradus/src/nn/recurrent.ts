/**
 * Recurrent cells and layers, with PyTorch's gate order and names.
 *
 * A layer unrolls its cell over time; x is [B, T, inputs] (batch first).
 */
import { ShapeError } from "../core/errors.ts";
import type { Rng } from "../core/random.ts";
import { parameter, zeros } from "../tensor/create.ts";
import { stack, unbind } from "../tensor/functions.ts";
import { sameShape, show } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { uniformInit } from "./init.ts";
import { checkSizes } from "./layers.ts";
import { type Module, module } from "./module.ts";

/** What a cell carries from step to step: [h] or, for an LSTM, [h, c]; each [B, hidden]. */
export type Carry = readonly Tensor[];
export type Cell = Module<readonly [Tensor, Carry], Carry> & {
  readonly hidden: number;
  readonly carries: number;
  /** W_ih x + b_ih, [B, gates · hidden]: the part that needs no memory, for all steps of a sequence at once. */
  input(x: Tensor): Tensor;
  /** A step from such a part: `forward(x, carry)` is `advance(input(x), carry)`. */
  advance(input: Tensor, carry: Carry): Carry;
};

/** @param a W_ih x + b_ih */
type Step = (a: Tensor, h: Tensor, carry: Carry) => Carry;

/** W_hh h + b_hh. */
type RecurrentPart = (h: Tensor) => Tensor;

function cell(
  name: string,
  inputs: number,
  hidden: number,
  gates: number,
  carries: number,
  random: Rng,
  step: (recurrent: RecurrentPart) => Step,
): Cell {
  checkSizes(name, { inputs, hidden });
  const draw = uniformInit(1 / Math.sqrt(hidden));
  const make = (...shape: number[]): Tensor =>
    parameter(draw(shape, random), shape, `${name} ${inputs}→${hidden}`);
  const parts = {
    weight_ih: make(gates * hidden, inputs),
    weight_hh: make(gates * hidden, hidden),
    bias_ih: make(gates * hidden),
    bias_hh: make(gates * hidden),
  };
  const input = (x: Tensor): Tensor => x.matmul(parts.weight_ih.transpose()).add(parts.bias_ih);
  const run = step((h) => h.matmul(parts.weight_hh.transpose()).add(parts.bias_hh));
  const advance = (a: Tensor, carry: Carry): Carry => run(a, carry[0], carry);
  const forward = (x: Tensor, carry: Carry): Carry => advance(input(x), carry);
  return Object.assign(module(parts, forward), { hidden, carries, input, advance });
}

function gate(all: Tensor, k: number, hidden: number): Tensor {
  return all.slice(-1, k * hidden, (k + 1) * hidden);
}

/** h′ = tanh(W_ih x + b_ih + W_hh h + b_hh). */
export function rnnCell(inputs: number, hidden: number, random: Rng): Cell {
  return cell("rnn", inputs, hidden, 1, 1, random, (recurrent) => (a, h) => [
    a.add(recurrent(h)).tanh(),
  ]);
}

/**
 * Cho et al. 2014, in PyTorch's form (reset after the product): r, z = σ(…), n = tanh(W_in x + b_in + r (W_hn h + b_hn)),
 * h′ = (1 − z) n + z h.
 */
export function gruCell(inputs: number, hidden: number, random: Rng): Cell {
  return cell("gru", inputs, hidden, 3, 1, random, (recurrent) => (a, h) => {
    const b = recurrent(h);
    const r = gate(a, 0, hidden)
      .add(gate(b, 0, hidden))
      .sigmoid();
    const z = gate(a, 1, hidden)
      .add(gate(b, 1, hidden))
      .sigmoid();
    const n = gate(a, 2, hidden)
      .add(r.mul(gate(b, 2, hidden)))
      .tanh();
    return [n.add(z.mul(h.sub(n)))];
  });
}

/** Hochreiter & Schmidhuber 1997 with forget gate: i, f, o = σ(…), g = tanh(…), c′ = f c + i g, h′ = o tanh c′. */
export function lstmCell(inputs: number, hidden: number, random: Rng): Cell {
  return cell("lstm", inputs, hidden, 4, 2, random, (recurrent) => (a, h, [, c]) => {
    const all = a.add(recurrent(h));
    const i = gate(all, 0, hidden).sigmoid();
    const f = gate(all, 1, hidden).sigmoid();
    const g = gate(all, 2, hidden).tanh();
    const o = gate(all, 3, hidden).sigmoid();
    const next = f.mul(c).add(i.mul(g));
    return [o.mul(next.tanh()), next];
  });
}

export interface Unrolled {
  /** The hidden state after each step, [B, T, hidden]. */
  readonly output: Tensor;
  readonly carry: Carry;
}
export type Recurrent = Module<readonly [Tensor, Carry?], Unrolled>;

/** Runs a cell along the second axis of x [B, T, inputs]; the carry starts at zero. Names end in "_l0" as in PyTorch. */
export function unroll(c: Cell): Recurrent {
  const parts = Object.fromEntries(Object.entries(c.named).map(([name, t]) => [`${name}_l0`, t]));
  return module(parts, (x: Tensor, start?: Carry): Unrolled => {
    checkUnrolled(c, x, start);
    let carry = start ?? Array.from({ length: c.carries }, () => zeros([x.shape[0], c.hidden]));
    const outputs: Tensor[] = [];
    for (const now of unbind(x, 1)) {
      carry = c.forward(now, carry);
      outputs.push(carry[0]);
    }
    return { output: stack(outputs, 1), carry };
  });
}

function checkUnrolled(c: Cell, x: Tensor, start: Carry | undefined): void {
  if (x.rank !== 3)
    throw new ShapeError(
      `recurrent layer: expected a batch of sequences [B, T, inputs], got ${show(x.shape)}.`,
    );
  if (start === undefined) return;
  const expected = [x.shape[0], c.hidden];
  if (start.length === c.carries && start.every((t) => sameShape(t.shape, expected))) return;
  throw new ShapeError(
    `recurrent layer: it starts from ${c.carries} × ${show(expected)}, got ${start.map((t) => show(t.shape)).join(" and ")}.`,
  );
}

export function rnn(inputs: number, hidden: number, random: Rng): Recurrent {
  return unroll(rnnCell(inputs, hidden, random));
}
export function gru(inputs: number, hidden: number, random: Rng): Recurrent {
  return unroll(gruCell(inputs, hidden, random));
}
export function lstm(inputs: number, hidden: number, random: Rng): Recurrent {
  return unroll(lstmCell(inputs, hidden, random));
}
