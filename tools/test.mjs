/**
 * `npm test`: set up whatever is missing, then everything that fits in ten minutes on two cores. The last line is
 * `N passed, N failed`: the unit tests of both runs, and every other step as one test. Status 0 when nothing failed.
 *
 * Words after `npm test --` choose steps by the beginning of their names: `npm test -- layers docs`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bestNode, bin, root, run, setUp, userNode, versionOf } from "./setup.mjs";

const cache = join(root, "node_modules/.cache/gradus");
const chosen = process.argv.slice(2);
const tally = { passed: 0, failed: 0 };
const failedSteps = [];

/** A step that a script of ours takes: its exit status says whether it passed. */
function script(node, args) {
  return () => {
    const { status } = run(node, args);
    return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };
}

/**
 * The unit tests under one Node, counted one by one. A file that does not even load counts as one failure.
 *
 * @param without folders that are left out
 */
function unitTests(node, without = []) {
  return () => {
    const report = join(cache, `vitest-${process.pid}-${versionOf(node)[0]}.json`);
    mkdirSync(cache, { recursive: true });
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const env = { ...process.env, ...(without.length > 0 && { GRADUS_WITHOUT: without.join() }) };
    const { status } = run(node, [bin("vitest"), "run", ...reporters], { env });
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    rmSync(report);
    const unloaded = testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    const failed = numFailedTests + unloaded.length;
    return { passed: numPassedTests, failed: status !== 0 && failed === 0 ? 1 : failed };
  };
}

/** What asks nothing of the host that the foundations below it and the command do not ask: tested under one Node, for time's sake. */
const hostless = [
  "packages/course",
  ...["envs", "tabular", "agents", "imitation", "run"].map(
    (folder) => `packages/gradus/src/${folder}`,
  ),
];

function steps() {
  const best = bestNode();
  const own = userNode();
  const [bestMajor] = versionOf(best);
  const [ownMajor] = versionOf(own);
  const tsx = (file) => script(best, [bin("tsx"), join("tools", file)]);
  const tsc = (config) => script(own, [bin("typescript", "tsc"), "-p", config]);
  const list = [
    ["format and lint", script(own, [bin("@biomejs/biome", "biome"), "check", "."])],
    ["types of the library's tests", tsc("packages/gradus/tsconfig.check.json")],
    ["types of the other tests", tsc("tsconfig.check.json")],
    ["types of the studio", tsc("packages/studio/tsconfig.json")],
    ["layers", tsx("layers.ts")],
    ["kernels equal a fresh build", script(best, ["tools/build-kernels.mjs", "--check"])],
    [`unit tests, Node ${bestMajor}`, unitTests(best)],
    [`unit tests, Node ${ownMajor} (yours)`, unitTests(own, hostless)],
    ["package", script(own, ["tools/pack-test.mjs"])],
    ["docs", tsx("docs.ts")],
    ["browser", script(best, ["tools/browser.mjs"])],
    ["studio", script(best, ["tools/studio.mjs"])],
  ];
  return list.filter(([name]) => {
    if (name.endsWith("(yours)") && ownMajor === bestMajor) return false;
    return chosen.length === 0 || chosen.some((word) => name.startsWith(word));
  });
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function take([name, step]) {
  console.log(`\n── ${name}`);
  const start = performance.now();
  const { passed, failed } = step();
  tally.passed += passed;
  tally.failed += failed;
  if (failed > 0) failedSteps.push(name);
  console.log(`── ${name}: ${failed === 0 ? "passed" : "FAILED"}, ${seconds(start)}`);
}

const start = performance.now();
try {
  setUp({ withDev: true });
  console.log(`── set-up and build: ${seconds(start)}`);
  for (const step of steps()) take(step);
} catch (error) {
  console.error(error.message);
  tally.failed += 1;
  failedSteps.push("set-up and build");
}

console.log(
  `\n${seconds(start)} in all${failedSteps.length > 0 ? `; failed: ${failedSteps.join("; ")}` : ""}`,
);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;
