// A world of one's own: land softly. Thrust or fall; the observation is [height (m), speed (m/s)].
import { box, checkWorld, discrete } from "gradus/env";
import { make } from "gradus/envs";

const lander = {
  id: "Lander-v0",
  title: "Land softly with one engine.",
  observationSpace: box([-5, -30], [30, 30]),
  actionSpace: discrete(2), // 0 falls, 1 thrusts
  maxSteps: 200,
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
};

for (const { rule, message } of checkWorld(lander)) console.log(`${rule}: ${message}`);

const env = make(lander, { seed: 1 });
let { observation } = env.reset();
for (let over = false, sum = 0; !over; ) {
  const step = env.step(observation[1] < -1 ? 1 : 0); // brake above 1 m/s
  ({ observation } = step);
  sum += step.reward;
  over = step.terminated || step.truncated;
  if (over)
    console.log(
      `${env.steps} steps, return ${sum.toFixed(2)}, touched down at ${observation[1].toFixed(2)} m/s`,
    );
}
