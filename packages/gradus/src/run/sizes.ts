/** What a training learns from, and network strings such as "784-30-10": the sizes of a network's layers, from the inputs to the outputs. */
import { ValueError } from "../core/errors.ts";

/** What an example is: a picture, one byte a pixel; a point, numbers as they are; a stretch of text, a code for each character. */
export type Kind = "pictures" | "points" | "text";

/** What a network must fit to. */
export interface Task {
  /** Name of the data set, for messages. */
  readonly name: string;
  /** Pictures, if absent. */
  readonly kind?: Kind;
  /** Numbers per example: the pixels of a picture, the coordinates of a point, the characters of a stretch of text. */
  readonly inputs: number;
  /** For a text: its characters. Code `classes` then stands for what comes before its beginning. */
  readonly classes: number;
}

/** `count` examples and the class of each. */
export interface Examples {
  /** Bytes of pictures, numbers of points (Float32Array), codes of characters (Int32Array). */
  readonly images: Uint8Array | Float32Array | Int32Array;
  readonly labels: Uint8Array | Int32Array;
  readonly count: number;
  /** From the beginning of one example to that of the next; as long as an example, if absent. In a text it is 1. */
  readonly stride?: number;
}

export interface FitData extends Task {
  readonly train: Examples;
  readonly test: Examples;
}

const most = 100_000; // units in a layer; more is a slip of the keyboard

/** Hidden units of a network that nobody chose. Of pictures 30, as in Nielsen's first chapter. */
const usualHidden = { pictures: 30, points: 16, text: 128 } as const satisfies Record<Kind, number>;

/** The string for a task with one hidden layer. */
export function defaultNet({ inputs, classes, kind = "pictures" }: Task): string {
  return `${inputs}-${usualHidden[kind]}-${classes}`;
}

/** What an example is called, and what it is made of. */
export const words = {
  pictures: { one: "a picture", parts: "pixels", classes: "classes" },
  points: { one: "a point", parts: "numbers", classes: "classes" },
  text: { one: "a stretch", parts: "characters of context", classes: "different characters" },
} as const satisfies Record<Kind, Record<string, string>>;

/**
 * Reads a network string.
 *
 * @returns the sizes: inputs, hidden layers, outputs
 * @throws ValueError if it is malformed, or its ends do not fit the task
 */
export function layerSizes(net: string, task: Task): number[] {
  const { name, inputs, classes, kind = "pictures" } = task;
  const { one, parts, classes: kinds } = words[kind];
  const example = `For ${name} (${inputs} ${parts}, ${classes} ${kinds}) write for example ${defaultNet(task)}.`;
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
      `Network "${net}" reads ${sizes[0]} numbers, but ${one} of ${name} has ${inputs}. ${example}`,
    );
  }
  if (sizes[sizes.length - 1] !== classes) {
    throw new ValueError(
      `Network "${net}" ends in ${sizes[sizes.length - 1]} units, but ${name} has ${classes} ${kinds}. ${example}`,
    );
  }
  return sizes;
}

/** Refuses pictures that the ready-made convolutional networks cannot read. */
export function checkPictures(task: Task): void {
  const { name, inputs, kind = "pictures" } = task;
  if (inputs === 784 && kind === "pictures") return;
  const { one, parts } = words[kind];
  throw new ValueError(
    `The model "conv" reads pictures of 28×28, but ${one} of ${name} has ${inputs} ${parts}. Give layer sizes instead, for example ${defaultNet(task)}.`,
  );
}
