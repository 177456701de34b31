/** Deep reinforcement learning: one file per algorithm, simplest first. */

// on-policy
export { type A2cConfig, type A2cReport, a2c, a2cKnobs } from "./a2c.ts";
// off-policy, one of several choices
export { type C51Config, type C51Report, c51, c51Knobs } from "./c51.ts";
// without gradients
export { type CemConfig, type CemReport, cem, cemKnobs } from "./cem.ts";
// off-policy, real-valued actions
export { type DdpgConfig, ddpg, ddpgKnobs } from "./ddpg.ts";
export { type DqnConfig, type DqnReport, dqn, dqnKnobs } from "./dqn.ts";
export { type NpgConfig, type NpgReport, npg, npgKnobs } from "./npg.ts";
// parts, for building your own
export {
  type ActionDistribution,
  type ActionHead,
  actionHead,
  type Exploration,
  type HeadOptions,
} from "./parts/actions.ts";
export {
  type ActorCritic,
  type ActorCriticConfig,
  actorCritic,
  actorCriticKnobs,
  type Player,
} from "./parts/actorCritic.ts";
export {
  episodeReturns,
  explainedVariance,
  gae,
  rewardsToGo,
  type Trajectory,
} from "./parts/advantage.ts";
export { type ActOptions, type AgentOptions, agentOf, type DeepAgent } from "./parts/agent.ts";
export { atomReading, outputsOf, projected, type Support, supportOf } from "./parts/atoms.ts";
export { errorsOf, onBatches, type TensorBatch } from "./parts/batches.ts";
export { conjugateGradient } from "./parts/conjugateGradient.ts";
export { type EpisodeBatch, type EpisodeFigures, Episodes, Trials } from "./parts/episodes.ts";
export { Experience, type ExperienceFigures, type ExperienceOptions } from "./parts/experience.ts";
export { fisherProduct } from "./parts/fisher.ts";
export { type FlatParameters, flatParameters } from "./parts/flat.ts";
export { chosen, epsilonGreedy } from "./parts/greedy.ts";
export {
  convolutional,
  denseNetworks,
  type MakeTrunk,
  mlp,
  type NetworkConfig,
  type Networks,
  networkKnobs,
  networksFor,
  type Trunk,
  trunkFor,
} from "./parts/networks.ts";
export { noisyLinear } from "./parts/noisyLinear.ts";
export { type Encoder, type EncoderOptions, encoder } from "./parts/observations.ts";
export {
  type PolicyConfig,
  type PolicyNetwork,
  policyKnobs,
  policyNetwork,
} from "./parts/policy.ts";
export { Priorities } from "./parts/priorities.ts";
export {
  acting,
  plainReading,
  type QNetwork,
  type QNetworkConfig,
  qNetwork,
  qNetworkKnobs,
  type Reading,
} from "./parts/qNetwork.ts";
export { midpoints, quantileHuber, quantileReading } from "./parts/quantiles.ts";
export {
  type RecurrentActorCritic,
  type RecurrentConfig,
  recurrentActorCritic,
  recurrentKnobs,
} from "./parts/recurrent.ts";
export {
  Replay,
  type ReplayBatch,
  type ReplayBytes,
  type ReplayOptions,
  type ReplayStep,
  replayBytes,
  type SequenceBatch,
} from "./parts/replay.ts";
export { averages, type OnPolicyFigures } from "./parts/report.ts";
export { minibatches, Rollout, type RolloutFigures, type RolloutOptions } from "./parts/rollout.ts";
export { type Part, resumable, type Snapshot, type State } from "./parts/state.ts";
export { SumTree } from "./parts/sumTree.ts";
export { following } from "./parts/targets.ts";
export { type PpoConfig, type PpoReport, ppo, ppoKnobs } from "./ppo.ts";
export { type QrDqnConfig, qrDqn, qrDqnKnobs } from "./qrDqn.ts";
export { type RainbowConfig, rainbow, rainbowKnobs } from "./rainbow.ts";
export { type RecurrentPpoConfig, recurrentPpo, recurrentPpoKnobs } from "./recurrentPpo.ts";
// by name
export { type DeepAlgorithm, type DeepReport, deepAlgorithms } from "./registry.ts";
export {
  type RewardToGoConfig,
  type RewardToGoReport,
  rewardToGo,
  rewardToGoKnobs,
} from "./rewardToGo.ts";
export { type RpoConfig, rpo, rpoKnobs } from "./rpo.ts";
export { type SacConfig, type SacReport, sac, sacKnobs } from "./sac.ts";
export { type SacDiscreteConfig, sacDiscrete, sacDiscreteKnobs } from "./sacDiscrete.ts";
export {
  type SimplePolicyGradientConfig,
  type SimplePolicyGradientReport,
  simplePolicyGradient,
  simplePolicyGradientKnobs,
} from "./simplePolicyGradient.ts";
export { type Td3Config, td3, td3Knobs } from "./td3.ts";
export { type TrpoConfig, type TrpoReport, trpo, trpoKnobs } from "./trpo.ts";
export { type VpgConfig, type VpgReport, vpg, vpgKnobs } from "./vpg.ts";
