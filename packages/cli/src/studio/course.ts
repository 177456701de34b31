/**
 * A course of one's own, laid over the built site: read by the studio's own build, and read again when a file of it changes.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { GradusError } from "gradus/core";

/** What is wrong in a course, and where. */
export interface Fault {
  /** Relative to the folder of the course. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Overlay {
  readonly faults: readonly Fault[];
  /** Of taste: the course is shown all the same. */
  readonly warnings: readonly Fault[];
  readonly title?: string;
  /** Path of a file of the site → its text. */
  readonly files?: ReadonlyMap<string, string>;
}

export interface Course {
  /** undefined while it has faults. */
  readonly title: string | undefined;
  /** The text that stands in place of a file of the site; undefined where the site's own is meant. */
  file(path: string): string | undefined;
  /** Reads the course again if something in it has changed; faults go to the listener, and the last good state stays. */
  refresh(): Promise<void>;
}

const builder = fileURLToPath(new URL("../../../studio/build/course/index.mjs", import.meta.url)); // from src and dist alike

async function overlay(
  folder: string,
  options: { readonly deep?: boolean } = {},
): Promise<Overlay> {
  if (!existsSync(builder))
    throw new GradusError(
      "A course of your own is drawn by the studio, which is not part of the installed package: clone the repository, run `npm start` there once, then `npm start -- check-course DIR` or `npm start -- studio --course DIR`.",
    );
  const built = (await import(pathToFileURL(builder).href)) as {
    overlay(folder: string, options: object): Promise<Overlay>;
  };
  try {
    return await built.overlay(folder, options);
  } catch (error) {
    throw new GradusError(error instanceof Error ? error.message : String(error));
  }
}

/** "stations/01-fall/lesson.md:12: the formula … cannot be set": as editors understand it. */
export const faultText = ({ file, line, message }: Fault): string => `${file}:${line}: ${message}`;

/** Everything that is wrong in a course, its exercises tried as well, and what might be better. */
export const courseFaults = async (folder: string): Promise<Pick<Overlay, "faults" | "warnings">> =>
  overlay(folder, { deep: true });

/**
 * Reads a course. One with faults shows nothing until they are mended; one that breaks later stays as it last was.
 *
 * @param tell takes the faults whenever the course has been read: an empty list where it is whole
 */
export async function openCourse(
  folder: string,
  tell: (faults: readonly Fault[]) => void,
): Promise<Course> {
  let stamp = "";
  let whole: Overlay | undefined;
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    stamp = newest(folder);
    const next = await overlay(folder);
    if (next.files !== undefined) whole = next;
    tell(next.faults);
  };
  await read();
  return {
    get title() {
      return whole?.title;
    },
    file: (path) => whole?.files?.get(path),
    async refresh() {
      if (reading === undefined && newest(folder) === stamp) return;
      reading ??= read().finally(() => {
        reading = undefined;
      });
      await reading;
    },
  };
}

/** Changes when a file below the folder is written, comes or goes. */
function newest(folder: string): string {
  if (!existsSync(folder)) return "";
  const times = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.includes("node_modules"))
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return `${times.length} ${Math.max(0, ...times)}`;
}
