/** The labs of policy gradients for real: with a planted mistake each is refused. */
import { expect, test } from "vitest";
import type { LabData } from "../../../src/lab.ts";
import { findLab, labs } from "../../../src/registry/index.ts";
import { runLab, seedRuns } from "../../../src/run.ts";
import { type SimpleParts, simpleParts } from "./parts/simple.ts";

/** The lab for real, 100 iterations on one seed, with some of its pieces replaced. */
function ran(id: string, parts: Partial<SimpleParts>): boolean {
  const lab = findLab(id);
  const run = seedRuns(lab, {}, [101], {} as LabData, parts as never);
  let next = run.next();
  while (!next.done) next = run.next();
  return lab.verdict(next.value, "quick").pass;
}

test("planted in the run itself, a sign error in the score is noticed", () => {
  const softmaxScore: SimpleParts["softmaxScore"] = (theta, s, a) =>
    simpleParts.softmaxScore(theta, s, a).map((row) => row.map((x) => -x));
  expect(ran("06/pg-cart-pole", { softmaxScore })).toBe(false);
});

const quick = labs.filter((l) => l.id.startsWith("06/"));
test.each(quick.map((l) => [l.id, l] as const))(
  "%s: the quick budget",
  { timeout: 600_000 },
  (_, l) => {
    const result = runLab(l, "quick", {} as LabData);
    expect(result.pass, `${result.measured} against ${result.tolerance}`).toBe(true);
  },
);
