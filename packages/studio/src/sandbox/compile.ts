/** TypeScript of the learner's to JavaScript: types stripped, lines kept. */
import { transform } from "sucrase";

/** @throws Error with `line`, in one sentence */
export function compiled(source: string): string {
  try {
    return transform(source, { transforms: ["typescript"], disableESTransforms: true }).code;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, what, line] = /^(?:Error transforming .*?: )?(.*?) \((\d+):\d+\)$/s.exec(text) ?? [];
    throw Object.assign(
      new Error(line === undefined ? text : `${what} in line ${line}.`),
      line === undefined ? {} : { line: Number(line) },
    );
  }
}
