/**
 * What must hold for every exercise: its reference passes, its starter and its wrong solutions fail with the right message, and
 * mutants of the reference are noticed. Here a share of the mutants; all of them in exercises.learn.test.ts.
 */
import { expect, test } from "vitest";
import { check } from "../src/exerciseCheck.ts";
import { compare } from "../src/exerciseCompare.ts";
import { exercises } from "../src/exercises.ts";
import { equivalentMutants } from "./equivalentMutants.ts";
import { fileOf, load, mutationRun, stripped } from "./exercises.ts";
import { labData } from "./mnist.ts";

/** The tests of the exercises of some stations: several files share them out, so that they run side by side. */
export function exerciseRules(stations: readonly string[]): void {
  const own = exercises.filter(({ id }) => stations.includes(id.slice(0, 2)));
  const each = test.each(own.map((one) => [one.id, one] as const));

  each("%s: the reference, as a file, gives every expected value", (_, one) => {
    const module = load(stripped(fileOf(one, "reference.ts")));
    expect(check(one, module, { data: labData })).toMatchObject({ pass: true });
    for (const { expected, run, tolerance, swap } of one.cases) {
      if (expected === undefined || swap) continue; // the reference is what is expected, or ran just now
      expect(compare(expected, run(one.reference, labData), tolerance).first).toBeUndefined();
    }
  });

  each(
    "%s: the starter fails: not written yet, or with the fault that was planted in it",
    (_, one) => {
      const { pass, message, failure } = check(one, load(stripped(fileOf(one, "starter.ts"))));
      expect(pass).toBe(false);
      if (one.planted === undefined) expect(message).toMatch(/is not written yet/);
      else expect(failure?.mistake).toBe(one.planted);
    },
  );

  each("%s: each known mistake is called by its name", (_, one) => {
    expect(one.mistakes.length).toBeGreaterThanOrEqual(2);
    for (const { name, wrong } of one.mistakes) {
      const result = check(one, { ...one.reference, ...wrong });
      expect(result.failure?.mistake).toBe(name);
      expect(result.message.toLowerCase()).toContain(name.toLowerCase());
    }
  });

  each("%s: there is a run with the learner's function", (_, one) => {
    expect(one.cases.some(({ swap }) => swap)).toBe(true); // which rejects a mistake by itself: exercises.learn.test.ts
  });

  each("%s: the statement names every function, and has four hints", (_, one) => {
    const text = fileOf(one, "statement.md");
    for (const name of one.functions) expect(text).toContain(name);
    expect(text.split("## Hints")[1]?.match(/^\d\. /gm)).toHaveLength(4);
  });

  each("%s: of its mutants, one in fifteen is tried, and fails", (id, one) => {
    const equivalent = equivalentMutants[id] ?? {};
    const alive = mutationRun(one, 15).filter(({ result }) => result.pass);
    expect(alive.map(({ mutant }) => mutant.name).filter((name) => !(name in equivalent))).toEqual(
      [],
    );
  });
}
