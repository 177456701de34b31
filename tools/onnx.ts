/**
 * What an independent runtime makes of exported policies: `npx tsx tools/onnx.ts DIR` writes each policy of the test cases as
 * ONNX, with a thousand random observations and what Gradus answers to them; `python3 tools/fixtures/onnx_policies.py DIR` asks
 * onnxruntime (`pip install onnx onnxruntime`), compares, and keeps the first answers as a fixture for the tests.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rng } from "../packages/gradus/src/core/random.ts";
import { flatBounds, type Space } from "../packages/gradus/src/env/space.ts";
import {
  answerOf,
  episodeSteps,
  maskFor,
  observationOf,
  policyCases,
  policyOfCase,
} from "../packages/gradus/src/run/fixtures/policies.ts";
import { policyOnnx } from "../packages/gradus/src/run/policyOnnx.ts";

/** How large each number of an action can be; whole numbers must be equal, so theirs is tiny. */
function scalesOf(space: Space): number[] {
  const { high, whole } = flatBounds(space);
  return Array.from(high, (h, i) =>
    whole[i] === 1 ? 1e-6 : Number.isFinite(h) ? Math.max(1, h) : 1,
  );
}

const rows = 1000;
const folder = process.argv[2];
if (folder === undefined) {
  console.error("Where to? Give a folder: npx tsx tools/onnx.ts DIR");
  process.exit(2);
}
const plain = (_: string, v: unknown): unknown =>
  ArrayBuffer.isView(v) ? Array.from(v as never) : v;
mkdirSync(folder, { recursive: true });
for (const [name, c] of Object.entries(policyCases)) {
  const policy = policyOfCase(name);
  const random = rng(3);
  const cases = Array.from({ length: rows }, (_, i) => {
    if (i % episodeSteps === 0) policy.begin();
    const observation = Array.from(observationOf(c, random));
    const mask = c.masked === true ? maskFor(c, random) : undefined;
    const action = answerOf(policy, observation, mask);
    return { observation, ...(mask === undefined ? {} : { mask: [...mask] }), action };
  });
  const file = name.replace(/[^a-z]+/g, "-");
  writeFileSync(join(folder, `${file}.onnx`), policyOnnx(policy));
  writeFileSync(
    join(folder, `${file}.json`),
    JSON.stringify({ name, scales: scalesOf(c.actionSpace), cases }, plain),
  );
  console.log(name);
}
