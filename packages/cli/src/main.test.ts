import { expect, test } from "vitest";
import { temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { testIo } from "./testing.ts";

async function run(...argv: string[]) {
  const io = testIo(temporaryFolder());
  const status = await main(argv, io);
  return { status, stdout: io.stdout(), stderr: io.stderr(), events: io.events };
}

const working = [
  "fit",
  "train",
  "eval",
  "play",
  "plot",
  "record",
  "check-env",
  "diagnose",
  "export",
  "resume",
  "predict",
  "lab",
  "list",
  "bench",
  "studio",
  "first",
];
const planned = ["sweep"];

test("--help lists what works, and what is only planned apart from it", async () => {
  const { status, stdout, stderr } = await run("--help");
  expect(status).toBe(0);
  expect(stderr).toBe("");
  const [works, later] = stdout.split("Planned, not part of this version yet:");
  for (const name of working) expect(works).toMatch(new RegExp(`^  ${name} `, "m"));
  for (const name of planned) {
    expect(works, name).not.toMatch(new RegExp(`^  ${name}\\b`, "m"));
    expect(later, name).toMatch(new RegExp(`^  ${name} `, "m"));
  }
});

test("every command has help, with the knobs of `fit` from its table", async () => {
  for (const name of working) {
    const { status, stdout } = await run(name, "--help");
    expect(status, name).toBe(0);
    expect(stdout, name).toContain(`Usage: gradus ${name}`);
  }
  const { stdout } = await run("fit", "--help");
  for (const knob of [
    "rate",
    "batch",
    "cost",
    "lambda",
    "activation",
    "init",
    "optimiser",
    "momentum",
  ]) {
    expect(stdout, knob).toMatch(new RegExp(`^  ${knob} `, "m"));
  }
  expect(stdout).toContain("η");
  expect(stdout).toContain("cross-entropy");
});

test("`train` lists the algorithms; with an algorithm and a world on the line, the knobs of both", async () => {
  const { stdout } = await run("train", "--help");
  expect(stdout).toMatch(/Algorithms: .*q-learning, /);
  const { stdout: chosen } = await run("train", "q-learning", "FrozenLake-v1", "--help");
  expect(chosen).toMatch(/^Knobs of q-learning[\s\S]*alpha α +0.5 +\[0, 1\] +Step size/m);
  expect(chosen).toMatch(/^Knobs of FrozenLake-v1[\s\S]*isSlippery +true/m);
});

test("--version prints the version of the package", async () => {
  expect((await run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("each planned command says in one sentence that it is not there yet, whatever stands behind it", async () => {
  for (const name of planned) {
    for (const rest of [[], ["ppo", "cartPole", "--steps", "10"], ["--help"]]) {
      const { status, stderr, stdout } = await run(name, ...rest);
      expect(status, name).toBe(2);
      expect(stderr, name).toContain(`\`gradus ${name}\``);
      expect(stderr, name).toContain("not part of this version yet");
      expect(stdout).toBe("");
    }
  }
});

test("an unknown command, option, data set, knob, lab, kind and model each offer the closest and exit with 2", async () => {
  const cases: [string[], string][] = [
    [["fitt", "mnist", "--net", "784-10"], "fit"],
    [["fit", "mnist", "--epoch", "3"], "--epochs"],
    [["fit", "mnits"], "mnist"],
    [["fit", "mnist", "--set", "rat=3"], "rate"],
    [["fit", "mnist", "--model", "conf"], "conv"],
    [["lab", "01/two-layer-digit"], "01/two-layer-digits"],
    [["list", "lab"], "labs"],
    [["bench", "engin"], "engine"],
    [["--jsom"], "--json"],
  ];
  for (const [argv, offered] of cases) {
    const { status, stderr, stdout } = await run(...argv);
    expect(status, argv.join(" ")).toBe(2);
    expect(stderr, argv.join(" ")).toContain(offered);
    expect(stdout).toBe("");
  }
});

test("a bad value names the knob's range and meaning, and exits with 2", async () => {
  const negative = await run("fit", "mnist", "--set", "rate=-1");
  expect(negative.status).toBe(2);
  expect(negative.stderr).toMatch(/rate is -1; .*mini-batch/);
  const cases: [string[], RegExp][] = [
    [["fit", "mnist", "--set", "cost=mse"], /quadratic.*cross-entropy/],
    [["fit", "mnist", "--set", "rate"], /name=value/],
    [["fit", "mnist", "--epochs", "0"], /whole number of at least 1/],
    [["fit", "mnist", "--seed", "-1"], /whole number of at least 0/],
    [["fit", "mnist", "--net", "784,30,10"], /784-30-10/],
    [["fit", "mnist", "--net", "784-30-9"], /10 classes/],
    [["fit", "mnist", "--net", "784-10", "--model", "conv"], /exclude each other/],
    [["fit", "mnist", "--set", "optimiser=adam", "--set", "momentum=0.9"], /momentum/],
    [["fit"], /dataset/],
    [["fit", "idx"], /--data DIR/],
    [["lab"], /--all/],
    [["lab", "--all", "--plot", "x.svg"], /--plot draws the figure of one lab/],
    [["lab", "01/perceptron-nand", "--plot", "x.svg"], /01\/perceptron-nand has no figure/],
    [["resume", "runs/none"], /not a run/],
    [["eval", "runs/none"], /not a run/],
    [["eval", "runs/none", "--episodes", "0"], /whole number of at least 1/],
    [["predict", "runs/none", "x.png"], /not a run/],
  ];
  for (const [argv, message] of cases) {
    const { status, stderr } = await run(...argv);
    expect(status, argv.join(" ")).toBe(2);
    expect(stderr, argv.join(" ")).toMatch(message);
  }
});

test("with --json a failure is an error event on stdout, too", async () => {
  const { status, events } = await run("fit", "mnits", "--json");
  expect(status).toBe(2);
  expect(events()).toEqual([{ event: "error", message: expect.stringContaining("mnist") }]);
  const unknown = await run("lst", "--json");
  expect(unknown.events()).toEqual([{ event: "error", message: expect.stringContaining("list") }]);
});

test("`list` prints what there is for people, and one item a line for machines", async () => {
  const { status, stdout, stderr } = await run("list", "datasets");
  expect([status, stdout]).toEqual([0, ""]);
  expect(stderr).toMatch(/^mnist +Handwritten digits/m);
  const items = (await run("list", "labs", "--json")).events();
  expect(items.at(-1)).toEqual({ event: "done", kind: "labs", count: items.length - 1 });
  expect(items).toContainEqual({
    event: "item",
    kind: "labs",
    id: "01/two-layer-digits",
    title: expect.any(String),
  });
  const envs = (await run("list", "envs", "--json")).events();
  expect(envs.find((e) => e["id"] === "CartPole-v1")).toEqual({
    event: "item",
    kind: "envs",
    id: "CartPole-v1",
    title: expect.any(String),
    observations: "Box([4], float32)",
    actions: "Discrete(2)",
    playable: true,
  });
  const algorithms = (await run("list", "algorithms", "--json")).events();
  expect(algorithms.find((e) => e["id"] === "q-learning")).toEqual({
    event: "item",
    kind: "algorithms",
    id: "q-learning",
    title: "Q-learning",
    source: "Sutton & Barto, 2nd ed., section 6.5",
  });
});

test("a lab prints its verdict beside the known number, and its exit status is the verdict", async () => {
  const { status, events, stderr } = await run("lab", "01/perceptron-nand", "--json");
  expect(status).toBe(0);
  const [verdict, done] = events();
  expect(verdict).toMatchObject({ event: "verdict", lab: "01/perceptron-nand", pass: true });
  for (const key of ["source", "published", "measured", "exact", "pass", "seconds"])
    expect(verdict).toHaveProperty(key);
  expect(done).toMatchObject({ event: "done", labs: 1, passed: 1, failed: 0 });
  expect(stderr).toContain("published");
});
