/** A random walk, always the same one: the author's own way. */
import { cos, rng, sin } from "gradus/core";

/** An SVG path from the top to the bottom of a w × h field: short steps in every direction, that drift downwards in places. */
export function walk(w: number, h: number): string {
  const random = rng(2020);
  let [x, y] = [w * 0.4, 8];
  const points = [`M${x.toFixed(1)} ${y.toFixed(1)}`];
  for (let i = 0; i < 260; i++) {
    const turn = random.uniform(0, 2 * Math.PI);
    const step = random.uniform(3, 15);
    const wanders = i % 90 < 55;
    x = Math.min(w - 4, Math.max(4, x + step * cos(turn)));
    y = Math.min(h - 4, Math.max(4, y + step * sin(turn) + (wanders ? 0.2 : 3.4)));
    points.push(`L${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return points.join("");
}
