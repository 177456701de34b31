// One episode in the world of own-world.mjs, flown by a rule: brake above 1 m/s.
import { checkWorld } from "gradus/env";
import { make } from "gradus/envs";
import { world } from "./own-world.mjs";

for (const { rule, message } of checkWorld(world)) console.log(`${rule}: ${message}`);

const env = make(world, { seed: 1 });
let { observation } = env.reset();
let sum = 0;
for (let over = false; !over; ) {
  const step = env.step(observation[1] < -1 ? 1 : 0);
  observation = step.observation;
  sum += step.reward;
  over = step.terminated || step.truncated;
}
const speed = observation[1].toFixed(2);
console.log(`${env.steps} steps, return ${sum.toFixed(2)}, touched down at ${speed} m/s`);
