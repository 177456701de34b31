/**
 * A policy as an ONNX model: from the world's own observations to its own actions, so that whoever runs it needs nothing else.
 *
 *     observation → one-hot or flat → normaliser → network → logits, most probable action
 *                                                          → mean, stretched to the bounds and clipped
 *
 * The first axis of everything is the batch, of any size. Parts of a Dict or Tuple are inputs and outputs of their own, named
 * "observation.goal". Where the world forbids actions at times, "mask" is a second input; it has no default, because a runtime in the browser
 * could not feed it then. A policy with memory takes what it carries as "memory" and gives "memory_next".
 */

import { type ActionDistribution, scoresOf } from "../agents/parts/actions.ts";
import type { AgentNetworks } from "../agents/parts/agent.ts";
import { scaleOf } from "../agents/parts/observations.ts";
import { ValueError } from "../core/errors.ts";
import type { Box, Dict, Space, Tuple } from "../env/space.ts";
import type { ObservationNormaliser } from "../env/wrappers/normalise.ts";
import { OnnxGraph } from "../nn/onnx/graph.ts";
import { type ElementType, elementTypes, type ValueInfo, writeOnnx } from "../nn/onnx/model.ts";
import { probeRows } from "../nn/onnx/rows.ts";
import { opset } from "../nn/onnx/rules.ts";
import { type TensorToStore, writeSafetensors } from "../nn/safetensors.ts";
import { parameter, scope } from "../tensor/create.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Policy } from "./policy.ts";

/** A space without parts. */
type Leaf = Exclude<Space, Tuple | Dict>;
interface Part {
  /** "" or ".goal.0". */
  readonly suffix: string;
  readonly space: Leaf;
}

/** The parts of a space in the order of its flat form. */
function partsOf(space: Space, suffix = ""): readonly Part[] {
  if (space.kind !== "tuple" && space.kind !== "dict") return [{ suffix, space }];
  return Object.entries<Space>(space.spaces).flatMap(([key, part]) =>
    partsOf(part, `${suffix}.${key}`),
  );
}

/** @throws ValueError for a policy that is a table or linear in features */
function networkOf({ algorithm, network }: Policy): AgentNetworks {
  if (network !== undefined) return network;
  throw new ValueError(
    `The policy of ${algorithm} is no network, but a table or linear in features. A policy file holds it: \`gradus export RUN --policy FILE\`.`,
  );
}

/**
 * The weights of a policy's network as a safetensors file, with PyTorch's names and layouts; statistics of observations stand
 * beside them as "normaliser.mean" and "normaliser.variance", in double precision.
 *
 * @throws ValueError for a policy without a network
 */
export function policyWeights(policy: Policy): Uint8Array {
  const { named, encoder } = networkOf(policy);
  const tensors = new Map<string, TensorToStore>();
  for (const [name, { shape, data }] of Object.entries(named)) tensors.set(name, { shape, data });
  const moments = encoder.normaliser?.moments;
  if (moments !== undefined) {
    tensors.set("normaliser.mean", { shape: [encoder.width], data: moments.mean });
    tensors.set("normaliser.variance", { shape: [encoder.width], data: moments.variance });
  }
  return writeSafetensors(tensors, {
    format: "pt",
    algorithm: policy.algorithm,
    world: policy.world.id,
  });
}

/**
 * A policy as the bytes of a .onnx file, operator set 17; it acts deterministically.
 *
 * @throws ValueError for a policy without a network, or one that cannot be said in ONNX
 */
export function policyOnnx(policy: Policy): Uint8Array {
  const network = networkOf(policy);
  checkSizes(network);
  const { id } = policy.world;
  return scope(() => {
    const graph = new OnnxGraph(network.named);
    const { features, inputs } = shown(graph, network, policy.world.observationSpace);
    const extra = added(graph, network, policy.world.masked);
    const { scores, next } = computed(graph, network, features, extra);
    const outputs = acted(graph, scores, policy.world.actionSpace, network.head.rescales);
    if (next !== undefined) graph.output(memoryOutput, next);
    return writeOnnx({
      opset,
      name: `${policy.algorithm} ${id}`,
      doc: `The policy that ${policy.algorithm} found for ${id}: its most probable actions.`,
      inputs: [...inputs, ...extra.inputs],
      outputs: [...outputs, ...memoryOf(network, memoryOutput, "the memory of the next step")],
      nodes: graph.nodes,
      initializers: graph.initializers,
      metadata: { algorithm: policy.algorithm, world: id },
    });
  });
}

/** The inputs that are observations, and the features that the network sees of them. */
function shown(
  graph: OnnxGraph,
  { encoder }: AgentNetworks,
  space: Space,
): { readonly features: Tensor; readonly inputs: readonly ValueInfo[] } {
  const parts = partsOf(space);
  const inputs = parts.map((part) => inputOf(`observation${part.suffix}`, part.space));
  const { normaliser } = encoder;
  const isScaled = normaliser === undefined; // running statistics take the numbers as they are
  const seen = parts.map((part, i) => encoded(graph, inputs[i].name, part.space, isScaled));
  const flat = seen.length === 1 ? seen[0] : graph.op("Concat", seen, { axis: 1 });
  const features = probe(encoder.width);
  graph.bind(features, normaliser === undefined ? flat : normalised(graph, flat, normaliser));
  return { features, inputs };
}

/** What comes in beside the observation: a mask, what is remembered. */
interface Extra {
  readonly mask: Tensor | undefined;
  readonly carry: Tensor | undefined;
  readonly inputs: readonly ValueInfo[];
}

function added(graph: OnnxGraph, network: AgentNetworks, masked: boolean): Extra {
  const { choices } = network.head;
  const mask = masked && choices > 0 ? probe(choices) : undefined;
  const carry = network.memory === undefined ? undefined : probe(network.memory);
  const inputs = [...memoryOf(network, memoryInput, "zeros where an episode begins")];
  if (carry !== undefined) graph.bind(carry, memoryInput);
  if (mask !== undefined) {
    graph.bind(mask, "mask");
    const doc = "true where an action is allowed";
    inputs.push({ name: "mask", type: "bool", shape: ["batch", choices], doc });
  }
  return { mask, carry, inputs };
}

const memoryOf = ({ memory }: AgentNetworks, name: string, doc: string): readonly ValueInfo[] =>
  memory === undefined ? [] : [{ name, type: "float32", shape: ["batch", memory], doc }];

/** The network itself: scores of the actions, and what is carried to the next step. */
function computed(
  graph: OnnxGraph,
  network: AgentNetworks,
  features: Tensor,
  { mask, carry }: Extra,
): { readonly scores: readonly string[]; readonly next: string | undefined } {
  const answer: { policy: ActionDistribution; carry?: Tensor } =
    network.memory === undefined
      ? { policy: network.policy(features, mask) }
      : network.forward(features, mask, carry);
  return {
    scores: scoresOf(answer.policy).map((t) => graph.valueOf(t)),
    next: answer.carry && graph.valueOf(answer.carry),
  };
}

const memoryInput = "memory";
const memoryOutput = "memory_next";

/** A batch that stands for any; it wants a gradient so that what is computed from it is remembered. */
const probe = (width: number) =>
  parameter(new Float32Array(probeRows * width).fill(1), [probeRows, width], "export");

function checkSizes({ named }: AgentNetworks): void {
  for (const [name, { shape }] of Object.entries(named)) {
    if (shape.every((n) => n % probeRows !== 0)) continue;
    throw new ValueError(
      `"${name}" has the shape [${shape.join(", ")}]; sizes that are multiples of ${probeRows} cannot be exported. Choose another width.`,
    );
  }
}

function inputOf(name: string, space: Leaf): ValueInfo {
  switch (space.kind) {
    case "discrete":
      return { name, type: "int64", shape: ["batch"] };
    case "multiDiscrete":
      return { name, type: "int64", shape: ["batch", space.nvec.length] };
    case "multiBinary":
      return { name, type: "uint8", shape: ["batch", space.n] };
    case "box": {
      const type: ElementType = space.dtype === "float64" ? "float32" : space.dtype;
      return { name, type, shape: ["batch", ...space.shape] };
    }
  }
}

/** What the network sees of a part, [batch, n], as `encoder` has it. */
function encoded(graph: OnnxGraph, name: string, space: Leaf, isScaled: boolean): string {
  if (space.kind === "discrete") return classes(graph, name, space.n, space.start);
  if (space.kind === "multiDiscrete") {
    const columns = space.nvec.map((n, i) =>
      classes(graph, graph.op("Gather", [name, graph.int(i)], { axis: 1 }), n, 0),
    );
    return columns.length === 1 ? columns[0] : graph.op("Concat", columns, { axis: 1 });
  }
  const isFloat = space.kind === "box" && space.dtype.startsWith("float");
  const cast = isFloat ? name : graph.op("Cast", [name], { to: elementTypes.float32 });
  const scale = scaleOf(space);
  const floats = isScaled && scale !== 1 ? graph.op("Div", [cast, graph.scalar(scale)]) : cast;
  return space.kind === "box" && space.shape.length !== 1
    ? graph.op("Reshape", [floats, graph.ints([-1, space.low.length])])
    : floats;
}

function classes(graph: OnnxGraph, name: string, n: number, start: number): string {
  const from0 = start === 0 ? name : graph.op("Sub", [name, graph.int(start)]);
  return graph.op("OneHot", [from0, graph.int(n), graph.floats([0, 1])], { axis: -1 });
}

/**
 * (x − μ)/√(σ² + ε), clipped. μ is the sum of two float32, so that a large mean costs no digits: x minus the first is exact where
 * x is near it.
 */
function normalised(
  graph: OnnxGraph,
  name: string,
  { moments, options }: ObservationNormaliser,
): string {
  const { epsilon, clip } = options;
  const high = Float32Array.from(moments.mean);
  const low = moments.mean.map((m, i) => m - high[i]);
  const deviation = moments.variance.map((v) => Math.sqrt(v + epsilon));
  const centred = graph.op("Sub", [graph.op("Sub", [name, graph.floats(high)]), graph.floats(low)]);
  const scaled = graph.op("Div", [centred, graph.floats(deviation)]);
  if (clip === Infinity) return scaled;
  return graph.op("Clip", [scaled, graph.scalar(-clip), graph.scalar(clip)]);
}

/** Adds what follows the network; returns the outputs of the model. */
function acted(
  graph: OnnxGraph,
  scores: readonly string[],
  actionSpace: Space,
  rescales: boolean,
): ValueInfo[] {
  let next = 0;
  return partsOf(actionSpace).flatMap((part) => {
    const n = part.space.kind === "multiDiscrete" ? part.space.nvec.length : 1;
    const own = scores.slice(next, next + n);
    next += n;
    return answered(graph, own, part, rescales);
  });
}

/** What follows the scores of one part of an action. */
function answered(
  graph: OnnxGraph,
  scores: readonly string[],
  { suffix, space }: Part,
  rescales: boolean,
): ValueInfo[] {
  const action = `action${suffix}`;
  const logits = `logits${suffix}`;
  const [first] = scores;
  switch (space.kind) {
    case "discrete": {
      const best = graph.op("ArgMax", [first], { axis: 1, keepdims: 0 });
      graph.output(logits, first);
      graph.output(
        action,
        space.start === 0 ? best : graph.op("Add", [best, graph.int(space.start)]),
      );
      return [
        { name: action, type: "int64", shape: ["batch"] },
        { name: logits, type: "float32", shape: ["batch", space.n] },
      ];
    }
    case "multiDiscrete": {
      const best = scores.map((name) => graph.op("ArgMax", [name], { axis: 1, keepdims: 1 }));
      for (const [i, name] of scores.entries()) graph.output(`${logits}.${i}`, name);
      graph.output(action, graph.op("Concat", best, { axis: 1 }));
      const each = space.nvec.map(
        (n, i): ValueInfo => ({ name: `${logits}.${i}`, type: "float32", shape: ["batch", n] }),
      );
      return [{ name: action, type: "int64", shape: ["batch", space.nvec.length] }, ...each];
    }
    case "multiBinary": {
      const bits = graph.op("Greater", [first, graph.scalar(0)]);
      graph.output(logits, first);
      graph.output(action, graph.op("Cast", [bits], { to: elementTypes.uint8 }));
      return [
        { name: action, type: "uint8", shape: ["batch", space.n] },
        { name: logits, type: "float32", shape: ["batch", space.n] },
      ];
    }
    case "box":
      graph.output(action, bounded(graph, first, space, rescales));
      return [{ name: action, type: "float32", shape: ["batch", ...space.shape] }];
  }
}

/** Stretched from [−1, 1] to the bounds if asked, then clipped to them. */
function bounded(
  graph: OnnxGraph,
  mean: string,
  { low, high, shape }: Box,
  rescales: boolean,
): string {
  let name = mean;
  if (rescales) {
    const half = low.map((l, i) => (high[i] - l) / 2);
    const middle = low.map((l, i) => l + half[i]);
    name = graph.op("Add", [graph.op("Mul", [name, graph.floats(half)]), graph.floats(middle)]);
  }
  if (low.some((l) => l > -Infinity)) name = graph.op("Max", [name, graph.floats(low)]);
  if (high.some((h) => h < Infinity)) name = graph.op("Min", [name, graph.floats(high)]);
  return shape.length === 1 ? name : graph.op("Reshape", [name, graph.ints([-1, ...shape])]);
}
