/** Labs that train the same world in one or several ways and compare what comes out, seed by seed. */
import { deepAlgorithms, type Networks } from "gradus/agents";
import type { Knobs, Rng } from "gradus/core";
import type { AnyWorld } from "gradus/env";
import { algorithmNamed } from "gradus/run";
import type { Figure, Reference } from "../../../../src/figure.ts";
import { list, spread } from "../../../../src/format.ts";
import { type Compared, drawn } from "../../../../src/interval.ts";
import {
  type Apart,
  type Budget,
  type BudgetName,
  type Chart,
  type Lab,
  type LabReport,
  type Live,
  lab,
  type Measured,
  type Verdict,
} from "../../../../src/lab.ts";
import { deviation, inBand, largest, mean, smallest } from "../../../../src/statistics.ts";
import {
  alike,
  area,
  type DeepOutcome,
  type DeepState,
  type DeepTask,
  deepRun,
  type FigureName,
  together,
} from "./deepRun.ts";

/** One way of training. */
export interface Arm {
  readonly name: string;
  readonly algorithm: string;
  readonly knobs?: Readonly<Record<string, unknown>>;
  /** Trunks of one's own. */
  readonly networks?: Networks;
  /** The world that it learns in, where it is not the one that all are measured in. */
  readonly learnsIn?: (world: AnyWorld) => AnyWorld;
}

/** The numbers of a key, one a seed: "final PPO", "training PPO", "area PPO", "fit PPO". */
export type Of = (key: string) => readonly number[];

/** What must hold, and why in words. */
export interface Claim {
  readonly text: string;
  readonly holds: (of: Of) => boolean;
  /** Of a claim that one number lies in a band. */
  readonly compared?: (of: Of) => Compared;
}

/** A claim that one number made of the seeds lies in a band, beside the number that is known. */
export function level(
  key: string,
  { text, ...rest }: { readonly text: string } & Omit<Compared, "xs">,
): Claim {
  const { of: statistic = mean, band } = rest;
  return {
    text,
    holds: (of) => inBand(statistic(of(key)), band),
    compared: (of) => ({ xs: of(key), ...rest }),
  };
}

/** The least of the better two thirds of the seeds, rounded up: at least two thirds reach it. */
export const betterTwoThirds = (xs: readonly number[]): number =>
  [...xs].sort((a, b) => b - a)[Math.ceil((2 / 3) * xs.length) - 1];

export interface Game {
  readonly world: () => AnyWorld;
  readonly knobs: Readonly<Record<string, unknown>>;
}

export interface ArmsLab {
  readonly id: string;
  readonly row: string;
  readonly title: string;
  readonly question: string;
  readonly source: string;
  readonly kind: Lab["kind"];
  readonly world: () => AnyWorld;
  /** Other worlds that a setting `game` chooses from, each with settings of its own for all arms, as far as an arm has them. */
  readonly games?: Readonly<Record<string, Game>>;
  readonly arms: readonly Arm[];
  /** The full budget takes hours: its runs can be made one by one. */
  readonly isLong?: true;
  /** Environment steps by default. */
  readonly steps: number;
  readonly quick: Budget<{ steps: number; game: string }>;
  readonly full: Budget<{ steps: number; game: string }>;
  readonly published: string;
  /** The number that the verdict shows of each arm. */
  readonly shows: "final" | "training" | "area";
  readonly digits?: number;
  readonly exact?: string;
  readonly note?: string;
  /** What the numbers say besides. */
  readonly remark?: (of: Of) => string;
  /** What must hold; texts say why the numbers are what they are. */
  readonly claims: (budget: BudgetName) => readonly Claim[];
  readonly references?: readonly Reference[];
  /** What the curve shows, with its unit; "return of an episode" if absent. */
  readonly y?: Omit<Chart["y"], "key">;
  /**
   * Settings of the algorithm that a reader may change, with the range of each; they go before those of every arm. Those of
   * `turnable` in which the arms agree if absent.
   */
  readonly sliders?: Readonly<Record<string, readonly [number, number]>>;
  /** Names of the arms that are drawn while they run, where there are more than five. */
  readonly drawn?: readonly string[];
  /** Of which number there is a small curve for each arm, where there are several; the critic's fit if absent. */
  readonly tells?: FigureName;
}

/** Settings that act at the next update, whatever the run has learned with before; how far their sliders go. */
const turnable: Readonly<Record<string, readonly [number, number]>> = {
  rate: [0, 0.01],
  actorRate: [0, 0.01],
  criticRate: [0, 0.01],
  maxKl: [0, 0.1],
  clip: [0, 1],
  entropyWeight: [0, 0.1],
  lambda: [0, 1],
  epochs: [1, 40],
  criticEpochs: [1, 40],
  noise: [0, 1],
  targetEvery: [1, 5000],
  trainEvery: [1, 64],
  gamma: [0.8, 1],
};
/** More of them would be a cockpit. */
const ABREAST = 4;

const tableOf = ({ algorithm }: Arm): Knobs => algorithmNamed(algorithm).knobs;
/** What an arm has of a setting; undefined where its algorithm has none. */
const settingOf = (arm: Arm, name: string): unknown =>
  Object.hasOwn(tableOf(arm), name) ? (arm.knobs?.[name] ?? tableOf(arm)[name].default) : undefined;

/** Where arms differ is what the lab is about, and stays as it is. */
function agreed({
  arms,
}: Pick<ArmsLab, "arms">): Readonly<Record<string, readonly [number, number]>> {
  const [first] = arms;
  const names = Object.entries(turnable).filter(([name, [low, high]]) => {
    const own = settingOf(first, name);
    return (
      typeof own === "number" &&
      own >= low &&
      own <= high &&
      arms.every((arm) => settingOf(arm, name) === own)
    );
  });
  return Object.fromEntries(names.slice(0, ABREAST));
}

const rangesOf = (definition: ArmsLab) => definition.sliders ?? agreed(definition);

/** A rollout that is under way has its size. */
const shapes: ReadonlySet<string> = new Set(["environments", "horizon"]);
const forkable = (definition: ArmsLab): readonly string[] =>
  ["steps", ...Object.keys(rangesOf(definition))].filter((name) => !shapes.has(name));

/** The settings that a reader may change begin where the first arm has them. */
function slidersOf(definition: ArmsLab): Knobs {
  const [first] = definition.arms;
  return Object.fromEntries(
    Object.entries(rangesOf(definition)).map(([name, range]) => [
      name,
      { ...tableOf(first)[name], range, default: settingOf(first, name) },
    ]),
  ) as Knobs;
}

/** Which game is played, where there are several. */
const gameKnob = ({ games }: ArmsLab): Knobs =>
  games === undefined
    ? {}
    : {
        game: {
          default: Object.keys(games)[0],
          choices: Object.keys(games),
          doc: "The world that all learn in.",
        },
      };

/** With several arms every number but the steps carries the name of its arm. */
function named(series: LabReport["series"], arms: readonly Arm[], i: number): LabReport["series"] {
  if (arms.length === 1 || series === undefined) return series;
  const { steps, ...others } = series;
  const own = Object.entries(others).map(([key, value]) => [`${key} ${arms[i].name}`, value]);
  return { steps, ...Object.fromEntries(own) };
}

/** The reports of the arms as those of one run: the first arm is the one that is watched, the state is that of all. */
function asOne(arms: readonly Arm[], from: ArmsState | undefined) {
  const states: (() => unknown)[] = arms.map((_, i) => () => from?.[i]);
  let watched: Live | undefined;
  return (report: LabReport, i: number): LabReport => {
    const { live: { state: own, ...live } = {}, series, ...rest } = report;
    if (own !== undefined) states[i] = own;
    if (i === 0 || watched === undefined) watched = live;
    const shown = named(series, arms, i);
    return {
      ...rest,
      ...(shown === undefined ? {} : { series: shown }),
      live: { ...watched, state: (): ArmsState => states.map((state) => state() as DeepState) },
    };
  };
}

/** By arm; undefined for one that has not reported yet. */
type ArmsState = readonly (DeepState | undefined)[];

const healthy: Readonly<
  Record<FigureName, { label: string; healthy?: readonly [number, number] }>
> = {
  approxKl: { label: "approximate KL", healthy: [0, 0.03] },
  meanKl: { label: "mean KL", healthy: [0, 0.01] },
  clipFraction: { label: "clipped share", healthy: [0, 0.3] },
  entropy: { label: "entropy" },
  explainedVariance: { label: "value fit R²", healthy: [0.5, 1] },
  meanQ: { label: "mean Q(s, a)" },
};

/** Which of them an algorithm reports. */
const reported: Readonly<Record<string, readonly FigureName[]>> = {
  ppo: ["approxKl", "clipFraction", "entropy", "explainedVariance"],
  "recurrent-ppo": ["approxKl", "clipFraction", "entropy", "explainedVariance"],
  a2c: ["entropy", "explainedVariance"],
  vpg: ["entropy", "explainedVariance"],
  trpo: ["meanKl", "entropy", "explainedVariance"],
  dqn: ["meanQ"],
};

function chartOf({
  arms,
  y,
  references,
  drawn: only,
  tells = "explainedVariance",
}: ArmsLab): Chart {
  const [first] = arms;
  const isOne = arms.length === 1;
  const shown = arms.map(({ name }) => name).filter((name) => only?.includes(name) ?? true);
  const figures = isOne
    ? (reported[first.algorithm] ?? ["entropy"]).map((key) => ({ key, ...healthy[key] }))
    : shown.slice(0, 5).map((name) => ({
        key: `${tells} ${name}`,
        ...healthy[tells],
        label: name,
      }));
  const [reference] = references ?? [];
  return {
    x: { key: "steps", label: "environment steps", upTo: "steps" },
    y: { key: isOne ? "return" : `return ${first.name}`, label: "return of an episode", ...y },
    ...(isOne
      ? {}
      : { curves: shown.slice(0, 5).map((name) => ({ key: `return ${name}`, name })) }),
    ...(reference === undefined ? {} : { reference }),
    ...(isOne ? {} : { figuresTitle: `${healthy[tells].label} of each` }),
    figures,
    hasWorld: true,
  };
}

const outcomeKeys = (name: string, outcome: DeepOutcome): Measured => ({
  [`final ${name}`]: outcome.final,
  [`training ${name}`]: outcome.training,
  [`area ${name}`]: area(outcome),
  [`fit ${name}`]: outcome.fit,
  [`curve ${name}`]: outcome.y,
  "curve steps": outcome.x,
});

/** The differences of two keys, seed by seed: equal seeds meet equal worlds and equal first weights. */
export const paired = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((x, i) => x - b[i]);

/** Mean ± two standard errors of differences, for a verdict. */
export const difference = (d: readonly number[]): string =>
  `${mean(d).toFixed(1)} ± ${((2 * deviation(d)) / Math.sqrt(d.length)).toFixed(1)}`;

export function armsLab(definition: ArmsLab): Lab {
  const { arms, shows, digits = 1, note, exact, world: made, games, isLong, ...rest } = definition;
  const sliders = slidersOf(definition);
  /** Those that somebody has set: an arm keeps its own otherwise. */
  const given = (settings: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(settings).filter(([name, value]) => value !== sliders[name].default),
    );
  /** What an arm trains, and how. */
  function taskOf(arm: Arm, { steps, game, ...changed }: ArmsConfig): DeepTask {
    const { algorithm, knobs, networks, learnsIn = (w: AnyWorld) => w } = arm;
    const played = games?.[game ?? ""];
    const world = (played?.world ?? made)();
    const table = algorithmNamed(algorithm).knobs;
    const shared = Object.entries(played?.knobs ?? {}).filter(([name]) =>
      Object.hasOwn(table, name),
    );
    return {
      algorithm,
      world: learnsIn(world),
      measuredIn: world,
      knobs: { ...Object.fromEntries(shared), ...knobs, ...given(changed) },
      steps,
      ...(networks === undefined ? {} : { networks }),
    };
  }
  const apart: Apart<ArmsConfig> = {
    names: arms.map(({ name }) => name),
    steps: ({ steps }) => steps,
    *run(name, config, random) {
      const arm = armNamed(arms, name);
      return outcomeKeys(name, yield* deepRun(taskOf(arm, config), alike(random)()));
    },
    *sample(name, config, random) {
      const { algorithm, world, knobs, networks, steps } = taskOf(armNamed(arms, name), config);
      const { algorithm: train } = deepAlgorithms[algorithm];
      const settings = { ...knobs, totalSteps: steps, learningStarts: 50, reportEvery: 10 };
      for (const report of train(world, settings, random, undefined, networks)) yield report.steps;
    },
  };
  const whole = lab({
    ...rest,
    world: made,
    chart: chartOf(definition),
    forks: { knobs: forkable(definition), by: "state" },
    knobs: {
      steps: {
        default: definition.steps,
        range: [1, 1e9],
        integer: true,
        unit: "steps",
        doc: "Environment steps of each way of training.",
      },
      ...gameKnob(definition),
      ...sliders,
    },
    *run(config: ArmsConfig, random: Rng, _data, _parts, from): Generator<LabReport, Measured> {
      const same = alike(random);
      const states = from as ArmsState | undefined;
      const runs = arms.map((arm, i) => deepRun(taskOf(arm, config), same(), states?.[i]));
      const outcomes = yield* together(runs, asOne(arms, states));
      return Object.assign(
        {},
        ...outcomes.map((outcome, i) => outcomeKeys(arms[i].name, outcome)),
      ) as Measured;
    },
    verdict(measured, budget): Verdict {
      const of: Of = (key) => measured.map((m) => Number(m[key]));
      const claims = definition.claims(budget);
      const broken = claims.filter(({ holds }) => measured.length === 0 || !holds(of));
      const shown = arms.map(({ name }) => {
        const xs = of(`${shows} ${name}`);
        const label = arms.length === 1 ? "" : `${name}: `;
        return `${label}${spread(xs, "", digits)}${arms.length === 1 && xs.length > 1 ? `: ${list(xs, digits)}` : ""}`;
      });
      const remarks = [
        ...broken.map(({ text }) => `Not so: ${text}`),
        ...(definition.remark === undefined || measured.length === 0
          ? []
          : [definition.remark(of)]),
        ...(note ? [note] : []),
      ];
      return {
        published: definition.published,
        measured: shown.join("; "),
        ...(exact === undefined ? {} : { exact }),
        tolerance: claims.map(({ text }) => text).join(" "),
        pass: broken.length === 0,
        ...comparison(claims, broken, of),
        ...(remarks.length === 0 ? {} : { note: remarks.join(" ") }),
      };
    },
    figure: (measured): Figure => ({
      title: "Mean return of the last hundred episodes",
      x: { label: "steps" },
      series: arms.map(({ name }) => {
        const curves = measured.map((m) => m[`curve ${name}`] as readonly number[]);
        const points = smallest(curves.map((c) => c.length));
        const at = (f: (ys: readonly number[]) => number) =>
          Array.from({ length: points }, (_, i) => f(curves.map((c) => c[i])));
        const x = (measured[0]["curve steps"] as readonly number[]).slice(0, points);
        const panel = arms.length > 5 ? { panel: name } : {};
        return { name, x, y: at(mean), low: at(smallest), high: at(largest), ...panel };
      }),
      caption: `Mean of ${measured.length} seeds; the bands reach from the worst to the best.`,
      ...(definition.references === undefined ? {} : { references: definition.references }),
    }),
  });
  return isLong === undefined
    ? whole
    : { ...whole, apart: apart as unknown as NonNullable<Lab["apart"]> };
}

/** The settings of a lab of arms. */
type ArmsConfig = Readonly<Record<string, unknown>> & {
  readonly steps: number;
  readonly game?: string;
};

const armNamed = (arms: readonly Arm[], name: string): Arm => {
  const arm = arms.find((one) => one.name === name);
  if (arm === undefined) throw new Error(`internal: no arm is called ${name}; please report this.`);
  return arm;
};

/** Where one claim is about a single number, that number; not where it was another claim that failed. */
function comparison(
  claims: readonly Claim[],
  broken: readonly Claim[],
  of: Of,
): Pick<Verdict, "interval"> {
  const levels = claims.filter(({ compared }) => compared !== undefined);
  if (levels.length !== 1 || broken.some((claim) => claim !== levels[0])) return {};
  const [{ compared }] = levels;
  return compared === undefined ? {} : drawn(compared(of));
}
