/** Which exit status an error means: 1 it failed, 2 the command was used wrongly and should be typed otherwise. */
import { GradusError, UnknownNameError, ValueError } from "gradus/core";

/** A command used wrongly: says what was given, and what is expected. */
export class UsageError extends GradusError {
  override name = "UsageError";
}

export function exitStatus(error: unknown): 1 | 2 {
  const misused =
    error instanceof UsageError || error instanceof UnknownNameError || error instanceof ValueError;
  return misused ? 2 : 1;
}

/** What a person is told. A fault of ours keeps its trace, so that a report can be made from it. */
export function messageOf(error: unknown): string {
  if (error instanceof GradusError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && typeof error.code === "string" && error.code.startsWith("E"))
    return error.message; // the system said no
  return `internal: ${error.stack ?? error.message}`;
}
