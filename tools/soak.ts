/// <reference path="../packages/gradus/src/core/host.d.ts" />
/**
 * Does memory stay flat? Trains and infers in ONE synchronous loop that never returns to the event loop, so that no
 * finaliser can help: captured and eager training, inference under noGrad() and captured.
 *
 *     node tools/soak.ts [--forwards 10000000] [--steps 200000]        (Node ≥ 22.18; else npx tsx tools/soak.ts)
 *
 * Prints what is in use at the start and after each tenth; status 1 if it grew.
 */
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { rng } from "../packages/gradus/src/core/random.ts";
import {
  adam,
  conv2d,
  dropout,
  flatten,
  linear,
  maxPool2d,
  mse,
  relu,
  sequential,
  tanh,
} from "../packages/gradus/src/nn/index.ts";
import {
  capture,
  engine,
  noGrad,
  scope,
  type Tensor,
  tensor,
} from "../packages/gradus/src/tensor/index.ts";

export interface Use {
  /** Bytes: of the engine's memory, of JavaScript objects, of typed arrays outside the heap, of the whole process. */
  readonly engine: number;
  readonly objects: number;
  readonly arrays: number;
  readonly process: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function inUse(): Use {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { engine: engine().heap.inUse, objects: heapUsed, arrays: external, process: rss };
}

/** One turn of each kind of work; the draws differ from turn to turn. */
function work() {
  const random = rng(1);
  const draw = (...shape: number[]): Tensor => {
    const n = shape.reduce((a, b) => a * b, 1);
    return tensor(
      Float32Array.from({ length: n }, () => random.normal()),
      shape,
    );
  };
  const policy = sequential(
    linear(4, 64, random),
    tanh(),
    linear(64, 64, random),
    tanh(),
    linear(64, 2, random),
  );
  const eager = sequential(
    conv2d(1, 2, 3, random),
    relu(),
    maxPool2d(2),
    flatten(),
    dropout(0.1, random),
    linear(18, 2, random),
  );
  const eagerStep = adam(eager.parameters, { rate: 1e-3, maxNorm: 1 });
  const capturedStep = adam(policy.parameters, { rate: 1e-3 });
  const improve = capture((x: Tensor, y: Tensor, rate: number) =>
    capturedStep(mse(policy.forward(x), y), { rate }),
  );
  const act = capture((x: Tensor) => policy.forward(x).argmax());
  const [x, y, image, target] = [draw(16, 4), draw(16, 2), draw(4, 1, 8, 8), draw(4, 2)];
  const state = new Float32Array(4);
  const large = draw(200_000);
  return {
    captured: (k: number) => improve(x, y, 1e-3 / (1 + k / 1e4)).item(),
    eager: () => eagerStep(mse(eager.forward(image), target)).item(),
    noGrad: () => noGrad(() => policy.forward(x).sum().item()),
    /** Results that fill several chunks of the arena. */
    wide: () => scope(() => large.add(1).mul(large).sum().item()),
    act: (k: number) => {
      state[k % 4] = (k % 100) / 100;
      return act(state).item();
    },
  };
}

/**
 * Half of the steps captured and half eager; a tenth of the forwards under noGrad(), the others captured.
 *
 * @returns what is in use after a warm-up of one per cent, and after each tenth of the whole
 */
export function soak(
  forwards: number,
  steps: number,
  report: (use: Use) => void = () => {},
): Use[] {
  const w = work();
  const part = (forwardCount: number, stepCount: number): void => {
    for (let k = 0; k < stepCount / 2; k++) {
      w.captured(k);
      w.eager();
    }
    for (let k = 0; k < forwardCount; k++) {
      if (k % 500 === 0) w.wide();
      if (k % 10 === 0) w.noGrad();
      else w.act(k);
    }
  };
  const uses: Use[] = [];
  const note = (): void => {
    uses.push(inUse());
    report(uses[uses.length - 1]);
  };
  part(Math.max(200, forwards / 100), Math.max(20, steps / 100));
  note();
  for (let tenth = 0; tenth < 10; tenth++) {
    part(forwards / 10, steps / 10);
    note();
  }
  return uses;
}

/** In words, one line: for people. */
export function show({ engine: own, objects, arrays, process: whole }: Use): string {
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
  return `engine ${mib(own)}, objects ${mib(objects)}, arrays ${mib(arrays)}, process ${mib(whole)}`;
}

/** What grew between two moments, or undefined. Collected garbage and compiled code may move a little. */
export function growth(before: Use, after: Use): string | undefined {
  const allowed: Use = { engine: 0, objects: 2 ** 21, arrays: 2 ** 20, process: 2 ** 26 };
  for (const kind of ["engine", "objects", "arrays", "process"] as const) {
    if (after[kind] - before[kind] > allowed[kind]) return kind;
  }
  return undefined;
}

function argument(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [forwards, steps] = [argument("forwards", 10_000_000), argument("steps", 200_000)];
  const start = performance.now();
  const uses = soak(forwards, steps, (use) => {
    console.log(`${((performance.now() - start) / 1000).toFixed(0)} s: ${show(use)}`);
  });
  const grown = growth(uses[0], uses[uses.length - 1]);
  console.log(
    grown === undefined
      ? `flat over ${forwards} forwards and ${steps} steps in one synchronous loop, ${engine().backend.build}`
      : `the memory of ${grown} grew`,
  );
  process.exitCode = grown === undefined ? 0 : 1;
}
