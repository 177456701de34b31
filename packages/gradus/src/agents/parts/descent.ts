/** What learners from replay descend with. */
import type { Knobs } from "../../core/knobs.ts";
import { adam, type Optimiser, rmsprop } from "../../nn/optimisers.ts";
import type { Tensor } from "../../tensor/tensor.ts";

export const descentKnobs = {
  optimiser: {
    default: "adam",
    choices: ["adam", "rmsprop"],
    doc: "rmsprop: centred, with 0.95 for both averages and ε = 0.01, as Mnih et al. 2015 (extended data table 1) and the paper on MinAtar have it.",
  },
} as const satisfies Knobs;

export interface DescentConfig {
  readonly optimiser: string;
  readonly rate: number;
  readonly maxNorm: number;
}

/** The optimiser that the knobs choose. */
export const descent = (
  parameters: readonly Tensor[],
  { optimiser, rate, maxNorm }: DescentConfig,
): Optimiser =>
  optimiser === "adam"
    ? adam(parameters, { rate, maxNorm })
    : rmsprop(parameters, { rate, maxNorm, alpha: 0.95, eps: 0.01, centred: true });
