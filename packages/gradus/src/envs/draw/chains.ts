/** Pictures of chains and graphs: random walks, corridors, small counterexamples, memory. */
import type { MdpState } from "../../env/mdpWorld.ts";
import type { Extras, Painter, Picture, Role } from "../../env/picture.ts";
import type { MaximisationBiasState } from "../book/maximisationBias.ts";
import type { RandomWalkState } from "../book/randomWalk.ts";
import type { ShortCorridorState } from "../book/shortCorridor.ts";
import type { ThousandStatesState } from "../book/thousandStates.ts";
import type {
  ActionEqualsObservationContinuousState,
  ActionEqualsObservationState,
} from "../diagnostic/actionEqualsObservation.ts";
import type { BitFlippingState } from "../diagnostic/bitFlipping.ts";
import type { MemoryChainState } from "../diagnostic/memoryChain.ts";
import type { SceneryOf } from "../scenery.ts";
import { arrow, bend, disc, flag, framed, roleOf } from "./grid.ts";

type Point = readonly [number, number];

/** A state of a chain: a ring, filled where one is. */
function node(p: Painter, [x, y]: Point, radius: number, isHere: boolean, name = ""): void {
  p.circle(x, y, radius, { fill: isHere ? "ink" : "paper", stroke: "ink2", width: 1.5 });
  if (name === "") return;
  const role: Role = isHere ? "paper" : "ink2";
  p.text(x, y, name, { size: Math.max(14, radius), role, isBold: true });
}

/** The end of an episode: a square. */
function endAt(p: Painter, [x, y]: Point, half: number, isHere: boolean): void {
  const style = { fill: isHere ? "ink" : "rule2", stroke: "ink2", width: 1.5 } as const;
  p.rect(x - half, y - half, 2 * half, 2 * half, style, 2);
}

const signed = (v: number): string => `${v > 0 ? "+" : v < 0 ? "−" : ""}${Math.abs(v)}`;

/** V(s) over a row of states, as a line in the colour of the run; the axis is 0. */
function curve(
  p: Painter,
  xOf: (s: number) => number,
  [top, bottom]: Point,
  [first, last]: Point,
  extras: Extras,
): void {
  const { values } = extras;
  if (values === undefined) return;
  const known = Array.from({ length: last - first + 1 }, (_, i) => values[first + i]);
  const low = Math.min(0, ...known.filter(Number.isFinite));
  const high = Math.max(0, ...known.filter(Number.isFinite));
  if (high <= low) return;
  const y = (v: number) => bottom - ((v - low) / (high - low)) * (bottom - top);
  p.line([xOf(first), y(0), xOf(last), y(0)], { stroke: "rule2" });
  const points = known.flatMap((v, i) => (Number.isFinite(v) ? [xOf(first + i), y(v)] : []));
  if (points.length >= 4) p.line(points, { stroke: roleOf(extras), width: 2.5 });
  if (known.length > 25) return;
  for (let i = 0; i < points.length; i += 2)
    p.circle(points[i], points[i + 1], 3.5, { fill: roleOf(extras) });
}

export function randomWalkPicture({
  states,
  ends,
}: SceneryOf<"randomWalk">): Picture<RandomWalkState> {
  const gap = 312 / (states + 1);
  const radius = Math.max(1.2, Math.min(17, gap * 0.32));
  const line = 106;
  const xOf = (s: number) => 24 + gap * s;
  return framed(360, 160, (p, { at }, extras) => {
    curve(p, xOf, [18, 78], [1, states], extras);
    p.line([xOf(0), line, xOf(states + 1), line], { stroke: "rule2", width: 1.5 });
    const half = Math.max(3, Math.min(9, radius * 0.75));
    for (const end of [0, states + 1]) endAt(p, [xOf(end), line], half, at === end);
    for (let s = 1; s <= states; s++) {
      const name = states <= 9 ? String.fromCharCode(64 + s) : "";
      if (gap >= 3 || s === at) node(p, [xOf(s), line], radius, s === at, name);
    }
    if (states > 9 && at > 0 && at <= states) disc(p, xOf(at), line, Math.max(5, radius));
    p.text(xOf(0), line + 32, signed(ends[0]), { size: 16, role: "ink2" });
    p.text(xOf(states + 1), line + 32, signed(ends[1]), { size: 16, role: "ink2" });
  });
}

export function thousandStatesPicture(): Picture<ThousandStatesState> {
  const line = 106;
  const xOf = (s: number) => 24 + (312 * s) / 1001;
  return framed(360, 160, (p, { at }, extras) => {
    curve(p, xOf, [16, 76], [1, 1000], extras);
    const reach = [Math.max(0, at - 100), Math.min(1001, at + 100)];
    p.rect(xOf(reach[0]), line - 9, xOf(reach[1]) - xOf(reach[0]), 18, { fill: "rule" }, 3);
    p.line([xOf(0), line, xOf(1001), line], { stroke: "ink2", width: 1.5 });
    for (let s = 100; s < 1000; s += 100)
      p.line([xOf(s), line - 4, xOf(s), line + 4], { stroke: "ink2" });
    for (const end of [0, 1001]) endAt(p, [xOf(end), line], 7, at === end);
    disc(p, xOf(at), line, 7);
    p.text(xOf(0), line + 32, "−1", { size: 16, role: "ink2" });
    p.text(xOf(1001), line + 32, "+1", { size: 16, role: "ink2" });
    p.text(xOf(Math.min(880, Math.max(121, at))), line + 32, String(at), {
      size: 16,
      role: "ink",
      isBold: true,
    });
  });
}

export function shortCorridorPicture(): Picture<ShortCorridorState> {
  const [side, left, top] = [70, 40, 34];
  const x = (cell: number) => left + side * (cell + 0.5);
  return framed(360, 138, (p, { at }, extras) => {
    for (let cell = 0; cell < 4; cell++) {
      p.rect(left + cell * side, top, side, side, {
        fill: cell === 3 ? "rock2" : "paper",
        stroke: "rule2",
      });
    }
    p.rect(left, top, 4 * side, side, { stroke: "ink", width: 2 });
    arrow(p, [x(1), top + 15], [1, 0], 11, "edge", { width: 1.8, head: 0.5 });
    arrow(p, [x(1), top + side - 15], [-1, 0], 11, "edge", { width: 1.8, head: 0.5 });
    flag(p, x(3), top + side / 2, 34);
    disc(p, x(at), top + side / 2, 11);
    if (typeof extras.action !== "number" || at > 2) return;
    const way = (extras.action === 1) !== (at === 1) ? 1 : -1; // where it leads
    arrow(p, [x(at) + way * 26, top + side / 2], [way, 0], 9, roleOf(extras), { width: 2.5 });
  });
}

export function maximisationBiasPicture({
  actions,
}: SceneryOf<"maximisationBias">): Picture<MaximisationBiasState> {
  const [end, b, a, right, y] = [40, 140, 236, 324, 84];
  return framed(360, 168, (p, { at }, extras) => {
    const fan = Math.min(actions, 15);
    for (let i = 0; i < fan; i++) {
      const lift = fan === 1 ? 0 : ((i / (fan - 1)) * 2 - 1) * 46;
      p.line(bend([b, y], [end, y], lift), { stroke: "rule2", width: 1.2 });
    }
    arrow(p, [(a + b) / 2, y], [-1, 0], 20, "ink2", { width: 1.5, head: 0.4 });
    arrow(p, [(a + right) / 2 + 4, y], [1, 0], 16, "ink2", { width: 1.5, head: 0.5 });
    endAt(p, [end, y], 9, at === 2);
    endAt(p, [right, y], 9, at === 2);
    node(p, [b, y], 19, at === 1, "B");
    node(p, [a, y], 19, at === 0, "A");
    p.text((b + end) / 2, 18, `${actions} bets`, { size: 15, role: "ink3" });
    const { action } = extras;
    if (typeof action !== "number" || at > 1) return;
    const way = at === 1 || action === 0 ? -1 : 1;
    arrow(p, [(at === 0 ? a : b) + way * 32, y], [way, 0], 9, roleOf(extras), { width: 3 });
  });
}

export function infiniteVariancePicture(): Picture<MdpState> {
  const [x, y, end] = [104, 112, 300];
  return framed(360, 188, (p, _, extras) => {
    const left: Role = extras.action === 0 ? roleOf(extras) : "ink2";
    const right: Role = extras.action === 1 ? roleOf(extras) : "ink2";
    const [one, two] = [extras.action === 0 ? 3 : 1.8, extras.action === 1 ? 3 : 1.8];
    p.arc(x, y - 34, 24, 0.72 * Math.PI, 2.24 * Math.PI, { stroke: left, width: one });
    arrow(p, [x + 15, y - 15], [-0.6, 0.8], 5, left, { width: one, head: 1.2 });
    p.line(bend([x, y], [end - 15, y - 5], 34), { stroke: left, width: one });
    p.line(bend([x, y], [end - 15, y + 5], -34), { stroke: right, width: two });
    arrow(p, [end - 19, y - 8], [0.8, 0.5], 5, left, { width: one, head: 1.2 });
    arrow(p, [end - 19, y + 8], [0.8, -0.5], 5, right, { width: two, head: 1.2 });
    p.text(x - 34, y - 44, "left 0.9", { size: 15, role: "ink3", align: "right" });
    p.text((x + end) / 2, y - 50, "left 0.1, +1", { size: 15, role: "ink3" });
    p.text((x + end) / 2, y + 52, "right, 0", { size: 15, role: "ink3" });
    node(p, [x, y], 19, true);
    endAt(p, [end, y], 11, false);
  });
}

export function bairdPicture(): Picture<MdpState> {
  const upper = (s: number): Point => [42 + 55.2 * s, 46];
  const lower: Point = [180, 154];
  return framed(360, 196, (p, { state }, extras) => {
    for (let s = 0; s < 6; s++) {
      const [x, y] = upper(s);
      const along = (t: number): [number, number] => [
        x + (lower[0] - x) * t,
        y + (lower[1] - y) * t,
      ];
      p.line([...along(0), ...along(1)], { stroke: "rule2", width: 1.5 });
    }
    for (let s = 0; s < 6; s++) {
      const [x, y] = upper(s);
      node(p, [x, y], 16, state === s, String(s + 1));
    }
    node(p, lower, 20, state === 6, "7");
    const { action } = extras;
    if (action === 1) p.circle(...lower, 26, { stroke: roleOf(extras), width: 3 });
    if (action === 0)
      for (let s = 0; s < 6; s++)
        p.circle(...upper(s), 21, { stroke: roleOf(extras), width: 2, dash: [3, 5] });
  });
}

export function memoryChainPicture({
  length,
}: SceneryOf<"memoryChain">): Picture<MemoryChainState> {
  const gap = length > 1 ? 296 / (length - 1) : 0;
  const [first, line] = [length > 1 ? 32 : 180, 116];
  return framed(360, 156, (p, { time, context, query }, extras) => {
    const role = roleOf(extras);
    const x = (t: number) => first + gap * t;
    const now = Math.min(time, length - 1);
    p.line([x(0), line, x(length - 1), line], { stroke: "rule2", width: 2 });
    p.line([x(0), line, x(now), line], { stroke: "ink", width: 2 });
    for (let t = 0; t < length && gap * length > 0; t++)
      if (gap >= 9 || t === 0 || t === length - 1)
        p.circle(x(t), line, 3.5, {
          fill: t <= now ? "ink" : "rock",
          stroke: "ink2",
          width: 1.5,
        });
    disc(p, x(now), line, 8);
    // What was shown stands over the first step; it fades when the player no longer sees it.
    const seen = time === 0 ? 1 : 0.3;
    p.rect(
      x(0) - 18 + (length > 1 ? 0 : -44),
      26,
      36,
      46,
      { fill: "paper", stroke: "ink2", width: 1.5, opacity: seen },
      4,
    );
    p.text(x(0) + (length > 1 ? 0 : -44), 49, String(context[query]), {
      size: 28,
      isBold: true,
      opacity: seen,
    });
    const isAsked = time >= length - 1;
    const last = x(length - 1) + (length > 1 ? 0 : 44);
    p.rect(
      last - 18,
      26,
      36,
      46,
      { fill: isAsked ? "paper" : "rock", stroke: isAsked ? "ink" : "rule2", width: 1.5 },
      4,
    );
    const { action } = extras;
    if (isAsked && typeof action === "number")
      p.text(last, 49, String(action), { size: 28, role, isBold: true });
    else p.text(last, 49, "?", { size: 28, role: isAsked ? "ink" : "rule2", isBold: true });
  });
}

export function actionEqualsObservationPicture({
  n,
}: SceneryOf<"actionEqualsObservation">): Picture<ActionEqualsObservationState> {
  const side = Math.min(58, 312 / n);
  const left = 180 - (side * n) / 2;
  return framed(360, 140, (p, { shown }, extras) => {
    for (let i = 0; i < n; i++) {
      const x = left + i * side;
      p.rect(x, 28, side, side, { fill: i === shown ? "ink" : "paper", stroke: "rule2" });
      if (side >= 20)
        p.text(x + side / 2, 28 + side / 2, String(i), {
          size: Math.min(22, side * 0.42),
          role: i === shown ? "paper" : "ink3",
          isBold: true,
        });
    }
    p.rect(left, 28, side * n, side, { stroke: "ink", width: 2 });
    const { action } = extras;
    if (typeof action !== "number") return;
    const x = left + (action + 0.5) * side;
    arrow(p, [x, 28 + side + 18], [0, -1], 10, roleOf(extras), { width: 3, head: 0.8 });
  });
}

export function actionEqualsObservationContinuousPicture({
  size,
}: SceneryOf<"actionEqualsObservationContinuous">): Picture<ActionEqualsObservationContinuousState> {
  const rows = Math.min(size, 8);
  return framed(360, 52 + 56 * rows, (p, { shown }, extras) => {
    const x = (v: number) => 180 + 140 * Math.max(-1, Math.min(1, v));
    for (let i = 0; i < rows; i++) {
      const y = 54 + 56 * i;
      p.line([x(-1), y, x(1), y], { stroke: "edge", width: 2 });
      for (const tick of [-1, 0, 1])
        p.line([x(tick), y - 6, x(tick), y + 6], { stroke: "edge", width: 2 });
      const { action } = extras;
      if (typeof action === "object") {
        p.line([x(shown[i]), y, x(action[i]), y], {
          stroke: roleOf(extras),
          width: 4,
          opacity: 0.5,
        });
        arrow(p, [x(action[i]), y + 22], [0, -1], 9, roleOf(extras), { width: 3, head: 0.8 });
      }
      disc(p, x(shown[i]), y, 8);
    }
    const bottom = 54 + 56 * (rows - 1) + 26;
    p.text(x(-1), bottom, "−1", { size: 14, role: "ink3" });
    p.text(x(1), bottom, "1", { size: 14, role: "ink3" });
  });
}

/** The bits over those that are wanted; what is the same is filled alike. */
export function bitFlippingPicture({ n }: SceneryOf<"bitFlipping">): Picture<BitFlippingState> {
  const gap = Math.min(36, 280 / n);
  const half = 0.42 * gap;
  const first = 205 - ((n - 1) * gap) / 2;
  return framed(360, 150, (p, { bits, goal }, extras) => {
    const role = roleOf(extras);
    const rows = [
      ["now", bits, 48],
      ["goal", goal, 104],
    ] as const;
    for (const [name, row, y] of rows) {
      p.text(34, y, name, { size: 14, role: "ink2" });
      row.forEach((bit, i) => {
        const x = first + i * gap;
        const style = { fill: bit === 1 ? "ink" : "paper", stroke: "ink2", width: 1.5 } as const;
        p.rect(x - half, y - half, 2 * half, 2 * half, style, 2);
      });
    }
    bits.forEach((bit, i) => {
      if (bit !== goal[i]) p.circle(first + i * gap, 76, Math.min(4, half), { fill: "edge" });
    });
    const { action } = extras;
    if (typeof action !== "number") return;
    const x = first + action * gap;
    p.line([x - half, 48 + half + 5, x + half, 48 + half + 5], { stroke: role, width: 3 });
  });
}
