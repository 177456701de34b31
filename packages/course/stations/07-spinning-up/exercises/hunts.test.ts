/** Four hunts for a fault start from one program, and two from another: each folder holds its own copy, which the page shows; they must not drift apart. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const hunts = ["13-bug-time-limit", "14-bug-ratio", "15-bug-done-mask", "16-bug-advantage-axis"];
const lines = (hunt: string, file: string): string[] =>
  readFileSync(new URL(`./${hunt}/${file}`, import.meta.url), "utf8").split("\n");

test.each(hunts)("%s mends the same program as the others", (hunt) => {
  expect(lines(hunt, "reference.ts")).toEqual(lines(hunts[0], "reference.ts"));
});

const learners = ["25-bug-frozen", "26-bug-afterlife"];

test.each(learners)("%s mends the same Q-learner as the other", (hunt) => {
  expect(lines(hunt, "reference.ts")).toEqual(lines(learners[0], "reference.ts"));
});

const tensors = ["27-bug-target-gradient", "28-bug-ddpg-shapes"];

test.each([...hunts, ...learners, ...tensors])(
  "the starter of %s differs in one line alone",
  (hunt) => {
    const [mended, faulty] = [lines(hunt, "reference.ts"), lines(hunt, "starter.ts")];
    expect(faulty).toHaveLength(mended.length);
    expect(faulty.filter((line, i) => line !== mended[i])).toHaveLength(1);
  },
);
