/** Every mutant of every reference fails its check, or is listed as equivalent with the reason. */
import { expect, test } from "vitest";
import { exercises } from "../src/exercises.ts";
import { equivalentMutants } from "./equivalentMutants.ts";
import { mutationRun } from "./exercises.ts";

test.each(exercises.map((one) => [one.id, one] as const))("%s", (id, one) => {
  const runs = mutationRun(one);
  expect(runs.length).toBeGreaterThanOrEqual(20);
  const alive = runs.filter(({ result }) => result.pass).map(({ mutant }) => mutant.name);
  expect([...new Set(alive)].sort()).toEqual(Object.keys(equivalentMutants[id] ?? {}).sort());
});
