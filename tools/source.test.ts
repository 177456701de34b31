import { expect, test } from "vitest";
import { code, imports, lineOf } from "./source.ts";

test("comments vanish, code and line numbers stay", () => {
  const text = "a // Math.sin\n/* Math.cos\n */ b";
  const clean = code(text);
  expect(clean.replace(/\s+/g, " ")).toBe("a b");
  expect(lineOf(clean, clean.indexOf("b"))).toBe(3);
});

test("with strings: true the contents of strings, templates and regular expressions vanish as well", () => {
  const clean = code('x("Math.sin"); y(`Math.cos ${Math.tan(1)} // no`); z = /Math.exp/g;', {
    strings: true,
  });
  expect(clean).not.toMatch(/sin|cos|exp|no/);
  expect(clean).toContain("Math.tan(1)");
});

test("a division is not a regular expression, and a slash in a string is not a comment", () => {
  expect(code("a / b; c / d // e")).toContain("a / b; c / d");
  expect(code('fetch("http://x"); f()')).toContain("f()");
  expect(code("`http://x`; f()", { strings: true })).toContain("f()");
});

test("every form of import is found: static, type, side effect, re-export, over several lines, dynamic", () => {
  const text = `
import { a } from "./a.ts";
import type { B } from "./b.ts";
import "./c.ts";
export * from "./d.ts";
export {
  e, // with a comment
  type E,
} from "./e.ts";
const f = await import("./f.ts");
// import { g } from "./g.ts";
const h = 'import { h } from "./h.ts"';
`;
  expect(imports(text).map((i) => [i.from, i.line, i.typeOnly])).toEqual([
    ["./a.ts", 2, false],
    ["./b.ts", 3, true],
    ["./c.ts", 4, false],
    ["./d.ts", 5, false],
    ["./e.ts", 9, false],
    ["./f.ts", 10, false],
  ]);
});
