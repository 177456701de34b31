/** Pictures of classic control: cart and pole, hill, pendulum, acrobot. The part that the policy moves is in the colour of its run. */
import { cos, sin } from "../../core/math.ts";
import type { Extras, Painter, Picture, Role } from "../../env/picture.ts";
import type { AcrobotState } from "../classicControl/acrobot.ts";
import type { CartPoleState } from "../classicControl/cartPole.ts";
import { hillHeight } from "../classicControl/hill.ts";
import type { MountainCarState } from "../classicControl/mountainCar.ts";
import type { PendulumState } from "../classicControl/pendulum.ts";
import type { SceneryOf } from "../scenery.ts";
import { arrow, flag, framed, roleOf } from "./grid.ts";

/** Earlier states with how strongly each is still seen. */
function fading<State>({ trail = [] }: Extras): (readonly [State, number])[] {
  const last = trail.slice(-5) as State[];
  return last.map((state, i) => [state, 0.08 + (0.22 * (i + 1)) / last.length] as const);
}

/** −1 … 1 of an action: of three or two numbers, or of a throttle. */
function pushOf(action: Extras["action"], middle: number, most: number): number {
  if (action === undefined) return 0;
  const value = typeof action === "number" ? action - middle : action[0];
  return Math.max(-1, Math.min(1, value / most));
}

/** A push to the side, from where it acts. */
function pushArrow(p: Painter, x: number, y: number, push: number, role: Role): void {
  if (Math.abs(push) < 0.05) return;
  arrow(p, [x + 13 * push, y], [push, 0], 13 * Math.abs(push), role, { width: 3, head: 0.6 });
}

const METRE = 60;
const TRACK = 112;

export function cartPolePicture(): Picture<CartPoleState> {
  const at = (x: number) => 180 + METRE * Math.max(-2.45, Math.min(2.45, x));
  function pole(p: Painter, { x, theta }: CartPoleState, role: Role, opacity: number): void {
    const [x0, y0] = [at(x), TRACK - 27];
    p.line([x0, y0, x0 + METRE * 1.25 * sin(theta), y0 - METRE * 1.25 * cos(theta)], {
      stroke: role,
      width: 7,
      opacity,
    });
  }
  return framed(360, 160, (p, state, extras) => {
    const role = roleOf(extras);
    p.line([at(-2.4), TRACK, at(2.4), TRACK], { stroke: "edge", width: 1.5 });
    for (const end of [-2.4, 2.4])
      p.line([at(end), TRACK - 7, at(end), TRACK + 7], { stroke: "edge", width: 1.5 });
    p.line([at(0), TRACK, at(0), TRACK + 5], { stroke: "edge", width: 1.5 });
    for (const [past, opacity] of fading<CartPoleState>(extras)) pole(p, past, role, opacity);
    const x = at(state.x);
    for (const wheel of [-13, 13]) p.circle(x + wheel, TRACK - 5, 5, { fill: "ink" });
    p.rect(x - 23, TRACK - 30, 46, 22, { fill: "ink" }, 3);
    pole(p, state, role, 1);
    p.circle(x, TRACK - 27, 2.4, { fill: "rock" });
    if (extras.action !== undefined) {
      const push = pushOf(extras.action, 0.5, 0.5);
      pushArrow(p, x - push * 13, TRACK + 22, push, role); // below the cart, so that it never leaves the frame
    }
  });
}

export function hillPicture({ goal }: SceneryOf<"hill">): Picture<MountainCarState> {
  const [scale, width, height] = [167, 360, 224];
  const at = (x: number): [number, number] => [
    36 + scale * (x + 1.2),
    height - 18 - 142 * hillHeight(x),
  ];
  const [first, last] = [-1.32, 0.73]; // from the wall, which stops the car's rear, to the edge of the picture
  const ridge: number[] = [];
  for (let i = 0; i <= 100; i++) ridge.push(...at(first + ((last - first) * i) / 100));
  function car(p: Painter, { position }: MountainCarState, role: Role, opacity: number): void {
    const [x, y] = at(position);
    const slope = (-142 * 0.45 * 3 * cos(3 * position)) / scale; // of the picture, y down
    const length = Math.sqrt(1 + slope * slope);
    const [ux, uy] = [1 / length, slope / length];
    const [nx, ny] = [uy, -ux]; // away from the ground
    const place = (along: number, up: number) => [
      x + along * ux + up * nx,
      y + along * uy + up * ny,
    ];
    p.polygon([...place(-17, 8), ...place(17, 8), ...place(14, 17), ...place(-14, 17)], {
      fill: role,
      stroke: role,
      width: 5,
      opacity,
    });
    if (opacity < 1) return;
    for (const wheel of [-10, 10]) {
      const [wx, wy] = place(wheel, 5.5);
      p.circle(wx, wy, 5.5, { fill: "ink", stroke: "rock", width: 1.5 });
    }
  }
  return framed(width, height, (p, state, extras) => {
    const role = roleOf(extras);
    const [left, top] = at(first);
    p.polygon([...ridge, width, height, left, height], { fill: "rock2" });
    p.rect(0, 0, left, height, { fill: "rock2" });
    p.line([left, 1.5, left, top], { stroke: "ink", width: 2.5 });
    p.line(ridge, { stroke: "ink", width: 2.5 });
    const [gx, gy] = at(goal);
    flag(p, gx + 5, gy - 17, 30);
    for (const [past, opacity] of fading<MountainCarState>(extras)) car(p, past, role, opacity);
    car(p, state, role, 1);
    const [x, y] = at(state.position);
    const push = pushOf(extras.action, 1, 1);
    pushArrow(p, x - 13 * push, y - 34, push, role);
  });
}

export function pendulumPicture(): Picture<PendulumState> {
  const [cx, cy, length] = [180, 128, 92];
  function rod(p: Painter, { theta }: PendulumState, role: Role, opacity: number): void {
    p.line([cx, cy, cx - length * sin(theta), cy - length * cos(theta)], {
      stroke: role,
      width: 16,
      opacity,
    });
  }
  return framed(360, 256, (p, state, extras) => {
    const role = roleOf(extras);
    p.circle(cx, cy, length + 16, { stroke: "rule", width: 1 });
    p.line([cx, cy - length - 22, cx, cy - length - 10], { stroke: "ink2", width: 2 });
    for (const [past, opacity] of fading<PendulumState>(extras)) rod(p, past, role, opacity);
    rod(p, state, role, 1);
    p.circle(cx, cy, 5, { fill: "ink" });
    p.circle(cx, cy, 1.8, { fill: "rock" });
    const { action } = extras;
    const own = action === undefined || typeof action === "number"; // a number is some wrapper's, not a torque
    const torque = own ? state.torque : pushOf(action, 0, 2) * 2;
    if (Math.abs(torque) > 0.05) turn(p, cx, cy, torque / 2, action === undefined ? "ink2" : role);
  });
}

/** A torque as a bent arrow around its joint, long as it is strong; positive turns to the left over the top. */
function turn(p: Painter, x: number, y: number, torque: number, role: Role): void {
  const [radius, start] = [30, -Math.PI / 2];
  const end = start - torque * 2.4;
  p.arc(x, y, radius, start, end, { stroke: role, width: 3 });
  const [ex, ey] = [x + radius * cos(end), y + radius * sin(end)];
  const sign = torque > 0 ? -1 : 1;
  const [tx, ty] = [-sin(end) * sign, cos(end) * sign];
  arrow(p, [ex - tx * 3, ey - ty * 3], [tx, ty], 5, role, { width: 3, head: 1.2 });
}

export function acrobotPicture(): Picture<AcrobotState> {
  const [cx, cy, length] = [180, 150, 62];
  function arm(p: Painter, { theta1, theta2 }: AcrobotState, role: Role, opacity: number): void {
    const [ex, ey] = [cx + length * sin(theta1), cy + length * cos(theta1)];
    const both = theta1 + theta2;
    const [tx, ty] = [ex + length * sin(both), ey + length * cos(both)];
    p.line([cx, cy, ex, ey, tx, ty], { stroke: role, width: 10, opacity });
    if (opacity < 1) return;
    p.circle(ex, ey, 3, { fill: "rock" });
    p.circle(cx, cy, 6.5, { fill: "ink" });
    p.circle(cx, cy, 2.4, { fill: "rock" });
  }
  return framed(360, 300, (p, state, extras) => {
    const role = roleOf(extras);
    p.line([40, cy - length, 320, cy - length], { stroke: "ink2", width: 1.5, dash: [6, 6] });
    flag(p, 330, cy - length - 9, 20, "ink2");
    for (const [past, opacity] of fading<AcrobotState>(extras)) arm(p, past, role, opacity);
    arm(p, state, role, 1);
    const push = pushOf(extras.action, 1, 1);
    if (push === 0) return;
    const [ex, ey] = [cx + length * sin(state.theta1), cy + length * cos(state.theta1)];
    turn(p, ex, ey, push * 0.6, role);
  });
}
