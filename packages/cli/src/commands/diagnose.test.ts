/** What looks wrong is said while a run trains, at its end, and when asked later; all three agree. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { smallDataset, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { type TestIo, testIo } from "../testing.ts";

async function run(
  folder: string,
  argv: readonly string[],
  turned?: (io: TestIo) => void,
): Promise<{ status: number; io: TestIo }> {
  const io = testIo(folder, turned);
  return { status: await main(argv, io), io };
}

const folder = temporaryFolder();
const tiny = ["--set", "environments=4", "--set", "horizon=64", "--set", "rate=1e-7"];
const train = ["train", "ppo", "CartPole-v1", ...tiny, "--steps", "12000", "--json"];
const rulesIn = (found: unknown): string[] =>
  (found as { readonly rule: string }[]).map(({ rule }) => rule);

test("steps a thousand times too small: train says so, its last line has it, diagnose agrees", async () => {
  const { io } = await run(folder, [...train, "--out", "slow"]);
  const done = io.events().at(-1) ?? {};
  expect(rulesIn(done["diagnosis"])).toContain("steps-too-small");
  expect(io.stderr()).toMatch(
    /What looks wrong[\s\S]*1\. [\s\S]*Healthy: 2 %[\s\S]*Try: Raise the step size/,
  );
  const { status, io: asked } = await run(folder, ["diagnose", "slow", "--json"]);
  expect(status).toBe(0);
  expect(asked.events()).toEqual([
    { event: "done", run: "slow", steps: done["steps"], diagnosis: done["diagnosis"] },
  ]);
  expect(asked.stderr()).toContain("ppo in CartPole-v1, 12");
});

test("a run that was interrupted and resumed is judged as a whole", async () => {
  await run(folder, [...train, "--out", "parts"], (io) => io.interrupt());
  const { io: half } = await run(folder, ["diagnose", "parts"]);
  expect(half.stderr()).toContain("Nothing looks wrong.");
  const { io } = await run(folder, ["resume", "parts", "--json"]);
  const { io: whole } = await run(folder, ["diagnose", "slow", "--json"]);
  expect(io.events().at(-1)?.["diagnosis"]).toEqual(whole.events().at(-1)?.["diagnosis"]);
});

test("what cannot be diagnosed says why", async () => {
  await run(folder, ["train", "q-learning", "FrozenLake-v1", "--steps", "500", "--out", "lake"]);
  expect((await run(folder, ["diagnose", "lake"])).io.stderr()).toContain("this run has none");
  await run(folder, ["fit", "idx", "--data", smallDataset(), "--epochs", "1", "--out", "digits"]);
  const fit = await run(folder, ["diagnose", "digits"]);
  expect(fit.status).toBe(2);
  expect(fit.io.stderr()).toContain("progress.csv");
  rmSync(join(folder, "lake/progress.csv"));
  expect((await run(folder, ["diagnose", "lake"])).io.stderr()).toContain("no reports yet");
});
