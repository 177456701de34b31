import { describe, expect, test } from "vitest";
import { configure } from "../../core/knobs.ts";
import { rng } from "../../core/random.ts";
import { makeWorld } from "../../envs/make.ts";
import { tensor } from "../../tensor/create.ts";
import { dqnKnobs } from "../dqn.ts";
import { qNetwork } from "./qNetwork.ts";

const world = makeWorld("MountainCar-v0"); // two numbers, three actions
const config = configure(dqnKnobs, { hidden: "" });
const features = tensor([
  [1, 2],
  [-1, 0.5],
]);

describe("duelling: Q = V + A − mean A", () => {
  const net = qNetwork(world, { ...config, duelling: true }, rng(1));
  const set = (name: string, values: number[]): void => void net.named[name].assign(values);
  set("value.weight", [1, 0]);
  set("value.bias", [10]);
  set("advantage.weight", [0, 1, 0, 2, 0, 3]);
  set("advantage.bias", [0, 0, 6]);

  test("by hand: V = 11, A = 2, 4, 12 with mean 6; V = 9, A = 0.5, 1, 7.5 with mean 3", () => {
    expect(net.q(features).toArray()).toEqual([
      [7, 9, 17],
      [6.5, 7, 13.5],
    ]);
  });

  test("adding the same to all advantages changes nothing: they are known but for a constant", () => {
    const before = net.q(features).toArray();
    set("advantage.bias", [100, 100, 106]);
    expect(net.q(features).toArray()).toEqual(before);
  });
});

test("V(s) is the greatest Q, [B]; the policy takes its action", () => {
  const net = qNetwork(world, config, rng(2));
  const q = net.q(features);
  expect([...net.value(features).data]).toEqual([...q.max(-1).data]);
  expect(net.value(features).shape).toEqual([2]);
  expect([...net.policy(features).mode().data]).toEqual([...q.argmax(-1).data]);
});

test("the network of a policy is quiet: noise comes only where it is handed in", () => {
  const net = qNetwork(world, { ...config, noisy: true }, rng(3));
  const quiet = net.q(features).data.slice();
  expect(net.q(features).data.slice()).toEqual(quiet);
  expect(net.q(features, undefined, net.noise).data.slice()).not.toEqual(quiet);
});

test("real-valued actions are refused: who takes them is named", () => {
  expect(() => qNetwork(makeWorld("Pendulum-v1"), config, rng(1))).toThrow(
    /compares the values of all actions one by one, and Pendulum-v1 takes Box.* Use sac or td3\./,
  );
});
