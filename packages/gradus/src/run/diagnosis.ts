/**
 * What looks wrong in a run of deep reinforcement learning, in plain words, from the figures that its reports carry.
 *
 * In the spirit of John Schulman's talk "The Nuts and Bolts of Deep RL Research" (2017): look at the entropy, the divergence, the
 * explained variance and the scales before anything else. A rule speaks only where the figures are far outside of what healthy
 * runs show; thresholds were set on such runs (tools/diagnosis.ts says which), so silence is no proof of health.
 */
import { log } from "../core/math.ts";
import { flatSize, type Space } from "../env/space.ts";
import { mean, median } from "./statistics.ts";

/** A report as numbers under names, as in progress.csv: steps, return, entropy …; null where there is none. */
export type Row = Readonly<Record<string, number | null>>;

export interface DiagnosisContext {
  /** Steps that the run was to make; what it has made by now stands in its rows. */
  readonly totalSteps: number;
  /** Settings of the algorithm, as far as it has them: environments, maxNorm … */
  readonly config: Readonly<Record<string, unknown>>;
  readonly world: {
    readonly actionSpace: Space;
    readonly solvedAt?: number | undefined;
  };
}

/** Something that looks wrong. */
export interface Finding {
  /** A name for machines: "entropy-collapsed". */
  readonly rule: Rule;
  /** One sentence, with the numbers. */
  readonly evidence: string;
  /** What healthy runs show. */
  readonly healthy: string;
  readonly advice: string;
}

/** The rules, in order of suspicion: what explains most of the others comes first. */
export const diagnosisRules = [
  "not-a-number",
  "no-episode-ended",
  "no-signal",
  "observations-unscaled",
  "rewards-huge",
  "rewards-tiny",
  "support-clips",
  "learning-never-started",
  "values-impossible",
  "temperature-diverges",
  "exploration-dead",
  "divergence",
  "steps-too-large",
  "steps-too-small",
  "entropy-collapsed",
  "entropy-never-fell",
  "critic-useless",
  "gradient-clipped",
  "return-fell",
  "still-rising",
] as const;
export type Rule = (typeof diagnosisRules)[number];

/** While a run goes on: the share of it after which a rule speaks; what compares its end with what came before waits for the end. */
const patience: { readonly [R in Rule]: number } = {
  "not-a-number": 0,
  "no-episode-ended": 0,
  "no-signal": 0.3,
  "observations-unscaled": 0,
  "rewards-huge": 0,
  "rewards-tiny": 0.3,
  "support-clips": 0.1,
  "learning-never-started": 0.3,
  "values-impossible": 0.1,
  "temperature-diverges": 0.2,
  "exploration-dead": 0.2,
  divergence: 0,
  "steps-too-large": 0.2,
  "steps-too-small": 0.2,
  "entropy-collapsed": 0.33,
  "entropy-never-fell": Infinity,
  "critic-useless": 0.5,
  "gradient-clipped": 0.3,
  "return-fell": Infinity,
  "still-rising": Infinity,
};

/**
 * What looks wrong, most suspicious first; nothing for a run that looks healthy, or is too short to tell.
 *
 * @param rows in order of their steps; `gathered` keeps few of many
 * @param isOver whether the run has ended; before, rules need patience
 */
export function diagnose(
  rows: readonly Row[],
  context: DiagnosisContext,
  isOver = true,
): readonly Finding[] {
  const run = seen(rows, context);
  return diagnosisRules.flatMap((rule) => {
    if (!isOver && run.steps < patience[rule] * context.totalSteps) return [];
    const found = rules[rule](run);
    return found === undefined ? [] : [{ rule, ...found }];
  });
}

/** Rows of a run, so many at most: neighbours are averaged when there are too many. */
export function gathered(most = 2000): { add(row: Row): void; readonly rows: readonly Row[] } {
  let rows: Row[] = [];
  let waiting: Row[] = [];
  let every = 1;
  const joined = (): Row[] => (waiting.length === 0 ? [] : [averaged(waiting)]);
  return {
    add(row) {
      waiting.push(row);
      if (waiting.length < every) return;
      rows.push(...joined());
      waiting = [];
      if (rows.length < most) return;
      rows = rows.flatMap((_, i) => (i % 2 === 0 ? [averaged(rows.slice(i, i + 2))] : []));
      every *= 2;
    },
    get rows() {
      return [...rows, ...joined()];
    },
  };
}

/** Of several rows, the one that counts, where it is not the mean. */
const joining: Readonly<Record<string, (values: readonly number[]) => number>> = {
  steps: (values) => values[values.length - 1],
  episodes: (values) => values[values.length - 1],
  updates: (values) => values[values.length - 1],
  approxKl: (values) => Math.max(...values),
  leastReward: (values) => Math.min(...values),
  greatestReward: (values) => Math.max(...values),
};

/** One row for several: counters as they are in the last, extremes as extremes, means of the rest. */
function averaged(rows: readonly Row[]): Row {
  const last = rows[rows.length - 1];
  if (rows.length === 1) return last;
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return Object.fromEntries(
    [...names].map((name) => {
      const known = rows.flatMap((row) => (typeof row[name] === "number" ? [row[name]] : []));
      return [name, known.length === 0 ? null : (joining[name] ?? mean)(known)];
    }),
  );
}

/** The numbers of a report, under the names of progress.csv. */
export function rowOf(report: object): Row {
  const { episodeReturn, ...others } = report as Readonly<Record<string, unknown>>;
  const numbers = Object.entries(others).filter(
    (entry): entry is [string, number] => typeof entry[1] === "number",
  );
  return {
    return: typeof episodeReturn === "number" ? episodeReturn : null,
    ...Object.fromEntries(numbers),
  };
}

// ── what the rules look at ──────────────────────────────────────────────────────────────────────

/** A run as the rules see it. */
interface Run extends DiagnosisContext {
  readonly rows: readonly Row[];
  readonly steps: number;
  readonly episodes: number;
  /** The world counts as solved by the returns of the last tenth. */
  readonly isSolved: boolean;
  /** Values of a figure between two shares of the steps so far. */
  values(figure: string, from?: number, to?: number): number[];
  /** Mean returns of twentieths of the run in which an episode ended. */
  readonly returns: readonly number[];
}

type Sentence = Omit<Finding, "rule">;

function seen(rows: readonly Row[], context: DiagnosisContext): Run {
  const last = rows.at(-1);
  const steps = last?.["steps"] ?? 0;
  const values = (figure: string, from = 0, to = 1): number[] => {
    const found: number[] = [];
    for (const row of rows) {
      const at = (row["steps"] ?? 0) / steps;
      const v = row[figure];
      if (at >= from && at <= to && typeof v === "number") found.push(v);
    }
    return found;
  };
  const returns = Array.from({ length: 20 }, (_, i) =>
    values("return", i / 20, (i + 1) / 20),
  ).flatMap((part) => (part.length === 0 ? [] : [mean(part)]));
  const { solvedAt } = context.world;
  const latest = returns.at(-1);
  return {
    ...context,
    rows,
    steps,
    episodes: last?.["episodes"] ?? values("return").length,
    isSolved: solvedAt !== undefined && latest !== undefined && latest >= solvedAt,
    values,
    returns,
  };
}

/** Numbers in sentences: three digits. */
const show = (v: number): string => String(Number(v.toPrecision(3)));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
const number = (config: Run["config"], name: string, otherwise: number): number =>
  typeof config[name] === "number" ? config[name] : otherwise;
/** `set normaliseObservations=true, or …` where the algorithm has the knob. */
const knob = (run: Run, name: string, setting: string, otherwise: string): string =>
  Object.hasOwn(run.config, name) ? `Set ${name}=${setting}, or ${otherwise}` : capital(otherwise);
const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

/** The least and the greatest reward of a step, as far as the run says; NaN where it does not. */
function extremes({ values }: Run): readonly [low: number, high: number] {
  const [low, high] = [values("leastReward"), values("greatestReward")];
  return low.length === 0 ? [Number.NaN, Number.NaN] : [Math.min(...low), Math.max(...high)];
}

/**
 * Between which bounds every discounted return lies: rₘᵢₙ/(1 − γ) and rₘₐₓ/(1 − γ), or 0 where an episode may end at once. Where a
 * temperature pays for entropy, its share is added above. Undefined where the run does not say, or rewards are judged anew.
 */
function valueBounds(run: Run): readonly [low: number, high: number] | undefined {
  const { config, values } = run;
  const [least, greatest] = extremes(run);
  const gamma = number(config, "gamma", 1);
  if (!(least <= greatest) || gamma >= 1 || number(config, "hindsight", 0) > 0) return undefined;
  const [alpha, entropy] = [values("temperature", 0.5), values("entropy", 0.5)];
  const paid = alpha.length === 0 ? 0 : Math.max(...alpha) * Math.max(0, ...entropy);
  const low = Math.min(0, least) / (1 - gamma);
  const high = (Math.max(0, greatest) + paid) / (1 - gamma);
  return low < high ? [low, high] : undefined;
}

/** The greatest entropy of the actions, in nats; undefined where it has no bound. */
function greatestEntropy(space: Space): number | undefined {
  switch (space.kind) {
    case "discrete":
      return log(space.n);
    case "multiDiscrete":
      return space.nvec.reduce((sum, n) => sum + log(n), 0);
    case "multiBinary":
      return space.n * log(2);
    default:
      return undefined;
  }
}

// ── the rules ───────────────────────────────────────────────────────────────────────────────────

const spike = 0.5; // of a divergence
const fewSteps = 5000; // below, nothing is said of learning

const rules: { readonly [R in Rule]: (run: Run) => Sentence | undefined } = {
  "not-a-number"({ rows }) {
    for (const row of rows) {
      const bad = Object.entries(row).find(([, v]) => v !== null && !Number.isFinite(v));
      if (bad === undefined) continue;
      return {
        evidence: `${bad[0]} is ${bad[1]} after ${row["steps"]} steps.`,
        healthy: "Every figure is a finite number.",
        advice:
          "Look at the figures before that step: a step size that is too large, or rewards and observations of a huge scale, are the usual causes; then at the world (`gradus check-env`).",
      };
    }
    return undefined;
  },

  "no-episode-ended"({ episodes, steps, config, rows }) {
    if (rows.at(-1)?.["epochs"] !== undefined) return undefined; // steps are updates on a data set
    const each = steps / number(config, "environments", 1);
    if (episodes > 0 || each < 1500) return undefined;
    return {
      evidence: `No episode has ended in ${steps} steps, ${Math.round(each)} in each environment.`,
      healthy: "Episodes end in every few rollouts, by a terminal state or a time limit.",
      advice:
        "Check that the world sets `terminated`; if the task has no end, give it a time limit (`maxSteps`), which truncates without counting as an end.",
    };
  },

  "no-signal"({ episodes, values, steps, isSolved }) {
    const all = values("return");
    if (episodes < 20 || all.length < 5 || isSolved || steps < fewSteps) return undefined;
    const [low, high] = [Math.min(...all), Math.max(...all)];
    if (high - low > 1e-6 * Math.max(1, Math.abs(low))) return undefined;
    return {
      evidence: `All ${episodes} episodes returned ${show(low)}: nothing that the policy did made a difference.`,
      healthy: "Returns differ from episode to episode from the beginning.",
      advice:
        "The reward is never met by chance: explore more (a higher entropyWeight or explorationShare, gSDE, repeated actions), start nearer to the goal, or reward progress.",
    };
  },

  "observations-unscaled"(run) {
    const scales = run.values("observationScale");
    if (scales.length === 0) return undefined;
    const scale = median(scales);
    if (scale < 15) return undefined;
    return {
      evidence: `The largest number that the network sees is ${show(scale)} in root mean square.`,
      healthy: "Between 0.1 and 5: networks begin with weights for inputs of about 1.",
      advice: knob(
        run,
        "normaliseObservations",
        "true",
        "divide the observation by its usual size in the world.",
      ),
    };
  },

  "rewards-huge"(run) {
    const scales = run.values("returnScale");
    if (scales.length === 0 || median(scales) < 500) return undefined;
    return {
      evidence: `What the critic is to learn has a standard deviation of ${show(median(scales))}.`,
      healthy: "Between 0.1 and 100.",
      advice: `${knob(run, "normaliseRewards", "true", "divide the reward by a constant.")} The critic's loss would otherwise drown everything else.`,
    };
  },

  "rewards-tiny"(run) {
    const scales = run.values("returnScale", 0.05, 0.3); // later a solved task may have nothing left to explain
    if (scales.length < 3 || run.steps < fewSteps || run.episodes === 0) return undefined;
    const isLarge = run.returns.some((r) => Math.abs(r) > 1); // large and all alike: another fault
    if (median(scales) > 0.01 || isLarge) return undefined;
    return {
      evidence: `What the critic is to learn has a standard deviation of ${show(median(scales))}.`,
      healthy: "Between 0.1 and 100.",
      advice: knob(run, "normaliseRewards", "true", "multiply the reward by a constant."),
    };
  },

  "support-clips"({ values, config }) {
    const all = values("outside", 0.5);
    if (all.length < 3 || median(all) < 0.5) return undefined;
    const bounds = `${show(number(config, "vMin", Number.NaN))} to ${show(number(config, "vMax", Number.NaN))}`;
    return {
      evidence: `${percent(median(all))} of the probability of the targets lay outside of the atoms, which go from ${bounds}; what Q learned of what was done is ${show(median(values("meanQ", 0.5)))} on average.`,
      healthy: "Next to nothing: the discounted returns lie between vMin and vMax.",
      advice:
        "Set vMin and vMax to the least and the greatest discounted return: rewards between a and b give a/(1 − gamma) to b/(1 − gamma) at most. Or learn quantiles, which need no bounds (qr-dqn).",
    };
  },

  "learning-never-started"({ rows, config, steps, totalSteps }) {
    const { learningStarts } = config;
    if (typeof learningStarts !== "number" || rows.at(-1)?.["updates"] !== 0) return undefined;
    if (learningStarts < totalSteps) return undefined; // it is still to come
    return {
      evidence: `Nothing was learned in ${steps} steps: learningStarts is ${learningStarts}, and the run has ${totalSteps} steps.`,
      healthy: "Updates begin within the first tenth of the run.",
      advice: `Set learningStarts=${Math.max(1, Math.round(totalSteps / 50))}, or train longer (--steps).`,
    };
  },

  "values-impossible"(run) {
    const bounds = valueBounds(run);
    const all = [...run.values("meanQ", 0.5), ...run.values("q", 0.5)];
    if (bounds === undefined || all.length < 3) return undefined;
    const Q = median(all);
    const [low, high] = bounds;
    const beyond = 0.5 * (high - low); // healthy runs pass a bound by a few hundredths
    if (Q >= low - beyond && Q <= high + beyond) return undefined;
    const rewards = extremes(run);
    return {
      evidence: `What Q says of what was done is ${show(Q)} on average. No return can lie outside of ${show(low)} to ${show(high)}: rewards went from ${show(rewards[0])} to ${show(rewards[1])}, and gamma is ${number(run.config, "gamma", Number.NaN)}.`,
      healthy: "Between rₘᵢₙ/(1 − gamma) and rₘₐₓ/(1 − gamma); above by a few per cent at most.",
      advice:
        "Q teaches itself what it made up: let the target follow more slowly (a larger targetEvery, a smaller tau), lower the step size, or let another network judge (doubleQ=true, td3 in place of ddpg).",
    };
  },

  "temperature-diverges"(run) {
    const { values } = run;
    const [before, end] = [values("temperature", 0.6, 0.8), values("temperature", 0.8, 1)];
    if (before.length < 3 || end.length < 3) return undefined;
    const [least, greatest] = extremes(run);
    const largest = Math.max(Math.abs(least), Math.abs(greatest));
    const isRising = median(end) > 1.2 * median(before);
    if (!isRising || !(median(end) > 10 * largest)) return undefined;
    return {
      evidence: `A nat of entropy is worth ${show(median(end))} and rising, more than ten times the largest reward, ${show(largest)}: what the world pays no longer counts.`,
      healthy: "It falls below the size of the rewards, and settles.",
      advice:
        "The target entropy cannot be reached where a wrong action costs what entropy is worth: lower targetEntropy (0.5 in place of 0.98 for choices), or fix the temperature (temperatureRate=0).",
    };
  },

  "exploration-dead"({ values, config, steps, totalSteps, isSolved }) {
    if (steps < fewSteps || isSolved) return undefined;
    const early = values("epsilon", 0, Math.min(1, (0.2 * totalSteps) / steps));
    const isGreedy =
      config["noisy"] !== true && early.length >= 3 && early.every((epsilon) => epsilon <= 0.005);
    const isStill = config["noise"] === 0 && Object.hasOwn(config, "noiseKind");
    if (!isGreedy && !isStill) return undefined;
    return {
      evidence: isGreedy
        ? `From the start ε was ${show(Math.max(...early))} at most: after the first random steps nothing was tried that Q did not think best.`
        : "The noise on the actions is 0: after the first random steps nothing is tried that differs from the policy.",
      healthy:
        "ε falls from 1 over the first tenth or fifth of the run; the noise of an actor is 0.1 or so.",
      advice: isGreedy
        ? "Set epsilonStart=1 and explorationShare=0.2, or noisy=true."
        : "Set noise=0.1.",
    };
  },

  divergence({ values }) {
    const all = values("approxKl");
    const spikes = all.filter((v) => v > spike).length;
    if (all.length < 5 || (spikes < 3 && mean(all) < 0.15)) return undefined;
    return {
      evidence: `The policy moved by a divergence of up to ${show(Math.max(...all))} in one update, by more than ${spike} in ${spikes} of ${all.length} reports.`,
      healthy: "0.001 to 0.05 an update, never above 0.2.",
      advice:
        "Lower the step size (rate) or the passes over a rollout (epochs), or set targetKl=0.02, which ends the passes in time.",
    };
  },

  "steps-too-large"({ values, config }) {
    const all = values("clipFraction", 0, 0.5);
    const isPerturbed = number(config, "rpo", 0) > 0; // means are moved before the ratio is taken
    if (all.length < 3 || mean(all) < 0.35 || isPerturbed) return undefined;
    return {
      evidence: `${percent(mean(all))} of the probability ratios were clipped in the first half of the run: most of the gradient is cut.`,
      healthy: "2 % to 30 %.",
      advice: "Lower the step size (rate) or the passes over a rollout (epochs).",
    };
  },

  "steps-too-small"({ values, steps, isSolved }) {
    const all = values("clipFraction", 0, 0.5);
    if (all.length < 3 || steps < fewSteps || isSolved || mean(all) > 0.001) return undefined;
    return {
      evidence: `${show(100 * mean(all))} % of the probability ratios reached the clip in the first half of the run: the policy hardly moves.`,
      healthy: "2 % to 30 %.",
      advice:
        "Raise the step size (rate), by factors of three, or the passes over a rollout (epochs).",
    };
  },

  "entropy-collapsed"({ values, steps, totalSteps, isSolved, world }) {
    const early = values("entropy", 0, Math.min(1, totalSteps / (3 * steps)));
    if (early.length < 4 || steps < fewSteps || isSolved) return undefined;
    const now = median(early.slice(-Math.ceil(early.length / 4)));
    const most = greatestEntropy(world.actionSpace);
    if (most === undefined) {
      if (world.actionSpace.kind !== "box" || now / flatSize(world.actionSpace) > -2.5)
        return undefined;
      return {
        evidence: `The entropy of the actions had fallen to ${show(now)} nats a third into the run: a deviation below ${show(0.02)} of what was learned to be worth trying.`,
        healthy: "It falls slowly, over the whole run.",
        advice:
          "Give the entropy a weight (entropyWeight=0.001), begin with more noise (logStd), or lower the step size.",
      };
    }
    if (now > 0.04 * most) return undefined;
    return {
      evidence: `The entropy of the actions had fallen to ${percent(now / most)} of its maximum (${show(now)} of ${show(most)} nats) a third into the run, and the task is not solved: nothing else is tried any more.`,
      healthy: "Above 20 % a third into the run; it falls as the return rises.",
      advice: "Give the entropy a weight (entropyWeight=0.01), or lower the step size (rate).",
    };
  },

  "entropy-never-fell"({ values, steps, totalSteps, isSolved, world }) {
    const end = values("entropy", 0.8, 1);
    const start = values("entropy", 0, 0.1);
    const isShort =
      end.length < 3 || start.length === 0 || steps < Math.max(2 * fewSteps, totalSteps / 2);
    if (isShort || isSolved) return undefined;
    const most = greatestEntropy(world.actionSpace);
    const now = median(end);
    const rose = now - median(start);
    const size = world.actionSpace.kind === "box" ? flatSize(world.actionSpace) : 1;
    const isStill = most === undefined ? rose / size > 1.5 : now > 0.97 * most;
    if (!isStill) return undefined;
    return {
      evidence:
        most === undefined
          ? `The entropy of the actions rose by ${show(rose)} nats over the run: the policy learns to make noise.`
          : `At the end the entropy of the actions is ${percent(now / most)} of its maximum: the policy still acts at random.`,
      healthy: "It falls as the policy finds out what is good.",
      advice:
        "Lower entropyWeight; if it is 0 already, raise the step size (rate), and look whether the reward says anything at all.",
    };
  },

  "critic-useless"({ rows, steps, episodes, config, isSolved }) {
    if (steps < 2 * fewSteps || episodes === 0 || isSolved) return undefined;
    const rollout = number(config, "environments", 8) * number(config, "horizon", 8);
    if (rollout < 40) return undefined; // too few rows for a variance
    const scales = rows.flatMap(({ returnScale: v }) => (typeof v === "number" ? [v] : []));
    if (scales.length < 6) return undefined;
    // where returns hardly differ any more, as at the end of a solved task, there is nothing to explain
    const enough = 0.25 * Math.max(...scales);
    const late = rows.flatMap(({ steps: at, explainedVariance: v, returnScale }) =>
      (at ?? 0) > 0.6 * steps && typeof v === "number" && (returnScale ?? 0) > enough ? [v] : [],
    );
    if (late.length < 5 || median(late) > 0.02) return undefined;
    const explained = median(late);
    return {
      evidence:
        explained < -0.05
          ? `In the last third of the run the critic is worse than a constant (explained variance ${show(explained)}).`
          : `In the last third of the run the critic explains nothing of the returns (explained variance ${show(explained)}).`,
      healthy: "Rising towards 1; above 0.3 in the last third.",
      advice:
        "Check valueWeight and the scale of the rewards (normaliseRewards), take separate networks (sharedNetwork=false), or see whether the observation tells enough to predict anything.",
    };
  },

  "gradient-clipped"({ values, config }) {
    const limit = number(config, "maxNorm", 0);
    const all = values("gradientNorm");
    if (limit <= 0 || all.length < 5 || median(all) < 400 * limit) return undefined;
    return {
      evidence: `The gradient's norm is ${show(median(all))} in the median, ${Math.round(median(all) / limit)} times what maxNorm=${limit} allows: its length never counts.`,
      healthy: "Up to a hundred times maxNorm.",
      advice: "Scale the rewards (normaliseRewards), lower valueWeight, or raise maxNorm.",
    };
  },

  "return-fell"({ returns, isSolved, steps }) {
    if (returns.length < 8 || isSolved || steps < 2 * fewSteps) return undefined;
    const pairs = returns.slice(1).map((r, i) => (r + returns[i]) / 2); // one lucky twentieth is no level
    const best = Math.max(...pairs);
    const last = pairs[pairs.length - 1];
    const gained = best - returns[0];
    if (gained <= 0 || best - last < 0.4 * gained || returns.at(-1)! > best - 0.3 * gained)
      return undefined;
    return {
      evidence: `The return had risen from ${show(returns[0])} to ${show(best)}, and is ${show(last)} at the end.`,
      healthy: "What was learned stays, within the noise of the episodes.",
      advice:
        "Let the step size fall (rateSchedule=linear), lower it, or keep the best policy (`--eval-every`).",
    };
  },

  "still-rising"({ returns, values, isSolved, steps, totalSteps }) {
    if (returns.length < 10 || isSolved || steps < 0.95 * totalSteps) return undefined;
    const [before, end] = [values("return", 0.6, 0.8), values("return", 0.8, 1)];
    if (before.length < 4 || end.length < 4) return undefined;
    const rise = mean(end) - mean(before);
    const gained = mean(end) - Math.min(...returns);
    const error = Math.sqrt(variance(before) / before.length + variance(end) / end.length);
    if (rise <= 0 || rise < 0.2 * gained || rise < 3 * error) return undefined;
    return {
      evidence: `The return still rises: ${show(mean(before))} before and ${show(mean(end))} in the last fifth of the run.`,
      healthy: "It has levelled off when the run ends.",
      advice: `Train longer: \`gradus resume RUN --steps ${2 * totalSteps}\`, or raise the step size.`,
    };
  },
};

function variance(values: readonly number[]): number {
  const m = mean(values);
  return values.reduce((sum, v) => sum + (v - m) * (v - m), 0) / Math.max(1, values.length - 1);
}
