/**
 * Checking an exercise. The result is plain data, for a page or a terminal; hostile code (it throws, returns nothing, changes
 * what it was given, never ends) leads to one clear sentence like any other mistake.
 */
import type { AnyFunction, Case, Exercise, Mistake } from "./exercise.ts";
import { agrees, type Comparison, compare, excerpt, type Row } from "./exerciseCompare.ts";
import { noData } from "./exerciseData.ts";
import type { LabData } from "./lab.ts";

export type FailureKind =
  | "different"
  | "not a number"
  | "wrong length"
  | "nothing returned"
  | "changed its input"
  | "missing"
  | "threw"
  | "unusable"
  | "out of time";

export interface Failure {
  readonly case: string;
  readonly given: string;
  readonly kind: FailureKind;
  /** The name of the mistake where we know it, else what is wrong, in a few words. */
  readonly headline: string;
  /** One or two sentences. */
  readonly explanation: string;
  /** The name of the recognised mistake. */
  readonly mistake?: string;
  /** "V[2]": where expected and actual first differ. */
  readonly at?: string;
  /** The numbers side by side, around the first difference. */
  readonly rows: readonly Row[];
  /** The line of the learner's file, where the host can tell. */
  readonly line?: number;
}

export interface CheckedCase {
  readonly name: string;
  readonly state: "passed" | "failed" | "waiting";
}

export interface CheckResult {
  readonly exercise: string;
  readonly pass: boolean;
  readonly cases: readonly CheckedCase[];
  readonly failure?: Failure;
  /** The whole verdict in one line. */
  readonly message: string;
}

export interface CheckOptions {
  /** The data sets that the exercise needs. */
  readonly data?: LabData;
  /**
   * Runs one case and ends it, with an OutOfTime, when it takes too long; `isRun`: the case is a whole run, which takes seconds
   * when all is well. A host that cannot interrupt leaves it out.
   */
  readonly guard?: <T>(run: () => T, isRun: boolean) => T;
  /** The line of the learner's file that an error came from. */
  readonly lineOf?: (error: unknown) => number | undefined;
}

/** What a guard throws. */
export class OutOfTime extends Error {
  override name = "OutOfTime";
  readonly seconds: number;
  constructor(seconds: number) {
    super(`no end after ${seconds} s`);
    this.seconds = seconds;
  }
}

/** A fault that lies with one of the learner's functions and not with its numbers. */
class Fault extends Error {
  readonly kind: FailureKind;
  readonly headline: string;
  readonly origin: unknown;
  constructor(kind: FailureKind, headline: string, message: string, origin?: unknown) {
    super(message);
    this.kind = kind;
    this.headline = headline;
    this.origin = origin;
  }
}

type Solution = Record<string, AnyFunction>;

/** Case after case, up to the first that fails; returns the verdict. */
export function* checks(
  exercise: Exercise,
  solution: Readonly<Record<string, unknown>>,
  options: CheckOptions = {},
): Generator<CheckedCase, CheckResult> {
  const missing = exercise.functions.find((name) => typeof solution[name] !== "function");
  if (missing !== undefined) return verdict(exercise, 0, notExported(exercise, missing));
  const watched = watch(exercise, solution as Solution);
  for (const [index, one] of exercise.cases.entries()) {
    const failure = checkCase(exercise, one, watched, options);
    if (failure !== undefined) return verdict(exercise, index, failure);
    yield { name: one.name, state: "passed" };
  }
  return verdict(exercise, exercise.cases.length);
}

/** The verdict at once. */
export function check(
  exercise: Exercise,
  solution: Readonly<Record<string, unknown>>,
  options: CheckOptions = {},
): CheckResult {
  const run = checks(exercise, solution, options);
  let next = run.next();
  while (!next.done) next = run.next();
  return next.value;
}

/** For a host that had to end its worker: the verdict on the case that was running. */
export function endless(exercise: Exercise, index: number, seconds: number): CheckResult {
  return verdict(exercise, index, tooLong(exercise.cases[index], seconds));
}

function verdict(exercise: Exercise, reached: number, failure?: Failure): CheckResult {
  const cases = exercise.cases.map(({ name }, i) => ({
    name,
    state:
      i < reached
        ? ("passed" as const)
        : i === reached
          ? ("failed" as const)
          : ("waiting" as const),
  }));
  if (failure === undefined) {
    const message = `All ${cases.length} cases pass.`;
    return { exercise: exercise.id, pass: true, cases, message };
  }
  const message = `${failure.case}: ${failure.headline}. ${failure.explanation}`;
  return { exercise: exercise.id, pass: false, cases, failure, message };
}

function checkCase(
  exercise: Exercise,
  one: Case<Solution>,
  solution: Solution,
  { guard = (run) => run(), lineOf = () => undefined, data = noData }: CheckOptions,
): Failure | undefined {
  const expected = one.expected ?? one.run(exercise.reference, data);
  try {
    const actual = guard(() => one.run(solution, data), one.swap ?? false);
    const comparison = compare(expected, actual, one.tolerance);
    return comparison.first && differs(exercise, one, actual, comparison, data);
  } catch (error) {
    const line = lineOf(error instanceof Fault ? error.origin : error);
    return { ...faulty(exercise, one, error), ...(line === undefined ? {} : { line }) };
  }
}

/** The numbers are wrong: by a mistake that we know? */
function differs(
  exercise: Exercise,
  one: Case<Solution>,
  actual: unknown,
  { first, rows }: Comparison,
  data: LabData,
): Failure {
  const { at, expected, actual: got, kind } = first!;
  const known = one.swap ? undefined : recognise(exercise, one, actual, data); // a run per mistake would take too long
  const numbers = `${at} should be ${expected}, yours is ${got}.`;
  const plain = {
    value: one.swap ? "The run comes out differently" : `${at} differs`,
    "not a number": `${at} is not a number`,
    length: "The length is wrong",
    missing: `${at.replace(/^result$/, "The result")} is missing`,
  }[kind];
  const kinds = {
    value: "different",
    "not a number": "not a number",
    length: "wrong length",
    missing: "unusable",
  } as const;
  return {
    case: one.name,
    given: one.given,
    kind: kinds[kind],
    headline: known ? capital(known.name) : plain,
    explanation: known ? `${known.explanation} ${numbers}` : `${numbers} Given: ${one.given}`,
    ...(known ? { mistake: known.name } : {}),
    at,
    rows: excerpt(rows),
  };
}

/** The first known mistake that gives exactly what the learner's functions gave. */
function recognise(
  exercise: Exercise,
  one: Case<Solution>,
  actual: unknown,
  data: LabData,
): Mistake<Solution> | undefined {
  return exercise.mistakes.find(({ wrong }) => {
    try {
      return agrees(
        one.run({ ...exercise.reference, ...(wrong as Solution) }, data),
        actual,
        one.tolerance,
      );
    } catch {
      return false; // this mistake does not even get through the case
    }
  });
}

function faulty(exercise: Exercise, one: Case<Solution>, error: unknown): Failure {
  if (error instanceof OutOfTime) return tooLong(one, error.seconds);
  const about = { case: one.name, given: one.given, rows: [] };
  if (error instanceof Fault)
    return { ...about, kind: error.kind, headline: error.headline, explanation: error.message };
  const names = exercise.functions.join(", ");
  return {
    ...about,
    kind: "unusable",
    headline: "The check could not use what came back",
    explanation: `With what ${names} returned, the check stopped: ${messageOf(error)}. Compare the shapes with the statement.`,
  };
}

function tooLong(one: Case<Solution>, seconds: number): Failure {
  return {
    case: one.name,
    given: one.given,
    kind: "out of time",
    headline: `No end after ${seconds} s`,
    explanation: "We stopped it. Look for a loop whose condition never changes.",
    rows: [],
  };
}

function notExported(exercise: Exercise, name: string): Failure {
  const { name: first, given } = exercise.cases[0];
  return {
    case: first,
    given,
    kind: "missing",
    headline: `${name} is missing`,
    explanation: `The file does not export a function of that name: begin it with "export function ${name}(".`,
    rows: [],
  };
}

/** How many calls of a function are looked at closely; a training calls it a million times. */
const CLOSELY = 200;

/** The functions, each with a watch on what it does to its arguments and whether it returns anything. */
function watch(exercise: Exercise, solution: Solution): Solution {
  return Object.fromEntries(
    exercise.functions.map((name) => [
      name,
      watched(name, solution[name], exercise.updates?.[name]),
    ]),
  );
}

function watched(name: string, f: AnyFunction, updates?: readonly number[]): AnyFunction {
  let calls = 0;
  return (...args: unknown[]) => {
    const before = calls++ < CLOSELY ? args.map(copied) : undefined;
    const result = attempt(name, f, args);
    const changed = before?.findIndex((b, i) => !updates?.includes(i) && !unchanged(b, args[i]));
    if (changed !== undefined && changed >= 0) {
      throw new Fault(
        "changed its input",
        `${name} changes its input`,
        `Argument ${changed + 1} is different after the call; copy it before you change it.`,
      );
    }
    if (result === undefined && updates === undefined) {
      throw new Fault(
        "nothing returned",
        `${name} returns nothing`,
        "It came to its end without a return.",
      );
    }
    return result;
  };
}

function attempt(name: string, f: AnyFunction, args: unknown[]): unknown {
  try {
    return f(...args);
  } catch (error) {
    if (error instanceof Fault) throw error;
    const message = messageOf(error);
    if (message.startsWith("Not written yet"))
      throw new Fault("threw", `${name} is not written yet`, "It is yours to write.", error);
    throw new Fault("threw", `${name} throws an error`, `It says: ${message}.`, error);
  }
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");

/** A copy to compare with later; functions and whatever else is not plain data stay what they are. */
function copied(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(copied);
  if (x instanceof Float64Array || x instanceof Int32Array) return x.slice();
  if (isPlain(x)) return Object.fromEntries(Object.entries(x).map(([k, v]) => [k, copied(v)]));
  return x;
}

function unchanged(before: unknown, now: unknown): boolean {
  if (Object.is(before, now)) return true;
  if (Array.isArray(before) || ArrayBuffer.isView(before)) {
    const [b, n] = [before, now] as unknown as ArrayLike<unknown>[];
    return b.length === n.length && Array.from(b).every((v, i) => unchanged(v, n[i]));
  }
  if (!isPlain(before) || !isPlain(now)) return false;
  const keys = Object.keys(before);
  return keys.length === Object.keys(now).length && keys.every((k) => unchanged(before[k], now[k]));
}

const isPlain = (x: unknown): x is Record<string, unknown> =>
  typeof x === "object" && x !== null && Object.getPrototypeOf(x) === Object.prototype;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
