/** Planted mistakes in documents, and the documents as they should be. */
import { expect, test } from "vitest";
import { type Block, examples, fences } from "./blocks.ts";
import { programs, runPrograms } from "./programs.ts";
import { callFault, readCall } from "./shell.ts";

const tick = "```";
const document = (text: string): Block[] =>
  fences({ path: "x.md", text: text.replaceAll("'''", tick) });

test("a block knows its language, its words and the line it begins on", () => {
  const [block] = document("# x\n\n'''ts no-run\nlet a = 1;\n'''\n");
  expect(block).toEqual({
    path: "x.md",
    line: 4,
    language: "ts",
    words: ["no-run"],
    code: "let a = 1;\n",
  });
});

test("an @example of a docstring is found without its stars, at its own line", () => {
  const text = `/**\n * Adds.\n * @example\n * ${tick}ts\n * add(1, 2);\n * ${tick}\n */\nexport const a = 1;`;
  expect(examples({ path: "x.ts", text })).toEqual([
    { path: "x.ts", line: 5, language: "ts", words: [], code: "add(1, 2);\n" },
  ]);
});

test("an @example without a fence is code up to the next tag", () => {
  const text = "/**\n * Adds.\n * @example add(1, 2);\n * @throws never\n */";
  expect(examples({ path: "x.ts", text })).toEqual([
    { path: "x.ts", line: 3, language: "ts", words: [], code: " add(1, 2);\n" },
  ]);
});

test("a block that continues another makes one program with it, and outputs are joined", () => {
  const list = programs(
    document(
      "'''ts\nconst a = 1;\n'''\n'''ts continue\nconsole.log(a);\n'''\n'''text output\n1\n'''\n",
    ),
  );
  expect(list).toEqual([
    { title: "x.md:2", code: "const a = 1;\n\nconsole.log(a);\n", runs: true, output: "1\n" },
  ]);
});

test("an example that does not compile, one that throws and one that prints something else are each named", () => {
  const run = (text: string): string[] => runPrograms(programs(document(text)));
  expect(run("'''ts\nconst a: number = 'one';\n'''")[0]).toMatch(
    /^x\.md:2, line 1 of the example: error TS2322/,
  );
  expect(run("'''ts\nthrow new Error('planted');\n'''")[0]).toMatch(
    /^x\.md:2: the example fails\.[\s\S]*planted/,
  );
  expect(run("'''ts\nconsole.log(1);\n'''\n'''text output\n2\n'''")[0]).toMatch(
    /prints\n1\nand not\n2/,
  );
  expect(run("'''ts\nconsole.log(1);\n'''\n'''text output\n1\n'''")).toEqual([]);
});

test("shell lines are read: command, options, npm scripts, comments, other programs", () => {
  expect(readCall("gradus fit mnist --net 784-30-10 --set rate=3  # the book")).toEqual({
    command: ["fit"],
    options: ["--net", "--set"],
  });
  expect(readCall("npx gradus lab --all --json > labs.json")?.options).toEqual(["--all", "--json"]);
  expect(readCall("npm start -- list labs")).toMatchObject({ script: "start", command: ["list"] });
  expect(readCall("npm run bench -- --peers")).toEqual({
    script: "bench",
    command: [],
    options: [],
  });
  expect(readCall("git clone x")).toBeNull();
});

test("an unknown command, option or script is a fault", () => {
  const help = (command: readonly string[]) =>
    command[0] === "fit" ? "Options:\n  --net <sizes>  layers\n" : null;
  const scripts = new Set(["test"]);
  const fault = (line: string) => callFault(readCall(line)!, scripts, help);
  expect(fault("gradus fit mnist --net 784-10")).toBeNull();
  expect(fault("gradus fit mnist --nets 784-10")).toMatch(/has no option --nets/);
  expect(fault("gradus fitt mnist")).toMatch(/has no command "fitt"/);
  expect(fault("npm run tset")).toMatch(/no npm script "tset"/);
});
