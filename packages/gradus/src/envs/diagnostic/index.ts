/** Worlds that each test one ability: credit, exploration, memory. In the manner of bsuite (arXiv:1908.03568). */

// does anything work at all?
export {
  type ActionEqualsObservationContinuousState,
  type ActionEqualsObservationState,
  actionEqualsObservation,
  actionEqualsObservationContinuous,
  actionEqualsObservationContinuousKnobs,
  actionEqualsObservationKnobs,
} from "./actionEqualsObservation.ts";
// goals
export {
  type BitFlippingConfig,
  type BitFlippingState,
  bitFlipping,
  bitFlippingKnobs,
} from "./bitFlipping.ts";
// credit over a few steps
export { type CatchConfig, type CatchState, catchBall, catchKnobs } from "./catch.ts";
// exploration
export {
  type DeepSeaConfig,
  type DeepSeaState,
  deepSea,
  deepSeaKnobs,
  deepSeaTable,
} from "./deepSea.ts";
// memory
export { cartPoleHidden, mountainCarContinuousHidden, pendulumHidden } from "./hidden.ts";
export {
  type MemoryChainConfig,
  type MemoryChainState,
  memoryChain,
  memoryChainKnobs,
} from "./memoryChain.ts";
export { type PointReachState, pointReach } from "./pointReach.ts";
