/**
 * An ONNX graph that grows node by node, and the way from a tensor to it.
 *
 * A tensor remembers which primitives it was computed by, for its derivative; here the same memory is read forwards, so that
 * whatever network a person writes can be exported without being described a second time. Numbers of rows are told apart from
 * other sizes by running the network on `probeRows` of them, a prime that no other size may be a multiple of.
 */
import { ValueError } from "../../core/errors.ts";
import { show } from "../../tensor/shape.ts";
import type { Node, Tensor } from "../../tensor/tensor.ts";
import type { Attributes, Initializer, OnnxNode } from "./model.ts";
import { isRows } from "./rows.ts";
import { type AnyRule, rules } from "./rules.ts";

export class OnnxGraph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Initializer[] = [];
  private readonly names = new Map<Tensor, string>();
  private readonly constants = new Map<string, string>();
  private readonly weights: ReadonlyMap<Tensor, string>;

  /** @param named parameters and buffers, under the names that they are to have in the file */
  constructor(named: Readonly<Record<string, Tensor>> = {}) {
    this.weights = new Map(Object.entries(named).map(([name, t]) => [t, name]));
  }

  /** From now on a tensor is what the graph calls by this name: an input, or what was computed by nodes of one's own. */
  bind(t: Tensor, name: string): void {
    this.names.set(t, name);
  }

  /** Adds a node with one output. @returns the name of its output */
  op(op: string, inputs: readonly string[], attributes?: Attributes): string {
    const output = `${op.toLowerCase()}_${this.nodes.length}`;
    this.nodes.push({
      op,
      inputs,
      outputs: [output],
      ...(attributes === undefined ? {} : { attributes }),
    });
    return output;
  }

  /** Gives what was computed the name of an output. */
  output(name: string, from: string): void {
    this.nodes.push({ op: "Identity", inputs: [from], outputs: [name] });
  }

  /** A float32 constant. */
  floats(data: ArrayLike<number>, shape: readonly number[] = [data.length]): string {
    return this.constant("float32", data, shape);
  }

  scalar(value: number): string {
    return this.constant("float32", [value], []);
  }

  /** A list of int64. */
  ints(values: readonly number[]): string {
    return this.constant("int64", values, [values.length]);
  }

  int(value: number): string {
    return this.constant("int64", [value], []);
  }

  /** What the graph calls a tensor; its history is added where it is not there yet. */
  valueOf(t: Tensor): string {
    const known = this.names.get(t);
    if (known !== undefined) return known;
    const name = t.node === undefined ? this.leaf(t) : this.computed(t, t.node);
    this.names.set(t, name);
    return name;
  }

  private computed(t: Tensor, { primitive, inputs, params }: Node): string {
    const rule = rules[primitive] as AnyRule | undefined;
    if (rule === undefined) {
      throw new ValueError(
        `The network uses "${primitive}", which has no counterpart in ONNX. Build it from other operations.`,
      );
    }
    return rule(this, inputs, t, params);
  }

  private leaf(t: Tensor): string {
    if (t.storage.inline !== undefined) return this.scalar(t.storage.inline);
    if (t.shape.some(isRows)) {
      throw new ValueError(
        `A part of the network of shape ${show(t.shape)} does not follow from the observation by differentiable operations (detach(), argmax, cast or a random draw lies between); such a network cannot be exported.`,
      );
    }
    const name = this.weights.get(t);
    if (name === undefined) {
      const { data, shape } = t;
      return t.dtype === "int32"
        ? this.constant("int64", data, shape)
        : this.constant("float32", data, shape);
    }
    this.initializers.push({ name, type: "float32", shape: t.shape, data: t.data.slice() });
    return name;
  }

  /** Equal constants are stored once. */
  private constant(
    type: "float32" | "int64",
    data: ArrayLike<number>,
    shape: readonly number[],
  ): string {
    const values = Array.from(data);
    const key = `${type} ${shape.join()} ${values.map((v) => (Object.is(v, -0) ? "-0" : v)).join()}`;
    let name = this.constants.get(key);
    if (name === undefined) {
      name = `constant_${this.constants.size}`;
      this.constants.set(key, name);
      this.initializers.push({ name, type, shape, data: values });
    }
    return name;
  }
}
