/**
 * Reproducible arithmetic. JavaScript leaves the last bit of sin, exp, pow … to the engine, and Node and Chromium do
 * differ; so does every call of Math.random. The library and the course use src/core/math.ts and streams instead.
 * Exact are + − × ÷, sqrt and rounding, and those stay allowed.
 */
import { code, lineOf, type Source } from "./source.ts";

/** What IEEE 754 or the language defines to the last bit. */
const exact = new Set(
  (
    "abs ceil clz32 floor fround imul max min round sign sqrt trunc " +
    "PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2"
  ).split(" "),
);

/** Where the rule holds, and the files that exist to keep it for the others. */
function holds(path: string): boolean {
  if (!/^packages\/(gradus\/src|course)\//.test(path)) return false;
  return (
    path !== "packages/gradus/src/core/math.ts" &&
    !path.startsWith("packages/gradus/src/tensor/backend/")
  );
}

/** Sentences on every use of arithmetic that another engine may round otherwise. */
export function arithmeticFaults({ path, text }: Source): string[] {
  if (!holds(path)) return [];
  const clean = code(text, { strings: true });
  const found: string[] = [];
  const say = (index: number, what: string): void => {
    found.push(`${path}:${lineOf(clean, index)} ${what}`);
  };
  for (const match of clean.matchAll(
    /(?<![\w$.])(?:globalThis\s*\.\s*)?Math\b(?:\s*\??\.\s*(\w+))?/g,
  )) {
    const name = match[1];
    if (name === undefined)
      say(match.index, "passes Math itself on; name the functions, so that they can be checked.");
    else if (name === "random")
      say(match.index, "uses Math.random; draw from the stream that is passed in.");
    else if (!exact.has(name)) {
      say(
        match.index,
        `uses Math.${name}, which rounds differently between engines; import it from core/math.ts.`,
      );
    }
  }
  for (const match of clean.matchAll(/\*\*=?\s*([-+]?\s*[\w.$]+|.)/g)) {
    if (!/^[-+]?\s*\d[\d_]*n?$/.test(match[1] ?? "")) {
      say(
        match.index,
        `raises to the power "${match[1]}", which is not a whole number in sight; use pow from core/math.ts.`,
      );
    }
  }
  return found;
}
