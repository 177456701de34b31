import { expect, test } from "vitest";
import { missingPackages, nodeTooOld } from "./setup.mjs";

test("Node 20.18 is told in one sentence what it lacks; 20.19, 22.0 and 24.0 are welcome", () => {
  expect(nodeTooOld("20.18.3")).toMatch(/^Gradus needs Node 20\.19 or newer; this is 20\.18\.3\./);
  expect(nodeTooOld("18.99.0")).not.toBeNull();
  for (const version of ["20.19.0", "20.20.2", "22.0.0", "24.21.0"])
    expect(nodeTooOld(version)).toBeNull();
});

const wanted = {
  "": {},
  "packages/gradus": { version: "0.1.0" },
  "node_modules/typescript": { version: "7.0.2" },
  "node_modules/vitest": { version: "4.1.12", dev: true },
  "node_modules/node": { version: "24.0.0", optional: true },
};

test("an empty node_modules misses everything that is neither optional nor, for npm start, a tool for testing", () => {
  expect(missingPackages(wanted, {}, true)).toEqual(["typescript", "vitest"]);
  expect(missingPackages(wanted, {}, false)).toEqual(["typescript"]);
});

test("another version than the lock file's counts as missing; the same one does not", () => {
  const installed = { "node_modules/typescript": { version: "7.0.1" } };
  expect(missingPackages(wanted, installed, false)).toEqual(["typescript"]);
  installed["node_modules/typescript"].version = "7.0.2";
  expect(missingPackages(wanted, installed, false)).toEqual([]);
});
