import { defineConfig } from "vitest/config";

const all = [
  "packages/*/src/**/*.test.ts",
  "packages/gradus/kernels/**/*.test.ts",
  "packages/course/**/*.test.ts",
  "examples/**/*.test.ts",
  "bench/**/*.test.ts",
  "tools/**/*.test.ts",
];

const never = [
  "**/node_modules/**",
  "**/dist/**",
  ...(process.env["GRADUS_LEARN"] ? [] : ["**/*.learn.test.ts"]),
  ...(process.env["GRADUS_WITHOUT"]?.split(",").map((folder) => `${folder}/**`) ?? []),
];

/** Tests that change nothing outside themselves share the modules that others have loaded: loading is a fourth of their time. */
const together = [
  "packages/course/**/*.test.ts",
  ...["core", "data", "env", "envs", "nn", "tabular"].map(
    (folder) => `packages/gradus/src/${folder}/**/*.test.ts`,
  ),
];

/**
 * Tests sit beside the code. The condition `gradus-source` makes `gradus`, `gradus/nn`, `@gradus/course` … resolve to
 * their TypeScript sources, so tests never see a stale build. `*.learn.test.ts` (minutes) run with `npm run test:learn`;
 * `GRADUS_WITHOUT` names folders that are left out.
 */
const conditions = ["gradus-source", "module", "node", "development"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    env: { GRADUS_CHECK: "1" },
    pool: "forks",
    maxWorkers: 2,
    allowOnly: false,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "together", isolate: false, include: together, exclude: never },
      },
      { extends: true, test: { name: "apart", include: all, exclude: [...never, ...together] } },
    ],
  },
});
