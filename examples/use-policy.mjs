// A trained policy at work: an episode of the pole that deploy/ shows in a page.
import { readFileSync } from "node:fs";
import { make } from "gradus/envs";
import { loadPolicy } from "gradus/run";

const policy = loadPolicy(readFileSync(new URL("deploy/cart-pole.safetensors", import.meta.url)));
const env = make("CartPole-v1");
let step = env.reset({ seed: 7 });
do step = env.step(policy.act(step.observation));
while (!step.terminated && !step.truncated);
console.log(`The pole stood for ${env.steps} steps.`);
if (step.terminated) process.exitCode = 1; // it fell
