/** What on-policy agents report, and how figures of minibatches become those of an update. */
import type { Tensor } from "../../tensor/tensor.ts";
import type { RolloutFigures } from "./rollout.ts";

/** Figures of one update, means over its minibatches; what they say about the health of a run: `diagnose` in "gradus/run". */
export interface OnPolicyFigures extends RolloutFigures {
  /** Steps of the optimiser since the beginning. */
  readonly updates: number;
  readonly policyLoss: number;
  readonly valueLoss: number;
  /** Mean entropy of the policy, in nats. */
  readonly entropy: number;
  /** E[r − 1 − log r]: how far the policy moved from the one that acted; where a rollout is used more than once. */
  readonly approxKl?: number;
  /** Norm of the gradient before it was clipped. */
  readonly gradientNorm: number;
  /** Step size of the optimiser. */
  readonly rate: number;
}

/** Collects the figures of minibatches, scalars by name, and averages them. */
export function averages<K extends string>(): {
  /** Takes the figures of a minibatch; returns them as numbers. */
  add(figures: Readonly<Record<K, Tensor>>): Readonly<Record<K, number>>;
  means(): Readonly<Record<K, number>>;
} {
  const sums: Partial<Record<K, number>> = {};
  let count = 0;
  return {
    add(figures) {
      const values = mapped(figures, (t) => t.item());
      for (const name in values) sums[name] = (sums[name] ?? 0) + values[name];
      count++;
      return values;
    },
    means: () => mapped(sums as Readonly<Record<K, number>>, (sum) => sum / count),
  };
}

function mapped<K extends string, A>(
  record: Readonly<Record<K, A>>,
  f: (a: A) => number,
): Record<K, number> {
  const result = {} as Record<K, number>;
  for (const name in record) result[name] = f(record[name]);
  return result;
}
