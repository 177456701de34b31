/** `train bc --data` and `train dagger --expert`: a teacher goes in, and everything that a run can do works with what comes out. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { contents, lasting, temporaryFolder } from "../fixtures.ts";
import { main } from "../main.ts";
import { type TestIo, testIo } from "../testing.ts";

const folder = temporaryFolder();

async function run(argv: readonly string[], turned?: (io: TestIo, times: number) => void) {
  const io = testIo(folder, turned);
  const status = await main(argv, io);
  return { status, stderr: io.stderr(), events: io.events(), io };
}

const cloned = ["train", "bc", "CliffWalking-v1", "--data", "data", "--steps", "300"];
const asked = ["train", "dagger", "CliffWalking-v1", "--expert", "expert", "--steps", "700"];
const alone = ["--set", "rate=0.01", "--set", "hidden=32"];

beforeAll(async () => {
  await run(["train", "q-learning", "CliffWalking-v1", "--steps", "20000", "--out", "expert"]);
  await run(["record", "expert", "--transitions", "data", "--episodes", "20"]);
}, 60_000);

test("a clone of the way along the edge goes along the edge: −13, from 20 episodes", async () => {
  const { status, stderr } = await run([...cloned, ...alone, "--out", "bc"]);
  expect(stderr).toContain("Behaviour cloning in CliffWalking-v1");
  expect(stderr).toContain("(300 updates, seed 1)");
  expect(stderr).toContain(
    "It learns from data: 260 transitions of 20 episodes, mean return −13 (−13 to −13).",
  );
  expect(status).toBe(0);
  const { events } = await run(["eval", "bc", "--episodes", "3", "--json"]);
  expect(events[0]["returns"]).toEqual([-13, -13, -13]);
});

test("DAgger asks a table, and learns the same way; the learner's own episodes are its data", async () => {
  const { stderr } = await run([...asked, ...alone, "--set", "roundSteps=50", "--out", "dagger"]);
  expect(stderr).toMatch(/It asks q-learning of expert, after 20.001 steps\./);
  const { events } = await run(["eval", "dagger", "--episodes", "2", "--json"]);
  expect(events[0]["returns"]).toEqual([-13, -13]);
}, 60_000);

test("the clone can be diagnosed, plotted, filmed, recorded and exported like any other agent", async () => {
  const commands: string[][] = [
    ["diagnose", "bc"],
    ["plot", "bc", "--metric", "loss", "--out", "loss.svg"],
    ["record", "bc", "--out", "film.gif", "--transitions", "again", "--episodes", "2"],
    ["export", "bc", "--policy", "policy.safetensors", "--onnx", "policy.onnx"],
    ["export", "dagger", "--safetensors", "weights.safetensors"],
  ];
  for (const argv of commands) {
    const { status, stderr } = await run(argv);
    expect(status, `${argv.join(" ")}: ${stderr}`).toBe(0);
    expect(stderr).not.toContain("No episode has ended");
  }
  const again = await run([...cloned.with(4, "again"), "--out", "grandchild"]);
  expect(again.status).toBe(0); // what was recorded can be learned from in turn
});

test.each([
  ["bc", [...cloned, "--steps", "600"]],
  [
    "dagger",
    [...asked, "--set", "roundSteps=30", "--set", "betaSchedule=power", "--set", "batch=16"],
  ],
])(
  "%s stopped with Ctrl-C and resumed equals one that never stopped, byte for byte",
  async (name, argv) => {
    await run([...argv, "--out", `${name}-whole`]);
    const stopped = await run([...argv, "--out", `${name}-parts`], (io, times) => {
      if (times === 4) io.interrupt();
    });
    expect(stopped.status).toBe(130);
    const resumed = await run(["resume", `${name}-parts`]);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(lasting(join(folder, `${name}-parts`))).toEqual(lasting(join(folder, `${name}-whole`)));
  },
  60_000,
);

test("the expert is kept in the run: the other one may go", async () => {
  await run([...asked, "--steps", "100", "--out", "keeps"]);
  renameSync(join(folder, "expert"), join(folder, "away"));
  const { status } = await run(["resume", "keeps", "--steps", "600"]);
  renameSync(join(folder, "away"), join(folder, "expert"));
  expect(status).toBe(0);
  rmSync(join(folder, "keeps/expert.safetensors"));
  const lost = await run(["resume", "keeps", "--steps", "1200"]);
  expect(lost.status).toBe(1);
  expect(lost.stderr).toContain("has lost its expert: there is no expert.safetensors");
});

test("resume goes on with the data set that the run learned from, and with no other", async () => {
  await run(["record", "expert", "--transitions", "moving", "--episodes", "3"]);
  await run([...cloned.with(4, "moving"), "--steps", "30", "--out", "moves"]);
  const before = contents(join(folder, "moves"));
  rmSync(join(folder, "moving"), { recursive: true });
  const gone = await run(["resume", "moves", "--steps", "60"]);
  expect(gone.stderr).toMatch(/There is no folder .*moving/);
  await run(["record", "expert", "--transitions", "moving", "--episodes", "4"]);
  const other = await run(["resume", "moves", "--steps", "60"]);
  expect([gone.status, other.status]).toEqual([2, 1]);
  expect(other.stderr).toContain("is not the data set that moves learned from");
  expect(contents(join(folder, "moves"))).toEqual(before);
});

test("a seed in a process of its own has its teacher, too", async () => {
  const argv = [...cloned, "--seeds", "1-2", "--steps", "300", ...alone, "--out", "seeds"];
  expect((await run(argv)).status).toBe(0);
  const first = lasting(join(folder, "seeds/seed1"));
  expect(first["/progress.csv"]).toBe(lasting(join(folder, "bc"))["/progress.csv"]);
}, 60_000);

test("without a teacher, or with the wrong one, nothing is trained and no folder stays", async () => {
  await run(["train", "q-learning", "FrozenLake-v1", "--steps", "200", "--out", "lake"]);
  writeFileSync(join(folder, "notes.txt"), "");
  await run(["record", "expert", "--transitions", "broken", "--episodes", "1"]);
  appendFileSync(join(folder, "broken/rewards.npy"), "x");
  const bc = ["train", "bc"];
  const cases: [string[], number, string][] = [
    [[...bc, "CliffWalking-v1"], 2, "bc needs a teacher: give --data DIR"],
    [["train", "dagger", "CliffWalking-v1"], 2, "dagger needs a teacher: give --expert RUN"],
    [
      [...bc, "CliffWalking-v1", "--expert", "expert"],
      2,
      "bc does not take --expert: it learns from --data",
    ],
    [
      ["train", "q-learning", "FrozenLake-v1", "--data", "data"],
      2,
      "q-learning does not take --data: it learns from the world alone",
    ],
    [
      [...bc, "FrozenLake-v1", "--data", "data"],
      2,
      "The data set is of CliffWalking-v1, not of FrozenLake-v1",
    ],
    [[...bc, "CliffWalking-v1", "--data", "nowhere"], 2, "There is no folder nowhere"],
    [
      [...bc, "CliffWalking-v1", "--data", "expert"],
      1,
      "expert is not a data set: there is no dataset.json",
    ],
    [[...bc, "CliffWalking-v1", "--data", "broken"], 1, "rewards.npy has bytes left over"],
    [
      ["train", "dagger", "CliffWalking-v1", "--expert", "lake"],
      2,
      "--expert lake: that run is of FrozenLake-v1, and cannot say what to do in CliffWalking-v1",
    ],
    [["train", "dagger", "CliffWalking-v1", "--expert", "data"], 2, "data is not a run"],
    [
      [...bc, "CliffWalking-v1", "--data", "data", "--set", "loss=squared"],
      2,
      "have no distance. Set it to likelihood",
    ],
  ];
  for (const [argv, status, message] of cases) {
    const refused = await run([...argv, "--out", "none"]);
    expect(refused.stderr, argv.join(" ")).toContain(message);
    expect(refused.status, argv.join(" ")).toBe(status);
    expect(existsSync(join(folder, "none")), argv.join(" ")).toBe(false);
  }
  expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
});
