/** `npm start`: set up whatever is missing, then open the studio. Further words are passed on to the command line. */
import { join } from "node:path";
import { become, bestNode, buildStudio, root, setUpOrExit } from "./setup.mjs";

setUpOrExit({ withDev: false });
const [command] = process.argv.slice(2);
if (command === undefined || command === "studio" || command.startsWith("-")) {
  try {
    buildStudio();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
const folder = process.env.INIT_CWD ?? process.cwd();
become(bestNode(), [join(root, "packages/cli/bin/gradus.js"), ...process.argv.slice(2)], {
  cwd: folder,
});
