/** For tests: the verdict on the quick budget of a lab, with other settings or pieces if asked. */
import { DataError } from "gradus/core";
import type { Lab, LabData } from "./lab.ts";
import { type LabResult, type RunOptions, runLab } from "./run.ts";

/** A reader without any data set. */
export const noData: LabData = {
  mnist() {
    throw new DataError("This run has no digits.");
  },
};

export const quickVerdict = (
  lab: Lab,
  options: RunOptions = {},
  data: LabData = noData,
): LabResult => runLab(lab, "quick", data, undefined, options);
