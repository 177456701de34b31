/** Replay in checkpoints: rows are stored once, in segments that are whole, and go when no generation needs them any more. */
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "gradus/core";
import { expect, test } from "vitest";
import { loadCheckpoint, saveCheckpoint } from "./checkpoints.ts";
import { lasting, temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { ended, gradus } from "./processes.ts";
import { testIo } from "./testing.ts";

/** A world whose observations are so wide that a segment holds 32 rows: 16 kB each, and a little. */
const wide = `
const bounds = (v) => new Float64Array(4096).fill(v);
export const world = {
  id: "Wide-v0",
  title: "Name the first number's sign.",
  observationSpace: { kind: "box", shape: [4096], dtype: "float32", low: bounds(-1), high: bounds(1) },
  actionSpace: { kind: "discrete", n: 2, start: 0 },
  maxSteps: 20,
  create: () => ({ seen: new Float64Array(4) }),
  reset({ seen }, random) { for (let i = 0; i < 4; i++) seen[i] = random.uniform(-1, 1); },
  step(state, action, random, outcome) {
    outcome.reward = action === (state.seen[0] > 0 ? 1 : 0) ? 1 : 0;
    outcome.terminated = random.random() < 0.05;
    for (let i = 0; i < 4; i++) state.seen[i] = random.uniform(-1, 1);
  },
  observe({ seen }, out, at) { for (let k = 0; k < 4096; k++) out[at + k] = seen[k % 4]; },
};
`;

const small = ["hidden=4", "learningStarts=20", "batch=4", "trainEvery=8", "reportEvery=25"];
const settings = (capacity: number, more: readonly string[] = []): string[] =>
  [...small, `capacity=${capacity}`, ...more].flatMap((set) => ["--set", set]);

function placed(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "wide.mjs"), wide);
  return folder;
}

/** @param reports after which somebody presses Ctrl-C; there is one every 25 steps */
async function run(folder: string, argv: readonly string[], reports?: number) {
  const io = testIo(folder, (own, times) => {
    if (times === reports) own.interrupt();
  });
  const status = await main(argv, io);
  return { status, stderr: io.stderr(), events: io.events() };
}

/** Its schedules depend on the steps that it is started for, so runs that are compared are stopped, not started for fewer. */
const train = (out: string, steps: number, capacity: number, more: readonly string[] = []) => [
  ...["train", "dqn", "wide.mjs", "--steps", String(steps), "--out", out],
  ...settings(capacity),
  ...more,
];

const segments = (folder: string, run: string): string[] => {
  const path = join(folder, run, "checkpoint/segments");
  return existsSync(path) ? readdirSync(path).sort() : [];
};
const indices = (folder: string, run: string): number[] =>
  segments(folder, run).map((name) => Number(/\.(\d{8})\.safetensors$/.exec(name)?.[1]));

/** The rows of the newest checkpoint, as a resumed run reads them. */
function rowsOf(folder: string, run: string): Journal {
  const state = loadCheckpoint({ path: join(folder, run), shown: run }, () => {}) as {
    state: { experience: { replay: { rows: Journal } } };
  };
  return state.state.experience.replay.rows;
}

const equal = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  );

function expectSameRows(folder: string, a: string, b: string): void {
  const [one, other] = [rowsOf(folder, a), rowsOf(folder, b)];
  expect(one.written).toEqual(other.written);
  for (const [name, column] of Object.entries(one.columns))
    expect(equal(column, other.columns[name]), name).toBe(true);
}

const resume = (folder: string, out: string, reports?: number) =>
  run(folder, ["resume", out], reports);

/** Names of the files that differ, or are in one of them only; pieces of the past are compared by their rows. */
function different(folder: string, a: string, b: string): string[] {
  const [one, other] = [lasting(join(folder, a)), lasting(join(folder, b))];
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => one[name] !== other[name] && !name.includes("/segments/"));
}

for (const more of [[], ["--set", "prioritised=true"], ["--set", "environments=2"]]) {
  test(`a run that was stopped three times equals one that never was, rows and all (${more.join(" ")})`, async () => {
    const folder = placed();
    await run(folder, train("whole", 350, 1000, more));
    expect((await run(folder, train("parts", 350, 1000, more), 4)).status).toBe(130);
    for (const [reports, status] of [
      [3, 130],
      [3, 130],
      [undefined, 0],
    ] as const) {
      const resumed = await resume(folder, "parts", reports);
      expect(resumed.status, resumed.stderr).toBe(status);
    }
    expect(different(folder, "parts", "whole")).toEqual([]);
    expect(segments(folder, "parts").length).toBeGreaterThan(5);
    expect(segments(folder, "parts")).toEqual(segments(folder, "whole"));
    expectSameRows(folder, "parts", "whole");
  }, 120_000);
}

test("a checkpoint writes only rows that are new; old segments are not touched", async () => {
  const folder = placed();
  await run(folder, train("run", 500, 1000), 12);
  const path = join(folder, "run/checkpoint/segments");
  const before = new Map(segments(folder, "run").map((f) => [f, statSync(join(path, f)).mtimeMs]));
  expect(before.size).toBeGreaterThanOrEqual(9); // 300 steps and some ends, 32 rows a segment
  await resume(folder, "run");
  for (const [file, time] of before) expect(statSync(join(path, file)).mtimeMs).toBe(time);
  expect(segments(folder, "run").length).toBeGreaterThan(before.size);
});

test("a ring that goes round: segments go when neither generation needs them, and what is left suffices", async () => {
  const folder = placed();
  await run(folder, train("whole", 600, 100));
  await run(folder, train("parts", 600, 100), 10);
  expect(indices(folder, "parts")[0]).toBeGreaterThan(0);
  await resume(folder, "parts", 9);
  await resume(folder, "parts");
  const left = indices(folder, "parts");
  expect(left.length).toBeLessThanOrEqual(8); // of 19 and more: 4 for the ring of the newest, 4 for the one before
  expect(left[0]).toBeGreaterThanOrEqual(12);
  expect(different(folder, "parts", "whole")).toEqual([]);
  expectSameRows(folder, "parts", "whole");
}, 60_000);

test("a damaged segment costs the generations that need it; where none is left, one clear error", async () => {
  const folder = placed();
  await run(folder, train("whole", 500, 1000));
  await run(folder, train("run", 500, 1000), 8);
  await resume(folder, "run", 8);
  const path = join(folder, "run/checkpoint/segments");
  const [first] = segments(folder, "run");
  const last = segments(folder, "run").at(-1) as string;
  truncateSync(join(path, last), 100); // the older generation did not need it
  const { status, stderr } = await resume(folder, "run");
  expect(status).toBe(0);
  expect(stderr).toMatch(/warning: Checkpoint .* is damaged .*going back to the one before/);
  expect(different(folder, "run", "whole")).toEqual([]);
  expectSameRows(folder, "run", "whole");
  rmSync(join(path, first));
  const lost = await resume(folder, "run");
  expect(lost.status).toBe(1);
  expect(lost.stderr).toMatch(/None of the 2 checkpoints .* can be read/);
  const evaluated = await run(folder, ["eval", "run", "--episodes", "2"]);
  expect(evaluated.status).toBe(0); // a policy does not ask for the past
}, 60_000);

test("what a killed process left in the segments is swept away, or written anew", async () => {
  const folder = placed();
  await run(folder, train("whole", 400, 1000));
  await run(folder, train("run", 400, 1000), 8);
  const path = join(folder, "run/checkpoint/segments");
  const last = segments(folder, "run").at(-1) as string;
  const index = String(Number(indices(folder, "run").at(-1)) + 1).padStart(8, "0");
  const next = last.replace(/\d{8}/, index); // as if it had died between a segment and its checkpoint
  writeFileSync(join(path, next), "not what it should be");
  writeFileSync(join(path, `${next}.unfinished`), "half");
  const { status, stderr } = await resume(folder, "run");
  expect(status, stderr).toBe(0);
  expectSameRows(folder, "run", "whole");
  expect(segments(folder, "run").some((file) => file.includes("unfinished"))).toBe(false);
}, 60_000);

test("killed with kill −9 and resumed, it equals one that never stopped", async () => {
  const folder = placed();
  const [steps, capacity, more] = [1_000_000, 300, 8]; // no computer ends before it is killed
  const child = gradus(folder, train("run", steps, capacity));
  const end = ended(child);
  const checkpoints = join(folder, "run/checkpoint");
  const saved = (): string[] =>
    existsSync(checkpoints)
      ? readdirSync(checkpoints)
          .filter((name) => /^\d+$/.test(name))
          .sort()
      : [];
  while (saved().length === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill("SIGKILL");
  await end;
  const kept = Number(saved().at(-1));
  const resumed = await resume(folder, "run", more);
  expect([resumed.status, resumed.stderr]).toEqual([
    130,
    expect.stringContaining("going on after"),
  ]);
  await run(folder, train("whole", steps, capacity), kept / 25 + more);
  expect(different(folder, "run", "whole")).toEqual([]);
  expectSameRows(folder, "run", "whole");
}, 180_000);

test("--no-replay must be said; resume then says what is lost, and goes on with an empty replay", async () => {
  const folder = placed();
  const { status } = await run(folder, train("run", 300, 1000, ["--no-replay"]));
  expect(status).toBe(0);
  expect(segments(folder, "run")).toEqual([]);
  expect(Array.from(rowsOf(folder, "run").kept)).toEqual([0]);
  const resumed = await run(folder, ["resume", "run", "--steps", "400"]);
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(resumed.stderr).toMatch(
    /warning: run was trained with --no-replay: what it experienced in 300 steps is lost/,
  );
  const refused = await run(folder, [
    ...["train", "q-learning", "FrozenLake-v1", "--no-replay", "--out", "none"],
  ]);
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining("q-learning keeps no replay: leave --no-replay out"),
  ]);
});

test("--init-from, eval, record and export ask for no row; best/ keeps none", async () => {
  const folder = placed();
  await run(folder, train("run", 300, 1000, ["--eval-every", "100"]));
  expect(existsSync(join(folder, "run/best/segments"))).toBe(false);
  rmSync(join(folder, "run/checkpoint/segments"), { recursive: true });
  const commands = [
    train("next", 50, 1000, ["--init-from", "run"]),
    ["eval", "run", "--episodes", "1"],
    ["eval", "run", "--best", "--episodes", "1"],
    ["record", "run", "--transitions", "data", "--episodes", "1"],
    ["export", "run", "--policy", "policy.safetensors"],
  ];
  for (const argv of commands) {
    const { status, stderr } = await run(folder, argv);
    expect(status, `${argv.join(" ")}: ${stderr}`).toBe(0);
  }
});

test("a state without journals is stored as ever", () => {
  const folder = placed();
  const state = { steps: 1, state: { weights: Float32Array.of(1, 2) } };
  saveCheckpoint({ path: folder, shown: "." }, 1, state);
  expect(loadCheckpoint({ path: folder, shown: "." }, () => {})).toEqual(state);
  expect(readdirSync(join(folder, "checkpoint/000000000001")).sort()).toEqual([
    "state.json",
    "tensors.safetensors",
  ]);
});
