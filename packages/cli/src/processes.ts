/** For tests: the command as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./fixtures.ts";
import { sourceFlags } from "./testing.ts";

/** As bin/gradus.js, but from the sources: a test must never see a stale build. */
const start = join(temporaryFolder(), "gradus.mjs");
writeFileSync(
  start,
  `import { main } from ${JSON.stringify(new URL("./main.ts", import.meta.url).href)};
process.exitCode = await main(process.argv.slice(2));`,
);

export function gradus(cwd: string, argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...sourceFlags, start, ...argv], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** `resume parts` with a checkpoint as often as can be, so that many of its kills fall into one. */
const restless = join(temporaryFolder(), "restless.mjs");
writeFileSync(
  restless,
  `import { resume } from ${JSON.stringify(new URL("./commands/resume.ts", import.meta.url).href)};
import { processIo } from ${JSON.stringify(new URL("./io.ts", import.meta.url).href)};
process.exitCode = await resume("parts", { checkpointEvery: 1 }, processIo());`,
);

export function restlessResume(cwd: string): ChildProcess {
  return spawn(process.execPath, [...sourceFlags, restless], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
  });
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ended(
  child: ChildProcess,
  onError: (text: string) => void = () => {},
): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
    onError(stderr);
  });
  return new Promise((resolve) =>
    child.once("close", (status) => resolve({ status, stdout, stderr })),
  );
}
