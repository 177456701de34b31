/** `gradus bench`: hands over to bench/run.mjs of the repository, which measures against other libraries. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { GradusError, unknownName } from "gradus/core";
import type { Io } from "../io.ts";

const suites = ["engine", "env", "rl", "act"] as const;

export interface BenchOptions {
  readonly peers?: boolean;
  readonly json?: boolean;
}

export async function bench(
  suite: string | undefined,
  options: BenchOptions,
  _io: Io,
): Promise<number> {
  const chosen = suite ?? "engine";
  if (!(suites as readonly string[]).includes(chosen)) throw unknownName("suite", chosen, suites);
  const script = fileURLToPath(new URL("../../../../bench/run.mjs", import.meta.url)); // from src/commands and dist/commands alike
  if (!existsSync(script)) {
    throw new GradusError(
      "The benchmarks are part of the repository, not of the package: clone it and run `npm run bench` there.",
    );
  }
  const flags = [...(options.peers ? ["--peers"] : []), ...(options.json ? ["--json"] : [])];
  const child = spawn(process.execPath, [script, chosen, ...flags], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0 ? 0 : code === 2 ? 2 : 1));
  });
}
