/** Spaces as JSON, for files that people and other programs read. Infinite bounds are written as texts; equal ones once. */
import { DataError } from "../core/errors.ts";
import {
  type BoxType,
  box,
  dict,
  discrete,
  multiBinary,
  multiDiscrete,
  type Space,
  tuple,
} from "./space.ts";

type Bound = number | "Infinity" | "-Infinity";

/** {"kind": "box", "shape": [4], "dtype": "float32", "low": [-4.8, "-Infinity", …], "high": …} */
export type SpaceJson = Readonly<Record<string, unknown>> & { readonly kind: Space["kind"] };

export function spaceJson(space: Space): SpaceJson {
  switch (space.kind) {
    case "discrete":
      return { kind: space.kind, n: space.n, start: space.start };
    case "multiDiscrete":
      return { kind: space.kind, nvec: [...space.nvec] };
    case "multiBinary":
      return { kind: space.kind, n: space.n };
    case "box": {
      const { kind, shape, dtype, low, high } = space;
      return { kind, shape: [...shape], dtype, low: boundsJson(low), high: boundsJson(high) };
    }
    case "tuple":
      return { kind: space.kind, spaces: space.spaces.map(spaceJson) };
    default: {
      const named = Object.entries(space.spaces).map(([name, part]) => [name, spaceJson(part)]);
      return { kind: space.kind, spaces: Object.fromEntries(named) as object };
    }
  }
}

const boundJson = (v: number): Bound => (Number.isFinite(v) ? v : (String(v) as Bound));

function boundsJson(bounds: Float64Array): Bound | Bound[] {
  const all = Array.from(bounds, boundJson);
  return all.every((b) => b === all[0]) ? (all[0] ?? 0) : all;
}

/**
 * The inverse of `spaceJson`.
 *
 * @param name what messages call it
 * @throws DataError if it is none
 */
export function spaceFrom(json: unknown, name: string): Space {
  try {
    return read(json as SpaceJson);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${name} is not a space: ${why} Found ${JSON.stringify(json)}.`, { cause });
  }
}

function read(json: SpaceJson): Space {
  switch (json?.kind) {
    case "discrete":
      return discrete(json["n"] as number, json["start"] as number | undefined);
    case "multiDiscrete":
      return multiDiscrete(json["nvec"] as number[]);
    case "multiBinary":
      return multiBinary(json["n"] as number);
    case "box": {
      const { shape, dtype, low, high } = json as Readonly<Record<string, unknown>>;
      if (!boxTypes.includes(dtype as BoxType))
        throw new DataError(`dtype must be one of ${boxTypes.join(", ")}.`);
      return box(bounds(low), bounds(high), shape as number[], dtype as BoxType);
    }
    case "tuple":
      return tuple((json["spaces"] as SpaceJson[]).map(read));
    case "dict": {
      const named = Object.entries(json["spaces"] as Readonly<Record<string, SpaceJson>>);
      return dict(Object.fromEntries(named.map(([name, part]) => [name, read(part)])));
    }
    default:
      throw new DataError("kind must be discrete, box, multiDiscrete, multiBinary, tuple or dict.");
  }
}

const boxTypes: readonly BoxType[] = ["float32", "float64", "int32", "uint8"];

const bounds = (given: unknown): number | number[] =>
  Array.isArray(given) ? given.map(Number) : Number(given);

/** Whether two spaces have the same elements. */
export function sameSpace(a: Space, b: Space): boolean {
  return JSON.stringify(spaceJson(a)) === JSON.stringify(spaceJson(b));
}
