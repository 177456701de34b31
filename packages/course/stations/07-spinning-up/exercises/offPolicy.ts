/** A learner's piece in DDPG, TD3, SAC or hindsight by hand: one seed of the lab, judged by the lab's own verdict. */
import type { Output } from "../../../src/exercise.ts";
import { labVerdict } from "../../../src/exerciseLab.ts";
import { hindsightLights, regulatorLab, softActorLab } from "../labs/off-policy-by-hand.ts";
import type { LightsParts } from "../labs/parts/lights.ts";
import type { RegulatorParts } from "../labs/parts/regulator.ts";
import type { SoftParts } from "../labs/parts/softActor.ts";

const one = { seeds: [1] };
export const regulates = (parts: Partial<RegulatorParts>): Output =>
  labVerdict(regulatorLab, parts, one);
export const staysSoft = (parts: Partial<SoftParts>): Output =>
  labVerdict(softActorLab, parts, one);
export const seesInHindsight = (parts: Partial<LightsParts>): Output =>
  labVerdict(hindsightLights, parts, one);
