/** For worlds that nobody has drawn: what they show, number by number, as bars. */
import type { Picture } from "../../env/picture.ts";
import { flatArray, flatBounds } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import { framed } from "./grid.ts";

const MOST = 16; // numbers that find room

export function observationPicture(world: AnyWorld): Picture {
  const shown = flatArray(world.observationSpace);
  const { low, high } = flatBounds(world.observationSpace);
  const rows = Math.min(shown.length, MOST);
  return framed(360, 40 + 26 * rows, (p, state) => {
    world.observe(state, shown, 0);
    for (let i = 0; i < rows; i++) {
      const y = 33 + 26 * i;
      const [a, b] = limits(low[i], high[i], shown[i]);
      const x = (v: number) => 44 + (200 * (v - a)) / (b - a);
      const zero = x(Math.min(b, Math.max(a, 0)));
      p.text(30, y, String(i), { size: 14, role: "ink3", align: "right" });
      p.line([x(a), y, x(b), y], { stroke: "rule2", width: 1.5 });
      p.line([zero, y, x(shown[i]), y], { stroke: "ink", width: 7 });
      p.text(258, y, figure(shown[i]), { size: 14, role: "ink2", align: "left" });
    }
  });
}

/** A range to draw a number in: the bounds where there are any, else a power of two around 0. */
function limits(low: number, high: number, value: number): readonly [number, number] {
  if (Number.isFinite(low) && Number.isFinite(high) && high - low < 1e6)
    return low < high ? [low, high] : [low - 1, high + 1];
  let most = 1;
  while (Math.abs(value) > most && most < 1e30) most *= 2;
  return [-most, most];
}

const figure = (v: number): string =>
  (Number.isInteger(v) ? String(v) : v.toPrecision(3)).replace("-", "−");
