/** The settings that methods with function approximation share: the same rows, so that their help and sliders agree. */
import type { Knobs } from "../core/knobs.ts";

const gamma = { default: 1, symbol: "γ", range: [0, 1], doc: "Discount per step." } as const;
const alpha = {
  default: 0.01,
  symbol: "α",
  range: [0, 2],
  log: true,
  doc: "Step size of the weights; divide what you would give a table by the number of active features.",
} as const;
/** λ of the methods with traces. */
export const lambda = {
  default: 0.9,
  symbol: "λ",
  range: [0, 1],
  doc: "How slowly credit fades: 0 trusts the next estimate, 1 the return.",
} as const;

export const valueKnobs = {
  alpha,
  gamma,
  initial: { default: 0, symbol: "w₀", range: [-1e6, 1e6], doc: "First value of every weight." },
} as const satisfies Knobs;

export const featureControlKnobs = {
  alpha: { ...alpha, default: 0.0625 },
  gamma,
  epsilon: { default: 0, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  initial: {
    default: 0,
    symbol: "w₀",
    range: [-1e6, 1e6],
    doc: "First value of every weight; where rewards are negative, 0 explores.",
  },
} as const satisfies Knobs;
