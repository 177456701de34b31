import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCheckpoint } from "./checkpoints.ts";
import { lasting, temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { testIo } from "./testing.ts";

async function run(folder: string, argv: readonly string[]) {
  const io = testIo(folder);
  const status = await main(argv, io);
  return { status, stderr: io.stderr() };
}

const lake = (out: string, ...more: string[]): string[] => [
  ...["train", "q-learning", "FrozenLake-v1", "--set", "isSlippery=false", "--out", out],
  ...more,
];

const stateOf = (folder: string, name: string) =>
  (loadCheckpoint({ path: join(folder, name), shown: name }, () => {}) as never)["state"] as {
    readonly Q: Float64Array;
    readonly net: Readonly<Record<string, Float32Array>>;
  };

test("a run that does not learn keeps the table it began with; streams and counters are new", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("first", "--steps", "8000", "--seed", "1"));
  const still = lake("second", "--steps", "300", "--seed", "2", "--set", "alpha=0");
  const { status, stderr } = await run(folder, [...still, "--init-from", "first"]);
  expect(stderr).toMatch(/It begins with what .*first had learned after 8.\d\d\d steps/);
  expect(status).toBe(0);
  expect(stateOf(folder, "second").Q).toEqual(stateOf(folder, "first").Q);
  const config = JSON.parse(readFileSync(join(folder, "second/config.json"), "utf8"));
  expect(config.initFrom).toEqual({ run: join(folder, "first"), steps: expect.any(Number) });
  const rows = readFileSync(join(folder, "second/progress.csv"), "utf8").split("\n");
  expect(Number.parseInt(rows[1], 10)).toBeLessThan(150); // counted from its own beginning
  // From nothing, with the same seed, the table would have stayed empty.
  await run(folder, [...lake("cold", "--steps", "300", "--seed", "2", "--set", "alpha=0")]);
  expect(Math.max(...stateOf(folder, "cold").Q)).toBe(0);
});

test("sarsa goes on from q-learning's table; resumed without a checkpoint, or without the other run, it is the same run", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("first", "--steps", "2000"));
  const argv = ["train", "sarsa", "FrozenLake-v1", "--init-from", "first", "--steps", "500"];
  expect((await run(folder, [...argv, "--out", "whole"])).status).toBe(0);
  cpSync(join(folder, "whole"), join(folder, "parts"), { recursive: true });
  for (const name of readdirSync(join(folder, "parts/checkpoint")))
    rmSync(join(folder, "parts/checkpoint", name), { recursive: true });
  rmSync(join(folder, "first"), { recursive: true });
  expect((await run(folder, ["resume", "parts"])).status).toBe(0);
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
});

test("networks are taken over, too, with the scale of what they see", async () => {
  const folder = temporaryFolder();
  const small = ["--set", "environments=2", "--set", "horizon=32", "--set", "batch=32"];
  const argv = (out: string) => ["train", "ppo", "CartPole-v1", ...small, "--out", out, "--steps"];
  const seen = ["--set", "normaliseObservations=true"];
  await run(folder, [...argv("first"), "256", ...seen]);
  const still = [...argv("second"), "64", "--seed", "9", "--set", "rate=0", ...seen];
  const { status, stderr } = await run(folder, [...still, "--init-from", "first"]);
  expect(stderr).not.toContain("error");
  expect(status).toBe(0);
  expect(stateOf(folder, "second").net).toEqual(stateOf(folder, "first").net);
  const same = await run(folder, [...argv("third"), "64", "--init-from", "first"]);
  expect(same.status).toBe(2);
  expect(same.stderr).toMatch(
    /normaliseObservations is true there, and false here\. Add --set normaliseObservations=true/,
  );
});

test("what does not fit is refused with what differs, and leaves no folder", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("first", "--steps", "500"));
  const refused: [string[], RegExp][] = [
    [
      ["q-learning", "Taxi-v4"],
      /observations of FrozenLake-v1 are Discrete\(16\), those of Taxi-v4 Discrete\(500\)/,
    ],
    [["ppo", "FrozenLake-v1"], /learns something else than ppo does/],
    [["td-0", "FrozenLake-v1"], /This run learns "V", the other one has .*"Q"/],
  ];
  for (const [argv, message] of refused) {
    const { status, stderr } = await run(folder, ["train", ...argv, "--init-from", "first"]);
    expect(stderr, argv.join(" ")).toMatch(message);
    expect(status, argv.join(" ")).not.toBe(0);
  }
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(["first"]));
  const left = readdirSync(folder).includes("runs") ? readdirSync(join(folder, "runs")) : [];
  expect(left).toEqual([]);
});
