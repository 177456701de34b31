/** Actor and critic of a world: what on-policy agents learn. */
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { linear } from "../../nn/layers.ts";
import { module } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ActionDistribution } from "./actions.ts";
import { layerInit, type Networks, networksFor } from "./networks.ts";
import {
  type PolicyConfig,
  type PolicyNetwork,
  policyKnobs,
  policyNetwork,
  still,
} from "./policy.ts";

export const actorCriticKnobs = {
  ...policyKnobs,
  sharedNetwork: {
    default: false,
    doc: "One trunk for actor and critic instead of one for each.",
  },
} as const satisfies Knobs;

export interface ActorCriticConfig extends PolicyConfig {
  /** Never, where an algorithm has no such knob. */
  readonly sharedNetwork?: boolean;
}

/** Networks that can act, one step at a time. */
export interface Player extends Pick<PolicyNetwork, "named" | "parameters" | "encoder" | "head"> {
  /** Numbers that are carried from step to step for each episode; absent for networks without memory. */
  readonly memory?: number;
  /** π(·|s) and V(s), [B], for features [B, width] and, with memory, what is carried into the step, [B, memory]. */
  forward(
    features: Tensor,
    mask?: Tensor,
    carry?: Tensor,
  ): { readonly policy: ActionDistribution; readonly value: Tensor; readonly carry?: Tensor };
}

export interface ActorCritic extends PolicyNetwork, Player {
  /** Parameters of each alone; with a shared network the trunk belongs to both. */
  readonly actorParameters: readonly Tensor[];
  readonly criticParameters: readonly Tensor[];
  /** V(s), [B]. */
  value(features: Tensor): Tensor;
}

/**
 * @param networks trunks of one's own; those of the knobs if absent
 * @throws ValueError if the knobs do not fit the world's spaces
 */
export function actorCritic(
  world: AnyWorld,
  config: ActorCriticConfig,
  random: Rng,
  networks: Networks = networksFor(world.observationSpace, config),
): ActorCritic {
  const { sharedNetwork = false, orthogonal } = config;
  const policy = policyNetwork(world, config, random, networks.actor);
  const { encoder, head, trunk: actor } = policy;
  const critic = sharedNetwork ? actor : networks.critic(encoder.width, random);
  const worth = linear(critic.width, 1, random, layerInit(orthogonal, 1));
  const trunks = sharedNetwork ? { trunk: actor } : { actor, critic };
  const whole = module({ ...trunks, action: { ...head, ...still }, value: worth }, () => undefined);
  const valueOf = (features: Tensor): Tensor => worth.forward(features).squeeze(-1);
  return {
    ...policy,
    named: whole.named,
    parameters: whole.parameters,
    actorParameters: policy.parameters,
    criticParameters: [...critic.parameters, ...worth.parameters],
    value: (features) => valueOf(critic.forward(features)),
    forward(features, mask) {
      const seen = actor.forward(features);
      const value = valueOf(sharedNetwork ? seen : critic.forward(features));
      return { policy: head.distribution(seen, mask), value };
    },
  };
}
