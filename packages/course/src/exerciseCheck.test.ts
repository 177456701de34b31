import { expect, test } from "vitest";
import { between, exercise } from "./exercise.ts";
import { check, endless, OutOfTime } from "./exerciseCheck.ts";

interface Solution {
  double(x: number[]): number[];
}

/** Twice each number. */
const doubling = exercise<Solution>({
  id: "00/double",
  folder: "00/double",
  title: "Twice",
  source: "",
  functions: ["double"],
  reference: { double: (x) => x.map((v) => 2 * v) },
  cases: [
    {
      name: "two",
      given: "1 and 2.",
      run: (f) => ({ y: f.double([1, 2]) }),
      expected: { y: [2, 4] },
    },
    {
      name: "many",
      given: "0 … 9.",
      run: (f) => ({ y: f.double([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) }),
    },
    {
      name: "sum",
      given: "The sum of three.",
      swap: true,
      run: (f) => ({ sum: f.double([1, 2, 3]).reduce((a, b) => a + b) }),
      expected: { sum: between(11, 13) },
    },
  ],
  mistakes: [
    {
      name: "squared",
      explanation: "Yours squares.",
      wrong: { double: (x) => x.map((v) => v * v) },
    },
    {
      name: "added two",
      explanation: "Yours adds.",
      wrong: { double: (x) => x.map((v) => v + 2) },
    },
  ],
});

const failing = (double: (x: number[]) => unknown) => {
  const result = check(doubling, { double });
  expect(result.pass).toBe(false);
  return result;
};

test("a right solution passes every case", () => {
  expect(check(doubling, { double: (x: number[]) => x.map((v) => v + v) })).toEqual({
    exercise: "00/double",
    pass: true,
    cases: ["two", "many", "sum"].map((name) => ({ name, state: "passed" })),
    message: "All 3 cases pass.",
  });
});

test("the first failing case is shown, with where the numbers first differ, expected against actual", () => {
  const { cases, failure } = failing((x) => x.map((v, i) => (i < 2 ? 2 * v : 0)));
  expect(cases.map((c) => c.state)).toEqual(["passed", "failed", "waiting"]);
  expect(failure).toMatchObject({
    case: "many",
    kind: "different",
    at: "y[2]",
    headline: "y[2] differs",
  });
  expect(failure?.rows.find((row) => !row.same)).toEqual({
    label: "y[2]",
    expected: "4",
    actual: "0",
    same: false,
  });
  expect(failure?.rows.length).toBeLessThanOrEqual(8);
});

test("a mistake that gives the same numbers as a known one is called by its name", () => {
  const { failure, message } = failing((x) => x.map((v) => v * v));
  expect(failure).toMatchObject({ mistake: "squared", headline: "Squared" });
  expect(message).toBe("two: Squared. Yours squares. y[0] should be 2, yours is 1.");
});

test.each([
  [
    "throws",
    () => {
      throw new TypeError("x is odd.");
    },
    "threw",
    "double throws an error. It says: x is odd.",
  ],
  ["returns nothing", () => undefined, "nothing returned", "double returns nothing"],
  [
    "returns too few",
    (x: number[]) => [2 * x[0]],
    "wrong length",
    "y.length should be 2, yours is 1.",
  ],
  ["returns NaN", (x: number[]) => x.map(() => Number.NaN), "not a number", "y[0] is not a number"],
  ["returns something else", () => 7, "unusable", "y should be 2 numbers, yours is 7."],
  [
    "changes its input",
    (x: number[]) => {
      x[0] = 9;
      return x;
    },
    "changed its input",
    "Argument 1 is different",
  ],
])("a function that %s leads to one clear message", (_, f, kind, words) => {
  const { failure, message } = failing(f as (x: number[]) => unknown);
  expect(failure?.kind).toBe(kind);
  expect(message).toContain(words);
});

test("a function that is not exported is asked for by name", () => {
  expect(check(doubling, { dubble: () => 1 }).message).toContain(
    'begin it with "export function double("',
  );
});

test("a host that cannot wait ends the case, and the verdict says after how long", () => {
  const guard = () => {
    throw new OutOfTime(5);
  };
  const result = check(doubling, { double: () => [] }, { guard });
  expect(result.failure).toMatchObject({ kind: "out of time", headline: "No end after 5 s" });
  expect(endless(doubling, 1, 5).failure?.case).toBe("many");
});

test("a verdict is plain data", () => {
  const result = failing((x) => x);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
});
