/** `gradus predict`: what a trained network sees in a picture that a person drew. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DataError } from "gradus/core";
import { classify } from "gradus/run";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { type Prepared, prepare, readPng } from "../picture.ts";
import { type FitRun, openRun, runOf } from "../run-folder.ts";
import { bar, drawn, styled } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { loadNetwork } from "../weights.ts";

export async function predict(
  folder: string,
  file: string,
  options: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const run = runOf(openRun(io.cwd, folder), "fit", "Measure it with `gradus eval`.");
  const network = loadNetwork(run);
  const { picture, done } = read(resolve(io.cwd, file), file, run);
  const [answer] = classify(network, Uint8Array.from(picture.pixels));
  io.err.write(`${drawn(io.err, picture).join("\n")}\n`);
  for (const step of done) io.err.write(`${styled(io.err, "dim", step)}\n`);
  io.err.write(
    `\n${answer.outputs.map((output, label) => outputLine(io, label, output, label === answer.label)).join("")}`,
  );
  io.err.write(`\nThe network says: ${styled(io.err, "bold", String(answer.label))}\n`);
  emitter(
    io.out,
    options.json === true,
  )({
    event: "done",
    run: run.shown,
    label: answer.label,
    outputs: answer.outputs,
    picture: done,
  });
  return 0;
}

function outputLine(io: Io, label: number, output: number, best: boolean): string {
  const line = `${label}  ${bar(io.err, output)} ${output.toFixed(3)}`;
  return `${best ? styled(io.err, "bold", line) : line}\n`;
}

function read(path: string, name: string, run: FitRun): Prepared {
  const bytes = contents(path, name);
  if (/\.json$/i.test(name)) return fromJson(new TextDecoder().decode(bytes), name, run);
  const { width, height, dataset } = run.config;
  if (width !== 28 || height !== 28) {
    throw new UsageError(
      `The network of ${run.shown} reads pictures of ${width}×${height} (${dataset}), and PNG files are prepared as 28×28 digits. ` +
        `Give its ${width * height} pixels in a JSON file instead.`,
    );
  }
  return prepare(readPng(bytes, name), name);
}

function contents(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new UsageError(
      missing
        ? `There is no file ${name}.`
        : `${name} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Pixels as a list, or rows of lists, or under the key "pixels"; bytes 0–255, or shares 0–1 when none exceeds 1. */
function fromJson(text: string, name: string, { config: { width, height } }: FitRun): Prepared {
  const expected = `${name} should hold ${width * height} numbers (${height} rows of ${width} pixels; 0 is the ground), from 0 to 1 or from 0 to 255`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError(
      `${name} is not JSON (${error instanceof Error ? error.message : error}). ${expected}.`,
    );
  }
  const list =
    typeof value === "object" && value !== null && "pixels" in value ? value.pixels : value;
  const pixels: unknown[] = Array.isArray(list) ? list.flat(2) : [];
  if (pixels.length !== width * height)
    throw new DataError(`${expected}, but it holds ${pixels.length}.`);
  const odd = pixels.findIndex((p) => typeof p !== "number" || !(p >= 0 && p <= 255));
  if (odd >= 0)
    throw new DataError(`${expected}; number ${odd} is ${JSON.stringify(pixels[odd])}.`);
  const numbers = pixels as number[];
  const scale = Math.max(...numbers) <= 1 ? 255 : 1;
  return {
    picture: { width, height, pixels: Uint8Array.from(numbers, (p) => Math.round(p * scale)) },
    done: [scale === 1 ? "pixels taken as they are" : "pixels from 0 to 1, taken times 255"],
  };
}
