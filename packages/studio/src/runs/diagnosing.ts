/** The library's diagnosis on a run of the list; a chunk of its own, since it brings worlds and algorithms with it. */
import { makeWorld } from "gradus/envs";
import { diagnose, type Finding, type Row } from "gradus/run";
import { along, type RunEntry } from "./data.ts";

/** The return at which a world counts as solved, where it says so. */
export function solvedAt(id: string): number | undefined {
  try {
    return makeWorld(id).solvedAt;
  } catch {
    return undefined; // a world of the user's own
  }
}

export function findingsOf(run: RunEntry): readonly Finding[] {
  let world: ReturnType<typeof makeWorld>;
  try {
    world = makeWorld(run.world);
  } catch {
    return []; // a world of the user's own is not here; the command line knows it: gradus diagnose
  }
  const names = Object.keys(run.columns);
  const rows: Row[] = along(run).map((_, i) =>
    Object.fromEntries(names.map((name) => [name, run.columns[name][i]])),
  );
  const { actionSpace, solvedAt } = world;
  const context = { totalSteps: run.steps, config: run.knobs, world: { actionSpace, solvedAt } };
  return diagnose(rows, context, run.state !== "running");
}
