/** What an exercise reads that has not said which data sets it needs. */
import { DataError } from "gradus/core";
import type { LabData } from "./lab.ts";

export const noData: LabData = {
  mnist() {
    throw new DataError(
      'internal: an exercise asks for the digits without saying so: it lacks `needs: ["mnist"]`, or its host did not bring them.',
    );
  },
};
