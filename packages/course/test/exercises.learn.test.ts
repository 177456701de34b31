/**
 * Every mutant of every reference fails its check, or is listed as equivalent with the reason; and the runs with the learner's
 * function reject a known mistake without the cases by hand.
 */
import { expect, test } from "vitest";
import { check } from "../src/exerciseCheck.ts";
import { exercises } from "../src/exercises.ts";
import { equivalentMutants } from "./equivalentMutants.ts";
import { mutationRun } from "./exercises.ts";
import { labData } from "./mnist.ts";

/** A wrong method may take long to be found out, on a busy machine. */
const PATIENT = { timeout: 300_000 };

const each = test.each(exercises.map((one) => [one.id, one] as const));

each("%s: the run with the learner's function alone rejects a known mistake", PATIENT, (_, one) => {
  const cases = one.cases.filter(({ swap }) => swap);
  const rejected = one.mistakes.some(
    ({ wrong }) =>
      !check({ ...one, cases }, { ...one.reference, ...wrong }, { data: labData }).pass,
  );
  expect(rejected).toBe(true);
});

each("%s: its mutants", PATIENT, (id, one) => {
  const runs = mutationRun(one);
  expect(runs.length).toBeGreaterThanOrEqual(20);
  const alive = runs.filter(({ result }) => result.pass).map(({ mutant }) => mutant.name);
  expect([...new Set(alive)].sort()).toEqual(Object.keys(equivalentMutants[id] ?? {}).sort());
});
