/** Actor and critic of a world: what on-policy agents learn. */
import { ValueError } from "../../core/errors.ts";
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { linear } from "../../nn/layers.ts";
import { type AnyModule, module } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type ActionDistribution, type ActionHead, actionHead } from "./actions.ts";
import { denseNetworks, layerInit, type Networks, networkKnobs } from "./networks.ts";
import { type Encoder, encoder } from "./observations.ts";

export const actorCriticKnobs = {
  ...networkKnobs,
  sharedNetwork: {
    default: false,
    doc: "One trunk for actor and critic instead of one for each.",
  },
  gsde: {
    default: false,
    doc: "State-dependent exploration (arXiv:2005.05719) for real-valued actions, instead of independent noise.",
  },
  logStd: {
    default: 0,
    symbol: "log σ₀",
    range: [-20, 2],
    doc: "Logarithm of the standard deviation of real-valued actions at first.",
  },
  rescaleActions: {
    default: true,
    doc: "The policy works in [−1, 1], stretched to the bounds of the world; otherwise in the world's own numbers.",
  },
  normaliseObservations: {
    default: false,
    doc: "Observations minus their running mean, divided by their running deviation, clipped to ±10.",
  },
} as const satisfies Knobs;

export interface ActorCriticConfig {
  readonly hidden: string;
  readonly activation: string;
  readonly orthogonal: boolean;
  readonly sharedNetwork: boolean;
  readonly gsde: boolean;
  readonly logStd: number;
  readonly rescaleActions: boolean;
  readonly normaliseObservations: boolean;
}

export interface ActorCritic extends Pick<AnyModule, "named" | "parameters"> {
  readonly encoder: Encoder;
  readonly head: ActionHead;
  /** Parameters of each alone; with a shared network the trunk belongs to both. */
  readonly actorParameters: readonly Tensor[];
  readonly criticParameters: readonly Tensor[];
  /** π(·|s) for features [B, width]. */
  policy(features: Tensor, mask?: Tensor): ActionDistribution;
  /** V(s), [B]. */
  value(features: Tensor): Tensor;
  /** Both at once. */
  forward(
    features: Tensor,
    mask?: Tensor,
  ): { readonly policy: ActionDistribution; readonly value: Tensor };
}

/**
 * @param networks trunks of one's own; dense layers by the knobs if absent
 * @throws ValueError if the knobs do not fit the world's spaces
 */
export function actorCritic(
  world: AnyWorld,
  config: ActorCriticConfig,
  random: Rng,
  networks: Networks = denseNetworks(config),
): ActorCritic {
  const { sharedNetwork, gsde, logStd, rescaleActions, orthogonal } = config;
  if (gsde && world.actionSpace.kind !== "box") {
    throw new ValueError(
      `gsde is true, but the actions of ${world.id} are choices; state-dependent exploration is for real numbers. Set it to false.`,
    );
  }
  const see = encoder(world.observationSpace, { normalise: config.normaliseObservations });
  const actor = networks.actor(see.width, random);
  const head = actionHead(world.actionSpace, actor.width, random, {
    orthogonal,
    logStd,
    gsde,
    rescale: rescaleActions && world.actionSpace.kind === "box",
  });
  const critic = sharedNetwork ? actor : networks.critic(see.width, random);
  const worth = linear(critic.width, 1, random, layerInit(orthogonal, 1));
  const trunks = sharedNetwork ? { trunk: actor } : { actor, critic };
  const whole = module({ ...trunks, action: { ...head, ...still }, value: worth }, () => undefined);
  const valueOf = (features: Tensor): Tensor => worth.forward(features).squeeze(-1);
  return {
    encoder: see,
    head,
    named: whole.named,
    parameters: whole.parameters,
    actorParameters: [...actor.parameters, ...head.parameters],
    criticParameters: [...critic.parameters, ...worth.parameters],
    policy: (features, mask) => head.distribution(actor.forward(features), mask),
    value: (features) => valueOf(critic.forward(features)),
    forward(features, mask) {
      const seen = actor.forward(features);
      const value = valueOf(sharedNetwork ? seen : critic.forward(features));
      return { policy: head.distribution(seen, mask), value };
    },
  };
}

/** A head has no mode to switch. */
const still = { train: () => undefined, eval: () => undefined };
