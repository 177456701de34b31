/** What can be set about a training by `fit`. */
import type { ConfigOf, Knobs } from "../core/knobs.ts";

/** Defaults: Nielsen, chapter 1, "Implementing our network to classify digits". */
export const fitKnobs = {
  rate: {
    default: 3,
    symbol: "η",
    range: [0, 1e6],
    doc: "Step size; multiplies the mean gradient of a mini-batch.",
  },
  batch: { default: 10, range: [1, 1e6], integer: true, doc: "Pictures per mini-batch." },
  cost: {
    default: "quadratic",
    choices: ["quadratic", "cross-entropy", "log-likelihood"],
    doc: "½‖y − a‖², or the sum over outputs of the binary cross-entropy (both with sigmoid outputs), or −ln a_y with softmax outputs.",
  },
  lambda: {
    default: 0,
    symbol: "λ",
    range: [0, 1e6],
    doc: "L2 regularisation as in the book: each step multiplies the weights by 1 − ηλ/n.",
  },
  activation: {
    default: "sigmoid",
    choices: ["sigmoid", "tanh", "relu"],
    doc: "Of the hidden layers.",
  },
  init: {
    default: "old",
    choices: ["old", "new"],
    doc: "Weights from N(0, 1), or from N(0, 1/fan-in); biases from N(0, 1).",
  },
  optimiser: {
    default: "sgd",
    choices: ["sgd", "adam"],
    doc: "Plain steps (with momentum, if any), or Adam (its rates are near 0.001).",
  },
  momentum: {
    default: 0,
    symbol: "μ",
    range: [0, 1],
    doc: "v ← μv − η∇C, w ← w + v; 0 is plain gradient descent. For sgd only.",
  },
  pictures: {
    default: 0,
    range: [0, 1e9],
    integer: true,
    doc: "Train on the first so many pictures only; 0 takes all.",
  },
} as const satisfies Knobs;

export type FitConfig = ConfigOf<typeof fitKnobs>;
