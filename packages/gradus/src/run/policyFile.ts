/**
 * A policy as a file of one piece: a safetensors file (PyTorch reads it, too) whose header says what it is.
 *
 *     __metadata__.format         "gradus-policy"
 *     __metadata__.version        "1"
 *     __metadata__.policy         algorithm, settings, world and spaces, and where each tensor belongs, as `encodeState` writes it
 *     net.actor.0.weight …        the network, with PyTorch's names and layouts, float32
 *     experience.normaliser.mean … statistics of observations, float64
 *
 * What a file holds is what its algorithm reads when it makes a policy of a saved state, found by watching it read. Optimisers,
 * replay and worlds stay behind. A table becomes the best action of every state.
 */
import type { Networks } from "../agents/parts/networks.ts";
import { decodeState, encodeState, type StateArray } from "../core/codec.ts";
import { DataError, GradusError, StateError, ValueError } from "../core/errors.ts";
import { type Rng, rng } from "../core/random.ts";
import { flatArray, sample } from "../env/space.ts";
import type { AnyWorld, Outcome } from "../env/world.ts";
import {
  readSafetensors,
  type Safetensors,
  type SafetensorsArray,
  type TensorToStore,
  writeSafetensors,
} from "../nn/safetensors.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Agent, Algorithm } from "./algorithm.ts";
import { algorithmNamed } from "./algorithms.ts";
import { agentOf } from "./evaluate.ts";
import { fitted } from "./fitted.ts";
import { type Policy, type PolicyWorld, policyOf, policyWorld, standIn } from "./policy.ts";

const format = "gradus-policy";
const version = 1;

type Values = Readonly<Record<string, unknown>>;

/** A policy and where it is from. */
export interface PolicySource {
  readonly algorithm: string;
  /** Settings of the algorithm, as the run had them. */
  readonly config: Values;
  /** The world that it was trained in, as its user gave it. */
  readonly world: AnyWorld;
  /** The algorithm's own state: `report.state()`, or that of a checkpoint. */
  readonly state: unknown;
  /** Steps of training. */
  readonly steps: number;
  /** Trunks of one's own, if it was trained with such. */
  readonly networks?: Networks;
}

/** What a file says of its policy. */
interface About {
  readonly algorithm: string;
  readonly config: Values;
  readonly world: PolicyWorld;
  readonly steps: number;
  /** The best action of each state, counted from 0, in place of a state. */
  readonly table: Int32Array | undefined;
}

/**
 * The bytes of a policy file.
 *
 * @throws ValueError for the agent of a model whose states the world does not show
 */
export function savePolicy(source: PolicySource): Uint8Array {
  const { algorithm, config, world, state, steps, networks } = source;
  const entry = algorithmNamed(algorithm);
  const about = { algorithm, config, world: policyWorld(world), steps };
  const { policy } = entry;
  if (policy === undefined) {
    const table = tableOf(entry, world, config, state);
    return written({ policy: { ...about, table } satisfies About }, {});
  }
  const shown = standIn(about.world);
  const { kept, result } = watched(state as Values, (saved) =>
    policy(shown, config, saved as never, rng(0), networks),
  );
  const { network } = result as { network?: { readonly named: Readonly<Record<string, Tensor>> } };
  return written(
    { ...kept, policy: { ...about, table: undefined } satisfies About },
    network?.named ?? {},
  );
}

export interface LoadOptions {
  /** Of the policy's own draws, where it is asked to act at random (0). */
  readonly seed?: number;
  /** Trunks of one's own, if it was trained with such. */
  readonly networks?: Networks;
}

/**
 * The policy of a file; the bytes may be let go.
 *
 * In a page: `const policy = loadPolicy(new Uint8Array(await (await fetch("policy.safetensors")).arrayBuffer()))`.
 *
 * @throws DataError for what is no policy file, is damaged, or was written by a newer version
 */
export function loadPolicy<Action = unknown>(
  bytes: Uint8Array,
  { seed = 0, networks }: LoadOptions = {},
): Policy<Action> {
  const file = opened(bytes);
  const { policy: about, ...state } = decoded(file);
  const { algorithm, config, world, table } = about;
  const entry = algorithmNamed(algorithm);
  const random = rng(seed);
  const agent =
    table === undefined
      ? agentIn(entry, standIn(world), config, state, random.split(), networks)
      : { act: (S: number) => table[S] };
  const policy = policyOf<Action>(algorithm, entry, agent, world, random);
  return table === undefined ? policy : onlyBest(policy);
}

function agentIn(
  { policy }: Algorithm,
  world: AnyWorld,
  config: Values,
  state: Values,
  random: Rng,
  networks: Networks | undefined,
): Agent {
  if (policy === undefined)
    throw new DataError(
      "The policy file holds no table for an algorithm of tables. Export it again.",
    );
  return policy(world, config, state as never, random, networks);
}

/** A table in a file knows the best action of a state, and nothing to draw from. */
function onlyBest<Action>(policy: Policy<Action>): Policy<Action> {
  return {
    ...policy,
    act(observation, options = {}) {
      if (options.deterministic === false) {
        throw new ValueError(
          "deterministic is false, but a policy file of a tabular agent holds only the best action of each state. Leave it out.",
        );
      }
      return policy.act(observation, options);
    },
  };
}

// ── bytes ───────────────────────────────────────────────────────────────────────────────────────

function written(content: Values, named: Readonly<Record<string, Tensor>>): Uint8Array {
  const { json, tensors } = encodeState(content);
  const stored = new Map<string, TensorToStore>();
  for (const [name, data] of tensors)
    stored.set(name, { shape: shapeOf(name, data, named), data: data as SafetensorsArray });
  return writeSafetensors(stored, { format, version: String(version), policy: json });
}

/** "net.actor.0.weight" has the shape that the network's "actor.0.weight" has; other arrays are lists. */
function shapeOf(
  name: string,
  data: StateArray,
  named: Readonly<Record<string, Tensor>>,
): readonly number[] {
  const inner = name.slice(name.indexOf(".") + 1);
  const t = Object.hasOwn(named, inner) ? named[inner] : undefined;
  return t !== undefined && t.size === data.length ? t.shape : [data.length];
}

function opened(bytes: Uint8Array): Safetensors {
  const remedy = "`gradus export RUN --policy FILE` writes one, savePolicy its bytes.";
  let file: Safetensors;
  try {
    file = readSafetensors(bytes, "the policy file");
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    throw new DataError(`This is not a policy file, or it is damaged: ${error.message} ${remedy}`);
  }
  const { metadata } = file;
  if (metadata["format"] !== format) {
    throw new DataError(`This is a safetensors file, but not one of a policy. ${remedy}`);
  }
  if (Number(metadata["version"]) > version) {
    throw new DataError(
      `The policy file has version ${metadata["version"]} of the format, this Gradus reads up to ${version}. Update Gradus, or export the policy with this one.`,
    );
  }
  return file;
}

function decoded({ tensors, metadata }: Safetensors): Values & { readonly policy: About } {
  const arrays = new Map([...tensors].map(([name, { data }]) => [name, data as StateArray]));
  const content = decodeState(metadata["policy"] ?? "", arrays) as Values;
  const { policy } = content as { policy?: About };
  const isWhole =
    typeof policy?.algorithm === "string" &&
    isRecord(policy.config) &&
    isRecord(policy.world) &&
    isRecord(policy.world.observationSpace) &&
    isRecord(policy.world.actionSpace);
  if (isWhole) return { ...content, policy };
  throw new DataError(
    "The policy file does not say which algorithm, settings and world it is of. Export it again.",
  );
}

// ── what a policy reads ─────────────────────────────────────────────────────────────────────────

/** Runs `read` on plain data, and copies out what it looked at. */
function watched<R>(data: Values, read: (data: Values) => R): { kept: Values; result: R } {
  const watch = watching(data);
  try {
    return { result: read(watch.view), kept: watch.kept() };
  } catch {
    return { result: read(data), kept: data }; // it copies its state as a whole, which cannot be watched
  }
}

interface Watch {
  readonly view: Values;
  kept(): Values;
}

function watching(data: Values): Watch {
  const parts = new Map<string, Watch>();
  const values = new Set<string>();
  const view = new Proxy(data, {
    get(target, key) {
      const value = Reflect.get(target, key) as unknown;
      if (typeof key === "symbol" || !Object.hasOwn(target, key)) return value;
      if (!isRecord(value)) {
        values.add(key);
        return value;
      }
      const part = parts.get(key) ?? watching(value);
      parts.set(key, part);
      return part.view;
    },
  });
  const kept = (): Values =>
    Object.fromEntries(
      Object.keys(data).flatMap((key) => {
        const part = parts.get(key);
        if (part !== undefined) return [[key, part.kept()]];
        return values.has(key) ? [[key, data[key]]] : [];
      }),
    );
  return { view, kept };
}

function isRecord(value: unknown): value is Values {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

// ── tables ──────────────────────────────────────────────────────────────────────────────────────

/** The best action of every state. */
function tableOf(entry: Algorithm, world: AnyWorld, config: Values, state: unknown): Int32Array {
  if (entry.sees === "features") {
    throw new ValueError(
      `${entry.title} learns what states are worth, not what to do in them; there is no policy to save.`,
    );
  }
  const fit = fitted(entry, world);
  if (fit.observationSpace.kind !== "discrete") {
    throw new ValueError(
      `The agent of this algorithm is no table over the observations of ${world.id}, and cannot be saved as a policy yet.`,
    );
  }
  if (entry.sees === "model") checkShown(world);
  const agent = agentOf(entry, fit, config, state, rng(0));
  const act = agent.act.bind(agent) as (
    S: number,
    options: { readonly deterministic: boolean },
  ) => number;
  return Int32Array.from({ length: fit.observationSpace.n }, (_, S) =>
    act(S, { deterministic: true }),
  );
}

const stepsOfCheck = 1000;

/** Planning knows states of the model; a policy in use sees observations. They must be the same numbers. */
function checkShown(world: AnyWorld): void {
  const { observationSpace, actionSpace } = world;
  const random = rng(0);
  const state: unknown = world.create();
  const seen = flatArray(observationSpace);
  const outcome: Outcome = { reward: 0, terminated: true };
  for (let t = 0; t < stepsOfCheck; t++) {
    if (outcome.terminated) world.reset(state, random);
    world.observe(state, seen, 0);
    const isShown =
      observationSpace.kind === "discrete" &&
      world.modelState?.(state) === seen[0] - observationSpace.start;
    if (!isShown) {
      throw new StateError(
        `${world.id} does not show the states of its model, which the policy of a planning algorithm is about. Learn with an algorithm that sees observations.`,
      );
    }
    outcome.terminated = false;
    world.step(state, sample(actionSpace, random), random, outcome);
  }
}
