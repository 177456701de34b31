import { expect, test } from "vitest";
import { mutants, ticking } from "./mutate.ts";

const names = (source: string, atLeast = 0) => mutants(source, atLeast).map(({ name }) => name);

test("signs, bounds, indices, constants and whole statements are changed, one at a time", () => {
  const source =
    "function f(x, n) {\n  let s = 0;\n  for (let i = 0; i < n; i++) {\n    s += x[i];\n  }\n  return -s;\n}";
  expect(names(source)).toEqual(
    expect.arrayContaining([
      "let s = 0; → let s = 1;",
      "for (let i = 0; i < n; i++) { → for (let i = 0; i <= n; i++) {",
      "s += x[i]; → s -= x[i];",
      "s += x[i]; → s += x[i + 1];",
      "s += x[i]; → ;",
      "return -s; → return s;",
    ]),
  );
});

test("comments and strings stay as they are", () => {
  expect(names('// 1 + 2\nconst text = "a - 1"; /* x < y */')).toEqual([]);
});

test("short functions get rarer changes as well", () => {
  const source = "function f(a, b) {\n  return a - b;\n}";
  expect(names(source)).toEqual(["return a - b; → return a + b;"]);
  expect(names(source, 20)).toContain("return a - b; → return b - b;");
});

test("every loop with a condition ticks, so that an endless one can be ended", () => {
  expect(ticking("for (let i = 0; i < 3; i++) {}")).toBe("for (let i = 0; $tick(), i < 3; i++) {}");
  expect(ticking("for (;;) {}")).toContain("$tick()");
  expect(ticking("while (a > b) {}")).toBe("while ($tick(), a > b) {}");
  expect(ticking("for (const x of list) {}")).toBe("for (const x of list) {}");
});
