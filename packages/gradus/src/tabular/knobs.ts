/** The settings that temporal-difference control methods share: the same rows, so that their help and sliders agree. */
import type { ConfigOf, Knobs } from "../core/knobs.ts";

export const tdControlKnobs = {
  alpha: {
    default: 0.5,
    symbol: "α",
    range: [0, 1],
    doc: "Step size: how far an estimate moves towards its target.",
  },
  gamma: { default: 1, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  epsilon: { default: 0.1, symbol: "ε", range: [0, 1], doc: "Share of random actions." },
  initial: {
    default: 0,
    symbol: "Q₀",
    range: [-1e6, 1e6],
    doc: "First value of every entry; high ones explore.",
  },
} as const satisfies Knobs;
export type TdControlConfig = ConfigOf<typeof tdControlKnobs>;

export const predictionKnobs = {
  alpha: {
    default: 0.1,
    symbol: "α",
    range: [0, 1],
    doc: "Step size: how far an estimate moves towards its target.",
  },
  gamma: { default: 1, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  initial: { default: 0, symbol: "V₀", range: [-1e6, 1e6], doc: "First value of every state." },
} as const satisfies Knobs;
export type PredictionConfig = ConfigOf<typeof predictionKnobs>;

/** n of the n-step methods. */
export const stepsAhead = {
  default: 4,
  symbol: "n",
  range: [1, 100_000],
  integer: true,
  doc: "Rewards that a target counts before it bootstraps.",
} as const;
