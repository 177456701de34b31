/** Reverse-mode differentiation: one walk back over what was recorded, with one rule per primitive. */
import { ShapeError, ValueError } from "../core/errors.ts";
import { derivative } from "./derivative.ts";
import type { Params, Primitive } from "./primitives.ts";
import * as p from "./primitives.ts";
import { show } from "./shape.ts";
import type { Node, Tensor } from "./tensor.ts";

/** Everything `y` was computed from, latest first. */
function history(y: Tensor): Tensor[] {
  const seen = new Set<Tensor>();
  const stack = [y];
  while (stack.length > 0) {
    const t = stack.pop() as Tensor;
    if (t.node === undefined || seen.has(t)) continue;
    seen.add(t);
    for (const x of t.node.inputs) stack.push(x);
  }
  return [...seen].sort((a, b) => (b.node as Node).id - (a.node as Node).id);
}

/** ∂y/∂x for every x in the history that `wanted` says matters. */
function gradients(
  y: Tensor,
  wanted: (x: Tensor) => boolean,
  nodes: readonly Tensor[],
): Map<Tensor, Tensor> {
  if (y.size !== 1) {
    throw new ShapeError(
      `backward: the loss has shape ${show(y.shape)}; only a single number has a gradient. Did you forget .mean() or .sum()?`,
    );
  }
  const found = new Map<Tensor, Tensor>([[y, p.expand(p.operand(y.engine, 1), y.shape)]]);
  for (const t of nodes) {
    const dy = found.get(t);
    if (dy === undefined) continue;
    const { primitive, inputs, params } = t.node as Node;
    const parts = rule(primitive)(dy, inputs, t, params);
    for (let i = 0; i < parts.length; i++) {
      const x = inputs[i];
      if (!wanted(x)) continue;
      const part = parts[i]();
      const sofar = found.get(x);
      found.set(x, sofar === undefined ? part : p.add(sofar, part));
    }
  }
  return found;
}

type AnyRule = (
  dy: Tensor,
  inputs: readonly Tensor[],
  y: Tensor,
  params: unknown,
) => readonly (() => Tensor)[];
function rule<P extends Primitive>(primitive: P): AnyRule {
  return (dy, inputs, y, params) => derivative[primitive](dy, inputs, y, params as Params[P]);
}

function untracked<T>(y: Tensor, tracking: boolean, f: () => T): T {
  const before = y.engine.tracking;
  y.engine.tracking = tracking;
  try {
    return f();
  } finally {
    y.engine.tracking = before;
  }
}

/** Adds ∂loss/∂p to the `grad` of every leaf that requires one. */
export function backward(loss: Tensor): void {
  if (!loss.tracked) {
    throw new ValueError(
      "backward: the loss depends on nothing that requires a gradient. Were its parameters made by a layer or parameter()?",
    );
  }
  untracked(loss, false, () => {
    const nodes = history(loss);
    for (const [x, g] of gradients(loss, (x) => x.tracked, nodes)) {
      if (!x.requiresGrad) continue;
      const before = x.grad;
      x.grad = before === undefined ? g : p.add(before, g);
    }
  });
}

/**
 * ∂y/∂x for each x, without touching any `grad`.
 *
 * @param createGraph keep the graph of the gradient itself, for second derivatives
 * @throws ValueError if y does not depend on one of them
 */
export function grad(
  y: Tensor,
  xs: readonly Tensor[],
  options: { createGraph?: boolean } = {},
): Tensor[] {
  const nodes = history(y);
  const leads = new Set<Tensor>(xs);
  for (const t of [...nodes].reverse())
    if ((t.node as Node).inputs.some((x) => leads.has(x))) leads.add(t);
  return untracked(y, options.createGraph ?? false, () => {
    const found = gradients(y, (x) => leads.has(x), nodes);
    return xs.map((x, i) => {
      const g = found.get(x);
      if (g === undefined || (!x.tracked && x !== y)) {
        throw new ValueError(
          `grad: y does not depend on tensor ${i} ${show(x.shape)}, or it was not marked: use parameter(…) or set requiresGrad before computing y.`,
        );
      }
      return p.reshape(g, x.shape);
    });
  });
}
