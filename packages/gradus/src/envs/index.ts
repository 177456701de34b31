/** Worlds, by family. */

// classic control
export {
  type AcrobotConfig,
  type AcrobotState,
  acrobot,
  acrobotKnobs,
} from "./classicControl/acrobot.ts";
export {
  type CartPoleConfig,
  type CartPoleState,
  cartPole,
  cartPoleKnobs,
} from "./classicControl/cartPole.ts";
export {
  type CartPoleContinuousConfig,
  cartPoleContinuous,
  cartPoleContinuousKnobs,
} from "./classicControl/cartPoleContinuous.ts";
export {
  type MountainCarConfig,
  type MountainCarState,
  mountainCar,
  mountainCarKnobs,
} from "./classicControl/mountainCar.ts";
export {
  type MountainCarContinuousConfig,
  mountainCarContinuous,
  mountainCarContinuousKnobs,
} from "./classicControl/mountainCarContinuous.ts";
export {
  type PendulumConfig,
  type PendulumState,
  pendulum,
  pendulumKnobs,
} from "./classicControl/pendulum.ts";
// a robot to teach
export {
  type CrawlerMechanics,
  type CrawlerOptions,
  type CrawlerState,
  crawl,
  crawler,
  crawlerBestSpeed,
  crawlerKnobs,
  crawlerMechanics,
} from "./crawler.ts";
// David Silver's assignment
export {
  dealerEnds,
  type Easy21Options,
  type Easy21State,
  easy21,
  easy21Knobs,
  easy21Model,
  easy21State,
} from "./easy21.ts";
// by id
export { hashes } from "./hashes.ts";
export {
  make,
  makeVector,
  makeWorld,
  type WorldId,
  type WorldOf,
  type WorldOptions,
} from "./make.ts";
// MinAtar
export { type AsterixConfig, type AsterixState, asterix, asterixKnobs } from "./minAtar/asterix.ts";
export {
  type BreakoutConfig,
  type BreakoutState,
  breakout,
  breakoutKnobs,
} from "./minAtar/breakout.ts";
export { type FreewayConfig, type FreewayState, freeway, freewayKnobs } from "./minAtar/freeway.ts";
export {
  type SeaquestConfig,
  type SeaquestState,
  type Swarm,
  seaquest,
  seaquestKnobs,
} from "./minAtar/seaquest.ts";
export {
  type SpaceInvadersConfig,
  type SpaceInvadersState,
  spaceInvaders,
  spaceInvadersKnobs,
} from "./minAtar/spaceInvaders.ts";
// the Deep RL Bootcamp's point
export { type PointState, point } from "./point.ts";
// toy text
export {
  type BlackjackConfig,
  type BlackjackSpace,
  type BlackjackState,
  blackjack,
  blackjackKnobs,
  type Hand,
} from "./toyText/blackjack.ts";
export {
  type CliffWalkingConfig,
  cliffWalking,
  cliffWalkingKnobs,
} from "./toyText/cliffWalking.ts";
export {
  type FrozenLakeConfig,
  type FrozenLakeOptions,
  frozenLake,
  frozenLakeKnobs,
} from "./toyText/frozenLake.ts";
export { lakeMaps, randomLake } from "./toyText/lakeMap.ts";
export { type TaxiConfig, type TaxiState, taxi, taxiKnobs } from "./toyText/taxi.ts";
export { worlds } from "./worlds.ts";
