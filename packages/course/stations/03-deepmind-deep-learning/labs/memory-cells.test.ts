import { expect, test } from "vitest";
import { quickVerdict } from "../../../src/quickVerdict.ts";
import { memoryCells } from "./memory-cells.ts";
import { lstmStep, lstmStepBack, rnnStep, rnnStepBack } from "./parts/cells.ts";

test("both cells written out equal the library's, forwards and backwards", () => {
  const { pass, measured, note } = quickVerdict(memoryCells);
  expect(pass, `${measured} ${note ?? ""}`).toBe(true);
});

const faults: Record<string, Record<string, (...args: never[]) => unknown>> = {
  "the slope of tanh left out": {
    rnnStepBack: ((d, x, h, _next, weights) =>
      rnnStepBack(d, x, h, [...h].fill(0), weights)) as typeof rnnStepBack,
  },
  "half of the memory gone before it is shown": {
    lstmStep: ((x, h, c, weights) => {
      const step = lstmStep(x, h, c, weights);
      return {
        ...step,
        h: lstmStep(
          x,
          h,
          c.map((v) => v / 2),
          weights,
        ).h,
      };
    }) as typeof lstmStep,
  },
  "forget and input exchanged on the way back": {
    lstmStepBack: ((dh, dc, x, h, c, step, weights) => {
      const { input, forget, ...others } = step.gates;
      const gates = { ...others, input: forget, forget: input };
      return lstmStepBack(dh, dc, x, h, c, { ...step, gates }, weights);
    }) as typeof lstmStepBack,
  },
  "nothing comes back by the memory": {
    lstmStepBack: ((dh, dc, ...rest) =>
      lstmStepBack(dh, [...dc].fill(0), ...rest)) as typeof lstmStepBack,
  },
  "blind to h": {
    rnnStep: ((x, h, weights) => rnnStep(x, [...h].fill(0), weights)) as typeof rnnStep,
  },
};
for (const [name, parts] of Object.entries(faults)) {
  test(`caught: ${name}`, () => {
    const { pass, note } = quickVerdict(memoryCells, { parts: parts as never });
    expect(pass).toBe(false);
    expect(note).toContain("Not so");
  });
}
