/** What a training learns from, and network strings such as "784-30-10": the sizes of a network's layers, from the inputs to the outputs. */
import { ValueError } from "../core/errors.ts";

/** What a network must fit to. */
export interface Task {
  /** Name of the data set, for messages. */
  readonly name: string;
  /** Numbers per example: width × height of its picture. */
  readonly inputs: number;
  readonly classes: number;
}

/** `count` pictures, one byte a pixel, and the class of each. */
export interface Examples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface FitData extends Task {
  readonly train: Examples;
  readonly test: Examples;
}

const most = 100_000; // units in a layer; more is a slip of the keyboard

/** The string for a task with one hidden layer of 30, as in Nielsen's first chapter. */
export function defaultNet({ inputs, classes }: Task): string {
  return `${inputs}-30-${classes}`;
}

/**
 * Reads a network string.
 *
 * @returns the sizes: inputs, hidden layers, outputs
 * @throws ValueError if it is malformed, or its ends do not fit the task
 */
export function layerSizes(net: string, task: Task): number[] {
  const { name, inputs, classes } = task;
  const example = `For ${name} (${inputs} pixels, ${classes} classes) write for example ${defaultNet(task)}.`;
  if (!/^\d+(-\d+)+$/.test(net)) {
    throw new ValueError(
      `Network "${net}": expected the sizes of its layers with dashes between them. ${example}`,
    );
  }
  const sizes = net.split("-").map(Number);
  const odd = sizes.find((size) => size < 1 || size > most);
  if (odd !== undefined) {
    throw new ValueError(
      `Network "${net}": a layer of ${odd} units; a layer has 1 to ${most} units. ${example}`,
    );
  }
  if (sizes[0] !== inputs) {
    throw new ValueError(
      `Network "${net}" reads ${sizes[0]} numbers, but a picture of ${name} has ${inputs}. ${example}`,
    );
  }
  if (sizes[sizes.length - 1] !== classes) {
    throw new ValueError(
      `Network "${net}" ends in ${sizes[sizes.length - 1]} units, but ${name} has ${classes} classes. ${example}`,
    );
  }
  return sizes;
}

/** Refuses pictures that the ready-made convolutional networks cannot read. */
export function checkPictures(task: Task): void {
  const { name, inputs } = task;
  if (inputs === 784) return;
  throw new ValueError(
    `The model "conv" reads pictures of 28×28, but those of ${name} have ${inputs} pixels. Give layer sizes instead, for example ${defaultNet(task)}.`,
  );
}
