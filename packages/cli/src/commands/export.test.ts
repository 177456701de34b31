/** A run becomes files, and these act as `gradus eval` measured. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rng } from "gradus/core";
import { makeWorld } from "gradus/envs";
import { readSafetensors } from "gradus/nn";
import { type Policy, loadPolicy as policyOfBytes } from "gradus/run";
import { beforeAll, describe, expect, test } from "vitest";
import { ownWorld, smallDataset, temporaryFolder } from "../fixtures.ts";
import { loadPolicy } from "../index.ts";
import { main } from "../main.ts";
import { type TestIo, testIo } from "../testing.ts";

async function run(
  folder: string,
  argv: readonly string[],
): Promise<{ status: number; io: TestIo }> {
  const io = testIo(folder);
  return { status: await main(argv, io), io };
}

const folder = temporaryFolder();
const short = [
  "--set",
  "environments=2",
  "--set",
  "horizon=64",
  "--set",
  "normaliseObservations=true",
];

beforeAll(async () => {
  const argv = ["train", "ppo", "CartPole-v1", "--steps", "1500", ...short, "--out", "cart"];
  expect((await run(folder, argv)).status).toBe(0);
});

/** Returns of episodes whose worlds are drawn as `eval` draws them. */
function returns(policy: Policy, id: string, episodes: number, seed: number): number[] {
  const world = makeWorld(id);
  return Array.from({ length: episodes }, (_, i) => {
    const random = rng(seed + i);
    const state: unknown = world.create();
    const seen = new Float32Array(4);
    const outcome = { reward: 0, terminated: false };
    world.reset(state as never, random);
    policy.begin();
    let total = 0;
    for (let t = 0; t < world.maxSteps && !outcome.terminated; t++) {
      world.observe(state as never, seen, 0);
      world.step(state as never, policy.act(seen) as never, random, outcome);
      total += outcome.reward;
    }
    return total;
  });
}

describe("a run of a network", () => {
  test("a policy file and the run itself play the episodes that eval measures", async () => {
    const { status, io } = await run(folder, [
      "export",
      "cart",
      "--policy",
      "p.safetensors",
      "--json",
    ]);
    expect(status).toBe(0);
    expect(io.events()).toEqual([
      { event: "done", run: "cart", steps: expect.any(Number), files: { policy: "p.safetensors" } },
    ]);
    const asked = await run(folder, ["eval", "cart", "--episodes", "5", "--seed", "7", "--json"]);
    const measured = asked.io.events().at(-1)?.["returns"];
    const file = policyOfBytes(readFileSync(join(folder, "p.safetensors")));
    expect(returns(file, "CartPole-v1", 5, 7)).toEqual(measured);
    for (const path of ["cart", "p.safetensors"]) {
      const policy = await loadPolicy(join(folder, path));
      expect(returns(policy, "CartPole-v1", 5, 7), path).toEqual(measured);
    }
  });

  test("ONNX and weights are written beside each other", async () => {
    const argv = ["export", "cart", "--onnx", "p.onnx", "--safetensors", "w.safetensors"];
    const { status, io } = await run(folder, argv);
    expect(status).toBe(0);
    expect(io.stderr()).toMatch(/p\.onnx: .*bytes[\s\S]*w\.safetensors: .*bytes/);
    const onnx = readFileSync(join(folder, "p.onnx"));
    expect([...onnx.subarray(0, 10)]).toEqual([8, 8, 18, 6, ...Buffer.from("gradus")]); // IR version 8, producer
    const { tensors } = readSafetensors(readFileSync(join(folder, "w.safetensors")));
    expect(tensors.get("actor.0.weight")?.shape).toEqual([64, 4]);
    expect(tensors.get("normaliser.mean")?.dtype).toBe("F64");
  });

  test("what cannot be exported says why, and what can", async () => {
    const none = await run(folder, ["export", "cart"]);
    expect(none.status).toBe(2);
    expect(none.io.stderr()).toMatch(/--onnx FILE.*--safetensors FILE.*--policy FILE/);
    expect((await run(folder, ["export", "nothing", "--onnx", "x"])).io.stderr()).toMatch(
      /not a run/,
    );
    await expect(loadPolicy(join(folder, "nothing"))).rejects.toThrow(/not a run/);
    writeFileSync(join(folder, "text"), "hello, this is text");
    await expect(loadPolicy(join(folder, "text"))).rejects.toThrow(/not a policy file/);
  });
});

test("--best: the state that did best, where evaluations kept one", async () => {
  const none = await run(folder, ["export", "cart", "--best", "--policy", "x.safetensors"]);
  expect(none.status).toBe(2);
  expect(none.io.stderr()).toContain("--eval-every");
  const argv = ["train", "ppo", "CartPole-v1", "--steps", "1500", ...short, "--eval-every", "500"];
  await run(folder, [...argv, "--out", "kept"]);
  const { status } = await run(folder, ["export", "kept", "--best", "--policy", "b.safetensors"]);
  expect(status).toBe(0);
  const options = ["--best", "--episodes", "3", "--seed", "7", "--json"];
  const { io } = await run(folder, ["eval", "kept", ...options]);
  const best = await loadPolicy(join(folder, "kept"), { best: true });
  expect(returns(best, "CartPole-v1", 3, 7)).toEqual(io.events().at(-1)?.["returns"]);
  const file = await loadPolicy(join(folder, "b.safetensors"));
  expect(returns(file, "CartPole-v1", 3, 7)).toEqual(io.events().at(-1)?.["returns"]);
});

test("a table: its policy file works, ONNX says what does", async () => {
  await run(folder, ["train", "q-learning", "FrozenLake-v1", "--steps", "2000", "--out", "lake"]);
  const onnx = await run(folder, ["export", "lake", "--onnx", "x.onnx", "--json"]);
  expect(onnx.status).toBe(2);
  expect(onnx.io.events().at(-1)?.["message"]).toMatch(/--policy FILE/);
  expect((await run(folder, ["export", "lake", "--policy", "lake.safetensors"])).status).toBe(0);
  const policy = await loadPolicy<number>(join(folder, "lake.safetensors"));
  expect([0, 1, 2, 3]).toContain(policy.act(0));
});

test("a world of one's own: the file does not need its module", async () => {
  writeFileSync(join(folder, "own.mjs"), ownWorld());
  const argv = ["train", "q-learning", "--env-module", "own.mjs", "--steps", "500", "--out", "own"];
  await run(folder, argv);
  await run(folder, ["export", "own", "--policy", "own.safetensors"]);
  const policy = await loadPolicy<number>(join(folder, "own.safetensors"));
  expect([policy.act(0), policy.act(1)]).toEqual([1, 1]); // right, right: there
});

test("a run of `fit` has its weights already", async () => {
  const data = smallDataset();
  await run(folder, ["fit", "idx", "--data", data, "--epochs", "1", "--out", "digits"]);
  const { status, io } = await run(folder, ["export", "digits", "--onnx", "x.onnx"]);
  expect(status).toBe(2);
  expect(io.stderr()).toContain("digits/model.safetensors");
});
