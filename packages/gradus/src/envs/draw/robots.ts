/** The crawling robot, and the way around two puddles. */
import { atan2, cos, sin } from "../../core/math.ts";
import type { Picture } from "../../env/picture.ts";
import type { PuddleWorldState } from "../book/puddleWorld.ts";
import type { CrawlerState } from "../crawler.ts";
import { type PointReachState, reach } from "../diagnostic/pointReach.ts";
import type { PointState } from "../point.ts";
import type { SceneryOf } from "../scenery.ts";
import { arrow, disc, flag, framed, roleOf } from "./grid.ts";

export function crawlerPicture({ arm }: SceneryOf<"crawler">): Picture<CrawlerState> {
  const [bodyLength, bodyHeight] = arm.body;
  const farthest = Math.max(...arm.tips.map(([x]) => x), ...arm.elbows.map(([x]) => x));
  const highest = Math.max(
    bodyHeight,
    ...arm.tips.map(([, y]) => y),
    ...arm.elbows.map(([, y]) => y),
  );
  const scale = Math.min(1.15, 250 / farthest, 130 / highest);
  const floor = 36 + scale * highest + 22;
  const steps = arm.elbows.findIndex(([, y]) => y !== arm.elbows[0][1]); // of the hand: states that share an elbow
  return framed(360, floor + 46, (p, state, extras) => {
    const s = state.arm * steps + state.hand;
    const [elbow, tip] = [arm.elbows[s], arm.tips[s]];
    // With the hand below the ground the body tilts about its rear lower edge until the hand is on it.
    const tilt = tip[1] < 0 ? atan2(-tip[1], tip[0]) : 0;
    const [c, d] = [cos(tilt), sin(tilt)];
    const rear = 44;
    const place = ([x, y]: readonly [number, number]): [number, number] => [
      rear + scale * (x * c - y * d),
      floor - scale * (x * d + y * c),
    ];
    p.rect(0, floor, 360, 46, { fill: "rock2" });
    p.line([1.5, floor, 358.5, floor], { stroke: "ink", width: 2.5 });
    const first = Math.ceil((state.x - rear / scale) / 50);
    for (let mark = first; ; mark++) {
      const x = rear + scale * (mark * 50 - state.x);
      if (x > 348) break;
      if (x < 12) continue;
      p.line([x, floor, x, floor + 7], { stroke: "ink2", width: 1.5 });
      p.text(x, floor + 22, String(mark * 50).replace("-", "−"), { size: 14, role: "ink3" });
    }
    const body = [
      [0, 0],
      [bodyLength, 0],
      [bodyLength, bodyHeight],
      [0, bodyHeight],
    ] as const;
    p.polygon(body.flatMap(place), { fill: "ink", stroke: "ink", width: 3 });
    const shoulder = place([bodyLength, bodyHeight]);
    const [joint, end] = [place(elbow), place(tip)];
    p.line([...shoulder, ...joint, ...end], { stroke: roleOf(extras), width: 9 });
    p.circle(...joint, 2.8, { fill: "rock" });
    p.circle(...shoulder, 6, { fill: "ink" });
    p.circle(...shoulder, 2.2, { fill: "rock" });
    const { action } = extras;
    if (typeof action !== "number") return;
    const [x, y] = action < 2 ? joint : end;
    const isUp = action === 0 || action === 2;
    arrow(p, [Math.min(x + 16, 350), y], [0, isUp ? -1 : 1], 9, roleOf(extras), { width: 2.5 });
  });
}

/** [x, y] of the ends of the puddles' middle lines. */
const puddles = [
  [0.1, 0.75, 0.45, 0.75],
  [0.45, 0.4, 0.45, 0.8],
] as const;

export function puddlePicture(): Picture<PuddleWorldState> {
  const [left, top, side] = [30, 20, 300];
  const at = (x: number, y: number): [number, number] => [left + side * x, top + side * (1 - y)];
  return framed(360, 340, (p, state, extras) => {
    const role = roleOf(extras);
    p.rect(left, top, side, side, { fill: "paper" });
    for (const [share, shade] of [
      [1, "rule"],
      [0.66, "rule2"],
      [0.33, "edge"],
    ] as const) {
      for (const [x0, y0, x1, y1] of puddles)
        p.line([...at(x0, y0), ...at(x1, y1)], { stroke: shade, width: 0.2 * side * share });
    }
    p.polygon([...at(0.9, 1), ...at(1, 1), ...at(1, 0.9)], { fill: "wash", stroke: "accent" });
    p.rect(left, top, side, side, { stroke: "ink", width: 2 });
    flag(p, ...at(0.955, 0.965), 22);
    const past = [...(extras.trail ?? []), state].slice(-12) as PuddleWorldState[];
    for (let i = 1; i < past.length; i++) {
      p.line([...at(past[i - 1].x, past[i - 1].y), ...at(past[i].x, past[i].y)], {
        stroke: role,
        width: 2.5,
        opacity: 0.15 + (0.6 * i) / past.length,
      });
    }
    const [x, y] = at(state.x, state.y);
    disc(p, x, y, 7);
    const way = { 0: [0, -1], 1: [0, 1], 2: [1, 0], 3: [-1, 0] }[extras.action as number];
    if (way === undefined) return;
    const [dx, dy] = way as [number, number];
    arrow(p, [x + dx * 13, y + dy * 13], [dx, dy], 5, role, { width: 2.5, head: 1 });
  });
}

/** The square, its middle, and the way that the point has come. */
export function pointPicture(): Picture<PointState> {
  const [left, top, side] = [30, 20, 300];
  const at = ({ x, y }: PointState): [number, number] => [
    left + (side * (x + 1)) / 2,
    top + (side * (1 - y)) / 2,
  ];
  return framed(360, 340, (p, state, extras) => {
    const role = roleOf(extras);
    const [middleX, middleY] = at({ x: 0, y: 0 });
    p.rect(left, top, side, side, { fill: "paper", stroke: "ink", width: 2 });
    for (const radius of [0.3, 0.6, 0.9])
      p.circle(middleX, middleY, (radius * side) / 2, { stroke: "rule2", width: 1.5 });
    p.line([middleX - 6, middleY, middleX + 6, middleY], { stroke: "edge", width: 1.5 });
    p.line([middleX, middleY - 6, middleX, middleY + 6], { stroke: "edge", width: 1.5 });
    const past = [...(extras.trail ?? []), state].slice(-40) as PointState[];
    for (let i = 1; i < past.length; i++) {
      p.line([...at(past[i - 1]), ...at(past[i])], {
        stroke: role,
        width: 2.5,
        opacity: 0.15 + (0.6 * i) / past.length,
      });
    }
    disc(p, ...at(state), 7);
  });
}

/** The goal as a ring of the width that counts, and where the point has been. */
export function pointReachPicture(): Picture<PointReachState> {
  const [left, top, side] = [30, 20, 300];
  const at = ([x, y]: ArrayLike<number> & Iterable<number>): [number, number] => [
    left + (side * (x + 1)) / 2,
    top + (side * (1 - y)) / 2,
  ];
  return framed(360, 340, (p, state, extras) => {
    const role = roleOf(extras);
    p.rect(left, top, side, side, { fill: "paper", stroke: "ink", width: 2 });
    const goal = at(state.goal);
    p.circle(...goal, (reach * side) / 2, { fill: "rule2", stroke: "ink2", width: 1.5 });
    const past = [...(extras.trail ?? []), state].slice(-50) as PointReachState[];
    for (let i = 1; i < past.length; i++) {
      p.line([...at(past[i - 1].position), ...at(past[i].position)], {
        stroke: role,
        width: 2.5,
        opacity: 0.15 + (0.6 * i) / past.length,
      });
    }
    disc(p, ...at(state.position), 7);
  });
}
