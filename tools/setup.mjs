/**
 * What `npm start` and `npm test` do before anything else: check the Node version, install what is missing, build what
 * is stale. Nothing here comes from node_modules, because on a bare clone there is none.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const windows = process.platform === "win32";

/** The lowest Node version that Gradus runs on; equal to "engines" in package.json. */
const floor = [20, 19];

/** Null, or one sentence that says why this Node will not do. */
export function nodeTooOld(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return null;
  return `Gradus needs Node ${floor.join(".")} or newer; this is ${version}. Node 24 is the best choice: https://nodejs.org`;
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps its own record of what it installed; comparing
 * the two contents is exact where time stamps are not (a fresh clone, a copied folder).
 *
 * @param wanted    `packages` of package-lock.json
 * @param installed `packages` of node_modules/.package-lock.json
 * @param withDev   whether the tools for testing count as well
 */
export function missingPackages(wanted, installed, withDev) {
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== "" && !entry.optional && (withDev || !entry.dev))
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.inBundle)
    .filter(([path, entry]) => installed[path]?.version !== entry.version)
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

/** Runs npm itself, the one that started us if there is one. */
export function npm(args, options = {}) {
  const itself = process.env.npm_execpath;
  const quiet = {
    npm_config_fund: "false",
    npm_config_audit: "false",
    npm_config_update_notifier: "false",
  };
  const settings = { cwd: root, ...options, env: { ...process.env, ...quiet, ...options.env } };
  if (itself && /\.c?js$/.test(itself)) return spawnSync(userNode(), [itself, ...args], settings);
  return spawnSync("npm", args, { ...settings, shell: windows });
}

/**
 * Installs exactly what the lock file says, when something is missing. `npm start` leaves out the tools for testing.
 * Node 24 is an optional dependency: where it cannot be had, npm goes on without it and so do we.
 */
function install(withDev) {
  const missing = missingPackages(
    readLock("package-lock.json"),
    readLock("node_modules/.package-lock.json"),
    withDev,
  );
  if (missing.length > 0) {
    console.error(`Installing ${missing.length} packages (once; about a minute) …`);
    const omit = withDev ? ["--include=dev"] : ["--omit=dev"];
    const { status } = npm(["ci", ...omit, "--loglevel=error"], { stdio: ["ignore", 2, 2] });
    if (status !== 0) {
      throw new Error(
        "npm could not install the packages; its message is above. Is the registry reachable? Then try again.",
      );
    }
  }
  removeBrokenNode();
}

/** A Node 24 that cannot run here must not stand in front of the one that can. */
function removeBrokenNode() {
  const link = join(root, "node_modules/.bin/node");
  if (windows || !existsSync(link)) return;
  if (spawnSync(link, ["--version"]).status !== 0) unlinkSync(link);
}

/** Removes what the compiler once made of files that are gone: it would be packed, and could still be imported. */
function prune() {
  for (const name of readdirSync(join(root, "packages"))) {
    const built = join(root, "packages", name, "dist");
    if (!existsSync(join(built, ".tsbuildinfo"))) continue; // not the compiler's
    for (const file of readdirSync(built, { recursive: true })) {
      const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
      if (source === file) continue;
      const homes = [
        join(root, "packages", name, "src", source),
        join(root, "packages", name, source),
      ];
      if (!homes.some((home) => existsSync(home))) rmSync(join(built, file));
    }
  }
}

/** Compiles what changed; with nothing to do this takes half a second. */
function build() {
  prune();
  const { status } = run(process.execPath, [bin("typescript", "tsc"), "-b"], {
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("The build failed; the messages of the compiler are above.");
}

/** Everything that the studio is made from. */
const studioSources = [
  "packages/studio/src",
  "packages/studio/build",
  "packages/studio/vite.config.ts",
  "packages/studio/package.json",
  "packages/course/stations",
  "packages/course/src",
  "packages/gradus/src",
  "packages/cli/src/command-line.ts",
  "package-lock.json",
];

/** Time of the newest file below a path, ms. */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && name !== "dist" && !name.endsWith(".test.ts"))
    .reduce((latest, { name }) => Math.max(latest, newest(join(path, name))), 0);
}

/** Builds the studio when something that it is made from has changed. */
export function buildStudio() {
  const built = join(root, "packages/studio/dist/built.json");
  const sources = studioSources.map((path) => join(root, path)).filter((path) => existsSync(path));
  const drawing = join(root, "packages/studio/node_modules/.cache/server/server.js"); // draws the pages of own courses
  if (
    existsSync(drawing) &&
    existsSync(built) &&
    statSync(built).mtimeMs > Math.max(...sources.map(newest))
  )
    return;
  console.error("Building the studio (once; ten seconds) …");
  const { status } = run(
    process.execPath,
    [join(root, "packages/studio/build/build.mjs"), "--quiet"],
    {
      stdio: ["ignore", 2, 2],
    },
  );
  if (status !== 0) throw new Error("The studio could not be built; the messages are above.");
}

/** Path of the script of a command of an installed package, to be run with any Node we like. */
export function bin(name, command = name) {
  const folder = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** Node 24 from the optional dependency where it is present, else the Node that runs this. */
export function bestNode() {
  const supplied = join(root, "node_modules/node/bin", windows ? "node.exe" : "node");
  if (existsSync(supplied) && spawnSync(supplied, ["--version"]).status === 0) return supplied;
  return userNode();
}

/** The Node that the user installed: npm puts the one in node_modules first in the path, this one is behind it. */
export function userNode() {
  const inside = (path) => path.startsWith(join(root, "node_modules") + sep);
  const running = process.env.npm_node_execpath;
  if (running && !inside(running) && existsSync(running)) return running;
  if (!inside(process.execPath)) return process.execPath;
  const found = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.endsWith(join("node_modules", ".bin")))
    .map((folder) => join(folder, windows ? "node.exe" : "node"))
    .find((file) => existsSync(file));
  return found ?? process.execPath;
}

/** The version of a Node, as numbers: [24, 21, 0]. */
export function versionOf(node) {
  const text = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout ?? "";
  return text.trim().replace(/^v/, "").split(".").map(Number);
}

/** Runs a program to its end. `output: true` collects what it prints instead of passing it on. */
export function run(command, args, options = {}) {
  const { output = false, ...rest } = options;
  const stdio = output ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
  return spawnSync(command, args, {
    cwd: root,
    stdio,
    encoding: "utf8",
    maxBuffer: 1 << 26,
    ...rest,
  });
}

/**
 * Hands the terminal over to a program and ends with its status. Ctrl-C is the program's to answer: a terminal sends it
 * to every process at once, so passing it on would make it two; without a terminal it reaches only us.
 */
export function become(command, args, options = {}) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  const terminal = process.stdin.isTTY || process.stderr.isTTY;
  process.on("SIGINT", () => terminal || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on("exit", (status, signal) => process.exit(status ?? (signal === "SIGINT" ? 130 : 1)));
}

/** All of the set-up. @throws Error with one sentence when it cannot be done */
export function setUp({ withDev }) {
  const reason = nodeTooOld();
  if (reason) throw new Error(reason);
  install(withDev);
  build();
}

/** The set-up, or the end of the process with one sentence. */
export function setUpOrExit(options) {
  try {
    setUp(options);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
