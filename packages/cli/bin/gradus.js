#!/usr/bin/env node
/** The command `gradus`. Plain JavaScript, so that it can say what is missing when nothing has been built yet. */
import { existsSync } from "node:fs";

const built = new URL("../dist/main.js", import.meta.url);
if (existsSync(built)) {
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    "gradus has not been built yet: run `npm start` or `npm run build` in the repository.\n",
  );
  process.exitCode = 1;
}
