/** All worlds by Gymnasium's ids, or ids in its manner. */
import { configure } from "../core/knobs.ts";
import { entry, variant } from "../env/registry.ts";
import type { AnyWorld } from "../env/world.ts";
import {
  bernoulliBandit,
  driftingBandit,
  kArmedBandit,
  kArmedBanditKnobs,
} from "./book/bandits.ts";
import { bookBlackjack } from "./book/bookBlackjack.ts";
import { carRental, carRentalKnobs } from "./book/carRental.ts";
import { gambler, gamblerKnobs } from "./book/gambler.ts";
import { cornersGrid, jumpingGrid } from "./book/gridworlds.ts";
import { infiniteVariance } from "./book/infiniteVariance.ts";
import { maximisationBias } from "./book/maximisationBias.ts";
import { blockingMaze, dynaMaze, shortcutMaze } from "./book/maze.ts";
import { puddleWorld } from "./book/puddleWorld.ts";
import { racetrack } from "./book/racetrack.ts";
import { randomWalk } from "./book/randomWalk.ts";
import { shortCorridor } from "./book/shortCorridor.ts";
import { thousandStates } from "./book/thousandStates.ts";
import { ticTacToe } from "./book/ticTacToe.ts";
import { windyGrid } from "./book/windyGrid.ts";
import { acrobot, acrobotKnobs } from "./classicControl/acrobot.ts";
import { cartPole, cartPoleKnobs } from "./classicControl/cartPole.ts";
import { mountainCar, mountainCarKnobs } from "./classicControl/mountainCar.ts";
import {
  mountainCarContinuous,
  mountainCarContinuousKnobs,
} from "./classicControl/mountainCarContinuous.ts";
import { pendulum, pendulumKnobs } from "./classicControl/pendulum.ts";
import { crawler } from "./crawler.ts";
import { easy21 } from "./easy21.ts";
import { blackjack, blackjackKnobs } from "./toyText/blackjack.ts";
import { cliffWalking, cliffWalkingKnobs } from "./toyText/cliffWalking.ts";
import { frozenLake, frozenLakeKnobs } from "./toyText/frozenLake.ts";
import { taxi, taxiKnobs } from "./toyText/taxi.ts";

const lake = entry(frozenLakeKnobs, frozenLake);
const cliff = entry(cliffWalkingKnobs, cliffWalking);
const pole = entry(cartPoleKnobs, cartPole);

/** A world with nothing to set. */
const fixed = <W extends AnyWorld>(create: () => W) =>
  entry({}, (options: object = {}) => {
    configure({}, options);
    return create();
  });

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
  // Sutton & Barto, chapters 1 to 5
  "TicTacToe-v1": fixed(() => ticTacToe()),
  "TicTacToePerfect-v1": fixed(() => ticTacToe({ opponent: "perfect" })),
  "KArmedBandit-v1": entry(kArmedBanditKnobs, kArmedBandit),
  "DriftingBandit-v1": fixed(() => driftingBandit()),
  "BernoulliBandit-v1": fixed(() => bernoulliBandit()),
  "JumpingGrid-v1": fixed(() => jumpingGrid()),
  "CornersGrid-v1": fixed(() => cornersGrid()),
  "CarRental-v1": entry(carRentalKnobs, carRental),
  "Gambler-v1": entry(gamblerKnobs, gambler),
  "BookBlackjack-v1": fixed(() => bookBlackjack()),
  "InfiniteVariance-v1": fixed(() => infiniteVariance()),
  "Racetrack-v1": fixed(() => racetrack()),
  // Sutton & Barto, chapters 6 to 8
  "RandomWalk5-v1": fixed(() => randomWalk()),
  "RandomWalk19-v1": fixed(() => randomWalk({ states: 19, left: -1 })),
  "WindyGrid-v1": fixed(() => windyGrid()),
  "WindyGridKings-v1": fixed(() => windyGrid({ moves: 8 })),
  "WindyGridNine-v1": fixed(() => windyGrid({ moves: 9 })),
  "WindyGridKingsGusts-v1": fixed(() => windyGrid({ moves: 8, isStochastic: true })),
  "MaximisationBias-v1": fixed(() => maximisationBias()),
  "DynaMaze-v1": fixed(() => dynaMaze()),
  "BlockingMaze-v1": fixed(() => blockingMaze()),
  "ShortcutMaze-v1": fixed(() => shortcutMaze()),
  // Sutton & Barto, chapters 9 to 13
  "ThousandStates-v1": fixed(() => thousandStates()),
  "ShortCorridor-v1": fixed(() => shortCorridor()),
  "PuddleWorld-v1": fixed(() => puddleWorld()),
  // David Silver's assignment
  "Easy21-v1": fixed(() => easy21()),
  // a robot to teach
  "Crawler-v1": fixed(() => crawler()),
} as const;
