/**
 * A module: parameters with names, and a function of tensors that uses them.
 *
 * Plain data, no inheritance: `module(parts, forward)` gathers what the parts (tensors and other modules) own. Names join with
 * dots as PyTorch's do, so that a file of weights fits both.
 */
import { ShapeError, ValueError } from "../core/errors.ts";
import { Tensor } from "../tensor/tensor.ts";

export interface Module<A extends readonly unknown[] = readonly [Tensor], R = Tensor> {
  forward(...inputs: A): R;
  /** Everything that wants a gradient, in order of declaration. */
  readonly parameters: readonly Tensor[];
  /** Parameters and buffers (running statistics) by their PyTorch names. */
  readonly named: Readonly<Record<string, Tensor>>;
  /** Training mode: dropout drops, batch normalisation uses the batch. Modules start in it. */
  train(): this;
  /** Evaluation mode. */
  eval(): this;
}

/** What a module is made of. Streams and the like that are not weights stay outside. */
export type Parts = Readonly<Record<string, Tensor | AnyModule>>;
export type AnyModule = Pick<Module, "parameters" | "named"> & {
  train(): unknown;
  eval(): unknown;
};

/** A flag that layers such as dropout read at each forward pass, through `isTraining`. */
export interface Mode {
  training: boolean;
}

/** Reads the flag. A program that is being captured remembers the answer and is captured anew when it changes. */
export function isTraining(mode: Mode, { engine }: Tensor): boolean {
  const { training } = mode;
  engine.recorder?.dependOn(() => mode.training === training);
  return training;
}

export function module<A extends readonly unknown[], R>(
  parts: Parts,
  forward: (...inputs: A) => R,
  mode: Mode = { training: true },
): Module<A, R> {
  const named: Record<string, Tensor> = {};
  const children: AnyModule[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (part instanceof Tensor) named[name] = part;
    else {
      children.push(part);
      for (const [inner, t] of Object.entries(part.named)) named[`${name}.${inner}`] = t;
    }
  }
  const parameters = [...new Set(Object.values(named))].filter((t) => t.requiresGrad);
  return {
    forward,
    parameters,
    named,
    train() {
      mode.training = true;
      for (const c of children) c.train();
      return this;
    },
    eval() {
      mode.training = false;
      for (const c of children) c.eval();
      return this;
    },
  };
}

/** A layer without weights, from a function. */
export function lambda(f: (x: Tensor) => Tensor): Module {
  return module({}, f);
}

/**
 * One after the other; the names of the parts are their places: "0.weight", "0.bias", "2.weight" …
 *
 * @example
 * ```ts
 * import { rng, tensor } from "gradus";
 * import { linear, parameterCount, sequential, tanh } from "gradus/nn";
 *
 * const random = rng(1);
 * const net = sequential(linear(4, 64, random), tanh(), linear(64, 2, random));
 * console.log(net.forward(tensor([[1, 0, 0, 0]])).shape, parameterCount(net), Object.keys(net.named));
 * ```
 * ```text output
 * [ 1, 2 ] 450 [ '0.weight', '0.bias', '2.weight', '2.bias' ]
 * ```
 */
export function sequential(...layers: readonly Module[]): Module {
  return module(Object.fromEntries(layers.map((layer, i) => [String(i), layer])), (x: Tensor) =>
    layers.reduce((h, layer) => layer.forward(h), x),
  );
}

/** Number of trainable values. */
export function parameterCount(m: AnyModule): number {
  return m.parameters.reduce((n, p) => n + p.size, 0);
}

/**
 * Overwrites a module's parameters and buffers by name.
 *
 * @throws ValueError for missing or unexpected names, ShapeError for a wrong shape; nothing is changed then
 */
export function loadNamed(
  m: AnyModule,
  values: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly data: ArrayLike<number> }
  >,
): void {
  const names = Object.keys(m.named);
  const missing = names.filter((n) => !values.has(n));
  const unexpected = [...values.keys()].filter(
    (n) => !Object.hasOwn(m.named, n) && !n.endsWith("num_batches_tracked"),
  );
  if (missing.length > 0 || unexpected.length > 0) {
    throw new ValueError(
      `The weights do not belong to this network: missing ${list(missing)}, unexpected ${list(unexpected)}. The network has ${list(names)}.`,
    );
  }
  for (const [name, t] of Object.entries(m.named)) {
    const { shape, data } = values.get(name) as {
      shape: readonly number[];
      data: ArrayLike<number>;
    };
    if (shape.join() !== t.shape.join()) {
      throw new ShapeError(
        `The weights do not fit: "${name}" is [${shape.join(", ")}] in the file and [${t.shape.join(", ")}] in the network.`,
      );
    }
    if (data.length !== t.size) {
      throw new ShapeError(
        `The weights do not fit: "${name}" of shape [${shape.join(", ")}] has ${data.length} values.`,
      );
    }
  }
  for (const [name, t] of Object.entries(m.named))
    t.assign((values.get(name) as { data: ArrayLike<number> }).data);
}

function list(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  return (
    names
      .slice(0, 6)
      .map((n) => `"${n}"`)
      .join(", ") + (names.length > 6 ? ` and ${names.length - 6} more` : "")
  );
}
