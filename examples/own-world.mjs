// A world of one's own: land softly. Thrust or fall; the observation is [height (m), speed (m/s)].
//     npx gradus check-env examples/own-world.mjs
//     npx gradus train actor-critic Lander-v0 --env-module examples/own-world.mjs --steps 20000
//     npx gradus play Lander-v0 --env-module examples/own-world.mjs
import { box, discrete } from "gradus/env";

export const world = {
  id: "Lander-v0",
  title: "Land softly with one engine.",
  observationSpace: box([-5, -30], [30, 30]),
  actionSpace: discrete(2), // 0 falls, 1 thrusts
  maxSteps: 200,
  keys: { down: 0, up: 1 },
  create: () => ({ height: 0, speed: 0 }),
  reset(state, random) {
    state.height = random.uniform(10, 20);
    state.speed = 0;
  },
  step(state, action, _random, outcome) {
    state.speed += (action === 1 ? 1 : -1) * 0.1;
    state.height = Math.min(state.height + 0.1 * state.speed, 29);
    outcome.terminated = state.height <= 0;
    outcome.reward = outcome.terminated ? -Math.abs(state.speed) : action === 1 ? -0.01 : 0;
  },
  observe(state, out, at) {
    out[at] = state.height;
    out[at + 1] = state.speed;
  },
  text: ({ height, speed }) => `height ${height.toFixed(1)} m, speed ${speed.toFixed(1)} m/s`,
};
