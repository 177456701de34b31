/** All worlds by Gymnasium's ids, or ids in its manner. */
import { entry, variant } from "../env/registry.ts";
import { acrobot, acrobotKnobs } from "./classicControl/acrobot.ts";
import { cartPole, cartPoleKnobs } from "./classicControl/cartPole.ts";
import { mountainCar, mountainCarKnobs } from "./classicControl/mountainCar.ts";
import {
  mountainCarContinuous,
  mountainCarContinuousKnobs,
} from "./classicControl/mountainCarContinuous.ts";
import { pendulum, pendulumKnobs } from "./classicControl/pendulum.ts";
import { blackjack, blackjackKnobs } from "./toyText/blackjack.ts";
import { cliffWalking, cliffWalkingKnobs } from "./toyText/cliffWalking.ts";
import { frozenLake, frozenLakeKnobs } from "./toyText/frozenLake.ts";
import { taxi, taxiKnobs } from "./toyText/taxi.ts";

const lake = entry(frozenLakeKnobs, frozenLake);
const cliff = entry(cliffWalkingKnobs, cliffWalking);
const pole = entry(cartPoleKnobs, cartPole);

export const worlds = {
  // toy text
  "FrozenLake-v1": lake,
  "FrozenLake8x8-v1": variant(
    lake,
    "FrozenLake8x8-v1",
    { maxSteps: 200, solvedAt: 0.85 },
    { map: "8x8" },
  ),
  "Taxi-v4": entry(taxiKnobs, taxi),
  "CliffWalking-v1": cliff,
  "CliffWalkingSlippery-v1": variant(cliff, "CliffWalkingSlippery-v1", {}, { isSlippery: true }),
  "Blackjack-v1": entry(blackjackKnobs, blackjack),
  // classic control
  "CartPole-v0": variant(pole, "CartPole-v0", { maxSteps: 200, solvedAt: 195 }),
  "CartPole-v1": pole,
  "MountainCar-v0": entry(mountainCarKnobs, mountainCar),
  "MountainCarContinuous-v0": entry(mountainCarContinuousKnobs, mountainCarContinuous),
  "Acrobot-v1": entry(acrobotKnobs, acrobot),
  "Pendulum-v1": entry(pendulumKnobs, pendulum),
} as const;
