/**
 * The strongest check of an exercise: the learner's function stands in a lab in the place of the library's, the lab runs, and
 * gives its own verdict, by the same bands.
 */
import type { Output } from "./exercise.ts";
import { noData } from "./exerciseData.ts";
import type { Lab, LabData, Parts } from "./lab.ts";
import { seedRuns } from "./run.ts";

/** What `labVerdict` gives when the lab finds its known number. */
export const reproduced = { verdict: "reproduced" } as const;

/**
 * Runs a lab with some of its parts replaced, in its quick budget or a smaller one that is stated.
 *
 * The bands of a lab follow from how many runs there are, so fewer runs make them wider, not wrong.
 *
 * @param parts the learner's functions, in the form of the lab's own
 * @param data  what the case was given, where the lab needs a data set
 * @returns equal to `reproduced`, or what the verdict found wanting
 */
export function labVerdict<P extends Parts>(
  lab: Lab<Record<string, unknown>, P>,
  parts: Partial<P>,
  smaller: {
    readonly seeds?: readonly number[];
    readonly settings?: Readonly<Record<string, unknown>>;
  } = {},
  data: LabData = noData,
): Output {
  const settings = { ...lab.quick.knobs, ...smaller.settings };
  const run = seedRuns(lab, settings, smaller.seeds ?? lab.quick.seeds, data, parts as Parts);
  let next = run.next();
  while (!next.done) next = run.next();
  const { pass, measured, note } = lab.verdict(next.value, "quick");
  return pass ? reproduced : { verdict: `not reproduced: ${shortened(note ?? measured)}` };
}

/** The first two of the faults that a verdict lists, and how many there are besides. */
function shortened(faults: string): string {
  const all = faults.split(". ")[0].replace(/\.$/, "").split("; ");
  const more = all.length > 2 ? `; and ${all.length - 2} more` : "";
  return all.slice(0, 2).join("; ") + more;
}
