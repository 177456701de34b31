/** Environments: the contract, spaces, one environment for people and many for agents. */

// objects in Gymnasium's manner as worlds
export { type EnvLike, type EnvSource, worldOf } from "./adapt.ts";
// does a world keep the contract?
export { checkRules, checkWorld, type Finding } from "./check.ts";
// for people
export { Env, type EnvOptions, type ResetOptions, type Start, type StepResult } from "./env.ts";
// where a world failed
export { guarded, notANumber, type Place, WorldError, worldFault } from "./fault.ts";
// the same bits everywhere?
export { worldHash } from "./hash.ts";
// finite models, for dynamic programming
export { drawTransition, type Mdp, type MdpTable, mdp, type Transition } from "./mdp.ts";
export { type MdpState, type MdpWorldOptions, mdpWorld } from "./mdpWorld.ts";
// surfaces for pictures
export { type Canvas2D, canvasPainter } from "./paint/canvas.ts";
export { type RasterOptions, type RasterPainter, rasterPainter } from "./paint/raster.ts";
export { type SvgPainter, svgPainter } from "./paint/svg.ts";
// pictures as data
export {
  type Extras,
  type Painter,
  type Palette,
  type Picture,
  type Points,
  palettes,
  type Role,
  type Style,
  type TextStyle,
} from "./picture.ts";
// worlds by name
export { entry, variant, type WorldEntry, type WorldTable, worldNamed } from "./registry.ts";
// spaces
export {
  type Box,
  type BoxType,
  box,
  clipped,
  complaint,
  contains,
  type Dict,
  type Discrete,
  describe,
  dict,
  discrete,
  flatArray,
  flatBounds,
  flatSize,
  type MultiBinary,
  type MultiDiscrete,
  multiBinary,
  multiDiscrete,
  type Numbers,
  readFlat,
  type Space,
  sample,
  sampleBatch,
  sampleInto,
  sampleMasked,
  type Tuple,
  tuple,
  type ValueOf,
  writeFlat,
} from "./space.ts";
// and as JSON
export { type SpaceJson, sameSpace, spaceFrom, spaceJson } from "./spaceJson.ts";
// pictures as text
export { type Colour, coloured, Sheet } from "./text.ts";
// for agents
export { VectorEnv, type VectorOptions, type VectorState } from "./vector.ts";
// the contract
export type { AnyWorld, Outcome, Scenery, World } from "./world.ts";

// a world seen or steered otherwise
export {
  clipAction,
  discreteAction,
  rescaleAction,
  strictMask,
  withMask,
} from "./wrappers/action.ts";
export { type FrameStackState, frameStack } from "./wrappers/frameStack.ts";
// statistics over many environments
export { type MomentsState, RunningMoments } from "./wrappers/moments.ts";
export {
  type NormaliserOptions,
  ObservationNormaliser,
  RewardNormaliser,
  type RewardNormaliserState,
} from "./wrappers/normalise.ts";
export { flattenObservation, oneHot, transformObservation } from "./wrappers/observation.ts";
export { clipReward, transformReward } from "./wrappers/reward.ts";
export {
  EpisodeStatistics,
  type EpisodeStatisticsState,
  type Finished,
} from "./wrappers/statistics.ts";
export { timeLimit } from "./wrappers/timeLimit.ts";
