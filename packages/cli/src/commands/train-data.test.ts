/** `train dqn --data DIR`: a replay that begins with what somebody else lived through, as a part of an ordinary run. */
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { lasting, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { type TestIo, testIo } from "../testing.ts";

const folder = temporaryFolder();

async function run(argv: readonly string[], turned?: (io: TestIo, times: number) => void) {
  const io = testIo(folder, turned);
  const status = await main(argv, io);
  return { status, stderr: io.stderr(), events: io.events() };
}

const cliff = ["train", "dqn", "CliffWalking-v1", "--set", "hidden=64", "--set", "rate=0.003"];
const mixed = [
  ...cliff,
  "--data",
  "data",
  "--set",
  "learningStarts=0",
  "--set",
  "epsilonStart=0.1",
];

beforeAll(async () => {
  await run(["train", "q-learning", "CliffWalking-v1", "--steps", "20000", "--out", "expert"]);
  await run(["record", "expert", "--transitions", "data", "--episodes", "20", "--stochastic"]);
}, 60_000);

test("it says what the replay begins with, and that nothing is learned from it at first", async () => {
  const { stderr } = await run([...cliff, "--data", "data", "--steps", "250", "--out", "said"]);
  expect(stderr).toMatch(/Its replay begins with data: \d+ transitions of 20 episodes/);
  expect(stderr).toMatch(/Nothing is learned from it in the first 1.000 steps, which are random/);
  const { stderr: silent } = await run([...mixed, "--steps", "250", "--out", "silent"]);
  expect(silent).not.toContain("Nothing is learned");
});

test("stopped with Ctrl-C and resumed without the data, it equals one that never stopped, byte for byte", async () => {
  const argv = [...mixed, "--steps", "1500"];
  await run([...argv, "--out", "whole"]);
  const stopped = await run([...argv, "--out", "parts"], (io, times) => {
    if (times === 3) io.interrupt();
  });
  expect(stopped.status).toBe(130);
  renameSync(join(folder, "data"), join(folder, "away"));
  const resumed = await run(["resume", "parts"]);
  renameSync(join(folder, "away"), join(folder, "data"));
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
}, 60_000);

test("a data set that does not fit, and an algorithm without a replay, are refused; no folder stays", async () => {
  const cases: [string[], number, string][] = [
    [
      ["train", "ppo", "CliffWalking-v1", "--data", "data"],
      2,
      "ppo does not take --data: it learns from the world alone",
    ],
    [
      ["train", "dqn", "FrozenLake-v1", "--data", "data"],
      2,
      "The data set is of CliffWalking-v1, not of FrozenLake-v1",
    ],
    [[...cliff, "--data", "nowhere"], 2, "There is no folder nowhere"],
    [[...cliff, "--expert", "expert"], 2, "dqn does not take --expert"],
    [[...mixed, "--set", "capacity=50"], 2, "and capacity is 50. Set capacity to"],
  ];
  for (const [argv, status, message] of cases) {
    const refused = await run([...argv, "--out", "none"]);
    expect(refused.stderr, argv.join(" ")).toContain(message);
    expect(refused.status, argv.join(" ")).toBe(status);
    expect(existsSync(join(folder, "none")), argv.join(" ")).toBe(false);
  }
});

test("a seed in a process of its own begins with the same data", async () => {
  const argv = [...mixed, "--steps", "500"];
  await run([...argv, "--out", "one"]);
  const { status, stderr } = await run([...argv, "--seeds", "1-2", "--out", "seeds"]);
  expect(status, stderr).toBe(0);
  const [seed, one] = [lasting(join(folder, "seeds/seed1")), lasting(join(folder, "one"))];
  expect(seed["/progress.csv"]).toBe(one["/progress.csv"]);
  rmSync(join(folder, "seeds"), { recursive: true });
}, 60_000);
