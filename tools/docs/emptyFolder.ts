import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a program in an empty folder that is gone afterwards. */
export function inEmptyFolder(
  command: string,
  words: readonly string[],
  timeout: number,
): { status: number | null; stdout: string; stderr: string } {
  const cwd = mkdtempSync(join(tmpdir(), "gradus-docs-"));
  const result = spawnSync(command, words, { cwd, encoding: "utf8", timeout });
  rmSync(cwd, { recursive: true, force: true });
  return result;
}
