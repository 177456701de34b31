/** One step towards an expert, and a look at how far it is, as captured programs: what everything that clones has in common. */
import type { PolicyNetwork } from "../../agents/parts/policy.ts";
import { policyKnobs } from "../../agents/parts/policy.ts";
import { ValueError } from "../../core/errors.ts";
import type { ConfigOf, Knobs } from "../../core/knobs.ts";
import type { AnyWorld } from "../../env/world.ts";
import { adam, type Optimiser } from "../../nn/optimisers.ts";
import { capture } from "../../tensor/capture.ts";
import { noGrad } from "../../tensor/create.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { DemonstrationBatch, Demonstrations } from "./demonstrations.ts";
import { cloningLoss, cloningLosses, mistakes } from "./losses.ts";

const { gsde: _, ...networkKnobs } = policyKnobs;

/** Defaults: ours. */
export const cloningKnobs = {
  loss: {
    default: "likelihood",
    choices: cloningLosses,
    doc: "likelihood: −log π(a|s); squared: the distance from the mean, for real-valued actions alone.",
  },
  batch: { default: 64, range: [1, 1e6], integer: true, doc: "Demonstrations per update." },
  rate: { default: 1e-3, symbol: "α", range: [0, 10], doc: "Step size of Adam." },
  entropyWeight: {
    default: 0,
    symbol: "c_e",
    range: [0, 1e3],
    doc: "Weight of the entropy: keeps the clone from being surer than the data make it.",
  },
  weightDecay: {
    default: 0,
    symbol: "λ",
    range: [0, 1e3],
    doc: "λ θ is added to the gradient: shrinks the weights.",
  },
  ...networkKnobs,
} as const satisfies Knobs;

export type CloningConfig = ConfigOf<typeof cloningKnobs>;

export type CloningFigure = "loss" | "mistakes" | "entropy";
type Figures = Readonly<Record<CloningFigure, Tensor>>;

export interface Cloner {
  readonly optimiser: Optimiser;
  /** An update; figures of before it, valid until the next. */
  improve(batch: DemonstrationBatch): Figures;
  /** Means over all rows; undefined for none. */
  measure(D: Demonstrations): Readonly<Record<CloningFigure, number>> | undefined;
}

/** @throws ValueError for the squared loss where actions have no distance */
export function cloner(world: AnyWorld, net: PolicyNetwork, config: CloningConfig): Cloner {
  refuseSquared(config.loss, world);
  const { rate, weightDecay, entropyWeight, batch: size } = config;
  const descend = adam(net.parameters, { rate, weightDecay });
  const figures = (seen: Tensor, actions: Tensor, masks: readonly Tensor[]): Figures => {
    const mask = masks[0]?.reshape(-1, net.head.choices);
    const policy = net.policy(seen.reshape(-1, net.encoder.width), mask);
    const A = actions.reshape(-1, net.head.width);
    return {
      loss: cloningLoss(config.loss, policy, A),
      mistakes: mistakes(net.head, policy, A),
      entropy: policy.entropy().mean(),
    };
  };
  const improve = capture(
    (seen: Tensor, actions: Tensor, ...masks: Tensor[]) => {
      const now = figures(seen, actions, masks);
      descend(now.loss.sub(now.entropy.mul(entropyWeight)));
      return now;
    },
    { name: "cloning" },
  );
  const look = capture(
    (seen: Tensor, actions: Tensor, ...masks: Tensor[]) =>
      noGrad(() => figures(seen, actions, masks)),
    { name: "cloning, measured" },
  );
  const maskOf = ({ masks }: DemonstrationBatch) => (masks.length > 0 ? [masks] : []);
  return {
    optimiser: descend,
    improve: (batch) => improve(batch.seen, batch.actions, ...maskOf(batch)),
    measure(D) {
      if (D.rows === 0) return undefined;
      const sums = { loss: 0, mistakes: 0, entropy: 0 };
      for (let at = 0; at < D.rows; at += size) {
        const n = Math.min(size, D.rows - at);
        const batch = D.batch(Int32Array.from({ length: n }, (_, i) => at + i));
        const now = look(batch.seen, batch.actions, ...maskOf(batch));
        for (const name of ["loss", "mistakes", "entropy"] as const)
          sums[name] += (now[name].item() * n) / D.rows;
      }
      return sums;
    },
  };
}

function refuseSquared(loss: string, { id, actionSpace }: AnyWorld): void {
  if (loss !== "squared" || actionSpace.kind === "box") return;
  throw new ValueError(
    `loss is "squared", but the actions of ${id} are no plain numbers, and have no distance. Set it to likelihood.`,
  );
}
