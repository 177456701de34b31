/**
 * Pictures of all worlds, as data that any surface can paint.
 *
 *     const { width, height, paint } = pictureOf(makeWorld("CartPole-v1"));
 */
import { internal } from "../../core/errors.ts";
import type { Picture } from "../../env/picture.ts";
import type { AnyWorld, Scenery } from "../../env/world.ts";
import type { Family, SceneryOf } from "../scenery.ts";
import { catchPicture, deepSeaPicture, ticTacToePicture } from "./boards.ts";
import {
  actionEqualsObservationContinuousPicture,
  actionEqualsObservationPicture,
  bairdPicture,
  bitFlippingPicture,
  infiniteVariancePicture,
  maximisationBiasPicture,
  memoryChainPicture,
  randomWalkPicture,
  shortCorridorPicture,
  thousandStatesPicture,
} from "./chains.ts";
import { acrobotPicture, cartPolePicture, hillPicture, pendulumPicture } from "./control.ts";
import {
  accessControlPicture,
  banditPicture,
  blackjackPicture,
  bookBlackjackPicture,
  carRentalPicture,
  easy21Picture,
  gamblerPicture,
} from "./games.ts";
import {
  cliffPicture,
  cornersGridPicture,
  jumpingGridPicture,
  lakePicture,
  mazePicture,
  racetrackPicture,
  windyGridPicture,
} from "./grids.ts";
import {
  asterixPicture,
  breakoutPicture,
  freewayPicture,
  seaquestPicture,
  spaceInvadersPicture,
} from "./minAtar.ts";
import { observationPicture } from "./observation.ts";
import { crawlerPicture, pointPicture, pointReachPicture, puddlePicture } from "./robots.ts";
import { taxiPicture } from "./taxi.ts";

/** How each family is drawn. */
const drawings: { readonly [F in Family]: (scenery: SceneryOf<F>) => Picture } = {
  inner: innerPicture,
  lake: lakePicture,
  cliff: cliffPicture,
  taxi: taxiPicture,
  jumpingGrid: jumpingGridPicture,
  cornersGrid: cornersGridPicture,
  windyGrid: windyGridPicture,
  maze: mazePicture,
  racetrack: racetrackPicture,
  catch: catchPicture,
  deepSea: deepSeaPicture,
  ticTacToe: ticTacToePicture,
  minAtarAsterix: asterixPicture,
  minAtarBreakout: breakoutPicture,
  minAtarFreeway: freewayPicture,
  minAtarSeaquest: seaquestPicture,
  minAtarSpaceInvaders: spaceInvadersPicture,
  cartPole: cartPolePicture,
  hill: hillPicture,
  acrobot: acrobotPicture,
  pendulum: pendulumPicture,
  crawler: crawlerPicture,
  puddle: puddlePicture,
  point: pointPicture,
  pointReach: pointReachPicture,
  randomWalk: randomWalkPicture,
  thousandStates: thousandStatesPicture,
  shortCorridor: shortCorridorPicture,
  maximisationBias: maximisationBiasPicture,
  infiniteVariance: infiniteVariancePicture,
  baird: bairdPicture,
  memoryChain: memoryChainPicture,
  bitFlipping: bitFlippingPicture,
  actionEqualsObservation: actionEqualsObservationPicture,
  actionEqualsObservationContinuous: actionEqualsObservationContinuousPicture,
  blackjack: blackjackPicture,
  bookBlackjack: bookBlackjackPicture,
  easy21: easy21Picture,
  bandit: banditPicture,
  gambler: gamblerPicture,
  carRental: carRentalPicture,
  accessControl: accessControlPicture,
};

function pictureOfScenery(scenery: Scenery): Picture | undefined {
  if (!Object.hasOwn(drawings, scenery.family)) return undefined;
  return drawings[scenery.family as Family](scenery as never);
}

/** The state of a wrapper holds the world's own. */
function innerPicture({ of }: SceneryOf<"inner">): Picture {
  const picture = pictureOfScenery(of);
  if (picture === undefined) throw internal(`no picture of the family "${of.family}"`);
  const { width, height } = picture;
  const innerOf = (state: unknown) => (state as { readonly inner: unknown }).inner;
  return {
    width,
    height,
    paint: (painter, state, extras = {}) =>
      picture.paint(painter, innerOf(state), { ...extras, trail: extras.trail?.map(innerOf) }),
  };
}

/** The picture of a world: its own, that of its family, or else its observation as bars. */
export function pictureOf(world: AnyWorld): Picture {
  if (world.picture !== undefined) return world.picture;
  const drawn = world.scenery === undefined ? undefined : pictureOfScenery(world.scenery);
  return drawn ?? observationPicture(world);
}
