/** `gradus studio`: the path in the browser, at an address of this computer. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { GradusError } from "gradus/core";
import { savePolicy } from "gradus/run";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { faultText, openCourse } from "../studio/course.ts";
import { listen, studioServer } from "../studio/server.ts";
import { changedSince } from "../studio/stale.ts";
import { styled } from "../terminal.ts";
import { trained } from "../trained.ts";

export interface StudioOptions {
  readonly port: number;
  readonly runs?: string;
  readonly course?: string;
  /** false with --no-open. */
  readonly open: boolean;
  readonly json?: boolean;
}

/** @throws GradusError where the site has not been built, or the port cannot be had */
export async function studio(options: StudioOptions, io: Io): Promise<number> {
  const site = siteFolder();
  const changed = changedSince(packages, join(site, "built.json"));
  if (changed !== undefined)
    io.err.write(
      `The studio was built before ${changed} was changed and shows it as it was: \`npm start\` builds what is stale.\n`,
    );
  const runs = resolve(io.cwd, options.runs ?? "runs");
  const course =
    options.course === undefined
      ? undefined
      : await openCourse(resolve(io.cwd, options.course), (faults) => {
          for (const fault of faults) io.err.write(`${faultText(fault)}\n`);
          if (faults.length > 0)
            io.err.write(
              `${styled(io.err, "red", "The course has faults:")} the studio shows it when they are mended.\n`,
            );
        });
  const server = studioServer({
    site,
    runs,
    ...(course === undefined ? {} : { course }),
    policyOf: async (name) =>
      savePolicy(
        await trained(
          runs,
          name,
          (shown) => `${shown} is a run of \`gradus fit\`.`,
          () => {},
        ),
      ),
  });
  let address: string;
  try {
    address = await listen(server, options.port);
  } catch (error) {
    throw new GradusError(
      `The studio cannot listen on port ${options.port}: ${error instanceof Error ? error.message : error}. Choose another with --port.`,
    );
  }
  emitter(
    io.out,
    options.json === true,
  )({
    event: "listening",
    address,
    runs,
    ...(options.course === undefined ? {} : { course: course?.title ?? null }),
  });
  io.err.write(`The studio is at ${styled(io.err, "bold", address)}  (Ctrl-C ends it)\n`);
  if (options.open && !opened(address)) io.err.write("Open this address in a browser.\n");
  await new Promise<void>((stop) => io.onInterrupt(() => stop()));
  server.closeAllConnections();
  server.close();
  return 0;
}

const packages = fileURLToPath(new URL("../../../", import.meta.url)); // from src and dist alike

/** Where the built site is. */
function siteFolder(): string {
  const folder = join(packages, "studio/dist");
  if (existsSync(join(folder, "built.json"))) return folder;
  throw new GradusError(
    existsSync(join(packages, "studio/src"))
      ? "The studio has not been built yet: run `npm start` in the repository, which builds and opens it."
      : "The studio is not part of the installed package: clone the repository and run `npm start` there, or `npm start -- studio --course DIR` for a course of your own.",
  );
}

/** Asks the system to show an address; false where there is no screen to show it on. */
function opened(address: string): boolean {
  const { platform, env } = process;
  if (platform === "linux" && !env["DISPLAY"] && !env["WAYLAND_DISPLAY"]) return false;
  if (env["CI"]) return false;
  const [command, ...args] =
    platform === "darwin"
      ? ["open", address]
      : platform === "win32"
        ? ["cmd", "/c", "start", "", address]
        : ["xdg-open", address];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  child.on("error", () => undefined); // the address has been printed
  child.unref();
  return true;
}
