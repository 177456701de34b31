/**
 * `gradus exercise`: the learner writes a function in an editor of their own, and the command checks it, at once or at each save.
 *
 * The file is made from the exercise's starter at exercises/<id>.ts under the working folder, if it is not there.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  unwatchFile,
  watchFile,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createContext, Script } from "node:vm";
import {
  type CheckedCase,
  type CheckResult,
  check,
  type Exercise,
  exercises,
  type Failure,
  findExercise,
  OutOfTime,
} from "@gradus/course";
import { GradusError } from "gradus/core";
import { labData } from "../datasets.ts";
import type { Io } from "../io.ts";
import { type Emit, emitter } from "../json.ts";
import { styled, table } from "../terminal.ts";
import { UsageError } from "../usage.ts";

export interface ExerciseOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** How long one case may take before we stop it; the slowest, a whole lab, takes one or two seconds. */
const SECONDS = { byHand: 10, run: 30 } as const;

export async function exercise(
  id: string | undefined,
  options: ExerciseOptions,
  io: Io,
): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  if (id === undefined) {
    if (options.watch)
      throw new UsageError("Which exercise? --watch needs its id; `gradus exercise` lists them.");
    return await overview(io, emit);
  }
  const one = named(id);
  const file = own(one, io);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(fileOf(one, "starter.ts"), file);
    io.err.write(`A starter is now at ${shown(file, io)}. Open it in your editor.\n`);
  }
  let pass = await once(one, file, io, emit);
  if (options.watch) {
    await eachSave(file, io, async () => {
      pass = await once(one, file, io, emit);
    });
  }
  emit({ event: "done", exercise: one.id, pass });
  return pass ? 0 : 1;
}

/** By its id, or by the part behind the station if only one exercise has it. */
function named(id: string): Exercise {
  const short = exercises.filter((one) => one.id.split("/")[1] === id);
  return short.length === 1 ? short[0] : findExercise(id);
}

const own = ({ id }: Exercise, io: Io): string => join(io.cwd, "exercises", `${id}.ts`);
const shown = (file: string, io: Io): string => relative(io.cwd, file);

/** A file of the course: the statement, the starter. */
function fileOf({ folder }: Exercise, name: string): string {
  let course = dirname(fileURLToPath(import.meta.resolve("@gradus/course")));
  while (!existsSync(join(course, "package.json")) && dirname(course) !== course)
    course = dirname(course);
  return join(course, "stations", folder, name);
}

/** All exercises, with how far the learner's files have come. */
async function overview(io: Io, emit: Emit): Promise<number> {
  const rows: string[][] = [];
  for (const one of exercises) {
    const file = own(one, io);
    const result = existsSync(file) ? await verdictOn(one, file) : undefined;
    const passed = result?.cases.filter((c) => c.state === "passed").length;
    const state = result === undefined ? "open" : result.pass ? "passed" : "begun";
    emit({ event: "item", kind: "exercise", id: one.id, title: one.title, state });
    const mark = { open: "○", begun: "◐", passed: styled(io.err, "green", "✓") }[state];
    const share = result === undefined ? "" : ` (${passed} of ${result.cases.length} cases)`;
    rows.push([mark, one.id, `${one.title}${share}`]);
    await io.turn();
  }
  emit({ event: "done", kind: "exercise", count: rows.length });
  io.err.write(
    `${table(io.err, ["", "id", "title"], rows)}\nBegin or check one: gradus exercise ${exercises[0].id} [--watch]\n`,
  );
  return 0;
}

/** Checks the file and says so to both readers. */
async function once(one: Exercise, file: string, io: Io, emit: Emit): Promise<boolean> {
  const result = await verdictOn(one, file);
  const { pass, message, cases, failure = null } = result;
  emit({ event: "verdict", exercise: one.id, pass, message, cases, failure });
  io.err.write(report(one, file, result, io));
  return pass;
}

async function verdictOn(one: Exercise, file: string): Promise<CheckResult> {
  let solution: Record<string, unknown>;
  try {
    solution = await load(file);
  } catch (error) {
    if (error instanceof GradusError) throw error;
    return notLoaded(one, error);
  }
  return check(one, solution, {
    data: labData(),
    guard: interruptible,
    lineOf: (error) => lineIn(file, error),
  });
}

/** The file as a module, types stripped: by Node itself, or by tsx where Node cannot. */
async function load(file: string): Promise<Record<string, unknown>> {
  const url = `${pathToFileURL(file).href}?v=${statSync(file).mtimeMs}-${readFileSync(file).length}`;
  if ((process.features as { typescript?: unknown }).typescript) return await import(url);
  return await (await typeStripper())(url, import.meta.url);
}

type Import = (url: string, parent: string) => Promise<Record<string, unknown>>;

async function typeStripper(): Promise<Import> {
  const name: string = "tsx/esm/api"; // not a dependency: absent outside a development tree
  try {
    return ((await import(name)) as { tsImport: Import }).tsImport;
  } catch {
    throw new GradusError(
      `Node ${process.versions.node} cannot run TypeScript files. Use Node 24, or install tsx (npm install --save-dev tsx).`,
    );
  }
}

function notLoaded(one: Exercise, error: unknown): CheckResult {
  const text = (error instanceof Error ? error.message : String(error)).trim();
  const failure: Failure = {
    case: one.cases[0].name,
    given: "",
    kind: "threw",
    headline: "The file cannot be read as a program",
    explanation: text,
    rows: [],
  };
  const cases = one.cases.map(({ name }) => ({ name, state: "waiting" as const }));
  return {
    exercise: one.id,
    pass: false,
    cases,
    failure,
    message: `${failure.headline}. ${text.split("\n")[0]}`,
  };
}

/** Runs it and ends it when it takes too long, wherever it is. */
function interruptible<T>(run: () => T, isRun: boolean): T {
  const seconds = isRun ? SECONDS.run : SECONDS.byHand;
  try {
    return new Script("run()").runInContext(createContext({ run }), { timeout: seconds * 1000 });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT")
      throw new OutOfTime(seconds);
    throw error;
  }
}

/** The first line of the learner's file in the trace of an error. */
function lineIn(file: string, error: unknown): number | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frame = stack
    .split("\n")
    .find((line) => line.includes(pathToFileURL(file).href) || line.includes(file));
  const [, line] = /:(\d+):\d+\)?$/.exec(frame ?? "") ?? [];
  return line === undefined ? undefined : Number(line);
}

/** Calls back at each save until the person stops it. */
function eachSave(file: string, io: Io, saved: () => Promise<void>): Promise<void> {
  io.err.write(`\nWatching ${shown(file, io)}; each save is checked. Ctrl-C ends it.\n`);
  return new Promise((resolve) => {
    let running = Promise.resolve();
    watchFile(file, { interval: 150 }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs && now.size > 0) running = running.then(saved);
    });
    const off = io.onInterrupt(() => {
      unwatchFile(file);
      off();
      void running.then(resolve);
    });
  });
}

const marks = { passed: "✓", failed: "✕", waiting: "○" } as const;
const colours = { passed: "green", failed: "red", waiting: "dim" } as const;

function report(one: Exercise, file: string, { cases, failure }: CheckResult, io: Io): string {
  const row = ({ name, state }: CheckedCase) =>
    styled(io.err, colours[state], `${marks[state]} ${name}`);
  return [
    "",
    `${styled(io.err, "bold", one.id)}  ${one.title} (${one.source})`,
    `  statement  ${fileOf(one, "statement.md")}`,
    `  yours      ${shown(file, io)}`,
    "",
    `  ${cases.map(row).join("   ")}`,
    "",
    failure ? failed(failure, io) : styled(io.err, "green", `  All ${cases.length} cases pass.`),
    "",
  ].join("\n");
}

/** What is wrong, in words, then expected against yours. */
function failed(failure: Failure, io: Io): string {
  const { headline, explanation, given, line, rows } = failure;
  const where = line === undefined ? "" : `, line ${line}`;
  const lines = [styled(io.err, "bold", `  ${headline}${where}`), `  ${explanation}`];
  if (!explanation.includes(given)) lines.push(`  Given: ${given}`);
  if (rows.length === 0) return lines.join("\n");
  const cells = rows.map((r) => [
    "",
    r.label,
    r.expected,
    r.same ? r.actual : styled(io.err, "red", `${r.actual} ✕`),
  ]);
  return [...lines, "", table(io.err, [" ", "", "expected ○", "yours"], cells).trimEnd()].join(
    "\n",
  );
}
