import { td0 } from "gradus/tabular";
import { expect, test } from "vitest";
import { tdOrMonteCarlo } from "../stations/04-sutton-barto/labs/td-or-monte-carlo.ts";
import { labVerdict, reproduced } from "./exerciseLab.ts";
import { lab } from "./lab.ts";

const fewer = { seeds: [1], settings: { runs: 50 } };

test("the library's own function reproduces the lab's number", () => {
  expect(labVerdict(tdOrMonteCarlo, { td0 }, fewer)).toEqual(reproduced);
});

test("a method that learns with half the step size does not, and is told where it fails", () => {
  const slow: typeof td0 = (world, knobs, random) =>
    td0(world, { ...knobs, alpha: 0.5 * (knobs.alpha ?? 0) }, random);
  expect(labVerdict(tdOrMonteCarlo, { td0: slow }, fewer)).toEqual({
    verdict: expect.stringMatching(
      /^not reproduced: TD 0\.05 @10 outside its band ± [\d.]+; TD .*; and \d+ more$/,
    ),
  });
});

test("a lab that needs a data set gets what the case was given, and nothing else", () => {
  const digits = lab({
    id: "00/digits",
    row: "X1",
    title: "",
    question: "",
    source: "",
    kind: "golden",
    knobs: {},
    quick: { seconds: 0, seeds: [1] },
    full: { seconds: 0, seeds: [1] },
    *run(_, _random, data) {
      yield { progress: 1 };
      return { count: data.mnist().train.count };
    },
    verdict: () => ({ published: "", measured: "", tolerance: "", pass: true }),
  });
  expect(() => labVerdict(digits, {})).toThrow(
    "internal: an exercise asks for the digits without saying so",
  );
});
