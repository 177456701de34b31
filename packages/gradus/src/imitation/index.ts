/** Imitation: learning from somebody who can do it already. */

// from episodes
export { type BcConfig, type BcReport, bc, bcKnobs } from "./bc.ts";
// from answers
export { betaOf, type DaggerConfig, type DaggerReport, dagger, daggerKnobs } from "./dagger.ts";
// parts, for building your own
export { Classroom, type RoundFigures } from "./parts/classroom.ts";
export {
  type Cloner,
  type CloningConfig,
  type CloningFigure,
  cloner,
  cloningKnobs,
} from "./parts/cloner.ts";
export { type DemonstrationBatch, Demonstrations } from "./parts/demonstrations.ts";
export { type Expert, expertOf } from "./parts/expert.ts";
export { type CloningLoss, cloningLoss, mistakes } from "./parts/losses.ts";
// by name
export {
  type ImitationAlgorithm,
  imitationAlgorithms,
  type Teacher,
  type TeacherKind,
} from "./registry.ts";
