/**
 * Q(s, ·) of a world with n choices as a network: a trunk, and a last layer with one output, or several, for each action.
 *
 *     Q(s, a) = V(s) + A(s, a) − 1/n Σ_b A(s, b)      duelling; Wang et al. 2016, eq. 9 (arXiv:1511.06581)
 */
import { ValueError } from "../../core/errors.ts";
import type { Knobs } from "../../core/knobs.ts";
import { log } from "../../core/math.ts";
import type { Rng } from "../../core/random.ts";
import { describe } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { linear } from "../../nn/layers.ts";
import { type AnyModule, type Module, module } from "../../nn/module.ts";
import { capture } from "../../tensor/capture.ts";
import { type Stream, stream } from "../../tensor/stream.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ActionHead } from "./actions.ts";
import type { Experience } from "./experience.ts";
import { allowed, epsilonGreedy } from "./greedy.ts";
import {
  layerInit,
  type MakeTrunk,
  type NetworkConfig,
  networkKnobs,
  trunkFor,
} from "./networks.ts";
import { noisyLinear } from "./noisyLinear.ts";
import { encoder } from "./observations.ts";
import { type PolicyNetwork, policyKnobs } from "./policy.ts";

export const qNetworkKnobs = {
  network: networkKnobs.network,
  filters: networkKnobs.filters,
  hidden: { ...networkKnobs.hidden, default: "128-128" },
  activation: { ...networkKnobs.activation, default: "relu" },
  orthogonal: { ...networkKnobs.orthogonal, default: false },
  normaliseObservations: policyKnobs.normaliseObservations,
  duelling: {
    default: false,
    doc: "Value and advantages apart, Q = V + A − mean A (Wang et al. 2016, arXiv:1511.06581).",
  },
  noisy: {
    default: false,
    doc: "Last layers with learned noise, which explores in place of ε (Fortunato et al. 2018, arXiv:1706.10295).",
  },
  sigma: {
    default: 0.5,
    symbol: "σ₀",
    range: [0, 10],
    doc: "Noisy layers: deviation of the weights at first, times √inputs.",
  },
} as const satisfies Knobs;

export interface QNetworkConfig extends NetworkConfig {
  readonly normaliseObservations: boolean;
  readonly duelling: boolean;
  readonly noisy: boolean;
  readonly sigma: number;
  /** ε of the policy where it is not asked for its best action; the ε that learning ends with. */
  readonly epsilonEnd: number;
}

/** How the outputs of an action become its value. */
export interface Reading {
  /** Z: outputs for each action. */
  readonly outputs: number;
  /** [B, A, Z] → Q, [B, A]. */
  read(outputs: Tensor): Tensor;
}

/** One output, which is Q itself. */
export const plainReading: Reading = { outputs: 1, read: (outputs) => outputs.squeeze(-1) };

export interface QNetwork extends PolicyNetwork {
  /** Draws of the noisy layers; undefined without any. */
  readonly noise: Stream | undefined;
  /** [B, A, Z] for features [B, width]. @param noise the network's own while it learns, none for its means */
  outputs(features: Tensor, noise?: Stream): Tensor;
  /** Q(s, ·), [B, A]; −10⁹ for what the mask forbids. */
  q(features: Tensor, mask?: Tensor, noise?: Stream): Tensor;
  /** Q(s, ·) of given outputs, [B, A]. */
  read(outputs: Tensor, mask?: Tensor): Tensor;
  /** max_a Q(s, a), [B]. */
  value(features: Tensor): Tensor;
}

/** Undefined where the actions of a world are one choice of n, else the reason. */
export const fitsChoice = ({ id, actionSpace }: AnyWorld): string | undefined =>
  actionSpace.kind === "discrete"
    ? undefined
    : `it compares the values of all actions one by one, and ${id} takes ${describe(actionSpace)}`;

/**
 * @param makeTrunk a trunk of one's own; that of the knobs if absent
 * @throws ValueError if actions are no choice of one, or the knobs do not fit the observations
 */
export function qNetwork(
  world: AnyWorld,
  config: QNetworkConfig,
  random: Rng,
  makeTrunk: MakeTrunk = trunkFor(world.observationSpace, config),
  reading: Reading = plainReading,
): QNetwork {
  const { actionSpace, observationSpace } = world;
  const why = fitsChoice(world);
  if (actionSpace.kind !== "discrete" || why !== undefined)
    throw new ValueError(`A network of Q-values does not fit: ${why}. Use sac or td3.`);
  const see = encoder(observationSpace, { normalise: config.normaliseObservations });
  const trunk = makeTrunk(see.width, random);
  const last = lastLayer(trunk.width, actionSpace.n, reading.outputs, config, random);
  const noise = config.noisy ? stream(random) : undefined;
  const whole = module({ trunk, ...last.parts }, () => undefined);
  const { named, parameters } = module(last.parts, () => undefined);

  const outputs = (features: Tensor, given?: Stream): Tensor =>
    last.forward(trunk.forward(features), given);
  const read = (given: Tensor, mask?: Tensor): Tensor => allowed(reading.read(given), mask);
  const policyAt = (seen: Tensor, mask?: Tensor) =>
    epsilonGreedy(reading.read(last.forward(seen)), config.noisy ? 0 : config.epsilonEnd, mask);
  const head: ActionHead = {
    named,
    parameters,
    width: 1,
    choices: actionSpace.n,
    maxEntropy: log(actionSpace.n),
    rescales: false,
    distribution: policyAt,
    toWorld(actions, out) {
      for (let i = 0; i < actions.length; i++) out[i] = actions[i] + actionSpace.start;
    },
    fromWorld(actions, out) {
      for (let i = 0; i < actions.length; i++) out[i] = actions[i] - actionSpace.start;
    },
  };
  return {
    encoder: see,
    trunk,
    head,
    named: whole.named,
    parameters: whole.parameters,
    noise,
    outputs,
    read,
    q: (features, mask, given) => read(outputs(features, given), mask),
    value: (features) => read(outputs(features)).max(-1),
    policy: (features, mask) => policyAt(trunk.forward(features), mask),
  };
}

interface LastLayer {
  readonly parts: Readonly<Record<string, AnyModule>>;
  /** [B, features] → [B, A, Z]. */
  forward(features: Tensor, noise?: Stream): Tensor;
}

function lastLayer(
  features: number,
  n: number,
  outputs: number,
  { duelling, noisy, sigma, orthogonal }: QNetworkConfig,
  random: Rng,
): LastLayer {
  const layer = (rows: number): Module<readonly [Tensor, (Stream | undefined)?]> =>
    noisy
      ? noisyLinear(features, rows * outputs, random, sigma)
      : linear(features, rows * outputs, random, layerInit(orthogonal, 1));
  const shaped = (y: Tensor, rows: number): Tensor => y.reshape(-1, rows, outputs);
  if (!duelling) {
    const q = layer(n);
    return { parts: { q }, forward: (x, noise) => shaped(q.forward(x, noise), n) };
  }
  const [value, advantage] = [layer(1), layer(n)];
  return {
    parts: { value, advantage },
    forward(x, noise) {
      const V = shaped(value.forward(x, noise), 1);
      const A = shaped(advantage.forward(x, noise), n);
      return V.add(A.sub(A.mean(1, { keepDims: true })));
    },
  };
}

/** argmax_a Q(s, a) of what the environments show now, with the noise of noisy layers; as a captured program. */
export function acting(net: QNetwork, D: Experience): () => ArrayLike<number> {
  const { width } = net.encoder;
  const name = { name: "argmax Q(s, a)" };
  const best = (seen: Tensor, mask?: Tensor): Tensor =>
    net.q(seen.reshape(-1, width), mask?.reshape(-1, net.head.choices), net.noise).argmax(-1);
  const { masks } = D.env;
  if (masks === undefined) {
    const program = capture((seen: Tensor) => best(seen), name);
    return () => program(D.seen).data;
  }
  const program = capture((seen: Tensor, mask: Tensor) => best(seen, mask), name);
  return () => program(D.seen, masks).data;
}
