/**
 * Documentation that is executed: `npx tsx tools/docs.ts`.
 *
 *   - ` ```ts ` blocks of README, CONTRIBUTING, docs, package READMEs and lessons, and `@example` blocks of docstrings, are
 *     type-checked together against the built library and run one by one. `no-run` in the info string: only
 *     type-checked; `no-check`: only shown; `continue`: goes on where the block before it ended.
 *   - a ` ```text output ` block right after one is what it must print.
 *   - in ` ```sh ` blocks every `gradus …` line must name a command and options that the command line knows, every
 *     `npm run …` a script that exists. `run` in the info string: the block is run, in an empty folder.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, type Source, sources } from "./source.ts";

/** A block of code in a document. */
export interface Block {
  readonly path: string;
  /** Line of its first line of code. */
  readonly line: number;
  readonly language: string;
  /** The words after the language in the info string. */
  readonly words: readonly string[];
  readonly code: string;
}

/** The fenced blocks of a Markdown text. */
export function fences({ path, text }: Source, firstLine = 1): Block[] {
  const found: Block[] = [];
  const pattern = /^([ \t]*)(`{3,})([^\n`]*)\n([\s\S]*?)^[ \t]*\2[ \t]*$/gm;
  for (const match of text.matchAll(pattern)) {
    const [language = "", ...words] = match[3]!.trim().split(/\s+/);
    const line = firstLine + text.slice(0, match.index).split("\n").length;
    const code = match[4]!.replace(new RegExp(`^${match[1]}`, "gm"), "");
    found.push({ path, line, language, words, code });
  }
  return found;
}

/** The blocks of the `@example` tags in the docstrings of a source file. */
export function examples({ path, text }: Source): Block[] {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const at = comment[0].indexOf("@example");
    if (at < 0) return [];
    const lines = text.slice(0, comment.index + at).split("\n").length;
    const body = comment[0].slice(at).replace(/\*\/$/, "");
    return fences({ path, text: body.replace(/^[ \t]*\* ?/gm, "") }, lines);
  });
}

/** A program: one block, or a block and those that continue it. `output` is what it must print, if that is written. */
interface Program {
  readonly title: string;
  readonly code: string;
  readonly runs: boolean;
  readonly output: string | undefined;
}

/** Joins the TypeScript blocks of one document to programs. */
export function programs(blocks: readonly Block[]): Program[] {
  const found: Program[] = [];
  blocks.forEach((block, i) => {
    if (block.language !== "ts" || block.words.includes("no-check")) return;
    const next = blocks[i + 1];
    const output =
      next?.language === "text" && next.words.includes("output") ? next.code : undefined;
    const runs = !block.words.includes("no-run");
    const before = block.words.includes("continue") ? found.pop() : undefined;
    found.push({
      title: before?.title ?? `${block.path}:${block.line}`,
      code: before ? `${before.code}\n${block.code}` : block.code,
      runs: runs && (before?.runs ?? true),
      output: before?.output === undefined ? output : before.output + (output ?? ""),
    });
  });
  return found;
}

/** Examples are compiled as a user would: strict, in Node, against the published types. */
const exampleConfig = {
  compilerOptions: {
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    module: "nodenext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
    rootDir: ".",
    outDir: "out",
  },
  include: ["*.ts"],
};

/** Type-checks and runs programs against the built library. Returns what is wrong, in sentences. */
export function runPrograms(list: readonly Program[]): string[] {
  const caches = join(root, "node_modules/.cache/gradus"); // inside node_modules, so that `gradus` resolves as for users
  mkdirSync(caches, { recursive: true });
  const cache = mkdtempSync(join(caches, "docs-"));
  try {
    return runIn(cache, list);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

function runIn(cache: string, list: readonly Program[]): string[] {
  const name = (i: number): string => `example${i + 1}`;
  list.forEach((program, i) => {
    writeFileSync(join(cache, `${name(i)}.ts`), `${program.code}\nexport {};\n`);
  });
  writeFileSync(join(cache, "package.json"), '{ "type": "module" }');
  writeFileSync(join(cache, "tsconfig.json"), JSON.stringify(exampleConfig));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const tsc = spawnSync(process.execPath, [compiler, "-p", cache], {
    encoding: "utf8",
    cwd: cache,
  });
  if (tsc.status !== 0) {
    const place = /example(\d+)\.ts\((\d+),\d+\): /;
    const say = (_: string, k: string, line: string): string =>
      `${list[Number(k) - 1]!.title}, line ${line} of the example: `;
    return tsc.stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(place, say));
  }
  return list.flatMap((program, i) => {
    if (!program.runs) return [];
    const compiled = join(cache, "out", `${name(i)}.js`);
    const result = inEmptyFolder(process.execPath, [compiled], 60_000);
    if (result.status !== 0)
      return [`${program.title}: the example fails.\n${result.stderr.trim()}`];
    if (program.output !== undefined && program.output.trim() !== result.stdout.trim()) {
      return [
        `${program.title}: the example prints\n${result.stdout.trim()}\nand not\n${program.output.trim()}`,
      ];
    }
    return [];
  });
}

/** What a shell line asks of us: a command of `gradus` with its options, or a script of npm. */
export interface Call {
  readonly command: readonly string[];
  readonly options: readonly string[];
  readonly script?: string;
}

/** Reads one line of a shell block; null when it calls neither gradus nor one of our npm scripts. */
export function readCall(line: string): Call | null {
  const words =
    line
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  while (/^\w+=/.test(words[0] ?? "")) words.shift();
  if (words[0] === "npm") {
    const [, verb, name] = words;
    const script = verb === "run" ? name : verb === "test" || verb === "start" ? verb : undefined;
    const end = words.indexOf("--");
    if (script === "start" && end > 0) return { script, ...gradusCall(words.slice(end + 1)) };
    return script === undefined ? null : { script, command: [], options: [] };
  }
  if (words[0] === "npx") words.shift();
  return words[0] === "gradus" ? gradusCall(words.slice(1)) : null;
}

function gradusCall(words: readonly string[]): Call {
  const end = words.findIndex((word) => /^([|;&]|\d?>)/.test(word));
  const own = end < 0 ? words : words.slice(0, end);
  const command = own[0]?.startsWith("-") === false ? [own[0]] : [];
  const options = own
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.replace(/=.*/, ""));
  return { command, options };
}

/** What is wrong with a call, or null. `help` gives the help text of a command, null if there is no such command. */
export function callFault(
  call: Call,
  scripts: ReadonlySet<string>,
  help: (command: readonly string[]) => string | null,
): string | null {
  if (call.script !== undefined && !scripts.has(call.script))
    return `there is no npm script "${call.script}"`;
  if (call.script !== undefined && call.command.length + call.options.length === 0) return null;
  const text = help(call.command);
  if (text === null) return `gradus has no command "${call.command.join(" ")}"`;
  const unknown = call.options.find(
    (option) => !new RegExp(`(^|[\\s,\\[|])${option}(?![\\w-])`, "m").test(text),
  );
  return unknown === undefined
    ? null
    : `"gradus ${call.command.join(" ")}" has no option ${unknown}`;
}

/** The help text of a command of the built command line. */
function helpOf(command: readonly string[]): string | null {
  const script = join(root, "packages/cli/bin/gradus.js");
  const { status, stdout } = spawnSync(process.execPath, [script, ...command, "--help"], {
    encoding: "utf8",
  });
  return status === 0 ? stdout : null;
}

/** Checks the shell blocks of the documents; runs those that ask for it. */
export function shellFaults(blocks: readonly Block[]): string[] {
  const scripts = new Set(
    Object.keys(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts),
  );
  const seen = new Map<string, string | null>();
  const help = (command: readonly string[]): string | null => {
    const key = command.join(" ");
    if (!seen.has(key)) seen.set(key, helpOf(command));
    return seen.get(key) ?? null;
  };
  return blocks.flatMap((block) => {
    if (!["sh", "bash", "console"].includes(block.language) || block.words.includes("no-check"))
      return [];
    const joined = block.code.replace(/\\\n\s*/g, " ");
    const wrong = joined.split("\n").flatMap((line) => {
      const call = readCall(line.replace(/^\$ /, ""));
      const fault = call && callFault(call, scripts, help);
      return fault ? [`${block.path}:${block.line}: ${line.trim()}: ${fault}.`] : [];
    });
    return wrong.length > 0 || !block.words.includes("run") ? wrong : runShell(block);
  });
}

/** Runs a shell block in an empty folder, with `gradus` in its path. */
function runShell(block: Block): string[] {
  const script = join(root, "packages/cli/bin/gradus.js");
  const gradus = `gradus() { "${process.execPath}" "${script}" "$@"; }\n`;
  const { status, stdout, stderr } = inEmptyFolder(
    "bash",
    ["-e", "-c", gradus + block.code],
    120_000,
  );
  return status === 0
    ? []
    : [`${block.path}:${block.line}: the commands fail.\n${stdout}${stderr}`];
}

function inEmptyFolder(
  command: string,
  words: readonly string[],
  timeout: number,
): { status: number | null; stdout: string; stderr: string } {
  const cwd = mkdtempSync(join(tmpdir(), "gradus-docs-"));
  const result = spawnSync(command, words, { cwd, encoding: "utf8", timeout });
  rmSync(cwd, { recursive: true, force: true });
  return result;
}

/** Every document of the repository, each as its list of blocks. */
function documents(): Block[][] {
  const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), "utf8") });
  const markdown = [
    ...["README.md", "CONTRIBUTING.md"].map(read),
    ...sources("docs", [".md"]),
    ...sources("packages", [".md"]),
  ];
  const code = sources("packages", [".ts"]).filter(({ path }) => !path.endsWith(".test.ts"));
  return [...markdown.map((file) => fences(file)), ...code.map(examples)].filter(
    (blocks) => blocks.length > 0,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const all = documents();
  const list = all.flatMap(programs);
  const found = [...(list.length > 0 ? runPrograms(list) : []), ...shellFaults(all.flat())];
  for (const fault of found) console.error(fault);
  const runs = list.filter((program) => program.runs).length;
  console.error(
    `${list.length} examples checked, ${runs} of them run, in ${all.length} documents: ${found.length} faults.`,
  );
  process.exit(found.length === 0 ? 0 : 1);
}
