/** `gradus check-course`: is a course of one's own whole? Every fault with file and line. */
import { resolve } from "node:path";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { courseFaults, faultText } from "../studio/course.ts";

/** @returns 0 where nothing is wrong, else 1; warnings do not count */
export async function checkCourse(
  folder: string,
  options: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  const { faults, warnings } = await courseFaults(resolve(io.cwd, folder));
  for (const fault of faults) {
    emit({ event: "fault", ...fault });
    io.err.write(`${faultText(fault)}\n`);
  }
  for (const warning of warnings) {
    emit({ event: "warning", ...warning });
    io.err.write(`${faultText(warning)} (a warning)\n`);
  }
  emit({ event: "done", faults: faults.length, warnings: warnings.length });
  io.err.write(
    faults.length === 0
      ? `Nothing is wrong. \`gradus studio --course ${folder}\` shows it.\n`
      : `${faults.length} fault${faults.length === 1 ? "" : "s"}.\n`,
  );
  return faults.length === 0 ? 0 : 1;
}
