/** Whether the built studio is older than what it is made from; only where the sources are beside it, in the repository. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** Below the folder of the packages. */
const sources = ["studio/src", "studio/build", "course/stations", "course/src", "gradus/src"];

/**
 * The file that was changed last after the site was built; undefined where the site is as new as they are.
 *
 * @param packages the folder of the packages
 * @param built    the file that the build writes in the end
 */
export function changedSince(packages: string, built: string): string | undefined {
  const since = statSync(built).mtimeMs;
  let last: { readonly file: string; readonly time: number } | undefined;
  for (const folder of sources.map((name) => join(packages, name)).filter(existsSync)) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (/(^|[\\/])node_modules[\\/]|\.test\.ts$/.test(name)) continue;
      const file = join(folder, name);
      const found = statSync(file, { throwIfNoEntry: false });
      if (found?.isFile() && found.mtimeMs > Math.max(since, last?.time ?? 0))
        last = { file: relative(packages, file), time: found.mtimeMs };
    }
  }
  return last?.file;
}
