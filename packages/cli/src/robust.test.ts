/** What a run on disk survives: files cut short, disks that are full or read-only, another version, figures that are not numbers. */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { makeWorld } from "gradus/envs";
import { algorithmNamed } from "gradus/run";
import { expect, test } from "vitest";
import { trainAgent } from "./agent-training.ts";
import { loadCheckpoint, saveCheckpoint, setAsideDiverged } from "./checkpoints.ts";
import { replace, StorageError, storing } from "./files.ts";
import { lasting, ownWorld, temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { isNewer, openRun, type TrainRun } from "./run-folder.ts";
import { testIo } from "./testing.ts";

async function run(folder: string, argv: readonly string[]) {
  const io = testIo(folder);
  const status = await main(argv, io);
  return { status, stderr: io.stderr(), events: io.events };
}

const lake = (out: string, steps: number, more: readonly string[] = []): string[] => [
  ...["train", "q-learning", "FrozenLake-v1", "--steps", String(steps), "--out", out],
  ...more,
];

/** Two generations of checkpoints: after about 300 and 600 steps. */
async function twoGenerations(folder: string): Promise<{ newest: string }> {
  await run(folder, lake("run", 300));
  await run(folder, ["resume", "run", "--steps", "600"]);
  const names = readdirSync(join(folder, "run/checkpoint")).sort();
  expect(names.length).toBe(2);
  return { newest: join(folder, "run/checkpoint", names[1]) };
}

for (const file of ["state.json", "tensors.safetensors"]) {
  test(`a half-written ${file} costs a generation, with a warning; the result is the same`, async () => {
    const folder = temporaryFolder();
    await run(folder, lake("whole", 600));
    const { newest } = await twoGenerations(folder);
    truncateSync(join(newest, file), 30);
    const { status, stderr } = await run(folder, ["resume", "run"]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/warning: Checkpoint .* is damaged .*going back to the one before/);
    expect(lasting(join(folder, "run"))).toEqual(lasting(join(folder, "whole")));
  });
}

test("without any good checkpoint there is one clear error, and likewise for half a config.json", async () => {
  const folder = temporaryFolder();
  await twoGenerations(folder);
  for (const name of readdirSync(join(folder, "run/checkpoint")))
    truncateSync(join(folder, "run/checkpoint", name, "state.json"), 30);
  const { status, stderr } = await run(folder, ["resume", "run"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/error: None of the 2 checkpoints in .* can be read. Start the run again/);
  truncateSync(join(folder, "run/config.json"), 40);
  for (const command of ["resume", "eval"]) {
    const broken = await run(folder, [command, "run"]);
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(
      /config\.json is damaged \(.*\)\. Restore it, or start a new run/,
    );
  }
});

test("what was being written when a process died is swept away", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("whole", 600));
  await run(folder, lake("run", 300));
  mkdirSync(join(folder, "run/checkpoint/000000000555.unfinished"));
  writeFileSync(join(folder, "run/progress.csv.unfinished"), "steps,epi");
  await run(folder, ["resume", "run", "--steps", "600"]);
  expect(lasting(join(folder, "run"))).toEqual(lasting(join(folder, "whole")));
});

test("half a row at the end of evaluations.csv is not taken for a row", async () => {
  const folder = temporaryFolder();
  const evaluated = ["--eval-every", "100"];
  await run(folder, lake("whole", 600, evaluated));
  await run(folder, lake("run", 300, evaluated));
  writeFileSync(join(folder, "run/evaluations.csv"), "40", { flag: "a" }); // of "400,20,…"
  await run(folder, ["resume", "run", "--steps", "600"]);
  expect(lasting(join(folder, "run"))).toEqual(lasting(join(folder, "whole")));
});

test("a run of a newer version is refused, with both versions and what to do", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("run", 300));
  const file = join(folder, "run/config.json");
  const config = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...config, gradus: "7.1.0" }));
  for (const command of ["resume", "eval"]) {
    const { status, stderr } = await run(folder, [command, "run"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /error: run was made by Gradus 7\.1\.0; this is Gradus \d.*Use Gradus 7\.1\.0 or newer/,
    );
  }
});

test("versions are compared number by number", () => {
  expect(isNewer("0.10.0", "0.9.2")).toBe(true);
  expect(isNewer("0.9.2", "0.10.0")).toBe(false);
  expect(isNewer("1.0.0", "1.0.0")).toBe(false);
  expect(isNewer("1.0.1", "1.0.0")).toBe(true);
});

test("what the system refuses becomes a sentence; other errors pass", () => {
  const refuse = (code: string): never => {
    throw Object.assign(new Error(`${code}: no`), { code });
  };
  expect(() => storing("run/x", () => refuse("ENOSPC"))).toThrow(StorageError);
  expect(() => storing("run/x", () => refuse("ENOSPC"))).toThrow(
    "run/x cannot be written: the disk is full (ENOSPC).",
  );
  expect(() => storing("run/x", () => refuse("EROFS"))).toThrow(/the disk is read-only/);
  expect(() => storing("run/x", () => refuse("ENOENT"))).toThrow("ENOENT: no");
});

test("a place that cannot be written to is refused before the training, with what to do", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  const { status, stderr } = await run(folder, lake("file/run", 300));
  expect(status).toBe(1);
  expect(stderr).toMatch(/a part of the path is a file.*choose another --out/);
  mkdirSync(join(folder, "mine"));
  writeFileSync(join(folder, "mine/progress.csv"), "a,b\n1,2\n");
  const mine = await run(folder, lake("mine", 300));
  expect(mine.status).toBe(2);
  expect(mine.stderr).toMatch(/mine holds a progress\.csv without a config\.json/);
  expect(readFileSync(join(folder, "mine/progress.csv"), "utf8")).toBe("a,b\n1,2\n");
});

/** A file system in memory of so many kilobytes; undefined where we may not mount one. */
function smallDisk(kilobytes: number): string | undefined {
  const folder = temporaryFolder();
  const { status } = spawnSync("mount", [
    "-t",
    "tmpfs",
    "-o",
    `size=${kilobytes}k`,
    "tmpfs",
    folder,
  ]);
  return status === 0 ? folder : undefined;
}
const unmount = (folder: string) => spawnSync("umount", [folder]);

test("a full disk stops the training with a message, keeps the last good checkpoint, and can be resumed", async () => {
  const disk = smallDisk(160);
  if (disk === undefined) return; // only an administrator may mount
  try {
    await run(disk, lake("run", 300));
    const before = lasting(join(disk, "run"));
    writeFileSync(join(disk, "ballast"), new Uint8Array(64 * 1024));
    const { status, stderr, events } = await run(disk, [
      "resume",
      "run",
      "--steps",
      "100000",
      "--json",
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/the disk is full \(ENOSPC\).*last good checkpoint.*kept in run/);
    expect(stderr).toMatch(/Make room, then continue with `gradus resume run`/);
    expect(events().at(-1)).toMatchObject({ event: "error" });
    const left = readdirSync(join(disk, "run"), { recursive: true });
    expect(left.filter((name) => String(name).includes("unfinished"))).toEqual([]);
    for (const name of Object.keys(before)) expect(existsSync(join(disk, "run", name))).toBe(true);
    expect(() => replace(join(disk, "run/large"), new Uint8Array(1 << 20))).toThrow(StorageError);
    expect(existsSync(join(disk, "run/large.unfinished"))).toBe(false);
    rmSync(join(disk, "ballast"));
    expect((await run(disk, ["resume", "run", "--steps", "600"])).status).toBe(0);
    const folder = temporaryFolder();
    await run(folder, lake("run", 600));
    expect(lasting(join(disk, "run"))).toEqual(lasting(join(folder, "run")));
  } finally {
    unmount(disk);
  }
});

test("a read-only disk is named as such", async () => {
  const disk = smallDisk(1000);
  if (disk === undefined) return;
  try {
    await run(disk, lake("run", 300));
    spawnSync("mount", ["-o", "remount,ro", disk]);
    const started = await run(disk, lake("other", 300));
    expect(started.status).toBe(1);
    expect(started.stderr).toMatch(/the disk is read-only \(EROFS\).*choose another --out/);
    const resumed = await run(disk, ["resume", "run", "--steps", "600"]);
    expect(resumed.status).toBe(1);
    expect(resumed.stderr).toMatch(/the disk is read-only \(EROFS\)/);
    expect((await run(disk, ["eval", "run", "--episodes", "2"])).status).toBe(0);
  } finally {
    unmount(disk);
  }
});

test("a figure that is not a number stops the run; the message says which, when, and which checkpoint is good", async () => {
  const folder = temporaryFolder();
  const spoilt = "if (globalThis.__spoilt) outcome.reward = Number.MAX_VALUE;";
  writeFileSync(join(folder, "own.mjs"), ownWorld(spoilt));
  const argv = ["train", "q-learning", "--env-module", "own.mjs", "--steps", "300", "--out", "run"];
  expect((await run(folder, argv)).status).toBe(0);
  const held = globalThis as { __spoilt?: boolean };
  held.__spoilt = true;
  const { status, stderr } = await run(folder, ["resume", "run", "--steps", "600"]);
  delete held.__spoilt;
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /The training has diverged: episodeReturn is Infinity after \d+ steps \(report \d+\)/,
  );
  expect(stderr).toMatch(/The last good checkpoint, after 30\d steps, is kept/);
  const failure = join(folder, "run/failure.json"); // for whoever looks at the run later
  expect(JSON.parse(readFileSync(failure, "utf8")).message).toMatch(/diverged: episodeReturn is/);
  expect(stderr).toMatch(/smaller steps, such as --set alpha=0\.2/);
  expect(readFileSync(join(folder, "run/progress.csv"), "utf8")).not.toMatch(/NaN|Infinity/);
  expect((await run(folder, ["eval", "run", "--episodes", "3"])).status).toBe(0);
  expect((await run(folder, ["resume", "run", "--steps", "600"])).status).toBe(0);
  expect(existsSync(failure)).toBe(false);
});

test("whatever else is thrown, a person hears which checkpoint is left", async () => {
  const folder = temporaryFolder();
  await run(folder, lake("run", 300));
  const io = testIo(folder);
  const opened = openRun(folder, "run") as TrainRun;
  const steps = Number(readdirSync(join(folder, "run/checkpoint"))[0]);
  const broken = {
    ...algorithmNamed("q-learning"),
    algorithm: () => {
      throw new RangeError("of the algorithm's own");
    },
  };
  const job = { run: opened, entry: broken, world: makeWorld("FrozenLake-v1") };
  await expect(trainAgent(job, io, () => {})).rejects.toThrow("of the algorithm's own");
  expect(io.stderr()).toContain(`its last good checkpoint, after ${steps} steps, is kept in run`);
});

test("a checkpoint that holds NaN already is set aside", () => {
  const path = join(temporaryFolder(), "run");
  const run = { path, shown: "run" };
  const state = (x: number) => ({ weights: Float32Array.of(1, x) });
  saveCheckpoint(run, 10, state(2));
  saveCheckpoint(run, 20, state(Number.NaN));
  expect(setAsideDiverged(run)).toBe(10);
  expect(readdirSync(join(path, "checkpoint")).sort()).toEqual([
    "000000000010",
    "000000000020.diverged",
  ]);
  expect(loadCheckpoint(run, () => {})).toEqual(state(2));
  saveCheckpoint(run, 30, state(Number.NaN));
  rmSync(join(path, "checkpoint/000000000010"), { recursive: true });
  expect(setAsideDiverged(run)).toBeUndefined();
  expect(loadCheckpoint(run, () => {})).toEqual(state(Number.NaN));
});

test("a world of the user's own that throws says where, and the last good checkpoint stays", async () => {
  const folder = temporaryFolder();
  const spoilt =
    "if (globalThis.__throws) { if (state.cell === 1) throw new TypeError('no such cell'); }";
  writeFileSync(join(folder, "own.mjs"), ownWorld(spoilt));
  const argv = ["train", "q-learning", "--env-module", "own.mjs", "--steps", "300", "--out", "run"];
  expect((await run(folder, argv)).status).toBe(0);
  const held = globalThis as { __throws?: boolean };
  held.__throws = true;
  const { status, stderr } = await run(folder, ["resume", "run", "--steps", "600"]);
  delete held.__throws;
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /Own-v0: TypeError: no such cell, at .*own\.mjs:\d+:\d+.*episode \d+, step \d+, after action [01]\./,
  );
  expect(stderr).toMatch(/last good checkpoint, after 30\d steps, is kept in run/);
});
