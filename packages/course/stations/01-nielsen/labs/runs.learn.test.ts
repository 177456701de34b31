/** Every quick budget of the station, with the seeds that are reported: minutes, so only in `npm run test:learn`. */
import { expect, test } from "vitest";
import { labs, runLab } from "../../../src/index.ts";
import { labData } from "../../../test/mnist.ts";

for (const lab of labs.filter((l) => l.id.startsWith("01/"))) {
  test(`${lab.id} (${lab.row})`, { timeout: 300_000 }, () => {
    const result = runLab(lab, "quick", labData);
    expect(result.pass, `${result.measured} against ${result.tolerance}`).toBe(true);
  });
}
