import { expect, test } from "vitest";
import { cos, sin, sinCos } from "../math.ts";
import { rng } from "../random.ts";

test("sinCos gives the bits of sin and cos: near 0, over many turns, huge, tiny, special", () => {
  const random = rng(3);
  const wide = [-100, -6, -0.2].flatMap((low) =>
    Array.from({ length: 20_000 }, () => random.uniform(low, -low)),
  );
  const steep = Array.from(
    { length: 20_000 },
    () => random.normal() * Number(`1e${random.integer(600) - 300}`),
  );
  const special = [
    0,
    -0,
    NaN,
    Infinity,
    -Infinity,
    Math.PI / 4,
    -Math.PI / 4,
    Math.PI / 2,
    Math.PI,
    1e-310,
    1647099,
  ];
  const out = new Float64Array(2);
  for (const x of [...wide, ...steep, ...special]) {
    sinCos(x, out);
    if (Object.is(out[0], sin(x)) && Object.is(out[1], cos(x))) continue;
    expect([x, ...out]).toEqual([x, sin(x), cos(x)]);
  }
});
