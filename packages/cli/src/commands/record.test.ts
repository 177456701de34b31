import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readNpy } from "gradus/data";
import { expect, test } from "vitest";
import { ownWorld, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";

async function run(folder: string, argv: readonly string[]) {
  const io = testIo(folder);
  const status = await main(argv, io);
  return { status, stderr: io.stderr(), events: io.events };
}

const npy = (folder: string, name: string) =>
  readNpy(readFileSync(join(folder, "data", `${name}.npy`)));

test("the film shows the episode that eval measures: its frames, its return, a size that a reader finds", async () => {
  const folder = temporaryFolder();
  await run(folder, ["train", "q-learning", "CliffWalking-v1", "--steps", "20000", "--out", "run"]);
  const evaluated = await run(folder, ["eval", "run", "--episodes", "1", "--seed", "4", "--json"]);
  const { status, stderr, events } = await run(folder, [
    ...["record", "run", "--seed", "4", "--out", "film.gif", "--json"],
  ]);
  expect(status).toBe(0);
  const [measured] = evaluated.events();
  expect(events()).toEqual([
    expect.objectContaining({ event: "done", out: "film.gif", returns: measured["returns"] }),
  ]);
  expect(measured["returns"]).toEqual([-13]); // along the edge: the shortest way
  expect(stderr).toContain("13 steps, return −13, 14 frames at 4 a second");
  const gif = readFileSync(join(folder, "film.gif"));
  expect(gif.subarray(0, 6).toString()).toBe("GIF89a");
  const controls = gif.toString("latin1").split("!\u00f9\u0004").length - 1; // a graphic control block a frame
  expect(controls).toBe(14);
});

test("a long episode is shown in fewer frames", async () => {
  const folder = temporaryFolder();
  await run(folder, ["train", "q-learning", "Taxi-v4", "--steps", "200", "--out", "run"]);
  const { stderr } = await run(folder, [
    ...["record", "run", "--out", "film.gif", "--frames", "20", "--fps", "10"],
  ]);
  expect(stderr).toMatch(/200 steps, .*, 21 frames at 10 a second, one for 10 steps/);
});

test("the data set holds every step: what follows an observation is the next one, until an episode ends", async () => {
  const folder = temporaryFolder();
  const small = ["--set", "environments=2", "--set", "horizon=32", "--set", "batch=32"];
  await run(folder, ["train", "ppo", "CartPole-v1", ...small, "--steps", "640", "--out", "run"]);
  const { status, events } = await run(folder, [
    ...["record", "run", "--transitions", "data", "--episodes", "3", "--stochastic", "--json"],
  ]);
  expect(status).toBe(0);
  const meta = JSON.parse(readFileSync(join(folder, "data/meta.json"), "utf8"));
  const [rewards, terminated] = [npy(folder, "rewards"), npy(folder, "terminated")];
  const [before, after] = [npy(folder, "observations"), npy(folder, "nextObservations")];
  const n = meta.transitions;
  expect(before.shape).toEqual([n, 4]);
  expect(after.shape).toEqual([n, 4]);
  expect(npy(folder, "actions").shape).toEqual([n]);
  expect(meta).toMatchObject({ env: "CartPole-v1", deterministic: false, algorithm: "ppo" });
  expect(meta.lengths.reduce((a: number, b: number) => a + b)).toBe(n);
  expect(events()[0]["returns"]).toEqual(meta.returns);
  expect(Array.from(rewards.data as Float64Array)).toEqual(new Array(n).fill(1)); // CartPole pays 1 a step
  let at = 0;
  for (const length of meta.lengths) {
    expect(terminated.data[at + length - 1]).toBe(1);
    for (let t = at; t < at + length - 1; t++) {
      expect(terminated.data[t]).toBe(0);
      for (let k = 0; k < 4; k++) expect(before.data[4 * (t + 1) + k]).toBe(after.data[4 * t + k]);
    }
    at += length;
  }
});

test("a world of one's own without a picture is shown by its observations; its time limit truncates", async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "own.mjs"),
    ownWorld("outcome.terminated = false; state.cell = Math.min(2, state.cell);"),
  );
  const argv = ["train", "q-learning", "--env-module", "own.mjs", "--steps", "100", "--out", "run"];
  await run(folder, argv);
  const both = ["--out", "film.gif", "--transitions", "data", "--episodes", "2"];
  expect((await run(folder, ["record", "run", ...both])).status).toBe(0);
  const truncated = Array.from(npy(folder, "truncated").data as Uint8Array);
  expect(truncated.length).toBe(100);
  expect([truncated[49], truncated[99], truncated.filter((v) => v === 1).length]).toEqual([
    1, 1, 2,
  ]);
});

test("what cannot be recorded is refused with what to write", async () => {
  const folder = temporaryFolder();
  await run(folder, ["train", "q-learning", "FrozenLake-v1", "--steps", "200", "--out", "run"]);
  const cases: [string[], RegExp][] = [
    [[], /--out FILE\.gif .* --transitions DIR/],
    [["--out", "film.mp4"], /name it FILE\.gif/],
    [["--out", "film.gif", "--episodes", "2"], /a film shows one/],
    [["--transitions", "data", "--fps", "3"], /pace of a film/],
    [["--out", "film.gif", "--best"], /--eval-every N/],
  ];
  for (const [more, message] of cases) {
    const { status, stderr } = await run(folder, ["record", "run", ...more]);
    expect(status, more.join(" ")).toBe(2);
    expect(stderr, more.join(" ")).toMatch(message);
  }
});
