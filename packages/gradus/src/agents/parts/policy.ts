/** The policy of a world as a network: what it sees, a trunk, and a last layer for its actions. */
import { ValueError } from "../../core/errors.ts";
import type { Knobs } from "../../core/knobs.ts";
import type { Rng } from "../../core/random.ts";
import type { AnyWorld } from "../../env/world.ts";
import { type AnyModule, module } from "../../nn/module.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type ActionDistribution, type ActionHead, actionHead } from "./actions.ts";
import {
  type MakeTrunk,
  type NetworkConfig,
  networkKnobs,
  type Trunk,
  trunkFor,
} from "./networks.ts";
import { type Encoder, encoder } from "./observations.ts";

export const policyKnobs = {
  ...networkKnobs,
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

export interface PolicyConfig extends NetworkConfig {
  /** Not there where an algorithm never draws actions. */
  readonly gsde?: boolean;
  readonly logStd?: number;
  readonly rescaleActions: boolean;
  readonly normaliseObservations: boolean;
}

export interface PolicyNetwork extends Pick<AnyModule, "named" | "parameters"> {
  readonly encoder: Encoder;
  readonly trunk: Trunk;
  readonly head: ActionHead;
  /** π(·|s) for features [B, width]. */
  policy(features: Tensor, mask?: Tensor): ActionDistribution;
}

/** How the last layer of an actor is made. */
export type MakeHead<H extends ActionHead> = (world: AnyWorld, features: number, random: Rng) => H;

/** A policy whose last layer is of one kind, with what its distributions can do beyond those of others. */
export interface PolicyNetworkOf<H extends ActionHead> extends PolicyNetwork {
  readonly head: H;
  policy(features: Tensor, mask?: Tensor): ReturnType<H["distribution"]>;
}

/**
 * @param makeTrunk a trunk of one's own; that of the knobs if absent
 * @throws ValueError if the knobs do not fit the world's spaces
 */
export function policyNetwork(
  world: AnyWorld,
  config: PolicyConfig,
  random: Rng,
  makeTrunk: MakeTrunk = trunkFor(world.observationSpace, config),
): PolicyNetwork {
  return policyWith(
    (_, features) => headOf(world, features, config, random),
    world,
    config,
    random,
    makeTrunk,
  );
}

/** The same with a last layer of one's own. */
export function policyWith<H extends ActionHead>(
  makeHead: MakeHead<H>,
  world: AnyWorld,
  config: NetworkConfig & { readonly normaliseObservations?: boolean },
  random: Rng,
  makeTrunk: MakeTrunk = trunkFor(world.observationSpace, config),
): PolicyNetworkOf<H> {
  const see = encoder(world.observationSpace, { normalise: config.normaliseObservations ?? false });
  const trunk = makeTrunk(see.width, random);
  const head = makeHead(world, trunk.width, random);
  const { named, parameters } = module(
    { actor: trunk, action: { ...head, ...still } },
    () => undefined,
  );
  return {
    encoder: see,
    trunk,
    head,
    named,
    parameters,
    policy: (features, mask) =>
      head.distribution(trunk.forward(features), mask) as ReturnType<H["distribution"]>,
  };
}

/** The last layer of an actor by the knobs. @throws ValueError if they do not fit the world's actions */
export function headOf(
  { actionSpace, id }: AnyWorld,
  features: number,
  { gsde = false, logStd = 0, rescaleActions: rescale, orthogonal }: PolicyConfig,
  random: Rng,
): ActionHead {
  if (gsde && actionSpace.kind !== "box") {
    throw new ValueError(
      `gsde is true, but the actions of ${id} are choices; state-dependent exploration is for real numbers. Set it to false.`,
    );
  }
  return actionHead(actionSpace, features, random, { orthogonal, logStd, gsde, rescale });
}

/** A head has no mode to switch. */
export const still = { train: () => undefined, eval: () => undefined };
