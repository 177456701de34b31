/** Type-checking and running the TypeScript of documents, as a user of the built library would. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../source.ts";
import type { Block } from "./blocks.ts";
import { inEmptyFolder } from "./emptyFolder.ts";

/** A program: one block, or a block and those that continue it. `output` is what it must print, if that is written. */
export interface Program {
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
