import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { cartPole } from "./classicControl/cartPole.ts";
import { cartPoleContinuous } from "./classicControl/cartPoleContinuous.ts";
import { point } from "./point.ts";

const outcome = { reward: 0, terminated: false };

test("the point moves 0.025 at most along each axis, pays its distance, and stays in the square", () => {
  const world = point();
  const state = { x: 0.3, y: 0.4 };
  world.step(state, Float32Array.of(0, 0), rng(1), outcome);
  expect(outcome.reward).toBeCloseTo(-0.5, 12);
  world.step(state, Float32Array.of(-1, 0.0625), rng(1), outcome);
  expect([state.x, state.y]).toEqual([expect.closeTo(0.275, 12), expect.closeTo(0.425, 12)]);
  world.step(Object.assign(state, { x: 0.99 }), Float32Array.of(1, -0.015625), rng(1), outcome);
  expect([state.x, state.y]).toEqual([1, expect.closeTo(0.409375, 12)]);
  expect(outcome.terminated).toBe(false);
});

test("it starts farther than 0.9 from the middle, in every corner of the square", () => {
  const world = point();
  const state = world.create();
  const random = rng(2);
  const quarters = new Set<string>();
  for (let i = 0; i < 500; i++) {
    world.reset(state, random);
    expect(Math.hypot(state.x, state.y)).toBeGreaterThan(0.9);
    quarters.add(`${state.x > 0} ${state.y > 0}`);
  }
  expect(quarters.size).toBe(4);
});

test("with forces of ± 10 N the pole with a motor moves as CartPole does, bit for bit", () => {
  const [motor, pole] = [cartPoleContinuous(), cartPole()];
  const [a, b] = [motor.create(), pole.create()];
  motor.reset(a, rng(3));
  Object.assign(b, a);
  for (let t = 0; t < 8; t++) {
    const right = t % 3 === 0;
    motor.step(a, Float32Array.of(right ? 1 : -1), rng(1), outcome);
    pole.step(b, right ? 1 : 0, rng(1), outcome);
    expect(a).toEqual(b);
  }
});

test("the pole with a motor falls at 0.2 rad, not before, and off the track beyond 2.4 m", () => {
  const world = cartPoleContinuous();
  const after = (state: { x: number; theta: number }) => {
    const still = { xDot: 0, thetaDot: 0, ...state };
    world.step(still, Float32Array.of(0), rng(1), outcome);
    return outcome.terminated;
  };
  expect(after({ x: 0, theta: 0.1999 })).toBe(false);
  expect(after({ x: 0, theta: -0.2001 })).toBe(true);
  expect(after({ x: 2.41, theta: 0 })).toBe(true);
});
