/** Checks of the squashed density: by hand, far out, its integral, several numbers, SAC. */
import { exp, log, tanh } from "gradus/core";
import { exercise } from "../../../../src/exercise.ts";
import { reproduced } from "../../../../src/exerciseLab.ts";
import { staysSoft } from "../offPolicy.ts";
import * as reference from "./reference.ts";

type LogProb = typeof reference.squashedLogProb;

interface Solution {
  squashedLogProb: LogProb;
}

interface Slip {
  readonly plain?: boolean;
  readonly added?: boolean;
  readonly naive?: boolean;
  readonly variance?: boolean;
  readonly noScale?: boolean;
  readonly noPi?: boolean;
  readonly first?: boolean;
}

const HALF_LOG_2PI = 0.9189385332046727;

const slipped =
  (slip: Slip): LogProb =>
  (u, mean, logStd) =>
    u.reduce((sum, x, i) => {
      if (slip.first && i > 0) return sum;
      const std = exp(logStd[i]);
      const z = (x - mean[i]) / (slip.variance ? std * std : std);
      const normal = -0.5 * z * z - (slip.noScale ? 0 : logStd[i]) - (slip.noPi ? 0 : HALF_LOG_2PI);
      const exact = 2 * (Math.LN2 - Math.abs(x) - log(1 + exp(-2 * Math.abs(x))));
      const bend = slip.plain ? 0 : slip.naive ? log(1 - tanh(x) * tanh(x)) : exact;
      return sum + normal + (slip.added ? bend : -bend);
    }, 0);

/** ∫ π(a) da over −1 … 1, by the middle of 20 000 stripes. */
function integral(f: Solution, mean: number, logStd: number): number {
  const n = 20_000;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const a = -1 + (2 * (i + 0.5)) / n;
    const u = 0.5 * log((1 + a) / (1 - a));
    sum += (2 / n) * exp(f.squashedLogProb([u], [mean], [logStd]));
  }
  return sum;
}

export const squashedLogProb = exercise<Solution>({
  id: "07/squashed-log-prob",
  folder: "07-spinning-up/exercises/22-squashed-log-prob",
  title: "A bell in a box",
  source: "Haarnoja et al. 2018, appendix C, arXiv:1801.01290",
  functions: ["squashedLogProb"],
  reference,
  cases: [
    {
      name: "in the middle",
      given: "u = 0, μ = 0, σ = 1: −½ log 2π, nothing is squashed there.",
      run: (f) => f.squashedLogProb([0], [0], [0]),
      expected: -HALF_LOG_2PI,
    },
    {
      name: "away from the middle",
      given: "u = ½ log 3, so that a = ½; μ = ½ log 3, σ = ½: −log ½ − ½ log 2π − log ¾.",
      run: (f) => f.squashedLogProb([log(3) / 2], [log(3) / 2], [log(0.5)]),
      expected: -log(0.5) - HALF_LOG_2PI - log(0.75),
    },
    {
      name: "two deviations off",
      given: "u = 1 with μ = 0, σ = ½, and u = −1: the same.",
      run: (f) => [
        f.squashedLogProb([1], [0], [log(0.5)]),
        f.squashedLogProb([-1], [0], [log(0.5)]),
      ],
      expected: [0, 0].map(() => -2 - log(0.5) - HALF_LOG_2PI - log(1 - tanh(1) * tanh(1))),
    },
    {
      name: "three numbers",
      given: "u = (0, 0.3, −0.7), μ = (0.1, 0, −0.5), log σ = (0, −1, 0.2): the sum.",
      run: (f) => f.squashedLogProb([0, 0.3, -0.7], [0.1, 0, -0.5], [0, -1, 0.2]),
      expected: slipped({ naive: true })([0, 0.3, -0.7], [0.1, 0, -0.5], [0, -1, 0.2]),
    },
    {
      name: "at the wall",
      given: "u = 20 = μ and u = −20 = μ, σ = 1: log(1 − tanh² u) is 2 log 2 − 40 there.",
      run: (f) => [f.squashedLogProb([20], [20], [0]), f.squashedLogProb([-20], [-20], [0])],
      expected: [0, 0].map(() => -HALF_LOG_2PI - 2 * Math.LN2 + 40),
    },
    {
      name: "all of it",
      given: "The density over all actions between −1 and 1 integrates to 1 (μ = 0.4, σ = 0.6).",
      run: (f) => integral(f, 0.4, log(0.6)),
      expected: 1,
      tolerance: 1e-4,
    },
    {
      name: "SAC with yours",
      given: "The lab 07/soft-actor, one seed, judged by the lab's own verdict.",
      swap: true,
      run: (f) => staysSoft({ squashedLogProb: f.squashedLogProb }),
      expected: reproduced,
    },
  ],
  mistakes: [
    {
      name: "the squashing forgotten",
      explanation: "That is log π of u, not of a = tanh u: subtract log(1 − tanh² u).",
      wrong: { squashedLogProb: slipped({ plain: true }) },
    },
    {
      name: "the correction added",
      explanation: "What is pressed together becomes denser: −log(1 − tanh² u) is positive.",
      wrong: { squashedLogProb: slipped({ added: true }) },
    },
    {
      name: "the logarithm of zero",
      explanation:
        "Far out 1 − tanh² u rounds to 0. The other form of the same logarithm never does.",
      wrong: { squashedLogProb: slipped({ naive: true }) },
    },
    {
      name: "divided by the variance",
      explanation: "(u − μ)/σ, squared afterwards.",
      wrong: { squashedLogProb: slipped({ variance: true }) },
    },
    {
      name: "log σ forgotten",
      explanation: "A wider bell is lower everywhere: −log σ.",
      wrong: { squashedLogProb: slipped({ noScale: true }) },
    },
    {
      name: "½ log 2π forgotten",
      explanation: "Without it the density does not integrate to 1, and an entropy means nothing.",
      wrong: { squashedLogProb: slipped({ noPi: true }) },
    },
    {
      name: "only the first number",
      explanation: "The numbers of an action are independent: their log-probabilities add up.",
      wrong: { squashedLogProb: slipped({ first: true }) },
    },
  ],
});
