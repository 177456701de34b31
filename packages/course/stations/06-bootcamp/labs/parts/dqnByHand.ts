/**
 * Deep Q-learning without a network: a replay memory, a target that stands still, and a value for each state and action.
 *
 *     y = r + γ max_a′ Q⁻(s′, a′),      Q(s, a) moves towards y,      Q⁻ ← Q from time to time
 *
 * Mnih et al. 2015, algorithm 1, in plain numbers, with the members of its family: double, duelling, n steps, priorities, C51,
 * quantiles. On a one-hot observation a linear Q is a table, so that what is learned can be compared with what is exact. Each step
 * is a function that a reader may replace; the exercises of station 5 are about them.
 */
import { exp, log, pow, type Rng } from "gradus/core";
import { drawTransition, type Mdp } from "gradus/env";

/** One step of experience. */
export interface Step {
  readonly s: number;
  readonly a: number;
  readonly r: number;
  readonly next: number;
  /** The world has ended. */
  readonly terminated: boolean;
  /** The clock has cut the episode. */
  readonly truncated: boolean;
}

/** The last `capacity` steps: `head` is the place of the next one, which is that of the oldest once the ring is full. */
export interface Ring {
  readonly capacity: number;
  readonly steps: Step[];
  head: number;
}

export type DqnParts = {
  /** Puts a step into the ring, in place of the oldest where it is full. */
  readonly remember: (ring: Ring, step: Step) => void;
  /** The places of at most n successive steps from place i on, within one episode. */
  readonly window: (ring: Ring, i: number, n: number) => number[];
  /** ε after t steps: from `first` to `last` in a straight line, over so many steps, then as it is. */
  readonly epsilon: (t: number, first: number, last: number, over: number) => number;
  /** y of one step; nextQ holds Q⁻(s′, ·). */
  readonly dqnTarget: (
    r: number,
    terminated: boolean,
    truncated: boolean,
    nextQ: number[],
    gamma: number,
  ) => number;
  /** y where one network chooses and the other values. */
  readonly doubleTarget: (
    r: number,
    terminated: boolean,
    online: number[],
    target: number[],
    gamma: number,
  ) => number;
  /** y of several steps; nextQ belongs to the state after the last. */
  readonly nStepTarget: (
    rewards: number[],
    terminated: boolean,
    nextQ: number[],
    gamma: number,
  ) => number;
  /** Q of a state from its value and its advantages. */
  readonly duel: (value: number, advantages: number[]) => number[];
  /** ∂L/∂V and ∂L/∂A from ∂L/∂Q. */
  readonly duelSlopes: (slope: number[]) => { value: number; advantages: number[] };
  /** A tree of sums: the priority of place i becomes p. Place i is leaf n + i of 2n numbers; node k sums 2k and 2k + 1. */
  readonly setPriority: (tree: number[], i: number, p: number) => void;
  /** The place that holds u, where the places lie one after another and 0 ≤ u < the sum of all. */
  readonly findPriority: (tree: number[], u: number) => number;
  /** (|δ| + least)^α */
  readonly priorityOf: (delta: number, alpha: number, least: number) => number;
  /** p^−β of each row, divided by the largest of them. */
  readonly importance: (p: number[], beta: number) => number[];
  /** Where r + discount · z falls, spread over the atoms. */
  readonly project: (atoms: number[], probs: number[], r: number, discount: number) => number[];
  /** ρ_τ(u) of Huber's loss, and its derivative with respect to u. */
  readonly quantileHuber: (
    u: number,
    tau: number,
    kappa: number,
  ) => { value: number; slope: number };
};

const variants = ["plain", "double", "duelling", "c51", "quantiles"] as const;
export type Variant = (typeof variants)[number];
export const dqnVariants: readonly Variant[] = variants;

export interface DqnOptions {
  readonly variant: string;
  readonly steps: number;
  /** α of Adam. */
  readonly rate: number;
  readonly gamma: number;
  readonly batch: number;
  readonly capacity: number;
  /** Environment steps for each gradient step. */
  readonly every: number;
  /** Environment steps between two copies into the target. */
  readonly targetEvery: number;
  readonly nSteps: number;
  readonly prioritised: boolean;
  /** ε falls from 1 to this, over the first tenth of the steps. */
  readonly epsilon: number;
  /** The clock. */
  readonly limit: number;
  /** Deviation of what is added to every reward. */
  readonly noise: number;
}

export interface DqnHandReport {
  readonly steps: number;
  readonly epsilon: number;
  /** Mean of the last ten episodes, with exploration; NaN before the first. */
  readonly episodeReturn: number;
  /** Mean squared TD error of the last minibatch. */
  readonly loss: number;
  /** Q(s, ·) as it is now. */
  values(s: number): number[];
}

const largest = (xs: readonly number[]): number => xs.reduce((a, b) => Math.max(a, b));
const best = (xs: readonly number[]): number => xs.indexOf(largest(xs));
const average = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

/** The library's own pieces: what stands in for a reader's. */
export const dqnParts: DqnParts = {
  remember(ring, step) {
    ring.steps[ring.head] = step;
    ring.head = (ring.head + 1) % ring.capacity;
  },
  window(ring, i, n) {
    const places = [i];
    for (let k = i; places.length < n; ) {
      if (ring.steps[k].terminated || ring.steps[k].truncated) break;
      k = (k + 1) % ring.capacity;
      if (k === ring.head) break; // what follows the newest is the oldest
      places.push(k);
    }
    return places;
  },
  epsilon: (t, first, last, over) => first + (last - first) * Math.min(1, t / over),
  dqnTarget: (r, terminated, _truncated, nextQ, gamma) =>
    r + (terminated ? 0 : gamma * largest(nextQ)),
  doubleTarget: (r, terminated, online, target, gamma) =>
    r + (terminated ? 0 : gamma * target[best(online)]),
  nStepTarget(rewards, terminated, nextQ, gamma) {
    let y = terminated ? 0 : largest(nextQ);
    for (let k = rewards.length - 1; k >= 0; k--) y = rewards[k] + gamma * y;
    return y;
  },
  duel(value, advantages) {
    const mean = average(advantages);
    return advantages.map((a) => value + a - mean);
  },
  duelSlopes(slope) {
    const mean = average(slope);
    return { value: mean * slope.length, advantages: slope.map((d) => d - mean) };
  },
  setPriority(tree, i, p) {
    let k = tree.length / 2 + i;
    tree[k] = p;
    for (k >>= 1; k >= 1; k >>= 1) tree[k] = tree[2 * k] + tree[2 * k + 1];
  },
  findPriority(tree, u) {
    const n = tree.length / 2;
    let [k, left] = [1, u];
    while (k < n) {
      k *= 2;
      if (left >= tree[k]) left -= tree[k++];
    }
    return k - n;
  },
  priorityOf: (delta, alpha, least) => pow(Math.abs(delta) + least, alpha),
  importance(p, beta) {
    const w = p.map((x) => pow(x, -beta));
    return w.map((x) => x / largest(w));
  },
  project(atoms, probs, r, discount) {
    const [low, high] = [atoms[0], atoms[atoms.length - 1]];
    const width = (high - low) / (atoms.length - 1);
    const m = atoms.map(() => 0);
    probs.forEach((p, j) => {
      const b = (Math.min(Math.max(r + discount * atoms[j], low), high) - low) / width;
      const [l, u] = [Math.floor(b), Math.ceil(b)];
      m[l] += l === u ? p : p * (u - b);
      m[u] += p * (b - l);
    });
    return m;
  },
  quantileHuber(u, tau, kappa) {
    const weight = Math.abs(tau - (u < 0 ? 1 : 0));
    const isNear = Math.abs(u) <= kappa;
    const value = isNear ? (u * u) / 2 : kappa * (Math.abs(u) - kappa / 2);
    const slope = isNear ? u : kappa * Math.sign(u);
    return { value: (weight * value) / kappa, slope: (weight * slope) / kappa };
  },
};

const [ATOMS, QUANTILES] = [11, 5];
/** Values of the world lie in 0 … 1; noise may push them over. */
const SUPPORT = Array.from({ length: ATOMS }, (_, i) => i / (ATOMS - 1));
const KAPPA = 0.05;
/** α and β of prioritised replay, and what keeps a priority above 0. */
const PRIORITY = { alpha: 0.6, beta: 0.4, least: 1e-3 };

function softmax(h: readonly number[]): number[] {
  const top = largest(h);
  const e = h.map((x) => exp(x - top));
  const sum = e.reduce((a, b) => a + b);
  return e.map((x) => x / sum);
}

/** How a variant holds the numbers of a state: how many, what Q they say, how a row's loss changes with them. */
interface Head {
  readonly width: number;
  values(x: readonly number[]): number[];
  /** ∂L/∂x of one row, and what counts as its TD error. */
  slopes(
    x: readonly number[],
    a: number,
    aim: Aim,
  ): { readonly slope: number[]; readonly error: number };
}

/** Where a row is to go: what was earned on the way, γⁿ or 0 behind it, and the numbers of the state there. */
interface Aim {
  readonly y: () => number;
  readonly earned: number;
  readonly discount: number;
  readonly next: () => readonly number[];
}

function headOf(variant: string, actions: number, parts: DqnParts): Head {
  const squared = (q: readonly number[], a: number, y: number) => {
    const error = q[a] - y;
    return { error, slope: q.map((_, k) => (k === a ? 2 * error : 0)) };
  };
  const group = (x: readonly number[], k: number) => x.slice(k * ATOMS, (k + 1) * ATOMS);
  const set = (x: readonly number[], k: number) => x.slice(k * QUANTILES, (k + 1) * QUANTILES);
  const each = (f: (k: number) => number) => Array.from({ length: actions }, (_, k) => f(k));
  if (variant === "duelling") {
    const q = (x: readonly number[]) => parts.duel(x[0], x.slice(1));
    return {
      width: actions + 1,
      values: q,
      slopes(x, a, { y }) {
        const { error, slope } = squared(q(x), a, y());
        const { value, advantages } = parts.duelSlopes(slope);
        return { error, slope: [value, ...advantages] };
      },
    };
  }
  if (variant === "c51") {
    const expected = (p: readonly number[]) => p.reduce((sum, x, j) => sum + x * SUPPORT[j], 0);
    const q = (x: readonly number[]) => each((k) => expected(softmax(group(x, k))));
    return {
      width: actions * ATOMS,
      values: q,
      slopes(x, a, { earned, discount, next }) {
        const there = next();
        const p = softmax(group(there, best(q(there))));
        const aim = parts.project(SUPPORT, p, earned, discount);
        const now = softmax(group(x, a));
        const slope = x.map((_, i) => {
          const j = i - a * ATOMS;
          return j >= 0 && j < ATOMS ? now[j] - aim[j] : 0; // of the cross-entropy
        });
        return { slope, error: aim.reduce((sum, m, j) => sum - m * log(now[j] + 1e-12), 0) };
      },
    };
  }
  if (variant === "quantiles") {
    const q = (x: readonly number[]) => each((k) => average(set(x, k)));
    return {
      width: actions * QUANTILES,
      values: q,
      slopes(x, a, { earned, discount, next }) {
        const there = next();
        const aims = set(there, best(q(there))).map((z) => earned + discount * z);
        const slope = x.map(() => 0);
        set(x, a).forEach((theta, i) => {
          for (const aim of aims) {
            const tau = (i + 0.5) / QUANTILES;
            slope[a * QUANTILES + i] -=
              parts.quantileHuber(aim - theta, tau, KAPPA).slope / QUANTILES;
          }
        });
        return { slope, error: average(aims) - average(set(x, a)) };
      },
    };
  }
  const q = (x: readonly number[]) => [...x];
  return { width: actions, values: q, slopes: (x, a, { y }) => squared(q(x), a, y()) };
}

/** Adam on a list of numbers, in place. */
function adam(x: Float64Array, rate: number): (gradient: Float64Array) => void {
  const [m, v] = [new Float64Array(x.length), new Float64Array(x.length)];
  let [b1, b2] = [1, 1];
  return (g) => {
    b1 *= 0.9;
    b2 *= 0.999;
    for (let i = 0; i < x.length; i++) {
      m[i] += 0.1 * (g[i] - m[i]);
      v[i] += 0.001 * (g[i] * g[i] - v[i]);
      x[i] -= (rate * (m[i] / (1 - b1))) / (Math.sqrt(v[i] / (1 - b2)) + 1e-8);
    }
  };
}

/** Learns for ever; a report every hundredth of the steps. */
export function* dqnByHand(
  model: Mdp,
  options: DqnOptions,
  random: Rng,
  parts: DqnParts,
): Generator<DqnHandReport> {
  const { variant, steps: total, gamma, batch, nSteps } = options;
  const { states, actions } = model;
  const head = headOf(variant, actions, parts);
  const theta = new Float64Array(states * head.width);
  for (let i = 0; i < theta.length; i++) theta[i] = random.normal(0, 0.01);
  const frozen = theta.slice();
  const descend = adam(theta, options.rate);
  const of = (from: Float64Array, s: number): number[] =>
    Array.from(from.subarray(s * head.width, (s + 1) * head.width));
  const values = (s: number): number[] => head.values(of(theta, s));

  const ring: Ring = { capacity: options.capacity, steps: [], head: 0 };
  const tree = new Array<number>(2 * options.capacity).fill(0);
  let topPriority = 1;
  let loss = Number.NaN;
  const finished: number[] = [];
  let [s, clock, earned] = [random.choice(model.start), 0, 0];

  for (let t = 1; ; t++) {
    const epsilon = parts.epsilon(t, 1, options.epsilon, total / 10);
    const a = random.random() < epsilon ? random.integer(actions) : best(values(s));
    const { next, reward, terminated } = drawTransition(model.transitions[s][a], random);
    const truncated = !terminated && ++clock >= options.limit;
    const r = reward + (options.noise > 0 ? random.normal(0, options.noise) : 0);
    const place = ring.head;
    parts.remember(ring, { s, a, r, next, terminated, truncated });
    if (options.prioritised) parts.setPriority(tree, place, topPriority);
    earned += reward;
    s = next;
    if (terminated || truncated) {
      finished.push(earned);
      [s, clock, earned] = [random.choice(model.start), 0, 0];
    }
    const isFull = ring.steps.length >= Math.min(options.capacity, total / 100);
    if (t % options.every === 0 && isFull) improve();
    if (t % options.targetEvery === 0) frozen.set(theta);
    if (t % Math.max(1, Math.floor(total / 100)) === 0)
      yield { steps: t, epsilon, loss, episodeReturn: average(finished.slice(-10)), values };
  }

  /** One gradient step on a minibatch. */
  function improve(): void {
    const size = ring.steps.length;
    const places = Array.from({ length: batch }, () =>
      options.prioritised
        ? parts.findPriority(tree, random.random() * tree[1])
        : random.integer(size),
    );
    const p = places.map((i) => tree[options.capacity + i]);
    const weights = options.prioritised ? parts.importance(p, PRIORITY.beta) : places.map(() => 1);
    const g = new Float64Array(theta.length);
    loss = 0;
    places.forEach((i, row) => {
      const path = parts.window(ring, i, nSteps).map((k) => ring.steps[k]);
      const [first, last] = [path[0], path[path.length - 1]];
      const { slope, error } = head.slopes(of(theta, first.s), first.a, aimOf(path, last));
      slope.forEach((d, k) => {
        g[first.s * head.width + k] += (weights[row] * d) / batch;
      });
      loss += (error * error) / batch;
      if (options.prioritised) {
        const priority = parts.priorityOf(error, PRIORITY.alpha, PRIORITY.least);
        topPriority = Math.max(topPriority, priority);
        parts.setPriority(tree, i, priority);
      }
    });
    descend(g);
  }

  function aimOf(path: readonly Step[], last: Step): Aim {
    const rewards = path.map((step) => step.r);
    const next = () => of(frozen, last.next);
    const nextQ = () => head.values(next());
    const { terminated, truncated } = last;
    const earned = path.length > 1 ? parts.nStepTarget(rewards, true, [], gamma) : last.r;
    return {
      next,
      earned,
      discount: terminated ? 0 : pow(gamma, path.length),
      y: () =>
        variant === "double"
          ? parts.doubleTarget(
              earned,
              terminated,
              values(last.next),
              nextQ(),
              pow(gamma, path.length),
            )
          : path.length > 1
            ? parts.nStepTarget(rewards, terminated, nextQ(), gamma)
            : parts.dqnTarget(last.r, terminated, truncated, nextQ(), gamma),
    };
  }
}
