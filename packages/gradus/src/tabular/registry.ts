/** The tabular algorithms by name, for the command line and the studio: a table, in the order of the book's chapters. */
import { unknownName } from "../core/errors.ts";
import type { ConfigOf, Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { asynchronousDp, asynchronousDpKnobs } from "./asynchronousDp.ts";
import { batchKnobs, batchMC, batchTd } from "./batchPrediction.ts";
import { constantAlphaMC, constantAlphaMCKnobs } from "./constantAlphaMC.ts";
import { doubleExpectedSarsa, doubleQ, doubleQKnobs } from "./doubleQ.ts";
import { dynaQ, dynaQKnobs } from "./dynaQ.ts";
import { dynaQPlus, dynaQPlusKnobs } from "./dynaQPlus.ts";
import { epsilonGreedyBandit, epsilonGreedyBanditKnobs } from "./epsilonGreedyBandit.ts";
import { expectedSarsa, expectedSarsaKnobs } from "./expectedSarsa.ts";
import { type Fits, fitsBandit, fitsGame, fitsModel, fitsTable } from "./fits.ts";
import { gradientBandit, gradientBanditKnobs } from "./gradientBandit.ts";
import { mcControl, mcControlKnobs } from "./mcControl.ts";
import { mcExploringStarts, mcExploringStartsKnobs } from "./mcExploringStarts.ts";
import { mcPrediction, mcPredictionKnobs } from "./mcPrediction.ts";
import {
  nStepExpectedSarsa,
  nStepSarsa,
  nStepSarsaKnobs,
  offPolicyNStepSarsa,
  offPolicyNStepSarsaKnobs,
} from "./nStepSarsa.ts";
import { nStepTd, nStepTdKnobs } from "./nStepTd.ts";
import { offPolicyControl, offPolicyControlKnobs } from "./offPolicyControl.ts";
import { offPolicyPrediction, offPolicyPredictionKnobs } from "./offPolicyPrediction.ts";
import { policyEvaluation, policyEvaluationKnobs } from "./policyEvaluation.ts";
import { policyIteration, policyIterationKnobs } from "./policyIteration.ts";
import { prioritisedSweeping, prioritisedSweepingKnobs } from "./prioritisedSweeping.ts";
import { qLearning, qLearningKnobs } from "./qLearning.ts";
import { qSigma, qSigmaKnobs, treeBackup, treeBackupKnobs } from "./qSigma.ts";
import type { TabularReport, TabularState } from "./report.ts";
import { rtdp, rtdpKnobs } from "./rtdp.ts";
import { sarsa, sarsaKnobs } from "./sarsa.ts";
import { asGame, selfPlay, selfPlayKnobs } from "./selfPlay.ts";
import { td0, td0Knobs } from "./td0.ts";
import { thompsonBandit, thompsonBanditKnobs } from "./thompsonBandit.ts";
import { trajectorySampling, trajectorySamplingKnobs } from "./trajectorySampling.ts";
import { ucbBandit, ucbBanditKnobs } from "./ucbBandit.ts";
import { valueIteration, valueIterationKnobs } from "./valueIteration.ts";
import type { TabularWorld } from "./walker.ts";

export interface TabularAlgorithm {
  readonly title: string;
  readonly source: string;
  readonly knobs: Knobs;
  /** Its agents are shown the number of a state in the world's model; if absent, the number of an observation. */
  readonly sees?: "model";
  readonly algorithm: (
    world: TabularWorld,
    overrides: Readonly<Record<string, unknown>>,
    random: Rng,
    from?: TabularState,
  ) => Generator<TabularReport>;
  /** Undefined for a world that it can learn in, else the reason. */
  readonly fits: Fits;
}

/** A row; the algorithm only ever gets what `configure` makes of its own table of knobs. */
function row<const K extends Knobs>(
  title: string,
  source: string,
  knobs: K,
  algorithm: (
    world: TabularWorld,
    overrides: Partial<ConfigOf<K>>,
    random: Rng,
    from?: TabularState,
  ) => Generator<TabularReport>,
): TabularAlgorithm {
  const known = algorithm as TabularAlgorithm["algorithm"];
  return { title, source, knobs, algorithm: known, fits: fitsTable };
}

/** A row of an algorithm that knows the world's model: its states are the model's. */
const planning = (known: TabularAlgorithm): TabularAlgorithm => ({
  ...known,
  sees: "model",
  fits: fitsModel,
});

/** A row of an algorithm for a single state. */
const bandit = (known: TabularAlgorithm): TabularAlgorithm => ({ ...known, fits: fitsBandit });

const book = (section: string) => `Sutton & Barto, 2nd ed., section ${section}`;

export const tabularAlgorithms: Readonly<Record<string, TabularAlgorithm>> = {
  // chapter 1: introduction
  "self-play": {
    ...row(
      "Values of afterstates, by playing against oneself",
      book("1.5"),
      selfPlayKnobs,
      (world, overrides, random, from) => selfPlay(asGame(world), overrides, random, from),
    ),
    fits: fitsGame,
  },
  // chapter 2: multi-armed bandits
  "epsilon-greedy-bandit": bandit(
    row("ε-greedy action values", book("2.4–2.6"), epsilonGreedyBanditKnobs, epsilonGreedyBandit),
  ),
  "ucb-bandit": bandit(row("Upper confidence bounds", book("2.7"), ucbBanditKnobs, ucbBandit)),
  "gradient-bandit": bandit(
    row("Gradient bandit", book("2.8"), gradientBanditKnobs, gradientBandit),
  ),
  "thompson-bandit": bandit(
    row(
      "Thompson sampling",
      "Thompson 1933; Chapelle & Li 2011",
      thompsonBanditKnobs,
      thompsonBandit,
    ),
  ),
  // chapter 4: dynamic programming
  "policy-evaluation": planning(
    row("Iterative policy evaluation", book("4.1"), policyEvaluationKnobs, policyEvaluation),
  ),
  "policy-iteration": planning(
    row("Policy iteration", book("4.3"), policyIterationKnobs, policyIteration),
  ),
  "value-iteration": planning(
    row("Value iteration", book("4.4"), valueIterationKnobs, valueIteration),
  ),
  "asynchronous-dp": planning(
    row("Asynchronous value iteration", book("4.5"), asynchronousDpKnobs, asynchronousDp),
  ),
  // chapter 5: Monte Carlo methods
  "mc-prediction": row("Monte Carlo prediction", book("5.1"), mcPredictionKnobs, mcPrediction),
  "mc-exploring-starts": row(
    "Monte Carlo control with exploring starts",
    book("5.3"),
    mcExploringStartsKnobs,
    mcExploringStarts,
  ),
  "mc-control": row("On-policy Monte Carlo control", book("5.4"), mcControlKnobs, mcControl),
  "off-policy-mc-prediction": row(
    "Off-policy Monte Carlo prediction",
    book("5.5–5.6"),
    offPolicyPredictionKnobs,
    offPolicyPrediction,
  ),
  "off-policy-mc-control": row(
    "Off-policy Monte Carlo control",
    book("5.7"),
    offPolicyControlKnobs,
    offPolicyControl,
  ),
  // chapter 6: temporal-difference learning
  "td-0": row("TD(0) prediction", book("6.1"), td0Knobs, td0),
  "constant-alpha-mc": row(
    "Constant-α Monte Carlo prediction",
    book("6.1"),
    constantAlphaMCKnobs,
    constantAlphaMC,
  ),
  "batch-td": row(
    "Batch TD(0): the certainty-equivalence estimate",
    book("6.3"),
    batchKnobs,
    batchTd,
  ),
  "batch-mc": row("Batch Monte Carlo", book("6.3"), batchKnobs, batchMC),
  sarsa: row("Sarsa", book("6.4"), sarsaKnobs, sarsa),
  "q-learning": row("Q-learning", book("6.5"), qLearningKnobs, qLearning),
  "expected-sarsa": row("Expected Sarsa", book("6.6"), expectedSarsaKnobs, expectedSarsa),
  "double-q": row("Double Q-learning", book("6.7"), doubleQKnobs, doubleQ),
  "double-expected-sarsa": row(
    "Double Expected Sarsa",
    `${book("6.7")}, exercise 6.13`,
    doubleQKnobs,
    doubleExpectedSarsa,
  ),
  // chapter 7: n-step bootstrapping
  "n-step-td": row("n-step TD prediction", book("7.1"), nStepTdKnobs, nStepTd),
  "n-step-sarsa": row("n-step Sarsa", book("7.2"), nStepSarsaKnobs, nStepSarsa),
  "n-step-expected-sarsa": row(
    "n-step Expected Sarsa",
    book("7.2"),
    nStepSarsaKnobs,
    nStepExpectedSarsa,
  ),
  "off-policy-n-step-sarsa": row(
    "Off-policy n-step Sarsa",
    book("7.3"),
    offPolicyNStepSarsaKnobs,
    offPolicyNStepSarsa,
  ),
  "tree-backup": row("n-step tree backup", book("7.5"), treeBackupKnobs, treeBackup),
  "q-sigma": row("n-step Q(σ)", book("7.6"), qSigmaKnobs, qSigma),
  // chapter 8: planning and learning
  "dyna-q": row("Dyna-Q", book("8.2"), dynaQKnobs, dynaQ),
  "dyna-q-plus": row("Dyna-Q+", book("8.3"), dynaQPlusKnobs, dynaQPlus),
  "prioritised-sweeping": row(
    "Prioritised sweeping",
    book("8.4"),
    prioritisedSweepingKnobs,
    prioritisedSweeping,
  ),
  "trajectory-sampling": planning(
    row(
      "Expected updates along trajectories",
      book("8.6"),
      trajectorySamplingKnobs,
      trajectorySampling,
    ),
  ),
  rtdp: planning(row("Real-time dynamic programming", book("8.7"), rtdpKnobs, rtdp)),
};

/** @throws UnknownNameError with the closest names */
export function tabularAlgorithm(name: string): TabularAlgorithm {
  if (Object.hasOwn(tabularAlgorithms, name)) return tabularAlgorithms[name];
  throw unknownName("algorithm", name, Object.keys(tabularAlgorithms));
}
