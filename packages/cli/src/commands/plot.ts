/**
 * `gradus plot`: learning curves over seeds. Runs that differ in nothing but their seed are one curve: the interquartile mean, with
 * a 95 % band by bootstrap (Agarwal et al. 2021).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Figure, figureSvg } from "@gradus/course";
import { rng, unknownName } from "gradus/core";
import { type Curve, fewestForBand, type JoinedCurve, joinedCurve } from "gradus/run";
import { replace } from "../files.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { evaluationFile, openRun, type Run, type RunConfig } from "../run-folder.ts";
import { figure as shown, table, warning } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { openWorld } from "../worlds.ts";

export interface PlotOptions {
  readonly out?: string;
  readonly metric?: string;
  readonly bins: number;
  readonly json?: boolean;
}

/** Runs that differ in their seed alone. */
interface Group {
  readonly name: string;
  /** What they learned in, or from. */
  readonly world: string;
  readonly seeds: readonly number[];
  readonly curve: JoinedCurve;
}

export async function plot(
  folders: readonly string[],
  options: PlotOptions,
  io: Io,
): Promise<number> {
  if (options.out === undefined && options.json !== true)
    throw new UsageError("Where to? Give --out FILE.svg, or --json for the numbers.");
  const runs = distinct(
    folders.flatMap((folder) => runsIn(folder, io)),
    warning(io.err),
  );
  const { metric = commonMetric(runs) } = options;
  const groups = grouped(runs, metric, options.bins);
  const solved = await thresholds(runs, metric);
  const emit = emitter(io.out, options.json === true);
  for (const { name, world, seeds, curve } of groups)
    emit({ event: "series", name, world, metric, seeds, ...curve });
  io.err.write(overview(io, groups, metric));
  if (options.out !== undefined) {
    const caption = captionOf(groups, metric, options.bins);
    const svg = figureSvg({ ...figureOf(groups, metric, solved), caption });
    replace(resolve(io.cwd, options.out), `${svg}\n`);
    io.err.write(`${options.out}\n`);
  }
  emit({
    event: "done",
    out: options.out ?? null,
    metric,
    groups: groups.length,
    runs: runs.length,
  });
  return 0;
}

/** A run, or the runs of the seeds in a folder. */
function runsIn(folder: string, io: Io): Run[] {
  const path = resolve(io.cwd, folder);
  if (existsSync(join(path, "config.json")) || !existsSync(path)) return [openRun(io.cwd, folder)];
  const inside = readdirSync(path).filter((name) => existsSync(join(path, name, "config.json")));
  return inside.length === 0
    ? [openRun(io.cwd, folder)]
    : inside.map((name) => openRun(io.cwd, join(folder, name)));
}

function commonMetric(runs: readonly Run[]): string {
  const commands = new Set(runs.map(({ config }) => config.command));
  if (commands.size > 1) {
    throw new UsageError(
      "Runs of `gradus fit` and of `gradus train` have no curve in common: plot them apart.",
    );
  }
  return commands.has("fit") ? "testAccuracy" : "return";
}

/** A column of a run's log over its steps. @throws UnknownNameError with the columns that there are */
function curveOf({ path, shown: name }: Run, metric: string): Curve {
  const found = [join(path, "progress.csv"), join(path, evaluationFile)]
    .filter(existsSync)
    .map(columnsOf);
  if (found.length === 0) {
    throw new UsageError(
      `${name} has no progress.csv yet: nothing has been learned. Train it with \`gradus resume ${name}\`.`,
    );
  }
  const log = found.find((columns) => columns.has(metric));
  if (log === undefined) {
    const known = found.flatMap((columns) => [...columns.keys()]);
    throw unknownName(
      "metric",
      metric,
      [...new Set(known)].filter((c) => c !== "steps"),
    );
  }
  const values = log.get(metric) ?? [];
  return {
    steps: log.get("steps") ?? [],
    values: metric === "return" ? once(values, log) : values,
  };
}

/** Some algorithms report more often than episodes end: a return counts once. */
function once(values: readonly number[], log: ReadonlyMap<string, number[]>): number[] {
  const episodes = log.get("episodes");
  if (episodes === undefined) return [...values];
  return values.map((v, i) => (episodes[i] > (i === 0 ? 0 : episodes[i - 1]) ? v : Number.NaN));
}

function columnsOf(file: string): Map<string, number[]> {
  const [head = "", ...rows] = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const names = head.split(",");
  const columns = new Map(names.map((name) => [name, [] as number[]]));
  for (const row of rows) {
    const cells = row.split(",");
    if (cells.length !== names.length) continue; // half a row, of a run that was killed
    for (const [i, name] of names.entries())
      columns.get(name)?.push(cells[i] === "" ? Number.NaN : Number(cells[i]));
  }
  return columns;
}

type Settings = Readonly<Record<string, unknown>>;

/** What makes a run another one than its neighbour, but for the seed. */
function settingsOf(config: RunConfig): Settings {
  if (config.command === "fit") {
    const { dataset, net, knobs, drawn = {} } = config;
    return { algorithm: net, env: dataset, ...drawn, ...knobs };
  }
  const { algorithm, env, world, knobs } = config;
  const { totalSteps: _, ...others } = knobs;
  const parts = Object.entries(world).map(([name, value]) => [`env.${name}`, value]);
  return { algorithm, env, ...Object.fromEntries(parts), ...others };
}

/** The same seed under the same settings is the same run: it counts once. */
function distinct(runs: readonly Run[], warn: (message: string) => void): Run[] {
  const seen = new Map<string, Run>();
  return runs.filter((run) => {
    const own = settingsOf(run.config);
    const key = JSON.stringify({ ...own, seed: run.config.seed }, [
      ...Object.keys(own).sort(),
      "seed",
    ]);
    const twin = seen.get(key);
    if (twin === undefined) seen.set(key, run);
    else warn(`${run.shown} equals ${twin.shown} in settings and seed: it is left out.`);
    return twin === undefined;
  });
}

function grouped(runs: readonly Run[], metric: string, bins: number): Group[] {
  const settings = runs.map(({ config }) => settingsOf(config));
  const members = new Map<string, number[]>();
  for (const [i, one] of settings.entries()) {
    const key = JSON.stringify(one, Object.keys(one).sort());
    members.set(key, [...(members.get(key) ?? []), i]);
  }
  const firsts = [...members.values()].map(([i]) => settings[i]);
  return [...members.values()].map((indices) => ({
    name: nameOf(settings[indices[0]], firsts),
    world: String(settings[indices[0]]["env"]),
    seeds: indices.map((i) => runs[i].config.seed),
    curve: joinedCurve(
      indices.map((i) => curveOf(runs[i], metric)),
      { bins, random: rng(0) },
    ),
  }));
}

/** The algorithm, and the knobs in which it differs from other groups of the same algorithm and world. */
function nameOf(own: Settings, all: readonly Settings[]): string {
  const { algorithm, env } = own;
  const rivals = all.filter((one) => one["algorithm"] === algorithm && one["env"] === env);
  const names = [...new Set(rivals.flatMap((one) => Object.keys(one)))];
  const differing = names.filter((name) => rivals.some((one) => one[name] !== own[name]));
  const knobs = differing.map((name) => `${name} ${own[name] ?? "—"}`);
  return rivals.length > 1 && knobs.length > 0
    ? `${algorithm}, ${knobs.join(", ")}`
    : `${algorithm}`;
}

/** Returns at which worlds count as solved. */
async function thresholds(
  runs: readonly Run[],
  metric: string,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  if (metric !== "return" && metric !== "meanReturn") return found;
  for (const { config } of runs) {
    if (config.command !== "train" || found.has(config.env)) continue;
    try {
      const { solvedAt } = await openWorld(config);
      if (solvedAt !== undefined) found.set(config.env, solvedAt);
    } catch {
      // A module that is gone: its curves can be drawn all the same.
    }
  }
  return found;
}

const mostLines = 5; // in one plot

/** One plot, or a plot for each group where one would be too full or worlds differ. */
function figureOf(
  groups: readonly Group[],
  metric: string,
  solved: ReadonlyMap<string, number>,
): Omit<Figure, "caption"> {
  const worlds = [...new Set(groups.map(({ world }) => world))];
  const isApart = worlds.length > 1 || groups.length > mostLines;
  const end = Math.max(...groups.map(({ curve }) => curve.steps.at(-1) ?? 0));
  const headingOf = ({ name, world }: Group): string =>
    worlds.length > 1 ? `${name} · ${world}` : name;
  return {
    title: titleOf(metric, worlds.length > 1 ? undefined : worlds[0]),
    x: { label: "steps", range: [0, end] },
    isEachItsOwn: worlds.length > 1, // returns of two worlds have no common scale
    series: groups.map((group) => {
      const { steps: x, values: y, low, high } = group.curve;
      const band = low === undefined || high === undefined ? {} : { low, high };
      const name = isApart ? headingOf(group) : group.name;
      return { name, x, y, ...band, ...(isApart ? { panel: name } : {}) };
    }),
    references: (isApart ? groups : groups.slice(0, 1)).flatMap((group) => {
      const y = solved.get(group.world);
      const one = { label: `solved: ${shown(y ?? null)}`, y: y ?? 0 };
      return y === undefined ? [] : [isApart ? { ...one, panel: headingOf(group) } : one];
    }),
  };
}

const titleOf = (metric: string, world: string | undefined): string =>
  world === undefined ? metric : `${metric} in ${world}`;

function captionOf(groups: readonly Group[], metric: string, bins: number): string {
  const few = groups.filter(({ seeds }) => seeds.length < fewestForBand);
  const banded = groups.length > few.length;
  const stretch = Number((100 / bins).toPrecision(2));
  const parts = [
    `Interquartile mean over seeds of ${metric}, averaged within ${stretch} % of the steps.`,
    banded ? "Band: 95 % by bootstrap over seeds (2000 resamples)." : "",
    few.length === 0
      ? ""
      : banded
        ? `Fewer than ${fewestForBand} seeds, so no band: ${few.map(({ name }) => name).join("; ")}.`
        : `Fewer than ${fewestForBand} seeds: no band.`,
    `Seeds: ${seedsText(groups)}.`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function seedsText(groups: readonly Group[]): string {
  const texts = groups.map(({ seeds }) => rangeText(seeds));
  if (new Set(texts).size === 1) return texts[0];
  return groups.map(({ name }, i) => `${name} ${texts[i]}`).join("; ");
}

/** 1–5, or 1, 3, 7. */
function rangeText(seeds: readonly number[]): string {
  const sorted = [...seeds].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const isRange = last - first + 1 === sorted.length && sorted.length > 1;
  return isRange ? `${first}–${last}` : sorted.join(", ");
}

function overview(io: Io, groups: readonly Group[], metric: string): string {
  const rows = groups.map(({ name, world, seeds, curve }) => {
    const [low, high] = [curve.low?.at(-1), curve.high?.at(-1)];
    const band = low === undefined || high === undefined ? "" : `${shown(low)} … ${shown(high)}`;
    return [name, world, rangeText(seeds), shown(curve.values.at(-1) ?? null), band];
  });
  return table(io.err, ["runs", "world", "seeds", `last ${metric}`, "95 % band"], rows);
}
