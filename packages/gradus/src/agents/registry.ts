/** The deep algorithms by name, for the command line and the studio: a table, simplest first. */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import { type Rng, rng } from "../core/random.ts";
import type { AnyWorld } from "../env/world.ts";
import { a2c, a2cKnobs } from "./a2c.ts";
import { c51, c51Knobs } from "./c51.ts";
import { cem, cemKnobs } from "./cem.ts";
import { ddpg, ddpgKnobs, ddpgNetwork } from "./ddpg.ts";
import { dqn, dqnKnobs } from "./dqn.ts";
import { npg, npgKnobs } from "./npg.ts";
import { fitsHead, fitsNumbers } from "./parts/actions.ts";
import { type ActorCriticConfig, actorCritic } from "./parts/actorCritic.ts";
import { type AgentNetworks, type AgentOptions, agentOf, type DeepAgent } from "./parts/agent.ts";
import { atomReading, supportOf } from "./parts/atoms.ts";
import { fitsBounded } from "./parts/bounded.ts";
import type { Networks } from "./parts/networks.ts";
import { type PolicyConfig, policyNetwork } from "./parts/policy.ts";
import {
  fitsChoice,
  plainReading,
  type QNetworkConfig,
  qNetwork,
  type Reading,
} from "./parts/qNetwork.ts";
import { quantileReading } from "./parts/quantiles.ts";
import { type RecurrentConfig, recurrentActorCritic } from "./parts/recurrent.ts";
import { resumable, type Snapshot, type State } from "./parts/state.ts";
import { ppo, ppoKnobs } from "./ppo.ts";
import { qrDqn, qrDqnKnobs } from "./qrDqn.ts";
import { rainbow, rainbowKnobs } from "./rainbow.ts";
import { recurrentPpo, recurrentPpoKnobs } from "./recurrentPpo.ts";
import { rewardToGo, rewardToGoKnobs } from "./rewardToGo.ts";
import { rpo, rpoKnobs } from "./rpo.ts";
import { sac, sacKnobs, sacNetwork } from "./sac.ts";
import { sacDiscrete, sacDiscreteKnobs, sacDiscreteNetwork } from "./sacDiscrete.ts";
import { simplePolicyGradient, simplePolicyGradientKnobs } from "./simplePolicyGradient.ts";
import { td3, td3Knobs, td3Network } from "./td3.ts";
import { trpo, trpoKnobs } from "./trpo.ts";
import { vpg, vpgKnobs } from "./vpg.ts";

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
  /** Undefined for a world that it can learn in, else the reason. */
  readonly fits: (world: AnyWorld) => string | undefined;
  /** The policy that a saved state holds, without a step of training. */
  readonly policy: (
    world: AnyWorld,
    config: Readonly<Record<string, unknown>>,
    saved: State,
    random: Rng,
    networks?: Networks,
  ) => DeepAgent;
}

type Train<K extends Knobs> = (
  world: AnyWorld,
  overrides: Partial<ConfigOf<K>>,
  random: Rng,
  from?: State,
  networks?: Networks,
) => Generator<DeepReport>;

type MakeNet<K extends Knobs> = (
  world: AnyWorld,
  config: ConfigOf<K>,
  random: Rng,
  networks?: Networks,
) => AgentNetworks;

/** A row; the algorithm only ever gets what `configure` makes of its own table of knobs. */
function row<const K extends Knobs>(
  title: string,
  source: string,
  knobs: K,
  algorithm: Train<K>,
  makeNet: MakeNet<K>,
): DeepAlgorithm {
  return {
    title,
    source,
    knobs,
    sees: "observation",
    algorithm: algorithm as DeepAlgorithm["algorithm"],
    fits: fitsHead,
    policy(world, config, saved, random, networks) {
      const configured = configure(knobs, config as Partial<ConfigOf<K>>);
      const net = makeNet(world, configured, rng(0), networks);
      resumable({ net }, saved);
      const { normaliser } = saved["experience"] as { readonly normaliser: never };
      if (normaliser !== null) net.encoder.normaliser?.restore(normaliser);
      return agentOf(world, net, random, configured as AgentOptions);
    },
  };
}

/** A row of an algorithm with actor and critic. */
const onPolicy = <const K extends Knobs>(
  title: string,
  source: string,
  knobs: K,
  algorithm: Train<K>,
): DeepAlgorithm =>
  row(title, source, knobs, algorithm, (world, config, random, networks) =>
    actorCritic(world, config as unknown as ActorCriticConfig, random, networks),
  );

/** A row of an algorithm without a critic. */
const policyOnly = <const K extends Knobs>(
  title: string,
  source: string,
  knobs: K,
  algorithm: Train<K>,
): DeepAlgorithm =>
  row(title, source, knobs, algorithm, (world, config, random, networks) =>
    policyNetwork(world, config as unknown as PolicyConfig, random, networks?.actor),
  );

/** A row of an algorithm that compares the values of choices. */
const valued = <const K extends Knobs>(
  title: string,
  source: string,
  knobs: K,
  algorithm: Train<K>,
  reading: (config: ConfigOf<K>) => Reading,
): DeepAlgorithm => ({
  ...row(title, source, knobs, algorithm, (world, config, random, networks) => {
    const values = config as unknown as QNetworkConfig;
    return qNetwork(world, values, random, networks?.actor, reading(config));
  }),
  fits: fitsChoice,
});

export const deepAlgorithms: Readonly<Record<string, DeepAlgorithm>> = {
  cem: policyOnly("Cross-entropy method on networks", "Szita & Lőrincz 2006", cemKnobs, cem),
  "simple-pg": policyOnly(
    "Simple policy gradient",
    "Spinning Up, Intro to Policy Optimization",
    simplePolicyGradientKnobs,
    simplePolicyGradient,
  ),
  "reward-to-go": policyOnly(
    "Reward-to-go policy gradient",
    "Spinning Up, Intro to Policy Optimization",
    rewardToGoKnobs,
    rewardToGo,
  ),
  vpg: onPolicy("Vanilla policy gradient", "Spinning Up; Schulman et al. 2016", vpgKnobs, vpg),
  a2c: onPolicy("Advantage actor–critic", "Mnih et al. 2016, arXiv:1602.01783", a2cKnobs, a2c),
  npg: onPolicy("Natural policy gradient", "Kakade 2001; arXiv:1703.02660", npgKnobs, npg),
  trpo: onPolicy(
    "Trust region policy optimisation",
    "Schulman et al. 2015, arXiv:1502.05477",
    trpoKnobs,
    trpo,
  ),
  ppo: onPolicy(
    "Proximal policy optimisation",
    "Schulman et al. 2017, arXiv:1707.06347",
    ppoKnobs,
    ppo,
  ),
  rpo: {
    ...onPolicy(
      "Robust policy optimisation",
      "Rahman and Xue 2022, arXiv:2212.07536",
      rpoKnobs,
      rpo,
    ),
    fits: fitsNumbers,
  },
  "recurrent-ppo": row(
    "Proximal policy optimisation with an LSTM",
    "Schulman et al. 2017, arXiv:1707.06347; Huang et al. 2022, “The 37 implementation details”",
    recurrentPpoKnobs,
    recurrentPpo,
    (world, config, random, networks) =>
      recurrentActorCritic(world, config as RecurrentConfig, random, networks),
  ),
  dqn: valued("Deep Q-learning", "Mnih et al. 2015, Nature 518", dqnKnobs, dqn, () => plainReading),
  c51: valued(
    "Categorical DQN (C51)",
    "Bellemare, Dabney and Munos 2017, arXiv:1707.06887",
    c51Knobs,
    c51,
    ({ vMin, vMax, atoms }) => atomReading(supportOf(vMin, vMax, atoms)),
  ),
  "qr-dqn": valued(
    "Quantile-regression DQN",
    "Dabney et al. 2018, arXiv:1710.10044",
    qrDqnKnobs,
    qrDqn,
    ({ quantiles }) => quantileReading(quantiles),
  ),
  rainbow: valued(
    "Rainbow",
    "Hessel et al. 2018, arXiv:1710.02298",
    rainbowKnobs,
    rainbow,
    ({ distributional, vMin, vMax, atoms }) =>
      distributional ? atomReading(supportOf(vMin, vMax, atoms)) : plainReading,
  ),
  ddpg: {
    ...row(
      "Deep deterministic policy gradient",
      "Lillicrap et al. 2016, arXiv:1509.02971; Spinning Up",
      ddpgKnobs,
      ddpg,
      ddpgNetwork,
    ),
    fits: fitsBounded,
  },
  td3: {
    ...row(
      "Twin delayed DDPG",
      "Fujimoto et al. 2018, arXiv:1802.09477",
      td3Knobs,
      td3,
      td3Network,
    ),
    fits: fitsBounded,
  },
  sac: {
    ...row(
      "Soft actor–critic",
      "Haarnoja et al. 2018, arXiv:1812.05905",
      sacKnobs,
      sac,
      sacNetwork,
    ),
    fits: fitsBounded,
  },
  "sac-discrete": {
    ...row(
      "Soft actor–critic for choices",
      "Christodoulou 2019, arXiv:1910.07207",
      sacDiscreteKnobs,
      sacDiscrete,
      sacDiscreteNetwork,
    ),
    fits: fitsChoice,
  },
};
