/** What computes: the version of this package and the kernels of this machine. */
import { readFileSync } from "node:fs";
import { engine } from "gradus";

/** From package.json, which lies one folder above src/ and dist/ alike. */
export function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The kernel build that computes here; equal builds give equal bits. */
export function kernels(): string {
  return engine().backend.build;
}
