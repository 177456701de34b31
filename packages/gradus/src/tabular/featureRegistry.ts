/** The algorithms with function approximation by name: a table, in the order of the book's chapters. They see observations, not numbers of states. */
import { unknownName } from "../core/errors.ts";
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { actorCritic, actorCriticKnobs } from "./actorCritic.ts";
import type { FeatureAgent, FeatureReport } from "./approximation.ts";
import { continuingActorCritic, continuingActorCriticKnobs } from "./continuingActorCritic.ts";
import { crossEntropyKnobs, crossEntropyMethod } from "./crossEntropyMethod.ts";
import { differentialSarsa, differentialSarsaKnobs } from "./differentialSarsa.ts";
import type { FeatureWorld } from "./featureWalker.ts";
import { type Fits, fitsActions, fitsFeatures } from "./fits.ts";
import { gradientMC, gradientMCKnobs } from "./gradientMC.ts";
import { lambdaKnobs, lambdaReturn } from "./lambdaReturn.ts";
import type { Action } from "./linearPolicy.ts";
import { fitsLeastSquares, lstd, lstdKnobs } from "./lstd.ts";
import { nStepSemiGradientTd, nStepSemiGradientTdKnobs } from "./nStepSemiGradientTd.ts";
import { emphaticTd, offPolicyTd, offPolicyTdKnobs, tdc, tdcKnobs } from "./offPolicy.ts";
import {
  reinforce,
  reinforceBaseline,
  reinforceBaselineKnobs,
  reinforceKnobs,
} from "./reinforce.ts";
import type { TabularState } from "./report.ts";
import { sarsaLambda, sarsaLambdaKnobs } from "./sarsaLambda.ts";
import { type SavedAgent, savedActionValues, savedMean, savedPreferences } from "./savedAgents.ts";
import { semiGradientSarsa, semiGradientSarsaKnobs } from "./semiGradientSarsa.ts";
import { semiGradientTd, semiGradientTdKnobs } from "./semiGradientTd.ts";
import { tdLambda } from "./tdLambda.ts";
import { trueOnlineSarsa, trueOnlineSarsaKnobs } from "./trueOnlineSarsa.ts";
import { trueOnlineTd } from "./trueOnlineTd.ts";
import { watkinsQ, watkinsQKnobs } from "./watkinsQ.ts";

export interface FeatureAlgorithm {
  readonly title: string;
  readonly source: string;
  readonly knobs: Knobs;
  /** Its agents are shown the numbers of an observation. */
  readonly sees: "features";
  /** Learns to act; otherwise it only predicts the values of acting at random. */
  readonly controls: boolean;
  readonly algorithm: (
    world: FeatureWorld,
    overrides: Readonly<Record<string, unknown>>,
    random: Rng,
    from?: TabularState,
  ) => Generator<FeatureReport<Action>>;
  /** Undefined for a world that it can learn in, else the reason. */
  readonly fits: Fits;
  /** The policy that a saved state holds; absent where nothing but values is learned. */
  readonly policy?: (
    world: FeatureWorld,
    config: Readonly<Record<string, unknown>>,
    saved: never,
    random: Rng,
  ) => FeatureAgent<Action>;
}

type Algorithm<K extends Knobs> = (
  world: FeatureWorld,
  overrides: Partial<ConfigOf<K>>,
  random: Rng,
  from?: TabularState,
) => Generator<FeatureReport<Action>>;

/** What methods act by that learn a policy. */
const scaled = ["discrete", "box"] as const;

/** A row; the algorithm only ever gets what `configure` makes of its own table of knobs. */
const row =
  (controls: boolean) =>
  <const K extends Knobs>(
    title: string,
    section: string,
    knobs: K,
    algorithm: Algorithm<K>,
    saved?: SavedAgent,
  ): FeatureAlgorithm => ({
    title,
    source: /^\d/.test(section) ? `Sutton & Barto, 2nd ed., section ${section}` : section,
    knobs,
    sees: "features",
    controls,
    fits: fitsFeatures(saved === savedPreferences ? scaled : undefined),
    algorithm: algorithm as FeatureAlgorithm["algorithm"],
    ...(saved && {
      policy: (world, config, state, random) =>
        saved(world, configure(knobs, config as Partial<ConfigOf<K>>), state, random),
    }),
  });

const predicts = row(false);
const controls = row(true);

export const featureAlgorithms: Readonly<Record<string, FeatureAlgorithm>> = {
  // chapter 9: on-policy prediction with approximation
  "gradient-mc": predicts("Gradient Monte Carlo prediction", "9.3", gradientMCKnobs, gradientMC),
  "semi-gradient-td": predicts(
    "Semi-gradient TD(0) prediction",
    "9.3",
    semiGradientTdKnobs,
    semiGradientTd,
  ),
  "n-step-semi-gradient-td": predicts(
    "n-step semi-gradient TD prediction",
    "9.4",
    nStepSemiGradientTdKnobs,
    nStepSemiGradientTd,
  ),
  lstd: { ...predicts("Least-squares TD", "9.8", lstdKnobs, lstd), fits: fitsLeastSquares },
  // chapter 10: on-policy control with approximation
  "semi-gradient-sarsa": controls(
    "Episodic semi-gradient Sarsa, n-step",
    "10.1–10.2",
    semiGradientSarsaKnobs,
    semiGradientSarsa,
    savedActionValues,
  ),
  "differential-sarsa": controls(
    "Differential semi-gradient Sarsa",
    "10.3",
    differentialSarsaKnobs,
    differentialSarsa,
    savedActionValues,
  ),
  // chapter 11: off-policy methods with approximation
  "off-policy-td": predicts(
    "Off-policy semi-gradient TD(0)",
    "11.1",
    offPolicyTdKnobs,
    offPolicyTd,
  ),
  tdc: predicts("Gradient TD with correction", "11.7", tdcKnobs, tdc),
  "emphatic-td": predicts("Emphatic TD", "11.8", offPolicyTdKnobs, emphaticTd),
  // chapter 12: eligibility traces
  "lambda-return": predicts("Off-line λ-return", "12.1", lambdaKnobs, lambdaReturn),
  "td-lambda": predicts("TD(λ)", "12.2", lambdaKnobs, tdLambda),
  "true-online-td": predicts("True online TD(λ)", "12.5", lambdaKnobs, trueOnlineTd),
  "sarsa-lambda": controls("Sarsa(λ)", "12.7", sarsaLambdaKnobs, sarsaLambda, savedActionValues),
  "true-online-sarsa": controls(
    "True online Sarsa(λ)",
    "12.7",
    trueOnlineSarsaKnobs,
    trueOnlineSarsa,
    savedActionValues,
  ),
  "watkins-q": controls("Watkins's Q(λ)", "12.10", watkinsQKnobs, watkinsQ, savedActionValues),
  // chapter 13: policy gradient methods
  reinforce: controls("REINFORCE", "13.3", reinforceKnobs, reinforce, savedPreferences),
  "reinforce-baseline": controls(
    "REINFORCE with baseline",
    "13.4",
    reinforceBaselineKnobs,
    reinforceBaseline,
    savedPreferences,
  ),
  "actor-critic": controls(
    "Actor–critic, with eligibility traces",
    "13.5",
    actorCriticKnobs,
    actorCritic,
    savedPreferences,
  ),
  "continuing-actor-critic": controls(
    "Actor–critic for tasks without end, by average reward",
    "13.6",
    continuingActorCriticKnobs,
    continuingActorCritic,
    savedPreferences,
  ),
  // without derivatives
  "cross-entropy": {
    ...controls(
      "Cross-entropy method on linear policies",
      "Rubinstein 1999; Szita & Lőrincz 2006",
      crossEntropyKnobs,
      crossEntropyMethod,
      savedMean,
    ),
    fits: fitsActions(["discrete"]),
  },
};

/** @throws UnknownNameError with the closest names */
export function featureAlgorithm(name: string): FeatureAlgorithm {
  if (Object.hasOwn(featureAlgorithms, name)) return featureAlgorithms[name];
  throw unknownName("algorithm", name, Object.keys(featureAlgorithms));
}
