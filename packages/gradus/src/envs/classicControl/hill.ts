/** The hill of both mountain cars, height 0.45 sin 3x + 0.55, as text. */
import { sin } from "../../core/math.ts";
import { Sheet } from "../../env/text.ts";

export function hillHeight(position: number): number {
  return 0.45 * sin(3 * position) + 0.55;
}

export function drawHill(position: number, goal: number): string {
  const sheet = new Sheet(61, 14, [-1.2, 0], [0.6, 1.3]);
  for (let i = 0; i <= 60; i++) {
    const x = -1.2 + (1.8 * i) / 60;
    sheet.put(x, hillHeight(x), "▒");
  }
  sheet.put(goal, hillHeight(goal) + 0.1, "⚑");
  return sheet.put(position, hillHeight(position) + 0.1, "●").toString();
}
