/** Runs as the server of `gradus studio` tells them, and what can be said of several. */
import type { Group } from "../plot/summary.ts";
import type { Point } from "../plot/summary.ts";

type Column = readonly (number | null)[];

export interface RunEntry {
  readonly name: string;
  readonly command: string;
  readonly algorithm: string;
  readonly world: string;
  readonly seed: number;
  readonly steps: number;
  readonly done: number;
  readonly state: "finished" | "running" | "stopped" | "failed" | "empty";
  readonly failure?: string;
  readonly seconds: number;
  readonly knobs: Readonly<Record<string, number | string | boolean>>;
  readonly columns: Readonly<Record<string, Column>>;
  readonly evaluations: Readonly<Record<string, Column>>;
  readonly changed: number;
}

/** The column that says where a run is. */
export const along = (run: RunEntry): Column => run.columns["steps"] ?? run.columns["epoch"] ?? [];

/** The metric that a run is known by. */
export const usualMetric = (run: RunEntry): string =>
  run.columns["return"] !== undefined ? "return" : run.columns["testAccuracy"] !== undefined ? "testAccuracy" : "loss";

/** Measured without exploration on the way, with --eval-every. */
export const evaluated = "meanReturn";

/** Everything that can be drawn of some runs, by name. */
export function metricsOf(runs: readonly RunEntry[]): string[] {
  const names = new Set(runs.flatMap((r) => Object.keys(r.columns)));
  if (runs.some((r) => (r.evaluations[evaluated] ?? []).length > 0)) names.add(evaluated);
  return [...names].filter((name) => !counters.has(name));
}

const counters = new Set(["steps", "epoch", "episodes", "updates"]);

export function pointsOf(run: RunEntry, metric: string): Point[] {
  const from = metric === evaluated && run.columns[metric] === undefined ? run.evaluations : run.columns;
  const y = from[metric] ?? [];
  return (from["steps"] ?? from["epoch"] ?? []).flatMap((x, i) => {
    const v = y[i];
    return x === null || v === null || v === undefined ? [] : [[x, v] as const];
  });
}

/** What a run ends with: the last evaluation with its standard error, else the mean of the last tenth of its log. */
export function outcome(
  run: RunEntry,
): { readonly mean: number; readonly error?: number } | undefined {
  const mean = run.evaluations[evaluated]?.at(-1);
  const error = run.evaluations["standardError"]?.at(-1);
  if (typeof mean === "number") return typeof error === "number" ? { mean, error } : { mean };
  const last = lastMean(run);
  return last === undefined ? undefined : { mean: last };
}

/** Mean of the last tenth of a run's values; undefined where there are none. */
export function lastMean(run: RunEntry, metric = usualMetric(run)): number | undefined {
  const points = pointsOf(run, metric);
  const last = points.slice(-Math.max(1, Math.ceil(points.length / 10)));
  return last.length === 0 ? undefined : last.reduce((sum, [, y]) => sum + y, 0) / last.length;
}

/** What two runs would have in common if they differed in their seed alone. */
export const setting = ({ algorithm, world, knobs }: RunEntry): string => JSON.stringify([algorithm, world, knobs]);

/** Runs of one setting together, in the order in which they were chosen; each group has a colour. */
export function settingsOf(runs: readonly RunEntry[]): { readonly colour: string; readonly runs: readonly RunEntry[] }[] {
  const groups = new Map<string, RunEntry[]>();
  for (const run of runs) groups.set(setting(run), [...(groups.get(setting(run)) ?? []), run]);
  return [...groups.values()].map((members, i) => ({ colour: `p${(i % 5) + 1}`, runs: members }));
}

/** What a few runs are called together: "ppo-fast" for ppo-fast-s1, ppo-fast-s2. */
export function commonName(runs: readonly RunEntry[]): string {
  const [first, ...others] = runs.map(({ name }) => name);
  if (others.length === 0) return first;
  let end = 0;
  while (end < first.length && others.every((name) => name[end] === first[end])) end++;
  const common = first.slice(0, end).replace(/[-_/. ]*(seed|s)?[-_/. ]*$/, "");
  return common === "" ? runs[0].algorithm : common;
}

export function groupsOf(runs: readonly RunEntry[], metric: string): Group[] {
  return settingsOf(runs).map(({ colour, runs: members }) => ({
    name: commonName(members),
    colour,
    seeds: members.map((run) => pointsOf(run, metric)),
  }));
}

/** Two settings that were run with the same seeds, as curves in the order of these seeds; undefined where there is no such pair. */
export function pairOf(runs: readonly RunEntry[], metric: string): readonly [Group, Group] | undefined {
  const settings = settingsOf(runs);
  if (settings.length !== 2) return undefined;
  const [one, two] = settings.map(({ runs: members }) => members);
  const seeds = [...new Set(one.map(({ seed }) => seed))]
    .filter((seed) => two.some((r) => r.seed === seed))
    .sort((a, b) => a - b);
  if (seeds.length === 0) return undefined;
  const [first, second] = settings.map(({ colour, runs: members }) => ({
    name: commonName(members),
    colour,
    seeds: seeds.map((seed) => {
      const run = members.find((r) => r.seed === seed);
      return run === undefined ? [] : pointsOf(run, metric);
    }),
  }));
  return [first, second];
}

export interface DifferenceOfSettings {
  readonly name: string;
  readonly values: readonly string[];
}

/** In which settings the groups differ. */
export function differences(runs: readonly RunEntry[]): DifferenceOfSettings[] {
  const firsts = settingsOf(runs).map(({ runs: [first] }) => first);
  const names = [...new Set(firsts.flatMap((r) => Object.keys(r.knobs)))];
  const shown = (v: unknown): string => (v === undefined ? "—" : String(v));
  const rows = [
    { name: "algorithm", values: firsts.map((r) => r.algorithm) },
    { name: "world", values: firsts.map((r) => r.world) },
    ...names.map((name) => ({ name, values: firsts.map((r) => shown(r.knobs[name])) })),
  ];
  return rows.filter(({ values }) => new Set(values).size > 1);
}

/** "Only the rate differs: 0.001 and 0.003." */
export function differenceInWords(runs: readonly RunEntry[]): string {
  const groups = settingsOf(runs);
  if (runs.length === 0) return "";
  if (groups.length === 1)
    return runs.length === 1 ? "" : `${runs.length} seeds of one setting.`;
  const found = differences(runs);
  if (found.length === 1) return `Only the ${found[0].name} differs: ${found[0].values.join(" and ")}.`;
  return `They differ in ${found.map(({ name }) => name).join(", ")}.`;
}

/** What differs from the other runs of the same algorithm and world, for the table. */
export function ownSettings(run: RunEntry, all: readonly RunEntry[]): string {
  const kin = all.filter((r) => r.algorithm === run.algorithm && r.world === run.world);
  const own = Object.entries(run.knobs).filter(
    ([name, v]) => name !== "totalSteps" && kin.some((r) => r.knobs[name] !== v));
  return own.length === 0 ? "—" : own.slice(0, 3).map(([name, v]) => `${name} ${String(v)}`).join(", ");
}
