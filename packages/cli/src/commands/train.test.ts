import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contents, lasting, ownWorld, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { type TestIo, testIo } from "../testing.ts";

async function run(
  folder: string,
  argv: readonly string[],
  turned?: (io: TestIo, times: number) => void,
) {
  const io = testIo(folder, turned);
  const status = await main(argv, io);
  return { status, io };
}

const lake = (out: string, steps: number, more: readonly string[] = []): string[] => [
  ...["train", "q-learning", "FrozenLake-v1", "--steps", String(steps)],
  ...["--seed", "5", "--out", out, "--json", ...more],
];

test("train prints steps, return and stepsPerSecond, and ends with done", async () => {
  const folder = temporaryFolder();
  const { status, io } = await run(folder, lake("run", 500));
  expect(io.stderr()).not.toContain("error");
  expect(status).toBe(0);
  const events = io.events();
  expect(events.map((e) => e["event"])).toEqual(["progress", "done"]);
  for (const event of events) {
    expect(event["steps"]).toBeGreaterThanOrEqual(500);
    expect(event["steps"]).toBeLessThan(600); // an episode takes at most 100 steps
    expect(event["return"]).toBeGreaterThanOrEqual(0);
    expect(event["stepsPerSecond"]).toBeGreaterThan(0);
  }
  expect(events[1]).toMatchObject({ run: "run", interrupted: false });
  expect(events[1]["seconds"]).toBeGreaterThan(0);
  const rows = readFileSync(join(folder, "run/progress.csv"), "utf8").trim().split("\n");
  expect(rows[0]).toBe("steps,episodes,return");
  expect(rows.length).toBe(1 + (events[1]["episodes"] as number)); // one row per report
});

test("the return is null until an episode has ended: planning has none", async () => {
  const { io } = await run(temporaryFolder(), [
    "train",
    "value-iteration",
    "FrozenLake-v1",
    "--json",
  ]);
  for (const event of io.events()) expect(event["return"]).toBeNull();
});

test("the same seed gives the same files, byte for byte; another seed another run", async () => {
  const folder = temporaryFolder();
  for (const name of ["a", "b"]) await run(folder, lake(name, 400));
  expect(contents(join(folder, "b"))).toEqual(contents(join(folder, "a")));
  await run(folder, lake("c", 400, ["--seed", "6"]));
  expect(contents(join(folder, "c"))["/progress.csv"]).not.toEqual(
    contents(join(folder, "a"))["/progress.csv"],
  );
});

/** Algorithms with different things to remember, and a world for each. */
const cases = {
  "q-learning with evaluations": ["q-learning", "Taxi-v4", "--eval-every", "1000"],
  "dyna-q": ["dyna-q", "FrozenLake-v1", "--set", "isSlippery=false"],
  "mc-control with hands of cards": ["mc-control", "Blackjack-v1"],
  "semi-gradient-sarsa": ["semi-gradient-sarsa", "CartPole-v1"],
};

for (const [name, words] of Object.entries(cases)) {
  test(`a run stopped with Ctrl-C and resumed equals one that never stopped (${name})`, async () => {
    const folder = temporaryFolder();
    const argv = (out: string): string[] => ["train", ...words, "--steps", "4000", "--out", out];
    expect((await run(folder, argv("whole"))).status).toBe(0);
    const stopped = await run(folder, [...argv("parts"), "--json"], (io, times) => {
      if (times === 7) io.interrupt();
    });
    expect(stopped.status).toBe(130);
    expect(stopped.io.stderr()).toContain("gradus resume parts");
    expect(stopped.io.events().at(-1)).toMatchObject({
      event: "done",
      interrupted: true,
      episodes: 8,
    });
    const resumed = await run(folder, ["resume", "parts", "--json"]);
    expect(resumed.status).toBe(0);
    expect(resumed.io.events().at(-1)).toMatchObject({ event: "done", run: "parts" });
    expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
  });
}

test("a finished run trains on with --steps, as if it had been asked for from the start", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("whole", 600));
  const first = await run(folder, lake("parts", 300));
  const again = await run(folder, ["resume", "parts", "--json"]);
  expect(again.status).toBe(0);
  expect(again.io.stderr()).toContain("complete");
  const { steps, return: mean } = first.io.events().at(-1) ?? {};
  expect(again.io.events()).toEqual([
    expect.objectContaining({ event: "done", steps, return: mean }),
  ]);
  expect((await run(folder, ["resume", "parts", "--steps", "10"])).status).toBe(2);
  expect((await run(folder, ["resume", "parts", "--epochs", "10"])).io.stderr()).toContain(
    "--steps",
  );
  await run(folder, ["resume", "parts", "--steps", "600"]);
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
});

test("a damaged newest checkpoint costs some steps, not the run; without any, it starts over", async () => {
  const folder = temporaryFolder();
  const evaluated = ["--eval-every", "150"];
  await run(folder, lake("whole", 600, evaluated));
  await run(folder, lake("parts", 300, evaluated));
  await run(folder, ["resume", "parts", "--steps", "600"]);
  const newest = readdirSync(join(folder, "parts/checkpoint")).sort().at(-1) ?? "";
  truncateSync(join(folder, "parts/checkpoint", newest, "tensors.safetensors"), 40);
  const resumed = await run(folder, ["resume", "parts"]);
  expect(resumed.io.stderr()).toContain("going back to the one before");
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
  rmSync(join(folder, "parts/checkpoint"), { recursive: true });
  expect((await run(folder, ["eval", "parts"])).io.stderr()).toContain("gradus resume parts");
  await run(folder, ["resume", "parts"]);
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
});

test("progress of a deep agent shows its figures of health, to people and to machines", async () => {
  const folder = temporaryFolder();
  const small = ["--set", "environments=2", "--set", "horizon=32", "--set", "batch=32"];
  const argv = [
    "train",
    "ppo",
    "CartPole-v1",
    ...small,
    "--steps",
    "640",
    "--out",
    "run",
    "--json",
  ];
  const { io } = await run(folder, argv);
  const last =
    io
      .events()
      .filter((e) => e["event"] === "progress")
      .at(-1) ?? {};
  const rows = readFileSync(join(folder, "run/progress.csv"), "utf8").trim().split("\n");
  const [names, values] = [rows[0].split(","), (rows.at(-1) ?? "").split(",")];
  for (const name of ["explainedVariance", "approxKl", "clipFraction", "entropy", "gradientNorm"])
    expect(last[name], name).toBe(Number(values[names.indexOf(name)]));
  expect(io.stderr()).toMatch(
    /640 steps .*return .* explained −?[\d.]+ {2}KL −?[\d.]+(e−\d+)? {2}clipped [\d.]+ {2}entropy 0\.\d+ {2}\|g\| [\d.]+ {2}value loss [\d.]+/,
  );
});

test("what cannot be trained says why, exits with 2 and leaves no folder", async () => {
  const folder = temporaryFolder();
  const refused: [string[], RegExp][] = [
    [["q-lerning", "FrozenLake-v1"], /Did you mean "q-learning"/],
    [["q-learning", "FrozenLak-v1"], /Did you mean "FrozenLake-v1"/],
    [["q-learning", "CartPole-v1"], /numbered states.*Box\(\[4\], float32\)/],
    [["value-iteration", "CartPole-v1"], /plans with the world's model.*These fit: .*ppo/],
    [["lstd", "CartPole-v1"], /has \d+ of them \(at most 2000\)/],
    [["semi-gradient-sarsa", "Pendulum-v1"], /numbered actions.*Box\(\[1\], float32\)/],
    [["q-learning", "FrozenLake-v1", "--set", "alpha=3"], /alpha is 3; it must lie in \[0, 1\]/],
    [["q-learning", "FrozenLake-v1", "--set", "alhpa=0.3"], /Did you mean "alpha"/],
    [["q-learning", "FrozenLake-v1", "--set", "isSlipery=true"], /Did you mean "isSlippery"/],
    [["q-learning", "FrozenLake-v1", "--set", "env.successRate=2"], /successRate is 2/],
    [["q-learning", "FrozenLake-v1", "--set", "alpha"], /name=value/],
    [["q-learning", "FrozenLake-v1", "--seeds", "5-3"], /1-5/],
    [["q-learning", "FrozenLake-v1", "--seeds", "1-3", "--seed", "1"], /exclude each other/],
    [["q-learning", "FrozenLake-v1", "--seeds", "1-3", "--threads", "2"], /one thread each/],
    [["q-learning"], /gradus list envs/],
    [["q-learning", "--env-module", "none.mjs"], /no file/],
  ];
  for (const [argv, message] of refused) {
    const { status, io } = await run(folder, ["train", ...argv, "--json"]);
    expect(io.stderr(), argv.join(" ")).toMatch(message);
    expect(status, argv.join(" ")).toBe(2);
    expect(io.events().at(-1), argv.join(" ")).toMatchObject({ event: "error" });
  }
  expect(existsSync(join(folder, "runs")) ? readdirSync(join(folder, "runs")) : []).toEqual([]);
});

test("--set reaches the world, too: on ice that does not slip q-learning finds the way", async () => {
  const folder = temporaryFolder();
  const argv = ["train", "q-learning", "FrozenLake-v1", "--set", "isSlippery=false"];
  await run(folder, [...argv, "--steps", "8000", "--out", "run", "--set", "gamma=0.9"]);
  const { status, io } = await run(folder, ["eval", "run", "--episodes", "5", "--json"]);
  expect(status).toBe(0);
  expect(io.events()).toEqual([
    expect.objectContaining({
      event: "done",
      episodes: 5,
      meanReturn: 1,
      standardError: 0,
      returns: [1, 1, 1, 1, 1],
    }),
  ]);
  expect(io.stderr()).toContain("counts as solved at 0.7");
});

test("eval measures the saved policy: equal seeds, equal returns; it changes nothing in the run", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("run", 3000));
  const before = contents(join(folder, "run"));
  const returns = async (...more: string[]): Promise<unknown> => {
    const { io } = await run(folder, ["eval", "run", "--episodes", "30", "--json", ...more]);
    return io.events().at(-1)?.["returns"];
  };
  const once = await returns("--seed", "3");
  expect(await returns("--seed", "3")).toEqual(once);
  expect(await returns("--seed", "4")).not.toEqual(once);
  // Episode i is drawn from seed + i, and the policy of a table draws only to break ties.
  expect(((await returns("--seed", "4")) as number[]).slice(0, 29)).toEqual(
    (once as number[]).slice(1),
  );
  expect(contents(join(folder, "run"))).toEqual(before);
  const wrong = await run(folder, ["predict", "run", "x.png"]);
  expect(wrong.status).toBe(2);
  expect(wrong.io.stderr()).toContain("gradus eval");
});

test("--eval-every writes what eval would say at that moment", async () => {
  const folder = temporaryFolder();
  const { io } = await run(folder, lake("run", 900, ["--eval-every", "300"]));
  const measured = io.events().filter((e) => e["event"] === "evaluation");
  expect(measured.length).toBe(3);
  const rows = readFileSync(join(folder, "run/evaluations.csv"), "utf8").trim().split("\n");
  expect(rows[0]).toBe("steps,episodes,meanReturn,standardError");
  expect(rows.length).toBe(4);
  const { io: asked } = await run(folder, ["eval", "run", "--episodes", "20", "--json"]);
  expect(asked.events()[0]["meanReturn"]).toBe(measured[2]["meanReturn"]);
  await run(folder, lake("quiet", 900));
  expect(contents(join(folder, "quiet"))["/progress.csv"]).toEqual(
    contents(join(folder, "run"))["/progress.csv"],
  );
});

test("--eval-every keeps the state that did best, for eval --best; a resumed run keeps the same", async () => {
  const folder = temporaryFolder();
  const still = ["--set", "isSlippery=false", "--set", "alpha=0.5", "--eval-every", "250"];
  await run(folder, lake("whole", 6000, still));
  const { io } = await run(folder, ["eval", "whole", "--best", "--episodes", "20", "--json"]);
  const rows = readFileSync(join(folder, "whole/evaluations.csv"), "utf8").trim().split("\n");
  const means = rows.slice(1).map((row) => Number(row.split(",")[2]));
  const best = Math.max(...means);
  const first = rows[1 + means.indexOf(best)].split(",")[0];
  expect(best).toBe(1);
  expect(means[0]).toBeLessThan(1);
  expect(io.events()[0]).toMatchObject({ meanReturn: best, steps: Number(first) });
  await run(folder, lake("parts", 400, still));
  await run(folder, ["resume", "parts", "--steps", "1500"]);
  await run(folder, ["resume", "parts", "--steps", "6000"]);
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
  const quiet = await run(folder, [...lake("quiet", 300)]);
  expect(quiet.status).toBe(0);
  const none = await run(folder, ["eval", "quiet", "--best"]);
  expect(none.status).toBe(2);
  expect(none.io.stderr()).toContain("--eval-every N");
});

test("a best state from beyond the checkpoint that a run goes on from is taken back", async () => {
  const folder = temporaryFolder();
  const still = ["--set", "isSlippery=false", "--set", "alpha=0.5", "--eval-every", "100"];
  await run(folder, lake("whole", 1000, still));
  await run(folder, lake("parts", 300, still));
  await run(folder, ["resume", "parts", "--steps", "6000"]); // has found the way meanwhile
  const newest = readdirSync(join(folder, "parts/checkpoint")).sort().at(-1) ?? "";
  rmSync(join(folder, "parts/checkpoint", newest), { recursive: true });
  const older = readdirSync(join(folder, "parts/checkpoint")).sort().at(-1) ?? "";
  const { io } = await run(folder, ["resume", "parts", "--steps", "7000"]);
  expect(io.stderr()).toContain("going on after");
  const kept = readdirSync(join(folder, "parts/best")).map(Number);
  const rows = readFileSync(join(folder, "parts/evaluations.csv"), "utf8").trim().split("\n");
  expect(Math.max(...kept)).toBeLessThanOrEqual(Number(rows.at(-1)?.split(",")[0]));
  expect(Number(older)).toBeLessThan(Number(newest));
  await run(folder, lake("again", 7000, still));
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "again")));
});

test("a world of one's own: train, resume and eval find it by its file", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "own.mjs"), ownWorld());
  const argv = ["train", "q-learning", "--env-module", "own.mjs", "--steps", "300", "--out", "run"];
  const { status, io } = await run(folder, argv);
  expect(io.stderr()).toContain("Own-v0");
  expect(status).toBe(0);
  expect((await run(folder, ["resume", "run", "--steps", "400"])).status).toBe(0);
  const { io: asked } = await run(folder, ["eval", "run", "--episodes", "3", "--json"]);
  expect(asked.events()[0]).toMatchObject({ meanReturn: -2, returns: [-2, -2, -2] }); // right, right: there
  const other = await run(folder, ["train", "sarsa", "Mine-v0", "--env-module", "own.mjs"]);
  expect(other.status).toBe(2);
  expect(other.io.stderr()).toContain('"Own-v0", not "Mine-v0"');
  writeFileSync(join(folder, "none.mjs"), "export const wold = {};");
  expect((await run(folder, ["train", "sarsa", "--env-module", "none.mjs"])).io.stderr()).toMatch(
    /no export named "world".*exports wold/,
  );
  writeFileSync(join(folder, "half.mjs"), "export const world = { id: 'Half-v0' };");
  const half = await run(folder, ["train", "sarsa", "--env-module", "half.mjs"]);
  expect(half.status).toBe(2);
  expect(half.io.stderr()).toMatch(/no function create, reset, step, observe/);
});

test("check-env: a world that keeps the contract exits with 0, a broken one with 1 and says what to do", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "own.mjs"), ownWorld());
  const good = await run(folder, ["check-env", "own.mjs", "--json"]);
  expect(good.io.stderr()).toContain("keeps the contract");
  expect(good.status).toBe(0);
  expect(good.io.events()).toEqual([
    { event: "done", env: "Own-v0", errors: 0, warnings: 0, pass: true },
  ]);
  writeFileSync(join(folder, "bad.mjs"), ownWorld("outcome.reward = NaN;"));
  const bad = await run(folder, ["check-env", "bad.mjs", "--json"]);
  expect(bad.status).toBe(1);
  expect(bad.io.events()[0]).toMatchObject({ event: "finding", severity: "error" });
  expect(bad.io.events().at(-1)).toMatchObject({ event: "done", pass: false });
  expect(bad.io.stderr()).toMatch(/reward/);
  expect(bad.io.stderr()).toMatch(/NaN/);
  expect((await run(folder, ["check-env", "CartPole-v1"])).status).toBe(0);
  const unknown = await run(folder, ["check-env", "CartPol-v1"]);
  expect(unknown.status).toBe(2);
  expect(unknown.io.stderr()).toContain("CartPole-v1");
});

test("play: keys move, the episode's return is shown, q quits", async () => {
  const folder = temporaryFolder();
  const still = ["--set", "isSlippery=false"];
  const way = [
    "ArrowDown",
    "x",
    "ArrowDown",
    "ArrowRight",
    "ArrowRight",
    "ArrowDown",
    "ArrowRight",
  ];
  const io = testIo(folder, undefined, [...way, " ", "ArrowDown", "q"]);
  expect(await main(["play", "FrozenLake-v1", ...still], io)).toBe(0);
  expect(io.stderr()).toContain("x does nothing here");
  expect(io.stderr()).toContain("The episode is over: return 1.");
  expect(io.stderr()).toContain("step 1  reward 0  return 0"); // of the second episode
  expect(io.stderr()).toContain("Bye. Returns: 1.");
  expect(io.stderr()).toContain("keys: ← ↓ → ↑");
});

test("play says what is missing: a keyboard, or keys", async () => {
  const folder = temporaryFolder();
  const piped = await run(folder, ["play", "FrozenLake-v1"]);
  expect(piped.status).toBe(2);
  expect(piped.io.stderr()).toContain("needs a keyboard");
  writeFileSync(join(folder, "own.mjs"), ownWorld());
  const mute = testIo(folder, undefined, []);
  expect(await main(["play", "--env-module", "own.mjs"], mute)).toBe(2);
  expect(mute.stderr()).toContain("Own-v0 cannot be played");
});

test("without flags the preset of the world applies, and says so; --set and --steps go before it", async () => {
  const folder = temporaryFolder();
  const config = (name: string) =>
    JSON.parse(readFileSync(join(folder, name, "config.json"), "utf8"));
  const argv = ["train", "q-learning", "FrozenLake-v1", "--out"];
  const { io } = await run(folder, [...argv, "preset"], (io) => io.interrupt());
  expect(io.stderr()).toMatch(
    /Preset for FrozenLake-v1 \(.+\): alpha=0.1 gamma=0.99, 100\s000 steps/,
  );
  expect(config("preset")).toMatchObject({
    steps: 100_000,
    knobs: { alpha: 0.1, gamma: 0.99, epsilon: 0.1, initial: 0 },
  });
  const own = await run(folder, [...argv, "set", "--steps", "200", "--set", "alpha=0.3"]);
  expect(own.io.stderr()).toContain("You set alpha, steps.");
  expect(io.stderr()).not.toContain("You set");
  expect(config("set")).toMatchObject({ steps: 200, knobs: { alpha: 0.3, gamma: 0.99 } });
  const other = await run(folder, [...argv.with(2, "JumpingGrid-v1"), "none", "--steps", "200"]);
  expect(other.io.stderr()).not.toContain("Preset");
});
