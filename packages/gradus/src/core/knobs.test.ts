import { expect, expectTypeOf, test } from "vitest";
import { type ConfigOf, configure, describeKnobs, type Knobs, parseKnob } from "./knobs.ts";

const knobs = {
  gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
  horizon: {
    default: 2048,
    range: [1, 1e6],
    integer: true,
    unit: "steps",
    doc: "Steps per update.",
  },
  normalise: { default: true, doc: "Per minibatch." },
  optimiser: { default: "adam", choices: ["adam", "sgd"], doc: "Who climbs." },
  note: { default: "", doc: "Anything." },
  offset: { default: 0, doc: "Any number." },
} as const satisfies Knobs;

test("a table gives its own type: number, boolean, text, or the union of the choices", () => {
  expectTypeOf<ConfigOf<typeof knobs>>().toEqualTypeOf<{
    gamma: number;
    horizon: number;
    normalise: boolean;
    optimiser: "adam" | "sgd";
    note: string;
    offset: number;
  }>();
});

test("defaults, and defaults with some replaced; undefined counts as not given", () => {
  expect(configure(knobs)).toEqual({
    gamma: 0.99,
    horizon: 2048,
    normalise: true,
    optimiser: "adam",
    note: "",
    offset: 0,
  });
  expect(configure(knobs, { gamma: 1, optimiser: "sgd" })).toMatchObject({
    gamma: 1,
    optimiser: "sgd",
    horizon: 2048,
  });
  expect(configure(knobs, { gamma: undefined } as never).gamma).toBe(0.99);
});

test("a wrong value is refused with its range and meaning (STYLE 4)", () => {
  const refused = (overrides: object) => () => configure(knobs, overrides as never);
  expect(refused({ gamma: 1.5 })).toThrow(
    "gamma is 1.5; it must lie in [0, 1] (Discount per step.)",
  );
  expect(refused({ gamma: NaN })).toThrow("gamma is NaN; it must lie in [0, 1]");
  expect(refused({ gamma: "0.9" })).toThrow(
    'gamma is "0.9"; it must be a number (Discount per step.)',
  );
  expect(refused({ horizon: 2.5 })).toThrow(
    "horizon is 2.5; it must be a whole number in [1, 1000000] steps",
  );
  expect(refused({ optimiser: "lbfgs" })).toThrow(
    'optimiser is "lbfgs"; it must be one of adam, sgd (Who climbs.)',
  );
  expect(refused({ offset: NaN })).toThrow("offset is NaN; it must be a number (Any number.)");
  expect(refused({ normalise: null })).toThrow("normalise is null; it must be a boolean");
});

test("an unknown name offers the closest; names of Object.prototype are unknown as well", () => {
  expect(() => configure(knobs, { gama: 1 } as never)).toThrow(
    'Unknown hyper-parameter "gama". Did you mean "gamma"?',
  );
  expect(() => configure(knobs, { toString: 1 } as never)).toThrow(
    'Unknown hyper-parameter "toString"',
  );
});

test("settings from a command line are read by the type of the knob", () => {
  expect(parseKnob(knobs, "gamma=9e-1")).toEqual({ gamma: 0.9 });
  expect(parseKnob(knobs, "normalise=false")).toEqual({ normalise: false });
  expect(parseKnob(knobs, "note=a=b")).toEqual({ note: "a=b" });
  expect(parseKnob(knobs, "horizon = 64")).toEqual({ horizon: 64 });
  expect(() => parseKnob(knobs, "gamma")).toThrow(
    '"gamma" is not a setting; write it as name=value, for example gamma=0.99.',
  );
  expect(() => parseKnob(knobs, "gamma=")).toThrow('gamma is ""; it must be a number');
  expect(() => parseKnob(knobs, "normalise=maybe")).toThrow(
    'normalise is "maybe"; it must be a boolean',
  );
  expect(() => parseKnob(knobs, "horizon=0")).toThrow(
    "horizon is 0; it must be a whole number in [1, 1000000]",
  );
});

test("the help has one aligned line a knob", () => {
  expect(describeKnobs(knobs).split("\n")).toEqual([
    "  gamma γ    0.99  [0, 1]                    Discount per step.",
    "  horizon    2048  whole [1, 1000000] steps  Steps per update.",
    "  normalise  true  true | false              Per minibatch.",
    "  optimiser  adam  adam | sgd                Who climbs.",
    "  note             text                      Anything.",
    "  offset     0     number                    Any number.",
  ]);
});
