/**
 * Documentation that is executed: `npx tsx tools/docs.ts`.
 *
 *   - ` ```ts ` blocks of README, CONTRIBUTING, docs, package READMEs and lessons, and `@example` blocks of docstrings, are
 *     type-checked together against the built library and run one by one. `no-run` in the info string: only
 *     type-checked; `no-check`: only shown; `continue`: goes on where the block before it ended.
 *   - a ` ```text output ` block right after one is what it must print.
 *   - in ` ```sh ` blocks every `gradus …` line must name a command and options that the command line knows, every
 *     `npm run …` a script that exists. `run` in the info string: the block is run, in an empty folder.
 *   - every script in examples/ is run.
 *   - links to files of the repository must lead somewhere.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Block, examples, fences } from "./docs/blocks.ts";
import { inEmptyFolder } from "./docs/emptyFolder.ts";
import { programs, runPrograms } from "./docs/programs.ts";
import { shellFaults } from "./docs/shell.ts";
import { lineOf, root, type Source, sources } from "./source.ts";

const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), "utf8") });

/** Links in a document to files that are not there. */
function deadLinks({ path, text }: Source): string[] {
  return [...text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
    .filter((match) => !existsSync(join(root, dirname(path), match[1]!)))
    .map((match) => `${path}:${lineOf(text, match.index)}: there is no file ${match[1]}.`);
}

/** The scripts of examples/ that fail. */
function failingScripts(): string[] {
  return sources("examples", [".mjs"]).flatMap(({ path }) => {
    const { status, stderr } = inEmptyFolder(process.execPath, [join(root, path)], 120_000);
    return status === 0 ? [] : [`${path}: the example fails.\n${stderr.trim()}`];
  });
}

const markdown = [
  ...["README.md", "CONTRIBUTING.md"].map(read),
  ...sources("docs", [".md"]),
  ...sources("packages", [".md"]),
];
const code = sources("packages", [".ts"]).filter(({ path }) => !path.endsWith(".test.ts"));
const documents: Block[][] = [...markdown.map((file) => fences(file)), ...code.map(examples)];
const list = documents.flatMap(programs);
const faults = [
  ...markdown.flatMap(deadLinks),
  ...(list.length > 0 ? runPrograms(list) : []),
  ...shellFaults(documents.flat()),
  ...failingScripts(),
];
for (const fault of faults) console.error(fault);
const run = list.filter((program) => program.runs).length;
console.error(`${list.length} examples checked, ${run} of them run: ${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
