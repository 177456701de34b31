/** For tests: folders, what is in them, a data set of IDX files small enough to train on in a blink, and a world of one's own. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rng } from "gradus/core";

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "gradus-cli-"));
}

/** An IDX file of bytes: 0, 0, 8 (unsigned bytes), rank, the sizes big-endian, the data. */
export function idx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const head = new Uint8Array(4 + 4 * shape.length);
  head.set([0, 0, 8, shape.length]);
  shape.forEach((size, i) => {
    new DataView(head.buffer).setUint32(4 + 4 * i, size);
  });
  return Buffer.concat([head, data]);
}

/** Pictures of 28×28 in three classes: an upright, a lying and a slanted stroke, each somewhere, with noise. */
function strokes(count: number, seed: number): { images: Uint8Array; labels: Uint8Array } {
  const random = rng(seed);
  const images = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const label = random.integer(3);
    const [cx, cy] = [10 + random.integer(8), 10 + random.integer(8)];
    labels[n] = label;
    for (let t = -8; t <= 8; t++) {
      for (let d = 0; d < 2; d++) {
        const [x, y] =
          label === 0 ? [cx + d, cy + t] : label === 1 ? [cx + t, cy + d] : [cx + t + d, cy + t];
        images[n * 784 + y * 28 + x] = 200 + random.integer(56);
      }
    }
  }
  return { images, labels };
}

export interface SmallSet {
  readonly train?: number;
  readonly test?: number;
  readonly gz?: boolean;
}

/** Writes the four files and returns their folder. */
export function smallDataset({ train = 276, test = 50, gz = false }: SmallSet = {}): string {
  const folder = join(temporaryFolder(), "strokes");
  mkdirSync(folder);
  const write = (name: string, bytes: Uint8Array): void =>
    writeFileSync(join(folder, gz ? `${name}.gz` : name), gz ? gzipSync(bytes) : bytes);
  const sets = [
    ["train", train, 1],
    ["t10k", test, 2],
  ] as const;
  for (const [name, count, seed] of sets) {
    const { images, labels } = strokes(count, seed);
    write(`${name}-images-idx3-ubyte`, idx([count, 28, 28], images));
    write(`${name}-labels-idx1-ubyte`, idx([count], labels));
  }
  return folder;
}

/** Every file of a run but its name, so that runs can be compared byte for byte. */
export function contents(run: string): Record<string, string> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(run.length), readFileSync(path).toString("base64")];
    }),
  );
}

/** The newest checkpoint, the logs, the model and the configuration. */
export function lasting(run: string): Record<string, string> {
  const all = contents(run);
  const newest = readdirSync(join(run, "checkpoint")).sort().at(-1);
  return Object.fromEntries(
    Object.entries(all).filter(
      ([name]) => !name.startsWith("/checkpoint") || name.startsWith(`/checkpoint/${newest}`),
    ),
  );
}

/**
 * A module with a world: a corridor of three cells; a step costs 1, the third cell ends it.
 *
 * @param spoilt a last statement of its step
 */
export function ownWorld(spoilt = ""): string {
  return `
export const world = {
  id: "Own-v0",
  title: "A corridor of three cells.",
  observationSpace: { kind: "discrete", n: 3, start: 0 },
  actionSpace: { kind: "discrete", n: 2, start: 0 },
  maxSteps: 50,
  create: () => ({ cell: 0 }),
  reset(state) { state.cell = 0; },
  step(state, action, random, outcome) {
    state.cell = Math.max(0, state.cell + (action === 1 ? 1 : -1));
    outcome.reward = -1;
    outcome.terminated = state.cell === 2;
    ${spoilt}
  },
  observe(state, out, at) { out[at] = state.cell; },
};
`;
}
