/** All worlds by Gymnasium's ids, or ids in its manner. */
import { configure } from "../core/knobs.ts";
import { entry, variant } from "../env/registry.ts";
import type { AnyWorld } from "../env/world.ts";
import { accessControl, accessControlKnobs } from "./book/accessControl.ts";
import { baird } from "./book/baird.ts";
import {
  bernoulliBandit,
  bernoulliBanditKnobs,
  kArmedBandit,
  kArmedBanditKnobs,
} from "./book/bandits.ts";
import { bookBlackjackKnobs, bookBlackjackOf } from "./book/bookBlackjack.ts";
import { bookMountainCar } from "./book/bookMountainCar.ts";
import { carRental, carRentalKnobs } from "./book/carRental.ts";
import { gambler, gamblerKnobs } from "./book/gambler.ts";
import { cornersGrid, cornersGridKnobs, jumpingGrid, jumpingGridKnobs } from "./book/gridworlds.ts";
import { infiniteVariance } from "./book/infiniteVariance.ts";
import { maximisationBias, maximisationBiasKnobs } from "./book/maximisationBias.ts";
import {
  blockingMazeKnobs,
  blockingMazeOf,
  dynaMazeKnobs,
  dynaMazeOf,
  shortcutMazeKnobs,
  shortcutMazeOf,
} from "./book/maze.ts";
import { puddleWorld, puddleWorldKnobs } from "./book/puddleWorld.ts";
import { racetrack, racetrackKnobs } from "./book/racetrack.ts";
import { randomWalk, randomWalkKnobs } from "./book/randomWalk.ts";
import { shortCorridor } from "./book/shortCorridor.ts";
import { thousandStates } from "./book/thousandStates.ts";
import { ticTacToe, ticTacToeKnobs } from "./book/ticTacToe.ts";
import { windyGrid, windyGridKnobs } from "./book/windyGrid.ts";
import { acrobot, acrobotKnobs } from "./classicControl/acrobot.ts";
import { cartPole, cartPoleKnobs } from "./classicControl/cartPole.ts";
import {
  cartPoleContinuous,
  cartPoleContinuousKnobs,
} from "./classicControl/cartPoleContinuous.ts";
import { mountainCar, mountainCarKnobs } from "./classicControl/mountainCar.ts";
import {
  mountainCarContinuous,
  mountainCarContinuousKnobs,
} from "./classicControl/mountainCarContinuous.ts";
import { pendulum, pendulumKnobs } from "./classicControl/pendulum.ts";
import { crawler, crawlerKnobs } from "./crawler.ts";
import {
  actionEqualsObservation,
  actionEqualsObservationContinuous,
  actionEqualsObservationContinuousKnobs,
  actionEqualsObservationKnobs,
} from "./diagnostic/actionEqualsObservation.ts";
import { bitFlipping, bitFlippingKnobs } from "./diagnostic/bitFlipping.ts";
import { catchBall, catchKnobs } from "./diagnostic/catch.ts";
import { deepSea, deepSeaKnobs, deepSeaTable } from "./diagnostic/deepSea.ts";
import {
  cartPoleHidden,
  mountainCarContinuousHidden,
  pendulumHidden,
} from "./diagnostic/hidden.ts";
import { memoryChain, memoryChainKnobs } from "./diagnostic/memoryChain.ts";
import { pointReach } from "./diagnostic/pointReach.ts";
import { easy21, easy21Knobs } from "./easy21.ts";
import { asterix, asterixKnobs } from "./minAtar/asterix.ts";
import { breakout, breakoutKnobs } from "./minAtar/breakout.ts";
import { freeway, freewayKnobs } from "./minAtar/freeway.ts";
import { seaquest, seaquestKnobs } from "./minAtar/seaquest.ts";
import { spaceInvaders, spaceInvadersKnobs } from "./minAtar/spaceInvaders.ts";
import { point } from "./point.ts";
import { blackjack, blackjackKnobs } from "./toyText/blackjack.ts";
import { cliffWalking, cliffWalkingKnobs } from "./toyText/cliffWalking.ts";
import { frozenLake, frozenLakeKnobs } from "./toyText/frozenLake.ts";
import { taxi, taxiKnobs } from "./toyText/taxi.ts";

const lake = entry(frozenLakeKnobs, frozenLake);
const cliff = entry(cliffWalkingKnobs, cliffWalking);
const pole = entry(cartPoleKnobs, cartPole);
const noughts = entry(ticTacToeKnobs, ticTacToe);
const bandit = entry(kArmedBanditKnobs, kArmedBandit);
const walk = entry(randomWalkKnobs, randomWalk);
const windy = entry(windyGridKnobs, windyGrid);

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
  "CartPoleContinuous-v1": entry(cartPoleContinuousKnobs, cartPoleContinuous),
  "MountainCar-v0": entry(mountainCarKnobs, mountainCar),
  "MountainCarContinuous-v0": entry(mountainCarContinuousKnobs, mountainCarContinuous),
  "Acrobot-v1": entry(acrobotKnobs, acrobot),
  "Pendulum-v1": entry(pendulumKnobs, pendulum),
  // Sutton & Barto, chapters 1 to 5
  "TicTacToe-v1": noughts,
  "TicTacToePerfect-v1": variant(noughts, "TicTacToePerfect-v1", {}, { opponent: "perfect" }),
  "KArmedBandit-v1": bandit,
  "DriftingBandit-v1": variant(
    bandit,
    "DriftingBandit-v1",
    {},
    { spread: 0, walk: 0.01, steps: 10_000 },
  ),
  "BernoulliBandit-v1": entry(bernoulliBanditKnobs, bernoulliBandit),
  "JumpingGrid-v1": entry(jumpingGridKnobs, jumpingGrid),
  "CornersGrid-v1": entry(cornersGridKnobs, cornersGrid),
  "CarRental-v1": entry(carRentalKnobs, carRental),
  "Gambler-v1": entry(gamblerKnobs, gambler),
  "BookBlackjack-v1": entry(bookBlackjackKnobs, bookBlackjackOf),
  "InfiniteVariance-v1": fixed(() => infiniteVariance()),
  "Racetrack-v1": entry(racetrackKnobs, racetrack),
  // Sutton & Barto, chapters 6 to 8
  "RandomWalk5-v1": walk,
  "RandomWalk19-v1": variant(walk, "RandomWalk19-v1", {}, { states: 19, left: -1 }),
  "WindyGrid-v1": windy,
  "WindyGridKings-v1": variant(windy, "WindyGridKings-v1", {}, { moves: 8 }),
  "WindyGridNine-v1": variant(windy, "WindyGridNine-v1", {}, { moves: 9 }),
  "WindyGridKingsGusts-v1": variant(
    windy,
    "WindyGridKingsGusts-v1",
    {},
    { moves: 8, isStochastic: true },
  ),
  "MaximisationBias-v1": entry(maximisationBiasKnobs, maximisationBias),
  "DynaMaze-v1": entry(dynaMazeKnobs, dynaMazeOf),
  "BlockingMaze-v1": entry(blockingMazeKnobs, blockingMazeOf),
  "ShortcutMaze-v1": entry(shortcutMazeKnobs, shortcutMazeOf),
  // Sutton & Barto, chapters 9 to 13
  "ThousandStates-v1": fixed(() => thousandStates()),
  "BookMountainCar-v1": entry(mountainCarKnobs, bookMountainCar),
  "AccessControl-v1": entry(accessControlKnobs, accessControl),
  "Baird-v1": fixed(() => baird()),
  "ShortCorridor-v1": fixed(() => shortCorridor()),
  "PuddleWorld-v1": entry(puddleWorldKnobs, puddleWorld),
  // David Silver's assignment
  "Easy21-v1": entry(easy21Knobs, easy21),
  // the Deep RL Bootcamp's point
  "Point-v0": fixed(() => point()),
  // a robot to teach
  "Crawler-v1": entry(crawlerKnobs, crawler),
  // MinAtar
  "MinAtar/Asterix-v1": entry(asterixKnobs, asterix),
  "MinAtar/Breakout-v1": entry(breakoutKnobs, breakout),
  "MinAtar/Freeway-v1": entry(freewayKnobs, freeway),
  "MinAtar/Seaquest-v1": entry(seaquestKnobs, seaquest),
  "MinAtar/SpaceInvaders-v1": entry(spaceInvadersKnobs, spaceInvaders),
  // one ability each
  "ActionEqualsObservation-v1": entry(actionEqualsObservationKnobs, actionEqualsObservation),
  "ActionEqualsObservationContinuous-v1": entry(
    actionEqualsObservationContinuousKnobs,
    actionEqualsObservationContinuous,
  ),
  "Catch-v1": entry(catchKnobs, catchBall),
  "DeepSea-v1": entry(deepSeaKnobs, deepSea),
  "DeepSeaTable-v1": entry(deepSeaKnobs, deepSeaTable),
  "MemoryChain-v1": entry(memoryChainKnobs, memoryChain),
  "BitFlipping-v1": entry(bitFlippingKnobs, bitFlipping),
  "PointReach-v1": fixed(() => pointReach()),
  "CartPoleHidden-v1": entry(cartPoleKnobs, cartPoleHidden),
  "PendulumHidden-v1": entry(pendulumKnobs, pendulumHidden),
  "MountainCarContinuousHidden-v1": entry(mountainCarContinuousKnobs, mountainCarContinuousHidden),
} as const;
