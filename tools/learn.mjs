/** `npm run test:learn`: the tests that learn for minutes (`*.learn.test.ts`). Further words choose among them. */
import { become, bestNode, bin, root, setUpOrExit } from "./setup.mjs";

setUpOrExit({ withDev: true });
const chosen = process.argv.slice(2);
become(bestNode(), [bin("vitest"), "run", ...(chosen.length > 0 ? chosen : [".learn.test.ts"])], {
  cwd: root,
  env: { ...process.env, GRADUS_LEARN: "1" },
});
