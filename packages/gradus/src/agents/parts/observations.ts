/**
 * What a network sees of an observation: its numbers as float32, bytes of pictures divided by 255, whole numbers one-hot, Tuples and
 * Dicts part after part; if asked, on a common scale by running statistics, which are frozen with the policy.
 */
import { ValueError } from "../../core/errors.ts";
import { flatSize, type Space } from "../../env/space.ts";
import { ObservationNormaliser } from "../../env/wrappers/normalise.ts";

/** One stretch of the flat form: `size` numbers at `at`, or one whole number with `classes` values from `start`. */
interface Piece {
  readonly at: number;
  readonly to: number;
  readonly size: number;
  readonly classes: number;
  readonly start: number;
  /** What its numbers are divided by. */
  readonly scale: number;
}

/** 255 for bytes that use their whole range, which are brightnesses; 1 for everything else, such as bits. */
export const scaleOf = (space: Space): number =>
  space.kind === "box" && space.dtype === "uint8" && space.high.every((h) => h === 255) ? 255 : 1;

export interface Encoder {
  readonly space: Space;
  /** Numbers of an observation in flat form. */
  readonly flat: number;
  /** Numbers that the network sees. */
  readonly width: number;
  /** The network sees the observations as they are. */
  readonly isPlain: boolean;
  /** Observations [rows, flat] → features [rows, width]. With `learn`, the statistics take them in first. */
  encode(observations: ArrayLike<number>, out: Float32Array, learn?: boolean): Float32Array;
  readonly normaliser: ObservationNormaliser | undefined;
}

export interface EncoderOptions {
  /** Scale the features by running mean and deviation; for spaces of real numbers only. */
  readonly normalise?: boolean;
  /** Scaled features are moved into [−clip, clip]. */
  readonly clip?: number;
}

/** @throws ValueError for running statistics over whole numbers that stand for classes */
export function encoder(
  space: Space,
  { normalise = false, clip = 10 }: EncoderOptions = {},
): Encoder {
  const pieces: Piece[] = [];
  const width = lay(space, 0, 0, pieces);
  const flat = flatSize(space);
  const hasClasses = pieces.some(({ classes }) => classes > 0);
  const isPlain = !hasClasses && pieces.every(({ scale }) => scale === 1);
  if (normalise && hasClasses) {
    throw new ValueError(
      "normaliseObservations is true, but the observations hold classes (Discrete or MultiDiscrete), which have no scale. Set it to false.",
    );
  }
  const normaliser = normalise ? new ObservationNormaliser(width, { clip }) : undefined;
  return {
    space,
    flat,
    width,
    isPlain: isPlain && !normalise,
    normaliser,
    encode(observations, out, learn = false) {
      if (normaliser !== undefined) {
        return learn
          ? normaliser.normalise(observations, out)
          : normaliser.scale(observations, out);
      }
      if (isPlain) {
        if (observations.length > 32) out.set(observations);
        else for (let i = 0; i < observations.length; i++) out[i] = observations[i];
        return out;
      }
      out.fill(0);
      for (let row = 0; row * flat < observations.length; row++) {
        for (const piece of pieces) write(piece, observations, row * flat, out, row * width);
      }
      return out;
    },
  };
}

function write(p: Piece, from: ArrayLike<number>, at: number, out: Float32Array, to: number): void {
  if (p.classes > 0) out[to + p.to + from[at + p.at] - p.start] = 1;
  else for (let i = 0; i < p.size; i++) out[to + p.to + i] = from[at + p.at + i] / p.scale;
}

/** Appends the pieces of a space that begins at `at` in the flat form and at `to` in the features; returns where it ends there. */
function lay(space: Space, at: number, to: number, pieces: Piece[]): number {
  const whole = (classes: number, start: number, offset = 0): void => {
    pieces.push({ at: at + offset, to, size: 1, classes, start, scale: 1 });
    to += classes;
  };
  switch (space.kind) {
    case "discrete":
      whole(space.n, space.start);
      return to;
    case "multiDiscrete":
      space.nvec.forEach((n, i) => {
        whole(n, 0, i);
      });
      return to;
    case "box":
    case "multiBinary": {
      const size = flatSize(space);
      pieces.push({ at, to, size, classes: 0, start: 0, scale: scaleOf(space) });
      return to + size;
    }
    default:
      for (const part of Object.values(space.spaces) as Space[]) {
        to = lay(part, at, to, pieces);
        at += flatSize(part);
      }
      return to;
  }
}
