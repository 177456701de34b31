/** `npm start`: set up whatever is missing, then run the command line. Further words are passed on to it. */
import { join } from "node:path";
import { become, bestNode, root, setUpOrExit } from "./setup.mjs";

setUpOrExit({ withDev: false });
const folder = process.env.INIT_CWD ?? process.cwd();
become(bestNode(), [join(root, "packages/cli/bin/gradus.js"), ...process.argv.slice(2)], {
  cwd: folder,
});
