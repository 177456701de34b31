/** Checking the shell lines of documents against the command line and the npm scripts that there are. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../source.ts";
import type { Block } from "./blocks.ts";
import { inEmptyFolder } from "./emptyFolder.ts";

/** What a shell line asks of us: a command of `gradus` with its options, or a script of npm. */
export interface Call {
  readonly command: readonly string[];
  readonly options: readonly string[];
  readonly script?: string;
}

/** Reads one line of a shell block; null when it calls neither gradus nor one of our npm scripts. */
export function readCall(line: string): Call | null {
  const words: string[] =
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
