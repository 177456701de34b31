import { defineConfig } from "vitest/config";

/**
 * Tests sit beside the code. The condition `gradus-source` makes `gradus`, `gradus/nn`, `@gradus/course` … resolve to
 * their TypeScript sources, so tests never see a stale build. `*.learn.test.ts` (minutes) run with `npm run test:learn`.
 */
const conditions = ["gradus-source", "module", "node", "development"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "packages/gradus/kernels/**/*.test.ts",
      "packages/course/**/*.test.ts",
      "examples/**/*.test.ts",
      "bench/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    exclude: [
      "**/node_modules/**",
      "**/dist/**",
      ...(process.env["GRADUS_LEARN"] ? [] : ["**/*.learn.test.ts"]),
    ],
    env: { GRADUS_CHECK: "1" },
    pool: "forks",
    maxWorkers: 2,
    allowOnly: false,
    testTimeout: 60_000,
  },
});
