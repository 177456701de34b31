// A film without a screen: the mountain car, driven by a rule (push the way it rolls), as a GIF.
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { make } from "gradus/envs";
import { pictureOf } from "gradus/envs/draw";
import { film } from "gradus/run";

const env = make("MountainCar-v0", { seed: 1 });
env.reset();
const frames = [];
for (let over = false; !over; ) {
  const action = env.state.velocity < 0 ? 0 : 2;
  frames.push({
    state: structuredClone(env.state),
    extras: { action },
    caption: `step ${env.steps}`,
  });
  const { terminated, truncated } = env.step(action);
  over = terminated || truncated;
}
const file = process.argv[2] ?? join(tmpdir(), "mountain-car.gif");
writeFileSync(file, film(pictureOf(env.world), frames, { fps: 30 }));
console.log(`${frames.length} frames, the car is on the hill: ${file}`);
