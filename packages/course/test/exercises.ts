/** For the tests of exercises: reading their files and running mutants of their references. Only tests import this module. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { transformSync } from "esbuild";
import * as gradus from "gradus";
import * as core from "gradus/core";
import type { Exercise } from "../src/exercise.ts";
import { type CheckResult, check } from "../src/exerciseCheck.ts";
import { type Mutant, mutants, ticking } from "../src/mutate.ts";
import { labData } from "./mnist.ts";

export type Module = Record<string, unknown>;

const stations = new URL("../stations/", import.meta.url);

/** The text of a file of an exercise. */
export const fileOf = (exercise: Exercise, name: string): string =>
  readFileSync(new URL(`${exercise.folder}/${name}`, stations), "utf8");

/** TypeScript as JavaScript, one statement a line. */
export const stripped = (text: string, format: "esm" | "cjs" = "esm"): string =>
  transformSync(text, { loader: "ts", format, target: "es2022" }).code;

const modules: Record<string, unknown> = { gradus, "gradus/core": core };
const require = createRequire(import.meta.url);

/** Runs a module of JavaScript; `$tick` is called by `ticking` loops. */
export function load(text: string, tick: () => void = () => {}): Module {
  const exported = { exports: {} as Module };
  const { code } = transformSync(text, { loader: "js", format: "cjs" });
  new Function("module", "exports", "require", "$tick", code)(
    exported,
    exported.exports,
    (name: string) => modules[name] ?? require(name),
    tick,
  );
  return exported.exports;
}

export interface Ran {
  readonly mutant: Mutant;
  readonly result: CheckResult;
}

/**
 * The check of every mutant of the reference; `every` keeps one in so many. Only mutants that pass all cases by hand are put into
 * a whole run.
 */
export function mutationRun(exercise: Exercise, every = 1): Ran[] {
  const source = stripped(fileOf(exercise, "reference.ts"));
  const [byHand, runs] = [false, true].map((swap) => ({
    ...exercise,
    cases: exercise.cases.filter((one) => (one.swap ?? false) === swap),
  }));
  /** Turns of loops that a mutant may take: three times those of the reference. */
  const limitOf = (one: Exercise): number => {
    let ticks = 0;
    check(
      one,
      load(ticking(source), () => ticks++),
      { data: labData },
    );
    return 3 * ticks + 1000;
  };
  const limit = limitOf(byHand);
  let limitOfRuns: number | undefined;
  return mutants(source, 20)
    .filter((_, i) => i % every === 0)
    .map((mutant) => {
      const result = checked(byHand, mutant, limit);
      if (!result.pass) return { mutant, result };
      limitOfRuns ??= limitOf(runs);
      return { mutant, result: checked(runs, mutant, limitOfRuns) };
    });
}

function checked(exercise: Exercise, { source }: Mutant, limit: number): CheckResult {
  let ticks = 0;
  const tick = (): void => {
    if (++ticks > limit) throw new Error("too many turns of a loop");
  };
  try {
    return check(exercise, load(ticking(source), tick), { data: labData });
  } catch (error) {
    if (
      !(
        error instanceof SyntaxError ||
        (error instanceof Error && /Transform failed/.test(error.message))
      )
    )
      throw error;
    const message = "does not compile";
    return { exercise: exercise.id, pass: false, cases: [], message };
  }
}
