import { describe, expect, test } from "vitest";
import { rng } from "../../core/random.ts";
import { tensor } from "../../tensor/create.ts";
import { stream } from "../../tensor/stream.ts";
import { allowed, chosen, epsilonGreedy } from "./greedy.ts";

const int = (values: number[]) => tensor(values, { dtype: "int32" });

describe("double Q-learning, by hand: the network chooses, the target network judges", () => {
  const online = tensor([
    [1, 5, 3],
    [9, 2, 4],
  ]);
  const target = tensor([
    [7, 2, 8],
    [1, 6, 3],
  ]);

  test("Q⁻(s′, argmax Q): 2 and 1, where max Q⁻ is 8 and 6", () => {
    expect([...chosen(target, online.argmax(-1)).data]).toEqual([2, 1]);
    expect([...target.max(-1).data]).toEqual([8, 6]);
  });

  test("what the mask forbids is neither chosen nor the greatest", () => {
    const mask = tensor([
      [1, 0, 1],
      [0, 1, 1],
    ]);
    expect([...chosen(allowed(target, mask), allowed(online, mask).argmax(-1)).data]).toEqual([
      8, 3,
    ]);
    expect([...allowed(tensor([[-3, 9, -2]]), tensor([[1, 0, 1]])).max(-1).data]).toEqual([-2]);
  });

  test("one number for each row, not a table of pairs", () => {
    expect(chosen(online, int([1, 0])).shape).toEqual([2]);
  });
});

describe("ε-greedy with ε = 0.3", () => {
  const q = tensor([[1, 3, 2]]);

  test("the best of three actions has 0.8, the others 0.1 each", () => {
    const policy = epsilonGreedy(q, 0.3, undefined);
    [0.1, 0.8, 0.1].forEach((p, a) => {
      expect(policy.logProb(tensor([[a]])).item()).toBeCloseTo(Math.log(p), 5);
    });
    expect(policy.mode().toArray()).toEqual([[1]]);
  });

  test("with the best one forbidden, the other has 0.85 and the rest 0.15", () => {
    const policy = epsilonGreedy(q, 0.3, tensor([[1, 0, 1]]));
    expect(policy.logProb(tensor([[2]])).item()).toBeCloseTo(Math.log(0.85), 5);
    expect(policy.logProb(tensor([[0]])).item()).toBeCloseTo(Math.log(0.15), 5);
    expect(policy.mode().toArray()).toEqual([[2]]);
  });

  test("draws have these probabilities, to within 4 deviations", () => {
    const [n, draws] = [8000, stream(rng(1))];
    const many = epsilonGreedy(q.expand(n, 3), 0.3, undefined).sample(draws).data;
    const share = many.filter((a) => a === 1).length / n;
    expect(Math.abs(share - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / n));
  });

  test("ε = 0 never draws another", () => {
    const drawn = epsilonGreedy(q.expand(2000, 3), 0, undefined).sample(stream(rng(1))).data;
    expect(new Set(drawn)).toEqual(new Set([1]));
  });
});
