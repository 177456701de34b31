import { expect, test } from "vitest";
import { closest, DataError, GradusError, internal, ShapeError, unknownName } from "./errors.ts";

test("an unknown name offers the closest one (STYLE 4: gama, gamma)", () => {
  const error = unknownName("hyper-parameter", "gama", ["alpha", "gamma", "lambda"]);
  expect(error.message).toBe(
    'Unknown hyper-parameter "gama". Did you mean "gamma"? Known: alpha, gamma, lambda.',
  );
  expect(error.name).toBe("UnknownNameError");
});

test("a long table is not listed, and a far name is not guessed", () => {
  const names = Array.from({ length: 20 }, (_, i) => `environment${i}`);
  expect(unknownName("environment", "xyz", names).message).toBe('Unknown environment "xyz".');
});

test("swapped letters, another case and a beginning count as near", () => {
  expect(closest("lamdba", ["lambda", "gamma"])).toEqual(["lambda"]);
  expect(closest("PPO", ["ppo", "dqn"])).toEqual(["ppo"]);
  expect(closest("cart", ["CartPole-v1", "Acrobot-v1"])).toEqual(["CartPole-v1"]);
  expect(closest("zzzz", ["lambda", "gamma"])).toEqual([]);
});

test("every error is a GradusError and an Error, and knows its name", () => {
  const error = new ShapeError("x");
  expect(error).toBeInstanceOf(GradusError);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(DataError);
  expect(String(error)).toBe("ShapeError: x");
});

test("a fault of ours begins with internal: and asks for a report", () => {
  expect(internal("no rule for tanh.").message).toMatch(/^internal: no rule for tanh\. .*report/);
});
