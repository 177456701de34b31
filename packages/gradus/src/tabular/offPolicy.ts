/**
 * Off-policy prediction with linear function approximation: what diverges, and two cures. Sutton & Barto, 2nd ed., chapter 11.
 *
 *     ρ = π(A | S) / b(A | S),   δ = R + γ wᵀx′ − wᵀx
 *
 * - semi-gradient TD(0)    w ← w + αρδ x                                         (11.2)
 * - TDC (gradient TD)      w ← w + αρ (δ x − γ x′ vᵀx),  v ← v + βρ (δ − vᵀx) x    section 11.7
 * - emphatic TD            M ← γρ₋₁ M + I,  w ← w + αMρδ x                        section 11.8
 *
 * Reports come every so many steps, whether or not there are episodes; M starts afresh with an episode.
 */
import { type ConfigOf, configure, type Knobs } from "../core/knobs.ts";
import type { Rng } from "../core/random.ts";
import { type ValueReport, valueAgent } from "./approximation.ts";
import { valueKnobs } from "./approximationKnobs.ts";
import { add, dot, type Features, type FeatureVector } from "./features.ts";
import { FeatureWalker, type FeatureWorld } from "./featureWalker.ts";
import { resumable, type TabularState } from "./report.ts";
import { counted } from "./walk.ts";
import { streamsOf } from "./walker.ts";

export const offPolicyTdKnobs = {
  alpha: valueKnobs.alpha,
  gamma: { ...valueKnobs.gamma, default: 0.99 },
  reportEvery: {
    default: 100,
    range: [1, 1e9],
    integer: true,
    unit: "steps",
    doc: "A report comes after so many steps.",
  },
} as const satisfies Knobs;
export type OffPolicyTdConfig = ConfigOf<typeof offPolicyTdKnobs>;

export const tdcKnobs = {
  ...offPolicyTdKnobs,
  alpha: { ...offPolicyTdKnobs.alpha, default: 0.005 },
  beta: {
    default: 0.05,
    symbol: "β",
    range: [0, 2],
    log: true,
    doc: "Step size of v, which must learn faster than w.",
  },
} as const satisfies Knobs;
export type TdcConfig = ConfigOf<typeof tdcKnobs>;
export type OffPolicyReport = ValueReport;

/** The probabilities of all actions, given x(S). */
export type Probabilities = (x: FeatureVector) => ArrayLike<number>;

export interface OffPolicyParts {
  /** The policy whose values are wanted, π; every action equally likely if absent. */
  readonly target?: Probabilities;
  /** The policy that acts, b; every action equally likely if absent. It must try all that π may do. */
  readonly behaviour?: Probabilities;
  readonly features?: Features;
  /** The first weights; 0 if absent. */
  readonly weights?: ArrayLike<number>;
}

/** What one step of experience does to the learner's numbers. */
type Update = (
  x: FeatureVector,
  nextX: FeatureVector | undefined,
  R: number,
  rho: number,
  isFirst: boolean,
) => void;

/** The walk that all three share: behave by b, weigh by ρ. `learner` gives the update and what it remembers. */
function* offPolicy(
  world: FeatureWorld,
  random: Rng,
  reportEvery: number,
  from: TabularState | undefined,
  parts: OffPolicyParts,
  learner: (w: Float64Array) => { update: Update; memory: Float64Array },
): Generator<OffPolicyReport> {
  const streams = streamsOf(random);
  const walk = new FeatureWalker(world, streams.world, parts.features);
  const even = new Float64Array(walk.actions).fill(1 / walk.actions);
  const { target = () => even, behaviour = () => even } = parts;
  const w = new Float64Array(walk.features.size);
  if (parts.weights !== undefined) w.set(parts.weights);
  const agent = valueAgent((x, draws) => draws.choice(target(x)), w, walk.features, streams.asked);
  const { update, memory } = learner(w);
  const state = resumable({ walk, agent: streams.agent, w, memory }, from);

  for (;;) {
    for (let i = 0; i < reportEvery; i++) {
      if (walk.over) walk.start();
      const isFirst = walk.length === 0;
      const b = behaviour(walk.x);
      const A = streams.agent.choice(b);
      const rho = target(walk.x)[A] / b[A];
      walk.take(A);
      update(walk.x, walk.terminated ? undefined : walk.nextX, walk.R, rho, isFirst);
      walk.advance();
    }
    yield { ...counted(walk), w, agent, state };
  }
}

export function offPolicyTd(
  world: FeatureWorld,
  overrides: Partial<OffPolicyTdConfig>,
  random: Rng,
  from?: TabularState,
  parts: OffPolicyParts = {},
): Generator<OffPolicyReport> {
  const { alpha, gamma, reportEvery } = configure(offPolicyTdKnobs, overrides);
  return offPolicy(world, random, reportEvery, from, parts, (w) => ({
    memory: new Float64Array(0),
    update(x, nextX, R, rho) {
      const delta = R + (nextX === undefined ? 0 : gamma * dot(w, nextX)) - dot(w, x);
      add(w, alpha * rho * delta, x);
    },
  }));
}

/** Sutton et al. 2009: descends the projected Bellman error, with v estimating what semi-gradient TD leaves out. */
export function tdc(
  world: FeatureWorld,
  overrides: Partial<TdcConfig>,
  random: Rng,
  from?: TabularState,
  parts: OffPolicyParts = {},
): Generator<OffPolicyReport> {
  const { alpha, beta, gamma, reportEvery } = configure(tdcKnobs, overrides);
  return offPolicy(world, random, reportEvery, from, parts, (w) => {
    const v = new Float64Array(w.length);
    return {
      memory: v,
      update(x, nextX, R, rho) {
        const delta = R + (nextX === undefined ? 0 : gamma * dot(w, nextX)) - dot(w, x);
        const correction = dot(v, x);
        add(w, alpha * rho * delta, x);
        if (nextX !== undefined) add(w, -alpha * rho * gamma * correction, nextX);
        add(v, beta * rho * (delta - correction), x);
      },
    };
  });
}

/** Sutton, Mahmood & White 2016, with interest 1 everywhere. */
export function emphaticTd(
  world: FeatureWorld,
  overrides: Partial<OffPolicyTdConfig>,
  random: Rng,
  from?: TabularState,
  parts: OffPolicyParts = {},
): Generator<OffPolicyReport> {
  const { alpha, gamma, reportEvery } = configure(offPolicyTdKnobs, overrides);
  return offPolicy(world, random, reportEvery, from, parts, (w) => {
    const memory = Float64Array.of(0, 0); // M and the last ρ
    return {
      memory,
      update(x, nextX, R, rho, isFirst) {
        const [M, lastRho] = memory;
        memory[0] = isFirst ? 1 : gamma * lastRho * M + 1;
        memory[1] = rho;
        const delta = R + (nextX === undefined ? 0 : gamma * dot(w, nextX)) - dot(w, x);
        add(w, alpha * memory[0] * rho * delta, x);
      },
    };
  });
}
