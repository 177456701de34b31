/**
 * The lessons of the path keep to what a station is: 1 500 to 3 500 words, labs that answer the questions of the text, a line of
 * code under every equation, every symbol explained, and a last page of what can go wrong.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  labsOf,
  lengthWarning,
  unexplainedSymbols,
  untiedEquations,
  wordsOf,
} from "../packages/studio/build/lessonRules.mjs";
import { lessonPages } from "../packages/studio/build/lessons.mjs";
import { compiler } from "../packages/studio/build/markdown.mjs";

const folder = fileURLToPath(new URL("../packages/course/stations/", import.meta.url));
const stations = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "lesson.md")))
  .map((name) => {
    const text = readFileSync(join(folder, name, "lesson.md"), "utf8");
    return { name, text, pages: lessonPages(name, Number(name.slice(0, 2)), text) };
  });

test("stations 1, 4, 5, 6 and 7 have lessons", () => {
  const numbers = stations.map(({ name }) => name.slice(0, 2));
  expect(numbers).toEqual(expect.arrayContaining(["01", "04", "05", "06", "07"]));
});

for (const { name, text, pages } of stations) {
  test(`${name}: 1 500 to 3 500 words`, () => {
    expect(lengthWarning(text)).toBeUndefined();
  });
  test(`${name}: at least three labs in its text, and a last page of what can go wrong`, () => {
    expect(pages.reduce((n, { body }) => n + labsOf(body), 0)).toBeGreaterThanOrEqual(3);
    expect(pages.at(-1)?.link.title).toBe("What can go wrong");
  });
  test(`${name}: a line of code under every equation`, () => {
    for (const { link, body } of pages) expect(untiedEquations(body), link.title).toEqual([]);
  });
}

/** Who starts at the second leg has not read the first. */
const legs = [
  stations.filter(({ name }) => name < "04"),
  stations.filter(({ name }) => name >= "04" && name < "08"),
  ...stations.filter(({ name }) => name >= "08").map((station) => [station]),
].filter((leg) => leg.length > 0);

test("every symbol of an equation is explained on its page or before it on that leg, and on a page once", () => {
  const faults = legs.flatMap((leg) => {
    const known = new Set<string>();
    return leg.flatMap(({ pages }) =>
      pages.flatMap(({ link, body }) => {
        const { missing, twice } = unexplainedSymbols(body, known);
        return missing.length + twice.length === 0 ? [] : [{ page: link.number, missing, twice }];
      }),
    );
  });
  expect(faults).toEqual([]);
});

const page = (body: string) => `# A page\n\n${body}\n`;

test("words in code, formulas and margin do not count, a formula in a line is one word", () => {
  const text =
    "One two $x + y$ four.\n\n$$ a = b $$\n\n```ts\nconst x = 1;\n```\n\n::: note\nnot these\n:::\n\n::: lab 01/x :::\n\n[five six](lab:01/x) — seven";
  expect(wordsOf(text)).toBe(7);
  expect(lengthWarning(page("word ".repeat(1499)))).toContain("1499 words");
  expect(lengthWarning(page("word ".repeat(1500)))).toBeUndefined();
  expect(lengthWarning(page("word ".repeat(3501)))).toContain("3501 words");
});

test("an equation without a line of code is noticed, also when the next one has it", () => {
  const code = "```source x.ts\nf(x)\n```";
  expect(untiedEquations(`$$ a $$\n\n${code}\n\n$$ b $$\n\n${code}`)).toEqual([]);
  expect(untiedEquations(`$$ a $$\n\n$$ b $$\n\n${code}`)).toEqual(["a"]);
  expect(untiedEquations("$$ a $$\n\n```ts\nf(x);\n```")).toEqual(["a"]);
});

test("a symbol that nobody explains is noticed, and one that is explained twice", () => {
  const symbols = (...lines: string[]) => `::: symbols\n${lines.join("\n")}\n:::\n`;
  const equation = "$$ y = \\mark{eta}{\\eta} \\hat A_t + \\max_a \\text{not me} $$";
  const all = symbols("y | it", "\\eta | the rate", "\\hat A_t | the advantage");
  expect(unexplainedSymbols(`${equation}\n\n${all}`, new Set()).missing).toEqual([]);
  expect(unexplainedSymbols(equation, new Set(["y"])).missing).toEqual(["\\eta", "\\hat A"]);
  expect(unexplainedSymbols(all + symbols("y | again"), new Set()).twice).toEqual(["y"]);
});

const html = (markdown: string): string =>
  compiler({
    where: "a page",
    known: { labs: new Set(["01/x"]), exercises: new Set<string>() },
    linkTo: () => "",
    onFault: () => "",
  })
    .html(markdown)
    .replaceAll("\n", "");
const note = '<aside class="note"><p>Note.</p></aside>';

test("a note stands in one block with the text before it; one that opens a page with the text after it", () => {
  const tied = `<div class="beside">${note}<p>One.</p></div><p>Two.</p>`;
  expect(html("One.\n\n::: note\nNote.\n:::\n\nTwo.")).toBe(tied);
  expect(html("::: note\nNote.\n:::\n\nOne.\n\nTwo.")).toBe(tied);
});

test("a note on a lab, which takes the margin as well, stands free after it", () => {
  const lab = '<div data-lab="01/x"></div>';
  expect(html("::: lab 01/x :::\n\n::: note\nNote.\n:::\n\nOne.")).toBe(`${lab}${note}<p>One.</p>`);
});

test("an equation, its symbols and its line of code are one block", () => {
  const page = html(
    "$$ a $$\n\n::: symbols\na | it\n:::\n\n```source tools/layers.ts\nimport\n```\n\nOne.",
  );
  expect(page).toMatch(
    /^<div class="beside"><aside.*<\/aside><span class="katex-display">.*<div class="source">.*<\/div><\/div><p>One\.<\/p>$/,
  );
});

test("a full stop stays with its formula, a number with its unit", () => {
  expect(html("Take $x$, then $y$.")).toMatch(
    /<p>Take <span class="whole"><span class="katex">.*<\/span>,<\/span> then <span class="whole">.*\.<\/span><\/p>/,
  );
  expect(html("η = 0.5 is 50 % of 10 000.")).toBe(
    "<p>η\u00a0=\u00a00.5 is 50\u202f% of 10\u202f000.</p>",
  );
});
