/**
 * Data sets of transitions as files: plain .npy arrays, and dataset.json, which says what they are.
 *
 *     observations.npy       [steps, …]      what was seen, in the shape of the world's space
 *     actions.npy            [steps, …]      what was done, as the world takes it
 *     rewards.npy            [steps]         float64
 *     terminated.npy         [steps]         bool: the episode ended in the world
 *     truncated.npy          [steps]         bool: the episode was cut
 *     episodeStarts.npy      [episodes]      int32: the first row of each episode
 *     finalObservations.npy  [episodes, …]   what was seen when it was over
 *     masks.npy              [steps, n]      bool: which actions were allowed, in worlds that forbid some
 *     finalMasks.npy         [episodes, n]   bool: which were allowed where the episode was cut; may be missing
 *
 * An observation is stored once; what follows row t is row t + 1, and at the end of an episode its final observation. In NumPy:
 *
 *     after = np.roll(observations, -1, axis=0)
 *     after[np.append(starts[1:], len(after)) - 1] = finals
 */
import { DataError } from "../core/errors.ts";
import {
  describe,
  flatArray,
  flatBounds,
  flatSize,
  type Numbers,
  type Space,
} from "../env/space.ts";
import { type SpaceJson, spaceFrom, spaceJson } from "../env/spaceJson.ts";
import { md5 } from "./md5.ts";
import { type NpyArray, readNpy, writeNpy } from "./npy.ts";
import { returnsOf, type Transitions } from "./transitions.ts";

/** The file that says what the arrays are. */
export const datasetFile = "dataset.json";
const format = "gradus-transitions";
const version = 1;

type ArrayName = Exclude<keyof Transitions, "source" | "length">;
type Size = "steps" | "episodes";

/** Every array of a data set: how many rows, and what a row holds. */
const columns: Readonly<
  Record<ArrayName, { readonly rows: Size; readonly of: Row; readonly bool?: true }>
> = {
  observations: { rows: "steps", of: "observationSpace" },
  actions: { rows: "steps", of: "actionSpace" },
  rewards: { rows: "steps", of: Float64Array },
  terminated: { rows: "steps", of: Uint8Array, bool: true },
  truncated: { rows: "steps", of: Uint8Array, bool: true },
  episodeStarts: { rows: "episodes", of: Int32Array },
  finalObservations: { rows: "episodes", of: "observationSpace" },
  masks: { rows: "steps", of: "mask", bool: true },
  finalMasks: { rows: "episodes", of: "mask", bool: true },
};

type Row =
  | "observationSpace"
  | "actionSpace"
  | "mask"
  | typeof Float64Array
  | typeof Uint8Array
  | typeof Int32Array;

const names = Object.keys(columns) as ArrayName[];

/** dataset.json. */
interface Description {
  readonly format: typeof format;
  readonly version: number;
  readonly env: string;
  readonly world: Transitions["source"]["world"];
  readonly policy: Transitions["source"]["policy"];
  readonly seed: number | null;
  readonly steps: number;
  readonly episodes: number;
  readonly returns: Readonly<Record<"mean" | "deviation" | "least" | "greatest", number | null>>;
  readonly observationSpace: SpaceJson;
  readonly actionSpace: SpaceJson;
  /** Of each file; where a sum is missing, the file is taken as it is. */
  readonly md5: Readonly<Partial<Record<ArrayName, string>>>;
}

/** The files of a data set by their names; the last is dataset.json. */
export function writeTransitions(data: Transitions): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const sums: Partial<Record<ArrayName, string>> = {};
  for (const name of names) {
    const array = data[name];
    if (array === undefined) continue;
    const bytes = writeNpy(array as NpyArray, shapeOf(name, data), columns[name].bool);
    files.set(`${name}.npy`, bytes);
    sums[name] = md5(bytes);
  }
  const text = `${JSON.stringify(describing(data, sums), null, 2)}\n`;
  return files.set(datasetFile, new TextEncoder().encode(text));
}

function describing(data: Transitions, sums: Description["md5"]): Description {
  const { env, world, policy, seed, observationSpace, actionSpace } = data.source;
  return {
    format,
    version,
    env,
    world,
    policy,
    seed,
    steps: data.length,
    episodes: data.episodeStarts.length,
    returns: statistics(returnsOf(data)),
    observationSpace: spaceJson(observationSpace),
    actionSpace: spaceJson(actionSpace),
    md5: sums,
  };
}

/** The deviation is that of the sample, s. */
function statistics(returns: readonly number[]): Description["returns"] {
  const n = returns.length;
  if (n === 0) return { mean: null, deviation: null, least: null, greatest: null };
  const mean = returns.reduce((sum, g) => sum + g, 0) / n;
  const squares = returns.reduce((sum, g) => sum + (g - mean) * (g - mean), 0);
  const deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : null;
  return { mean, deviation, least: Math.min(...returns), greatest: Math.max(...returns) };
}

function shapeOf(name: ArrayName, data: Transitions): number[] {
  const { rows, of } = columns[name];
  const n = rows === "steps" ? data.length : data.episodeStarts.length;
  return [n, ...rowShape(of, data.source.observationSpace, data.source.actionSpace)];
}

/** Of one row: as the space has it; spaces of parts are flat, part after part. */
function rowShape(of: Row, observationSpace: Space, actionSpace: Space): readonly number[] {
  if (of === "mask") return [actionSpace.kind === "discrete" ? actionSpace.n : 0];
  if (typeof of !== "string") return [];
  const space = of === "observationSpace" ? observationSpace : actionSpace;
  if (space.kind === "box") return space.shape;
  return space.kind === "discrete" ? [] : [flatSize(space)];
}

/**
 * The data set in some files.
 *
 * @param file the bytes of a file by its name; undefined if there is none
 * @param where what messages call the place
 * @throws DataError for what is missing, damaged, of another shape, or does not belong to the world's spaces
 */
export function readTransitions(
  file: (name: string) => Uint8Array | undefined,
  where = "the data set",
): Transitions {
  const about = description(file(datasetFile), where);
  const observationSpace = spaceFrom(about.observationSpace, `${where}: observationSpace`);
  const actionSpace = spaceFrom(about.actionSpace, `${where}: actionSpace`);
  const read = (name: ArrayName): Numbers | undefined => {
    const bytes = file(`${name}.npy`);
    if (bytes === undefined) return undefined;
    return arrayIn(bytes, name, about, { observationSpace, actionSpace }, where);
  };
  const needed = (name: ArrayName): Numbers => {
    const array = read(name);
    if (array !== undefined) return array;
    throw new DataError(
      `${where} has no ${name}.npy. A data set is ${datasetFile} with ${names.slice(0, -2).join(", ")} as .npy files; record it again.`,
    );
  };
  const optional = (name: ArrayName) => (about.md5[name] === undefined ? read(name) : needed(name));
  const [masks, finalMasks] = [optional("masks"), optional("finalMasks")];
  const { env, world, policy, seed } = about;
  const data: Transitions = {
    source: { env, world, policy, seed, observationSpace, actionSpace },
    length: about.steps,
    observations: needed("observations"),
    actions: needed("actions"),
    rewards: needed("rewards") as Float64Array,
    terminated: needed("terminated") as Uint8Array,
    truncated: needed("truncated") as Uint8Array,
    episodeStarts: needed("episodeStarts") as Int32Array,
    finalObservations: needed("finalObservations"),
    ...(masks === undefined ? {} : { masks: masks as Uint8Array }),
    ...(finalMasks === undefined ? {} : { finalMasks: finalMasks as Uint8Array }),
  };
  checkEpisodes(data, where);
  checkActions(data, where);
  checkNumbers(data, where);
  return data;
}

function description(bytes: Uint8Array | undefined, where: string): Description {
  const remedy = "`gradus record RUN --transitions DIR` writes one.";
  if (bytes === undefined)
    throw new DataError(`${where} is not a data set: there is no ${datasetFile}. ${remedy}`);
  let about: Partial<Description>;
  try {
    about = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Description>;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`${where}: ${datasetFile} is damaged (${why}). ${remedy}`, { cause });
  }
  if (about?.format !== format)
    throw new DataError(
      `${where}: ${datasetFile} is of the format ${JSON.stringify(about?.format)}; expected "${format}". ${remedy}`,
    );
  if (!(Number(about.version) <= version))
    throw new DataError(
      `${where} has version ${about.version} of the format, this Gradus reads up to ${version}. Update Gradus.`,
    );
  for (const name of ["steps", "episodes"] as const) {
    const n = about[name];
    if (!Number.isInteger(n) || (n as number) < 0)
      throw new DataError(
        `${where}: "${name}" in ${datasetFile} is ${JSON.stringify(n)}; it must be a whole number.`,
      );
  }
  if (typeof about.env !== "string")
    throw new DataError(`${where}: ${datasetFile} does not say of which world ("env").`);
  const whole = { world: {}, policy: {}, seed: null, md5: {}, ...about };
  return whole as unknown as Description;
}

function arrayIn(
  bytes: Uint8Array,
  name: ArrayName,
  about: Description,
  spaces: Pick<Transitions["source"], "observationSpace" | "actionSpace">,
  where: string,
): Numbers {
  const shown = `${where}: ${name}.npy`;
  const { shape, data } = readNpy(bytes, shown);
  const { rows, of } = columns[name];
  const expected = [about[rows], ...rowShape(of, spaces.observationSpace, spaces.actionSpace)];
  if (JSON.stringify(shape) !== JSON.stringify(expected))
    throw new DataError(
      `${shown} has the shape [${shape.join(", ")}]; expected [${expected.join(", ")}] (${rows}${expected.length > 1 ? `, and the shape of ${whatOf(of, spaces)}` : ""}).`,
    );
  const sum = about.md5[name];
  if (sum !== undefined && sum !== md5(bytes))
    throw new DataError(
      `${shown} is not what ${datasetFile} says (MD5 ${sum}): it was damaged or changed. If you changed it, remove "${name}" from "md5" there.`,
    );
  const like =
    typeof of === "string"
      ? of === "mask"
        ? new Uint8Array(0)
        : flatArray(spaces[of], 0)
      : new of(0);
  return converted(data, like.constructor as new (n: number) => Numbers, shown);
}

const whatOf = (
  of: Row,
  spaces: Pick<Transitions["source"], "observationSpace" | "actionSpace">,
): string =>
  of === "observationSpace" || of === "actionSpace" ? describe(spaces[of]) : "one mask";

/** The same numbers in the type that the world uses; refused where that would change one. */
function converted(data: NpyArray, Type: new (n: number) => Numbers, shown: string): Numbers {
  if (data instanceof Type) return data;
  const out = new Type(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    out[i] = value;
    if (Object.is(out[i], value) || (out[i] === 0 && value === 0)) continue;
    const type = out.constructor.name.replace("Array", "").toLowerCase();
    throw new DataError(
      `${shown} holds ${data.constructor.name.replace("Array", "").toLowerCase()}; the world uses ${type}, in which ${value} (number ${i}) would be ${out[i]}. Convert with x.astype('${type}') before saving.`,
    );
  }
  return out;
}

/** Episodes follow each other without gaps, and end where they are said to end. */
function checkEpisodes(data: Transitions, where: string): void {
  const { episodeStarts: starts, terminated, truncated, length } = data;
  if (starts.length === 0 || length === 0)
    throw new DataError(`${where} is empty: it has ${length} steps in ${starts.length} episodes.`);
  for (let e = 0; e < starts.length; e++) {
    const least = e === 0 ? 0 : starts[e - 1] + 1;
    const isPlaced = e === 0 ? starts[e] === 0 : starts[e] >= least && starts[e] < length;
    if (!isPlaced)
      throw new DataError(
        `${where}: episodeStarts.npy has ${starts[e]} for episode ${e}; ${e === 0 ? "the first begins at 0" : `it must lie in [${least}, ${length - 1}]`}.`,
      );
  }
  let e = 0;
  for (let t = 0; t < length; t++) {
    const isLast = t + 1 === (starts[e + 1] ?? length);
    const ends = terminated[t] === 1 || truncated[t] === 1;
    if (isLast !== ends)
      throw new DataError(
        `${where}: row ${t} is ${isLast ? "the last" : "in the middle"} of episode ${e}, but terminated and truncated say that it ${ends ? "ends there" : "goes on"}.`,
      );
    if (isLast) e++;
  }
}

/** A cloned action outside the space would be an index past the end of a network's output. */
function checkActions({ actions, masks, source }: Transitions, where: string): void {
  const { low, high, whole } = flatBounds(source.actionSpace);
  const size = low.length;
  for (let at = 0; at < actions.length; at++) {
    const [a, k] = [actions[at], at % size];
    if (a >= low[k] && a <= high[k] && (whole[k] === 0 || Number.isInteger(a))) continue;
    throw new DataError(
      `${where}: actions.npy has ${a} in row ${Math.floor(at / size)}, which is not in ${describe(source.actionSpace)} (${low[k]} to ${high[k]}).`,
    );
  }
  if (masks === undefined || source.actionSpace.kind !== "discrete") return;
  const { n, start } = source.actionSpace;
  for (let t = 0; t < actions.length; t++) {
    if (masks[t * n + actions[t] - start] === 1) continue;
    throw new DataError(
      `${where}: row ${t} has action ${actions[t]}, which masks.npy forbids there.`,
    );
  }
}

function checkNumbers(data: Transitions, where: string): void {
  for (const name of ["observations", "finalObservations", "rewards"] as const) {
    const array = data[name];
    const row =
      array.length /
      Math.max(1, name === "finalObservations" ? data.episodeStarts.length : data.length);
    for (let at = 0; at < array.length; at++) {
      if (array[at] === array[at]) continue;
      throw new DataError(`${where}: ${name}.npy has NaN in row ${Math.floor(at / row)}.`);
    }
  }
}
