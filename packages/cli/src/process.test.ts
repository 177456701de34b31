/** The command as a process of its own: exit statuses, streams, and a real Ctrl-C. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lasting, smallDataset, temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { ended, gradus } from "./processes.ts";
import { testIo } from "./testing.ts";

test("SIGINT during training saves, says how to resume, and ends with 130; resume finishes with 0", async () => {
  const folder = temporaryFolder();
  const data = smallDataset({ train: 2000 });
  const child = gradus(folder, [
    "fit",
    "idx",
    "--data",
    data,
    "--epochs",
    "100000",
    "--out",
    "run",
    "--json",
  ]);
  let pressed = false;
  const { status, stdout, stderr } = await ended(child, (text) => {
    if (!pressed && /^epoch /m.test(text)) pressed = child.kill("SIGINT");
  });
  expect(stderr).toContain("Continue with: gradus resume run");
  expect(status).toBe(130);
  const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({ event: "done", interrupted: true });
  expect(existsSync(join(folder, "run/model.safetensors"))).toBe(true);
  const resumed = await ended(
    gradus(folder, ["resume", "run", "--epochs", String(last.epochs + 1), "--json"]),
  );
  expect(resumed.status).toBe(0);
  expect(JSON.parse(resumed.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
    epochs: last.epochs + 1,
    interrupted: false,
  });
});

test("a training that is killed keeps its last good checkpoint; resumed, it equals one that never stopped", async () => {
  const folder = temporaryFolder();
  const argv = ["train", "dyna-q", "FrozenLake-v1", "--seed", "2", "--steps"];
  const child = gradus(folder, [...argv, "1000000000", "--out", "run"]);
  const end = ended(child);
  const checkpoints = join(folder, "run/checkpoint");
  const saved = (): string[] =>
    existsSync(checkpoints) ? readdirSync(checkpoints).filter((name) => /^\d+$/.test(name)) : [];
  while (saved().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGKILL");
  await end;
  const steps = String(Number(saved().sort().at(-1)) + 500);
  const resumed = await ended(gradus(folder, ["resume", "run", "--steps", steps]));
  expect([resumed.status, resumed.stderr]).toEqual([0, expect.stringContaining("going on after")]);
  const whole = testIo(folder);
  expect(await main([...argv, steps, "--out", "whole"], whole)).toBe(0);
  expect(lasting(join(folder, "run"))).toEqual(lasting(join(folder, "whole")));
});

test("machines read stdout, people stderr; wrong use is 2", async () => {
  const folder = temporaryFolder();
  const listed = await ended(gradus(folder, ["list", "datasets"]));
  expect([listed.status, listed.stdout]).toEqual([0, ""]);
  expect(listed.stderr).toContain("mnist");
  expect(listed.stderr).not.toContain("\u001b["); // no colours into a pipe
  expect((await ended(gradus(folder, ["lst"]))).status).toBe(2);
});

test("SIGINT while several seeds train saves all of them; each can be resumed", async () => {
  const folder = temporaryFolder();
  const argv = ["train", "sarsa", "FrozenLake-v1", "--steps", "1000000000", "--out", "runs"];
  const child = gradus(folder, [...argv, "--seeds", "1-5", "--jobs", "2", "--json"]);
  let pressed = false;
  const heard = new Set<unknown>();
  const end = ended(child);
  child.stdout?.on("data", (chunk) => {
    for (const line of String(chunk).split("\n").filter(Boolean)) heard.add(JSON.parse(line).seed);
    if (!pressed && heard.size === 2) pressed = child.kill("SIGINT");
  });
  const { status, stdout, stderr } = await end;
  expect(stderr).toContain("Not started: seeds 3-5");
  expect(stderr).toContain("gradus resume runs/seed1");
  expect(status).toBe(130);
  const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(last).toMatchObject({ event: "done", interrupted: true, seeds: [1, 2], failed: [] });
  for (const run of last.runs) {
    const io = testIo(folder);
    const steps = readdirSync(join(folder, run, "checkpoint"))
      .sort()
      .at(-1);
    expect(await main(["resume", run, "--steps", String(Number(steps) + 100)], io)).toBe(0);
    expect(io.stderr()).toContain("going on after");
  }
});
