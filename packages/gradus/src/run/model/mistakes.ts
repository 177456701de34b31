/** Where a classifier is wrong: the table of what it took for what, and the examples that it is surest and wrong about. */
import { exp, log } from "../../core/math.ts";
import type { Module } from "../../nn/module.ts";
import { checkClasses, type Examples } from "./examples.ts";
import { predict } from "./fit.ts";
import { argmax } from "./measures.ts";

/** counts[t · classes + p]: examples of class t that were taken for p. */
export interface Confusion {
  readonly classes: number;
  readonly counts: Int32Array;
  /** Share on the diagonal. */
  readonly accuracy: number;
}

/** What a network takes the classes for. @throws ValueError if a target is no class of the network's */
export function confusionMatrix(model: Module, examples: Examples): Confusion {
  const { outputs, classes } = answers(model, examples);
  const counts = new Int32Array(classes * classes);
  let right = 0;
  for (let i = 0; i < examples.count; i++) {
    const taken = argmax(outputs, i * classes, classes);
    const label = examples.targets[i];
    counts[label * classes + taken]++;
    if (label === taken) right++;
  }
  return { classes, counts, accuracy: right / examples.count };
}

export interface Mistake {
  /** Which example. */
  readonly row: number;
  readonly label: number;
  /** What the network took it for. */
  readonly taken: number;
  /** −log p(label): how surprised the network is by the truth, in nats. */
  readonly loss: number;
  /** p(taken) by the softmax of its outputs. */
  readonly confidence: number;
}

/** The wrong answers with the greatest loss, worst first. */
export function worstMistakes(model: Module, examples: Examples, most = 20): Mistake[] {
  const { outputs, classes } = answers(model, examples);
  const mistakes: Mistake[] = [];
  for (let i = 0; i < examples.count; i++) {
    const at = i * classes;
    const taken = argmax(outputs, at, classes);
    const label = examples.targets[i];
    if (taken === label) continue;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += exp(outputs[at + k] - outputs[at + taken]);
    const loss = outputs[at + taken] - outputs[at + label] + log(sum);
    mistakes.push({ row: i, label, taken, loss, confidence: 1 / sum });
  }
  return mistakes.sort((a, b) => b.loss - a.loss || a.row - b.row).slice(0, most);
}

function answers(model: Module, examples: Examples): { outputs: Float32Array; classes: number } {
  const outputs = predict(model, examples);
  const classes = outputs.length / examples.count;
  checkClasses("examples", examples, classes);
  return { outputs, classes };
}
