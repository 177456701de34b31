import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contents, lasting, ownWorld, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";

async function run(folder: string, argv: readonly string[]) {
  const io = testIo(folder);
  const status = await main(argv, io);
  return { status, io };
}

const lake = ["train", "sarsa", "FrozenLake-v1", "--steps", "2000"];

test("several seeds side by side leave the files of one after the other, byte for byte", async () => {
  const folder = temporaryFolder();
  const { status, io } = await run(folder, [...lake, "--seeds", "3-5", "--jobs", "3", "--json"]);
  expect(io.stderr()).not.toContain("error:");
  expect(status).toBe(0);
  const events = io.events();
  const runs = [3, 4, 5].map((s) => `runs/sarsa-FrozenLake-v1-seed${s}`);
  for (const event of events.slice(0, -1)) expect([3, 4, 5]).toContain(event["seed"]);
  const returns: unknown[] = [];
  for (const [i, seed] of [3, 4, 5].entries()) {
    const one = await run(folder, [...lake, "--seed", `${seed}`, "--out", `one${seed}`, "--json"]);
    expect(contents(join(folder, `one${seed}`))).toEqual(contents(join(folder, runs[i])));
    returns.push(one.io.events().at(-1)?.["return"]);
  }
  const done = events.filter((e) => e["event"] === "done");
  expect(done).toEqual([events.at(-1)]);
  expect(done[0]).toMatchObject({
    runs,
    seeds: [3, 4, 5],
    returns,
    failed: [],
    interrupted: false,
  });
  const [a, b, c] = returns as number[];
  expect(done[0]["return"]).toBeCloseTo((a + b + c) / 3, 12);
  expect(done[0]["median"]).toBe([a, b, c].sort((x, y) => x - y)[1]);
  expect(io.stderr()).toMatch(/Return over 3 seeds: mean .* ± .*interquartile mean .*, median/);
});

test("with --out each seed has a folder in it; a seed that fails loses no other, and is named", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "mine/seed4"), { recursive: true });
  writeFileSync(join(folder, "mine/seed4/config.json"), "{}");
  const { status, io } = await run(folder, [...lake, "--seeds", "3-5", "--out", "mine", "--json"]);
  expect(status).toBe(1);
  expect(io.stderr()).toMatch(/error: seed 4: .*mine\/seed4 already holds a run/);
  expect(io.stderr()).toContain("Failed: seed 4");
  const error = io.events().find((e) => e["event"] === "error");
  expect(error).toMatchObject({ seed: 4 });
  expect(io.events().at(-1)).toMatchObject({
    event: "done",
    runs: ["mine/seed3", "mine/seed5"],
    failed: [{ seed: 4, message: error?.["message"] }],
  });
});

test("a process that dies takes no other seed with it, and its run can be resumed", async () => {
  const folder = temporaryFolder();
  const dies = `if (process.argv[1].includes("seed-process") && random.integer(50) === 0) {
    console.log("the world printed this");
    process.kill(process.pid, "SIGKILL");
  }`;
  writeFileSync(join(folder, "own.mjs"), ownWorld(dies));
  const argv = ["train", "q-learning", "--env-module", "own.mjs", "--steps", "3000"];
  const { status, io } = await run(folder, [...argv, "--seeds", "1-2", "--out", "all"]);
  expect(status).toBe(1);
  expect(io.stderr()).toMatch(/Seed 1: its process ended unexpectedly \(SIGKILL\)/);
  expect(io.stderr()).toContain("gradus resume all/seed1");
  expect((await run(folder, ["resume", "all/seed1"])).status).toBe(0);
  expect((await run(folder, [...argv, "--seed", "1", "--out", "one"])).status).toBe(0);
  expect(lasting(join(folder, "all/seed1"))).toEqual(lasting(join(folder, "one")));
});

test("what no seed can do is said once, exits with 2 and leaves no folder", async () => {
  const folder = temporaryFolder();
  const argv = ["train", "ppo", "CartPole-v1", "--set", "gsde=true", "--seeds", "1-3", "--json"];
  const { status, io } = await run(folder, argv);
  expect(status).toBe(2);
  const last = io.events().at(-1);
  expect(last).toMatchObject({ event: "error" });
  expect(last).not.toHaveProperty("seed");
  expect(last?.["message"]).toMatch(/^gsde is true, but the actions of CartPole-v1 are choices/);
  expect(existsSync(join(folder, "runs/ppo-CartPole-v1-seed1"))).toBe(false);
  const alone = await run(folder, ["train", "sarsa", "FrozenLake-v1", "--jobs", "2"]);
  expect(alone.io.stderr()).toContain("give --seeds A-B");
});
