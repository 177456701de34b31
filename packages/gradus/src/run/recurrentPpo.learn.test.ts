/** What must be remembered: recurrent PPO learns it, and PPO, which sees only the present, cannot. */
import { describe, expect, test } from "vitest";
import { learn } from "./learn.ts";

/** Without a memory the answer is a guess: 0 on average, and 100 guesses of a constant lie within 4 standard errors, 0.4. */
describe.each([1, 2])("the bit that was shown ten steps ago, seed %i", (seed) => {
  test("recurrent PPO names it always", () => {
    const { evaluate } = learn("recurrent-ppo", "MemoryChain-v1", { seed });
    expect(evaluate().meanReturn).toBe(1);
  });

  test("PPO guesses", () => {
    const knobs = { environments: 32, horizon: 20, rate: 1e-3 };
    const { evaluate } = learn("ppo", "MemoryChain-v1", { seed, knobs, steps: 100_000 });
    expect(Math.abs(evaluate().meanReturn)).toBeLessThan(0.4);
  });
});
