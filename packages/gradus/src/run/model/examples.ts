/** Examples to learn from: rows of numbers and what they should give. */
import { ShapeError, ValueError } from "../../core/errors.ts";
import { gatherRows } from "../../data/batches.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Numbers in ordinary memory. */
export type Values = Float32Array | Float64Array | Int32Array | Uint8Array;

export interface Examples {
  /** Row after row: numbers, bytes, or whole numbers (Int32Array) for an embedding. */
  readonly inputs: Values;
  /** Shape of one row, such as [1, 28, 28]; a flat row if absent. */
  readonly shape?: readonly number[];
  /** What the rows should give: classes (Int32Array, Uint8Array) or numbers (Float32Array, Float64Array), row after row. */
  readonly targets: Values;
  /** Shape of the targets of one row; one number if absent. */
  readonly targetShape?: readonly number[];
  readonly count: number;
  /** The inputs are multiplied by it: 1/255 for bytes of a picture. */
  readonly scale?: number;
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Numbers of one row, and of one row's targets. */
export function widths({ inputs, shape, targetShape = [], count }: Examples): {
  readonly input: number;
  readonly target: number;
} {
  return {
    input: shape === undefined ? inputs.length / count : product(shape),
    target: product(targetShape),
  };
}

/** @throws ValueError or ShapeError that names what does not fit, for data called `name` */
export function checkExamples(name: string, examples: Examples): void {
  const { inputs, targets, shape, targetShape = [], count } = examples;
  if (!Number.isInteger(count) || count < 1)
    throw new ValueError(`${name}: count is ${count}; there must be at least one example.`);
  const { input, target } = widths(examples);
  if (!Number.isInteger(input) || inputs.length !== count * input) {
    const row =
      shape === undefined ? "rows of equal length" : `rows of shape [${shape.join(", ")}]`;
    const need = shape === undefined ? `a multiple of ${count}` : count * input;
    throw new ShapeError(
      `${name}: ${count} ${row} need ${need} numbers; inputs has ${inputs.length}.`,
    );
  }
  if (targets.length !== count * target)
    throw new ShapeError(
      `${name}: ${count} examples with targets of shape [${targetShape.join(", ")}] need ${count * target} of them; targets has ${targets.length}.`,
    );
}

const areClasses = ({ targets }: Examples): boolean =>
  targets instanceof Int32Array || targets instanceof Uint8Array;

/** The greatest number of classes that the targets could mean, and a check against what a network gives. @throws ValueError */
export function checkClasses(name: string, examples: Examples, classes: number): void {
  if (!areClasses(examples)) return;
  const { targets } = examples;
  const at = targets.findIndex((label) => label < 0 || label >= classes);
  if (at < 0) return;
  throw new ValueError(
    `${name}: target ${at} is class ${targets[at]}, but the network gives ${classes} outputs, for the classes 0 … ${classes - 1}.`,
  );
}

/** Rows copied into buffers that are made once for each batch size. */
export type Gather = (
  examples: Examples,
  rows: Int32Array,
) => readonly [inputs: Float32Array | Int32Array, targets: Float32Array | Int32Array];

export function gatherer(): Gather {
  const kept = new Map<number, readonly [Float32Array | Int32Array, Float32Array | Int32Array]>();
  return (examples, rows) => {
    const { input, target } = widths(examples);
    const { inputs, targets, scale = 1 } = examples;
    let buffers = kept.get(rows.length);
    if (buffers === undefined || buffers[0].length !== rows.length * input) {
      buffers = [
        inputs instanceof Int32Array
          ? new Int32Array(rows.length * input)
          : new Float32Array(rows.length * input),
        areClasses(examples)
          ? new Int32Array(rows.length * target)
          : new Float32Array(rows.length * target),
      ];
      kept.set(rows.length, buffers);
    }
    gatherRows(inputs, rows, input, buffers[0], scale);
    gatherRows(targets, rows, target, buffers[1]);
    return buffers;
  };
}

/** Flat numbers of a batch → what a network reads and a loss compares with. */
export const shaped = (flat: Tensor, shape: readonly number[] | undefined, width: number): Tensor =>
  flat.reshape(-1, ...(shape ?? [width]));

/** Some rows of the examples, as views where they are neighbours. */
export function rowsOf(examples: Examples, from: number, to: number): Examples {
  const { input, target } = widths(examples);
  return {
    ...examples,
    inputs: examples.inputs.subarray(from * input, to * input) as Values,
    targets: examples.targets.subarray(from * target, to * target) as Values,
    count: to - from,
  };
}

/** Examples parted in two, at random: the share goes to the second part. @throws ValueError unless both get at least one */
export function split(examples: Examples, share: number, order: Int32Array): [Examples, Examples] {
  const second = Math.round(share * examples.count);
  if (!(share > 0 && share < 1) || second < 1 || second >= examples.count)
    throw new ValueError(
      `validation is ${share} of ${examples.count} examples; it must be a share between 0 and 1 that leaves both parts at least one, or examples of their own.`,
    );
  return [
    picked(examples, order.subarray(0, examples.count - second)),
    picked(examples, order.subarray(examples.count - second)),
  ];
}

function picked(examples: Examples, rows: Int32Array): Examples {
  const { input, target } = widths(examples);
  const like = (values: Values, n: number): Values =>
    new (values.constructor as new (n: number) => Values)(n);
  const inputs = like(examples.inputs, rows.length * input);
  const targets = like(examples.targets, rows.length * target);
  rows.forEach((row, i) => {
    inputs.set(examples.inputs.subarray(row * input, (row + 1) * input), i * input);
    targets.set(examples.targets.subarray(row * target, (row + 1) * target), i * target);
  });
  return { ...examples, inputs, targets, count: rows.length };
}
