/**
 * Noise that a deterministic policy explores with, in units of [−1, 1]: independent normal draws, or draws that hang together
 * from step to step.
 */
import type { Rng, RngState } from "../../core/random.ts";

export interface ActionNoise {
  /** Adds noise to the actions of all environments, [N, numbers of an action], and keeps them in [−1, 1]. */
  disturb(actions: Float32Array): Float32Array;
  /** The episode of environment i is over. */
  end(i: number): void;
  state(): NoiseState;
  restore(saved: NoiseState): void;
}

/** The stream of the draws, and what is carried from step to step. */
interface NoiseState {
  readonly random: RngState;
  readonly carried: Float64Array;
}

function disturbed(actions: Float32Array, noise: (at: number) => number): Float32Array {
  for (let at = 0; at < actions.length; at++)
    actions[at] = Math.min(Math.max(actions[at] + noise(at), -1), 1);
  return actions;
}

/** ε ~ N(0, σ²), new at every step. */
export function normalNoise(sigma: number, random: Rng): ActionNoise {
  return {
    disturb: (actions) => disturbed(actions, () => sigma * random.normal()),
    end: () => undefined,
    state: () => ({ random: random.state(), carried: new Float64Array(0) }),
    restore: (saved) => void random.restore(saved.random),
  };
}

/**
 * The Ornstein–Uhlenbeck process: x ← x − θ x dt + σ √dt ε, ε ~ N(0, 1), from 0 at the beginning of each episode; Uhlenbeck and
 * Ornstein 1930, for exploration Lillicrap et al. 2016 (arXiv:1509.02971).
 *
 * @param count environments
 * @param width numbers of an action
 */
export function ornsteinUhlenbeck(
  sigma: number,
  count: number,
  width: number,
  random: Rng,
  { theta = 0.15, dt = 0.01 }: { readonly theta?: number; readonly dt?: number } = {},
): ActionNoise {
  const x = new Float64Array(count * width);
  return {
    disturb: (actions) =>
      disturbed(actions, (at) => {
        x[at] += -theta * x[at] * dt + sigma * Math.sqrt(dt) * random.normal();
        return x[at];
      }),
    end: (i) => void x.fill(0, i * width, (i + 1) * width),
    state: () => ({ random: random.state(), carried: x.slice() }),
    restore(saved) {
      random.restore(saved.random);
      x.set(saved.carried);
    },
  };
}
