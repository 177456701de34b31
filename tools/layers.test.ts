/** Planted violations: a check that finds nothing in a wrong file would be worse than none. */
import { expect, test } from "vitest";
import { arithmeticFaults } from "./arithmetic.ts";
import { faults, layerOf, layerOfImport } from "./layers.ts";
import { sources } from "./source.ts";

const library = "packages/gradus/src";
const one = (path: string, text: string): string[] => faults([{ path, text }]);

test("every file of packages/*/src and of the course has a layer, every import of gradus one too", () => {
  expect(layerOf(`${library}/nn/linear.ts`)).toBe("nn");
  expect(layerOf(`${library}/index.ts`)).toBe("gradus");
  expect(layerOf("packages/course/stations/01-nielsen/labs/digits.ts")).toBe("course");
  expect(layerOfImport(`${library}/nn/linear.ts`, "../tensor/tensor.ts")).toBe("tensor");
  expect(layerOfImport(`${library}/tensor/backend/js.ts`, "../../core/math.ts")).toBe("core");
  expect(layerOfImport("packages/cli/src/fit.ts", "gradus/nn")).toBe("nn");
  expect(layerOfImport("packages/cli/src/fit.ts", "@gradus/course")).toBe("course");
});

test("an import upwards is named with its file, line and rule", () => {
  expect(one(`${library}/core/x.ts`, '\nimport { add } from "../tensor/tensor.ts";')).toEqual([
    expect.stringMatching(
      /^packages\/gradus\/src\/core\/x\.ts:2 imports "\.\.\/tensor\/tensor\.ts": core is below tensor/,
    ),
  ]);
  expect(one("packages/course/src/x.ts", 'import { a } from "@gradus/cli";')).toHaveLength(1);
  expect(one(`${library}/tensor/x.ts`, 'export type { A } from "../agents/a.ts";')).toHaveLength(1);
  expect(one(`${library}/nn/x.ts`, 'const a = await import("../run/a.ts");')).toHaveLength(1);
});

test("two layers of one step do not know each other", () => {
  expect(one(`${library}/data/x.ts`, 'import { a } from "../nn/a.ts";')[0]).toMatch(
    /stand on one step/,
  );
  expect(one("packages/cli/src/x.ts", 'import { a } from "@gradus/studio";')[0]).toMatch(
    /stand on one step/,
  );
});

test("the library imports neither packages, nor Node, nor itself by name; the course does not touch files", () => {
  expect(one(`${library}/nn/x.ts`, 'import { z } from "zod";')[0]).toMatch(/no dependencies/);
  expect(one(`${library}/nn/x.ts`, 'import { readFileSync } from "node:fs";')[0]).toMatch(
    /only packages\/cli/,
  );
  expect(one(`${library}/nn/x.ts`, 'import { tensor } from "gradus";')[0]).toMatch(/relative/);
  expect(one("packages/course/src/x.ts", 'import { readFileSync } from "node:fs";')).toHaveLength(
    1,
  );
  expect(one("packages/cli/src/x.ts", 'import { readFileSync } from "node:fs";')).toEqual([]);
});

test("a new folder must be given a place", () => {
  expect(one(`${library}/magic/x.ts`, 'import { a } from "../core/a.ts";')[0]).toMatch(
    /no place in the order/,
  );
});

test("imports downwards pass; tests may import what they like", () => {
  expect(
    one(`${library}/nn/x.ts`, 'import { a } from "../tensor/a.ts"; import { b } from "./b.ts";'),
  ).toEqual([]);
  expect(one(`${library}/index.ts`, 'export { a } from "./run/a.ts";')).toEqual([]);
  expect(
    one("packages/course/src/x.ts", 'import { a } from "gradus"; import { b } from "gradus/nn";'),
  ).toEqual([]);
  expect(
    one(`${library}/core/x.test.ts`, 'import { a } from "../run/a.ts"; import "node:fs";'),
  ).toEqual([]);
});

test("a circle of files is found, unless one of its imports is only of types", () => {
  const circle = (kind: string) => [
    { path: `${library}/core/a.ts`, text: 'import { b } from "./b.ts";' },
    { path: `${library}/core/b.ts`, text: `import ${kind}{ a } from "./a.ts";` },
  ];
  expect(faults(circle(""))[0]).toMatch(/a\.ts → .*b\.ts → .*a\.ts: these files import each other/);
  expect(faults(circle("type "))).toEqual([]);
});

test("Math.sin and its kin, Math.random, Math handed on, and powers that are not whole numbers are each caught", () => {
  const path = `${library}/nn/x.ts`;
  for (const name of "sin cos tan asin acos atan atan2 sinh cosh tanh exp expm1 log log1p log2 log10 pow cbrt hypot".split(
    " ",
  )) {
    expect(arithmeticFaults({ path, text: `const y = Math.${name}(x);` }), name).toHaveLength(1);
  }
  for (const text of [
    "Math.random()",
    "const { sin } = Math;",
    "x ** 0.5",
    "x ** n",
    "x **= y",
    "2 ** (k - 1)",
    "Math['exp'](1)",
  ]) {
    expect(arithmeticFaults({ path, text }), text).toHaveLength(1);
  }
  for (const text of [
    "x ** 2",
    "10 ** -3",
    "x **= 3",
    "Math.sqrt(x)",
    "/** Math.sin */",
    '"Math.sin"',
    "this.Math",
    "a.log(b)",
  ]) {
    expect(arithmeticFaults({ path, text }), text).toEqual([]);
  }
  const allowed = { path: `${library}/core/math.ts`, text: "Math.sin(1)" };
  expect(arithmeticFaults(allowed)).toEqual([]);
});

test("this repository keeps the rules", () => {
  expect(faults(sources("packages", [".ts", ".tsx"]))).toEqual([]);
});
