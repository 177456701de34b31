/** `gradus lab`: re-runs known results, and puts the verdict beside the published number. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { figureSvg, type Lab, type LabData, type LabResult, labRun, labs } from "@gradus/course";
import { describeKnobs, GradusError, unknownName } from "gradus/core";
import { labData } from "../datasets.ts";
import type { Io } from "../io.ts";
import { type Emit, type Event, emitter } from "../json.ts";
import { fullApart } from "../lab-apart.ts";
import { settings } from "../settings.ts";
import { bar, duration, percent, status, styled, table } from "../terminal.ts";
import { messageOf, UsageError } from "../usage.ts";

export interface LabOptions {
  readonly all?: boolean;
  readonly full?: boolean;
  readonly set?: readonly string[];
  readonly data?: string;
  readonly plot?: string;
  readonly json?: boolean;
  readonly threads?: number;
  readonly out?: string;
  readonly estimate?: boolean;
}

/** One lab that was run, or could not be. */
interface Ran {
  readonly lab: Lab;
  readonly result: LabResult | undefined;
  readonly seconds: number;
}

export async function lab(id: string | undefined, options: LabOptions, io: Io): Promise<number> {
  io.threads(options.threads);
  const emit = emitter(io.out, options.json === true);
  const chosen = choose(id, options, io);
  const [first] = chosen;
  if (options.full === true && chosen.length === 1 && first.apart !== undefined)
    return long(first, options, io, emit);
  for (const name of ["out", "estimate"] as const)
    if (options[name] !== undefined) throw new UsageError(notLong(name));
  if (options.plot !== undefined) checkPlot(chosen);
  const data = labData(options.data === undefined ? undefined : resolve(io.cwd, options.data));
  const ran: Ran[] = [];
  for (const one of chosen) {
    const alone = chosen.length === 1;
    try {
      ran.push(await runOne(one, options, data, io, emit));
    } catch (error) {
      if (alone || !(error instanceof GradusError)) throw error;
      io.err.write(`${styled(io.err, "red", "✗")} ${one.id}: ${messageOf(error)}\n`);
      emit({
        event: "verdict",
        lab: one.id,
        source: one.source,
        pass: false,
        message: messageOf(error),
      });
      ran.push({ lab: one, result: undefined, seconds: 0 });
    }
  }
  if (options.plot !== undefined) plot(options.plot, ran[0], io);
  const results = ran.flatMap(({ result }) => (result === undefined ? [] : [result]));
  const passed = results.filter((r) => r.pass).length;
  if (chosen.length > 1) io.err.write(overview(ran, passed, options, io));
  const seconds = ran.reduce((sum, r) => sum + r.seconds, 0);
  emit({ event: "done", labs: chosen.length, passed, failed: chosen.length - passed, seconds });
  return passed === chosen.length ? 0 : 1;
}

const notLong = (name: string): string =>
  `--${name} is for labs whose full budget takes hours (${labs
    .filter((one) => one.apart !== undefined)
    .map((one) => one.id)
    .join(", ")}), with --full.`;

/** A lab of hours: its runs are made one by one, and kept. */
async function long(lab: Lab, options: LabOptions, io: Io, emit: Emit): Promise<number> {
  if (options.plot !== undefined) checkPlot([lab]);
  io.err.write(`${styled(io.err, "bold", lab.id)}  ${lab.title} (${lab.source})\n`);
  const start = performance.now();
  const { out, estimate } = options;
  const where = { ...(out === undefined ? {} : { out }), estimate: estimate === true };
  const own = { settings: settings(lab.knobs, options.set) };
  const result = await fullApart(lab, { ...where, ...own }, io);
  const seconds = (performance.now() - start) / 1000;
  if (result === undefined) {
    emit({ event: "done", labs: 1, passed: 0, failed: 0, interrupted: estimate !== true, seconds });
    return estimate === true ? 0 : 130;
  }
  emit(verdictEvent(result, seconds));
  io.err.write(verdictText(result, seconds, io));
  if (options.plot !== undefined) plot(options.plot, { lab, result, seconds }, io);
  const passed = result.pass ? 1 : 0;
  emit({ event: "done", labs: 1, passed, failed: 1 - passed, seconds });
  return result.pass ? 0 : 1;
}

/** Refuses before the run what could not be drawn after it. */
function checkPlot(chosen: readonly Lab[]): void {
  if (chosen.length > 1)
    throw new UsageError("--plot draws the figure of one lab: name it instead of --all.");
  if (chosen[0].figure !== undefined) return;
  const drawable = labs.filter((one) => one.figure !== undefined).map((one) => one.id);
  throw new UsageError(
    `${chosen[0].id} has no figure. Labs with one: ${drawable.join(", ") || "none yet"}.`,
  );
}

function plot(file: string, { lab, result }: Ran, io: Io): void {
  if (result === undefined || lab.figure === undefined) return;
  try {
    writeFileSync(file, `${figureSvg(lab.figure(result.runs))}\n`);
  } catch (error) {
    throw new UsageError(
      `The figure could not be written to ${file}: ${messageOf(error)}. The verdict stands above.`,
    );
  }
  io.err.write(`  figure     ${file}\n`);
}

/** All labs that ran, a line each, cut to the width of the terminal. */
function overview(ran: readonly Ran[], passed: number, options: LabOptions, io: Io): string {
  const widest = Math.max(...ran.map(({ lab }) => lab.id.length));
  const room = io.err.live ? Math.max(40, io.err.columns - widest - 8) : 160;
  const rows = ran.map(({ lab, result }) => [
    result?.pass ? styled(io.err, "green", "✓") : styled(io.err, "red", "✗"),
    lab.id,
    shortened(result?.published ?? "", Math.floor(room / 2)),
    shortened(result?.measured ?? "did not run", Math.ceil(room / 2)),
  ]);
  const budget = options.full
    ? "full budgets"
    : "quick budgets; --full reproduces the published numbers";
  const head = ["", "lab", "published", "measured"];
  return `\n${table(io.err, head, rows)}\n${passed} of ${ran.length} verdicts pass (${budget}).\n`;
}

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

function choose(id: string | undefined, options: LabOptions, io: Io): readonly Lab[] {
  if (options.all === true) {
    if (id !== undefined)
      throw new UsageError(`"${id}" and --all exclude each other: give one of them.`);
    if (options.set !== undefined)
      throw new UsageError("--set belongs to one lab: name it instead of --all.");
    if (options.full !== true) return labs;
    for (const { id: long } of labs.filter((one) => one.apart !== undefined))
      io.err.write(`${long} is left out: it takes hours. \`gradus lab ${long} --full\` runs it.\n`);
    return labs.filter((one) => one.apart === undefined);
  }
  if (id === undefined)
    throw new UsageError("Which lab? Give its id (`gradus list labs` names all), or --all.");
  return [labNamed(id)];
}

function labNamed(id: string): Lab {
  const found = matching(id);
  if (found === undefined)
    throw unknownName(
      "lab",
      id,
      labs.map((one) => one.id),
    );
  return found;
}

/** By its id, by the part behind the station if only one lab has it, or by its row in the table of known results: "N6". */
function matching(id: string): Lab | undefined {
  const short = labs.filter((one) => one.id.split("/")[1] === id || one.row === id);
  return labs.find((one) => one.id === id) ?? (short.length === 1 ? short[0] : undefined);
}

async function runOne(
  lab: Lab,
  options: LabOptions,
  data: LabData,
  io: Io,
  emit: Emit,
): Promise<Ran> {
  const budget = options.full ? "full" : "quick";
  io.err.write(
    `${styled(io.err, "bold", lab.id)}  ${lab.title} (${lab.source}); about ${duration(lab[budget].seconds)}\n`,
  );
  const line = status(io.err);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const run = labRun(lab, budget, data, { settings: settings(lab.knobs, options.set) });
  let next = run.next();
  while (!next.done) {
    const report = next.value;
    line.show(
      () =>
        `${bar(io.err, report.progress)} ${percent(report.progress, 0)}  ${seriesText(report.series)}${report.text ?? ""}  ${duration(elapsed())}`,
    );
    await io.turn();
    next = run.next();
  }
  line.clear();
  const seconds = elapsed();
  emit(verdictEvent(next.value, seconds));
  io.err.write(verdictText(next.value, seconds, io));
  return { lab, result: next.value, seconds };
}

function seriesText(series: Readonly<Record<string, number>> = {}): string {
  return Object.entries(series)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join("  ");
}

function verdictEvent({ runs: _runs, ...verdict }: LabResult, seconds: number): Event {
  return { event: "verdict", exact: null, note: null, ...verdict, seconds };
}

function verdictText(
  { published, measured, exact, tolerance, note, pass }: LabResult,
  seconds: number,
  io: Io,
): string {
  const mark = pass ? styled(io.err, "green", "✓ pass") : styled(io.err, "red", "✗ fail");
  const rows = Object.entries({ published, measured, exact, tolerance, note });
  const lines = rows.flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${name.padEnd(10)} ${text}\n`],
  );
  return `${lines.join("")}  ${mark} in ${duration(seconds)}\n`;
}

/** Below the options: the knobs of the lab that help is asked for. */
export function labHelp(id: string | undefined): string {
  const one = id === undefined ? undefined : matching(id);
  if (one === undefined)
    return "\n--set knob=value changes a setting of one lab; `gradus lab <id> --help` lists them.";
  return `\n${one.title}. ${one.question}\n\nSettings, for --set knob=value:\n${describeKnobs(one.knobs)}`;
}
