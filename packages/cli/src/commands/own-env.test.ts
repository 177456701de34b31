/** A class of the user's own in the place of a world's id, and networks of the user's own beside it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lasting, temporaryFolder } from "../fixtures.ts";
import { loadPolicy } from "../index.ts";
import { main } from "../main.ts";
import { testIo } from "../testing.ts";

async function run(folder: string, argv: readonly string[]) {
  const io = testIo(folder);
  return { status: await main(argv, io), io };
}

/** Which of two sides is lit? @param more members of the class, or further exports */
const sides = (members = "", more = ""): string => `
export class Sides {
  observationSpace = { kind: "box", shape: [1], dtype: "float32", low: Float64Array.of(-1), high: Float64Array.of(1) };
  actionSpace = { kind: "discrete", n: 2, start: 0 };
  reset({ seed }) {
    this.seed = seed;
    this.t = 0;
    return { observation: this.look() };
  }
  look() {
    this.seed = (this.seed * 1103515245 + 12345) % 2147483648;
    this.side = this.seed > 1073741823 ? 1 : 0;
    return [2 * this.side - 1];
  }
  step(action) {
    const reward = action === this.side ? 1 : 0;
    this.t++;
    return { observation: this.look(), reward, terminated: this.t === 10, truncated: false };
  }
  ${members}
}
${more}`;
const telling = `
  getState() { return { seed: this.seed, t: this.t, side: this.side }; }
  setState(state) { Object.assign(this, state); }`;
const argv = ["train", "ppo", "./sides.mjs", "--steps", "4096", "--set", "rate=0.003"];

test("train takes the file of a class; eval finds it again; with getState a resumed run equals a whole one", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "sides.mjs"), sides(telling));
  const whole = await run(folder, [...argv, "--out", "whole"]);
  expect(whole.io.stderr()).not.toMatch(/error|warning/);
  expect(whole.status).toBe(0);
  const { io } = await run(folder, ["eval", "whole", "--json"]);
  expect(io.events().at(-1)).toMatchObject({ meanReturn: 10 });
  await run(folder, [
    ...argv.slice(0, 3),
    "--steps",
    "2048",
    "--set",
    "rate=0.003",
    "--out",
    "parts",
  ]);
  expect((await run(folder, ["resume", "parts", "--steps", "4096"])).status).toBe(0);
  expect(lasting(join(folder, "parts"))["progress.csv"]).toEqual(
    lasting(join(folder, "whole"))["progress.csv"],
  );
});

test("a class that keeps its state to itself learns, and the run says what a resume cannot do", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "sides.mjs"), sides());
  const { status, io } = await run(folder, [...argv, "--out", "run"]);
  expect(status).toBe(0);
  expect(io.stderr()).toContain("a resumed run begins new episodes");
  expect((await run(folder, ["resume", "run", "--steps", "6000"])).status).toBe(0);
});

const networks = `
import { linear, relu, sequential } from ${JSON.stringify(import.meta.resolve("gradus/nn"))};
const trunk = (inputs, random) =>
  Object.assign(sequential(linear(inputs, 7, random), relu()), { width: 7 });
export const networks = { actor: trunk, critic: trunk };`;

test("networks of the module's own are trained, evaluated and resumed", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "sides.mjs"), sides(telling, networks));
  expect((await run(folder, [...argv, "--out", "run"])).status).toBe(0);
  const checkpoint = join(folder, "run/checkpoint");
  const [last] = readdirSync(checkpoint).sort().reverse();
  const header = readFileSync(join(checkpoint, last, "tensors.safetensors"), "latin1");
  expect(header).toMatch(/actor\.0\.weight[^}]*"shape":\[7\]/); // 7 neurons, one input
  expect((await run(folder, ["eval", "run", "--json"])).io.events().at(-1)).toMatchObject({
    meanReturn: 10,
  });
  expect((await run(folder, ["export", "run", "--onnx", "x.onnx"])).status).toBe(0);
  expect(readFileSync(join(folder, "x.onnx"), "latin1")).toContain("actor.0.weight");
  const policy = await loadPolicy<number>(join(folder, "run"));
  expect([policy.act([-1]), policy.act([1])]).toEqual([0, 1]);
  expect((await run(folder, ["resume", "run", "--steps", "6000"])).status).toBe(0);
  expect((await run(folder, ["export", "run", "--onnx", "net.onnx"])).status).toBe(0);
  writeFileSync(join(folder, "wrong.mjs"), sides(telling, "export const networks = { actor: 3 };"));
  const wrong = await run(folder, ["train", "ppo", "wrong.mjs"]);
  expect(wrong.status).toBe(2);
  expect(wrong.io.stderr()).toContain('the export "networks" must be { actor, critic }');
});

test("play takes the file, too", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "sides.mjs"), sides(telling));
  const { io } = await run(folder, ["play", "./sides.mjs"]);
  expect(io.stderr()).not.toContain("Did you mean");
});
