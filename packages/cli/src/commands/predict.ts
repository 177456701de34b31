/** `gradus predict`: what a trained network sees in a picture that a person drew, in a point, or as the continuation of a text. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DataError, type Rng, rng } from "gradus/core";
import { vocabulary } from "gradus/data";
import { type Answer, type Classifier, classify, type Kind } from "gradus/run";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { type Prepared, prepare, readPng } from "../picture.ts";
import { type FitRun, openRun, runOf } from "../run-folder.ts";
import { bar, drawn, styled } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { loadNetwork } from "../weights.ts";

export interface PredictOptions {
  readonly json?: boolean;
  /** Of a text: how far it goes on, and with which random numbers. */
  readonly characters: number;
  readonly seed: number;
}

/** @param what the name of a file with a picture, a point "x,y", or the beginning of a text */
export async function predict(
  folder: string,
  what: string,
  options: PredictOptions,
  io: Io,
): Promise<number> {
  const run = runOf(openRun(io.cwd, folder), "fit", "Measure it with `gradus eval`.");
  const network = loadNetwork(run);
  const found = asked[run.config.kind ?? "pictures"](run, network, what, options, io);
  emitter(io.out, options.json === true)({ event: "done", run: run.shown, ...found });
  return 0;
}

type Ask = (
  run: FitRun,
  network: Classifier,
  what: string,
  options: PredictOptions,
  io: Io,
) => Readonly<Record<string, unknown>>;

const asked: { readonly [K in Kind]: Ask } = {
  pictures(run, network, file, _, io) {
    const { picture, done } = read(resolve(io.cwd, file), file, run);
    const [answer] = classify(network, Uint8Array.from(picture.pixels));
    if ((run.config.channels ?? 1) === 1) io.err.write(`${drawn(io.err, picture).join("\n")}\n`);
    for (const step of done) io.err.write(`${styled(io.err, "dim", step)}\n`);
    return { ...tell(io, answer), picture: done };
  },
  points(_run, network, text, _, io) {
    const [answer] = classify(network, Float32Array.from(coordinates(text, network.inputs)));
    return tell(io, answer);
  },
  text(run, network, beginning, { characters, seed }, io) {
    const letters = vocabulary([...(run.config.characters ?? "")]);
    const codes = [...letters.encode(beginning)];
    const first = nextCharacter(network, codes);
    const likely = first.outputs
      .map((probability, code) => ({ character: letters.characters[code], probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, 5);
    const random = rng(seed);
    for (let i = 0; i < characters; i++)
      codes.push(drawnFrom(nextCharacter(network, codes).outputs, random));
    const text = letters.decode(codes);
    io.err.write(
      `Next: ${likely.map(({ character, probability }) => `${JSON.stringify(character)} ${probability.toFixed(3)}`).join("  ")}\n\n${text}\n`,
    );
    return { next: likely, text };
  },
};

function tell(io: Io, { label, outputs }: Answer): Pick<Answer, "label" | "outputs"> {
  const lines = outputs.map((output, k) => outputLine(io, k, output, k === label));
  io.err.write(`\n${lines.join("")}`);
  io.err.write(`\nThe network says: ${styled(io.err, "bold", String(label))}\n`);
  return { label, outputs };
}

/** "0.5,-1.2" */
function coordinates(text: string, inputs: number): number[] {
  const numbers = text
    .replace(/^\[(.*)\]$/, "$1")
    .split(",")
    .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.length === inputs && numbers.every(Number.isFinite)) return numbers;
  throw new UsageError(
    `"${text}" is no point; give ${inputs} numbers with a comma between them, such as 0.5,-1.2.`,
  );
}

/** What a network says of the character after these: it sees as many of the last ones as its context holds. */
function nextCharacter(network: Classifier, codes: readonly number[]): Answer {
  const { inputs, classes } = network;
  const before = new Int32Array(inputs).fill(classes);
  const seen = codes.slice(-inputs);
  before.set(seen, inputs - seen.length);
  return classify(network, before)[0];
}

function drawnFrom(probabilities: readonly number[], random: Rng): number {
  let left = random.random() * probabilities.reduce((sum, p) => sum + p, 0);
  const code = probabilities.findIndex((p) => (left -= p) < 0);
  return code < 0 ? probabilities.length - 1 : code;
}

function outputLine(io: Io, label: number, output: number, best: boolean): string {
  const line = `${label}  ${bar(io.err, output)} ${output.toFixed(3)}`;
  return `${best ? styled(io.err, "bold", line) : line}\n`;
}

function read(path: string, name: string, run: FitRun): Prepared {
  const bytes = contents(path, name);
  if (/\.json$/i.test(name)) return fromJson(new TextDecoder().decode(bytes), name, run);
  const { width, height, channels = 1, dataset } = run.config;
  if (width !== 28 || height !== 28 || channels !== 1) {
    const colours = channels === 1 ? "" : ` in ${channels} colours`;
    throw new UsageError(
      `The network of ${run.shown} reads pictures of ${width}×${height}${colours} (${dataset}), and PNG files are prepared as 28×28 digits. ` +
        `Give its ${width * height * channels} pixels in a JSON file instead.`,
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
function fromJson(text: string, name: string, { config }: FitRun): Prepared {
  const { width, height, channels = 1 } = config;
  const planes = channels === 1 ? "" : `${channels} colours after each other, each `;
  const expected = `${name} should hold ${width * height * channels} numbers (${planes}${height} rows of ${width} pixels; 0 is the ground), from 0 to 1 or from 0 to 255`;
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
  const pixels: unknown[] = Array.isArray(list) ? list.flat(3) : [];
  if (pixels.length !== width * height * channels)
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
