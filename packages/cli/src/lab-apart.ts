/**
 * A lab whose full budget takes hours, run by run: what it costs is said before it starts, each run is kept as a file when it is
 * over, and none is made twice. What they measured, put together, is what the lab would have measured in one go.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { figureSvg, judgedRuns, type Lab, type LabResult, type Measured } from "@gradus/course";
import { type ConfigOf, configure, type Knobs, rng } from "gradus/core";
import { makeFolder, replace } from "./files.ts";
import type { Io } from "./io.ts";
import { bar, count, duration, percent, status } from "./terminal.ts";
import { UsageError } from "./usage.ts";
import { kernels, version } from "./version.ts";

export interface ApartOptions {
  /** Where the runs are kept; a folder of the lab's in runs/labs. */
  readonly out?: string;
  /** Say what it costs, and stop. */
  readonly estimate?: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Processor seconds of the sample; ten. */
  readonly sampleSeconds?: number;
}

/** One run: a way of training and a seed. */
interface Piece {
  readonly name: string;
  readonly seed: number;
  readonly file: string;
}

/** A run that is over, as its file has it. */
interface Kept {
  readonly lab: string;
  readonly name: string;
  readonly seed: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly gradus: string;
  readonly kernels: string;
  readonly measured: Measured;
}

/**
 * @returns undefined where it was only asked what it costs, or stopped: what is over is kept
 * @throws UsageError where the folder holds runs that were made otherwise
 */
export async function fullApart(
  lab: Lab,
  options: ApartOptions,
  io: Io,
): Promise<LabResult | undefined> {
  const { settings, out = `runs/labs/${lab.id.replace("/", "-")}` } = options;
  const { seeds } = lab.full;
  const apart = apartOf(lab);
  const config = configure(lab.knobs, { ...lab.full.knobs, ...settings } as Partial<
    ConfigOf<Knobs>
  >);
  const folder = resolve(io.cwd, out);
  const pieces: Piece[] = seeds.flatMap((seed) =>
    apart.names.map((name) => ({ name, seed, file: join(folder, fileOf(name, seed)) })),
  );
  const made = new Map<Piece, Measured>();
  for (const piece of pieces) {
    const measured = kept(piece, lab, config, out);
    if (measured !== undefined) made.set(piece, measured);
  }
  const open = pieces.filter((piece) => !made.has(piece));
  if (open.length > 0) io.err.write(costText(lab, config, pieces, open, options));
  if (options.estimate === true) return undefined;
  const { line, isStopped, forget } = screen(io);
  try {
    for (const piece of open) {
      const run = apart.run(piece.name, config, rng(piece.seed));
      let next = run.next();
      while (!next.done) {
        const { progress } = next.value;
        line.show(() => progressLine(io, piece, progress, made.size, pieces.length));
        await io.turn();
        if (isStopped()) {
          line.clear();
          io.err.write(
            `Stopped; ${made.size} of ${pieces.length} runs are kept in ${out}. The same command goes on after them.\n`,
          );
          return undefined;
        }
        next = run.next();
      }
      made.set(piece, next.value);
      keep(piece, lab, config, next.value);
      line.print(`${piece.name}, seed ${piece.seed}: ${made.size} of ${pieces.length} runs`);
    }
  } finally {
    line.clear();
    forget();
  }
  const runs = seeds.map((seed) =>
    joined(
      pieces.filter((one) => one.seed === seed),
      made,
    ),
  );
  const result = judgedRuns(lab, "full", runs, { settings });
  replace(join(folder, "table.md"), tableOf(lab, result));
  if (lab.figure !== undefined)
    replace(join(folder, "figure.svg"), `${figureSvg(lab.figure(runs))}\n`);
  io.err.write(`  kept in    ${out}: the runs, table.md and figure.svg\n`);
  return result;
}

function apartOf(lab: Lab): NonNullable<Lab["apart"]> {
  if (lab.apart !== undefined) return lab.apart;
  throw new Error(`internal: the runs of ${lab.id} cannot be made apart; please report this.`);
}

const fileOf = (name: string, seed: number): string =>
  `seed${seed}-${name.replace(/[^\w-]+/g, "-")}.json`;

const joined = (pieces: readonly Piece[], made: ReadonlyMap<Piece, Measured>): Measured =>
  Object.assign({}, ...pieces.map((piece) => made.get(piece))) as Measured;

function keep(
  { file, name, seed }: Piece,
  lab: Lab,
  settings: Kept["settings"],
  measured: Measured,
) {
  const whole: Kept = {
    lab: lab.id,
    name,
    seed,
    settings,
    gradus: version(),
    kernels: kernels(),
    measured,
  };
  makeFolder(join(file, ".."));
  replace(file, `${JSON.stringify(whole)}\n`);
}

/** What a run measured, if it is over. NaN became null in the file. */
function kept({ file, name, seed }: Piece, lab: Lab, settings: Kept["settings"], out: string) {
  if (!existsSync(file)) return undefined;
  const known = JSON.parse(readFileSync(file, "utf8")) as Kept;
  const here = { lab: lab.id, name, seed, settings, gradus: version(), kernels: kernels() };
  for (const key of ["lab", "name", "seed", "settings", "gradus", "kernels"] as const) {
    const [there, own] = [JSON.stringify(known[key]), JSON.stringify(here[key])];
    if (there === own) continue;
    throw new UsageError(
      `${out} holds runs with other ${key} (${there}; here ${own}). Give another folder with --out, or remove that one.`,
    );
  }
  const values = Object.entries(known.measured).map(([key, v]) => [key, v ?? Number.NaN]);
  return Object.fromEntries(values) as Measured;
}

const cost = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Processor seconds of one step of each way of training, from its share of a sample: the first steps, which compile, do not count. */
function sampled(lab: Lab, config: Kept["settings"], seconds: number): ReadonlyMap<string, number> {
  const apart = apartOf(lab);
  return new Map(
    apart.names.map((name) => {
      const run = apart.sample(name, config, rng(0));
      const begin = cost();
      let [first, from] = [run.next().value as number, cost()];
      for (;;) {
        const now = run.next().value as number;
        const used = cost() - begin;
        if (used < 0.3 * (seconds / apart.names.length)) [first, from] = [now, cost()];
        else if (used > seconds / apart.names.length && now > first)
          return [name, (cost() - from) / (now - first)];
      }
    }),
  );
}

function costText(
  lab: Lab,
  config: Kept["settings"],
  pieces: readonly Piece[],
  open: readonly Piece[],
  { sampleSeconds = 10 }: ApartOptions,
): string {
  const each = sampled(lab, config, sampleSeconds);
  const steps = apartOf(lab).steps(config);
  const seconds = open.reduce((sum, { name }) => sum + steps * (each.get(name) as number), 0);
  const left = open.length === pieces.length ? "" : `, of which ${open.length} are left`;
  const speeds = [...each].map(([name, s]) => `${name} ${count(Math.round(1 / s))}`).join(", ");
  return (
    `${pieces.length} runs of ${count(steps)} steps${left}: about ${duration(seconds)} of processor time on this machine, measured in a sample of ${sampleSeconds} seconds.\n` +
    `  steps/s    ${speeds}\n`
  );
}

function screen(io: Io) {
  let stop = false;
  const forget = io.onInterrupt(() => {
    stop = true;
  });
  return { line: status(io.err), isStopped: () => stop, forget };
}

function progressLine(io: Io, { name, seed }: Piece, progress: number, over: number, all: number) {
  const whole = (over + progress) / all;
  return `${bar(io.err, whole)} ${percent(whole, 0)}  ${over} of ${all} runs  ${name}, seed ${seed}: ${percent(progress, 0)}`;
}

/** A row for each way of training: what its final policy reached at each seed, and the mean of its curve. */
function tableOf(lab: Lab, { measured, runs, seeds, settings, build, pass }: LabResult): string {
  const digits = (x: unknown): string => Number(x).toFixed(2);
  const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const of = (key: string): number[] => runs.map((run) => Number(run[key]));
  const rows = apartOf(lab).names.map((name) => {
    const finals = of(`final ${name}`);
    const cells = [
      finals.map(digits).join(" "),
      digits(mean(finals)),
      digits(mean(of(`training ${name}`))),
    ];
    return `| ${[name, ...cells, digits(mean(of(`area ${name}`)))].join(" | ")} |`;
  });
  return [
    `# ${lab.title}`,
    "",
    `Lab ${lab.id}, seeds ${seeds.join(", ")}, settings ${JSON.stringify(settings)}, kernels ${build}.`,
    "",
    "| | final policy, by seed | mean | last 100 episodes of the training | mean of the curve |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    `${pass ? "Pass" : "Fail"}: ${measured}.`,
    "",
  ].join("\n");
}
