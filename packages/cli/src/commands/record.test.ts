import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { episodesOf, nextObservationsOf, readNpy, returnsOf } from "gradus/data";
import { Env } from "gradus/env";
import { makeWorld } from "gradus/envs";
import { expect, test } from "vitest";
import { contents, ownWorld, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";
import { loadTransitions } from "../transition-folder.ts";

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

const small = ["--set", "environments=2", "--set", "horizon=32", "--set", "batch=32"];

test("the data set holds every step once, in arrays that say what they are, and reads as it was played", async () => {
  const folder = temporaryFolder();
  await run(folder, ["train", "ppo", "CartPole-v1", ...small, "--steps", "640", "--out", "run"]);
  const { status, events, stderr } = await run(folder, [
    ...["record", "run", "--transitions", "data", "--episodes", "3", "--stochastic", "--json"],
  ]);
  expect(status).toBe(0);
  const about = JSON.parse(readFileSync(join(folder, "data/dataset.json"), "utf8"));
  const n = about.steps;
  expect(about).toMatchObject({
    env: "CartPole-v1",
    episodes: 3,
    seed: 1_000_000,
    policy: { algorithm: "ppo", steps: 640, seed: 1, deterministic: false },
  });
  expect(stderr).toContain(`data: ${n} transitions of 3 episodes, mean return`);
  expect(npy(folder, "observations").shape).toEqual([n, 4]);
  expect(npy(folder, "actions").shape).toEqual([n]);
  expect(npy(folder, "finalObservations").shape).toEqual([3, 4]);
  const data = loadTransitions(join(folder, "data"), "data");
  expect(events()[0]["returns"]).toEqual(returnsOf(data));
  expect(Array.from(data.rewards)).toEqual(new Array(n).fill(1)); // CartPole pays 1 a step
  // Played again from the recorded seeds with the recorded actions, the world shows what was recorded.
  const env = new Env(makeWorld("CartPole-v1"));
  const next = nextObservationsOf(data);
  let e = 0;
  for (const { first, end } of episodesOf(data)) {
    let [seen] = [env.reset({ seed: about.seed + e++ }).observation];
    for (let t = first; t < end; t++) {
      expect(seen).toEqual(data.observations.slice(4 * t, 4 * t + 4));
      const step = env.step(data.actions[t]);
      expect(step.observation).toEqual(next.slice(4 * t, 4 * t + 4));
      expect([step.terminated, step.truncated].map(Number)).toEqual([
        data.terminated[t],
        data.truncated[t],
      ]);
      seen = step.observation;
    }
  }
});

test("in a world that forbids actions the masks are written, too", async () => {
  const folder = temporaryFolder();
  await run(folder, ["train", "q-learning", "Taxi-v4", "--steps", "200", "--out", "run"]);
  await run(folder, ["record", "run", "--transitions", "data", "--episodes", "1"]);
  expect(npy(folder, "masks").shape).toEqual([200, 6]);
  expect(loadTransitions(join(folder, "data"), "data").masks?.length).toBe(1200); // every action was allowed
});

test("data are not overwritten, and what cannot be written leaves nothing behind", async () => {
  const folder = temporaryFolder();
  await run(folder, ["train", "q-learning", "FrozenLake-v1", "--steps", "200", "--out", "run"]);
  const argv = ["record", "run", "--transitions", "data", "--episodes", "1"];
  expect((await run(folder, argv)).status).toBe(0);
  const before = contents(join(folder, "data"));
  const again = await run(folder, argv);
  expect(again.status).toBe(2);
  expect(again.stderr).toContain("data already holds a data set. Choose another folder");
  expect(contents(join(folder, "data"))).toEqual(before);
  writeFileSync(join(folder, "file"), "");
  const inFile = await run(folder, ["record", "run", "--transitions", "file/data"]);
  expect(inFile.status).toBe(1);
  expect(inFile.stderr).toContain("a part of the path is a file, not a folder");
  expect(readdirSync(folder).sort()).toEqual(["data", "file", "run"]);
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
