/** The deep algorithms by name, for the command line and the studio: a table, simplest first. */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { type Rng, rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { a2c, a2cKnobs } from "./a2c.ts";
import { type ActorCriticConfig, actorCritic } from "./parts/actorCritic.ts";
import { agentOf, type DeepAgent } from "./parts/agent.ts";
import type { Networks } from "./parts/networks.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";
import { ppo, ppoKnobs } from "./ppo.ts";

/** What every deep algorithm yields; whatever else in a report is a number goes into the log of the run. */
export interface DeepReport {
  readonly steps: number;
  readonly episodes: number;
  readonly episodeReturn: number | null;
  readonly agent: DeepAgent;
  readonly state: Snapshot;
}

export interface DeepAlgorithm {
  readonly title: string;
  readonly source: string;
  readonly knobs: Knobs;
  /** Its agents are shown observations in flat form and answer with actions in flat form. */
  readonly sees: "observation";
  readonly algorithm: (
    world: AnyWorld,
    overrides: Readonly<Record<string, unknown>>,
    random: Rng,
    from?: State,
    networks?: Networks,
  ) => Generator<DeepReport>;
  /** The policy that a saved state holds, without a step of training. */
  readonly policy: (
    world: AnyWorld,
    config: Readonly<Record<string, unknown>>,
    saved: State,
    random: Rng,
    networks?: Networks,
  ) => DeepAgent;
}

/** A row of an algorithm with actor and critic; it only ever gets what `configure` makes of its own table of knobs. */
function onPolicy<const K extends Knobs>(
  title: string,
  source: string,
  knobs: K,
  algorithm: (
    world: AnyWorld,
    overrides: Partial<ConfigOf<K>>,
    random: Rng,
    from?: State,
    networks?: Networks,
  ) => Generator<DeepReport>,
): DeepAlgorithm {
  return {
    title,
    source,
    knobs,
    sees: "observation",
    algorithm: algorithm as DeepAlgorithm["algorithm"],
    policy: (world, config, saved, random, networks) =>
      savedActorCritic(
        world,
        configure(knobs, config as Partial<ConfigOf<K>>) as unknown as ActorCriticConfig,
        saved,
        random,
        networks,
      ),
  };
}

/** Actor, critic and the statistics of the observations out of a saved state. */
function savedActorCritic(
  world: AnyWorld,
  config: ActorCriticConfig,
  saved: State,
  random: Rng,
  networks?: Networks,
): DeepAgent {
  const net = actorCritic(world, config, rng(0), networks);
  resumable({ net }, saved);
  const { normaliser } = saved["experience"] as { readonly normaliser: never };
  if (normaliser !== null) net.encoder.normaliser?.restore(normaliser);
  return agentOf(world, net, random);
}

export const deepAlgorithms: Readonly<Record<string, DeepAlgorithm>> = {
  a2c: onPolicy("Advantage actor–critic", "Mnih et al. 2016, arXiv:1602.01783", a2cKnobs, a2c),
  ppo: onPolicy(
    "Proximal policy optimisation",
    "Schulman et al. 2017, arXiv:1707.06347",
    ppoKnobs,
    ppo,
  ),
};
