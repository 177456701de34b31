/** Every preset that says what it measured is measured again. Tables and features compute the same bits everywhere. */
import { expect, test } from "vitest";
import { rng } from "../core/random.ts";
import { makeWorld } from "../envs/make.ts";
import type { Report } from "./algorithm.ts";
import { algorithmNamed } from "./algorithms.ts";
import { actorOf, evaluate, summarised } from "./evaluate.ts";
import { fitted } from "./fitted.ts";
import { type MeasuredPreset, type Preset, presets } from "./presets.ts";

const rows = Object.entries(presets).flatMap(([algorithm, of]) =>
  Object.entries(of).flatMap(([world, preset]) =>
    preset.measured === undefined
      ? []
      : [[algorithm, world, preset, preset.measured] as [string, string, Preset, MeasuredPreset]],
  ),
);
/** Where evaluations begin to count their seeds, as in the command. */
const evaluationSeed = 1_000_000;

/** The mean return without exploration of what was learned from a seed. */
function learned(
  name: string,
  id: string,
  { knobs, steps }: Preset,
  seed: number,
  episodes: number,
) {
  const entry = algorithmNamed(name);
  const world = fitted(entry, makeWorld(id));
  let last: Report | undefined;
  for (const report of entry.algorithm(world, knobs, rng(seed))) {
    last = report;
    if (report.steps >= steps) break;
  }
  const act = actorOf(entry, (last as Report).agent, world);
  return summarised([...evaluate(act, world, { episodes, seed: evaluationSeed })]).meanReturn;
}

test.each(rows)(
  "%s on %s brings what its row says",
  (name, id, preset, measured) => {
    const [first, last] = measured.seeds;
    const returns = Array.from({ length: last - first + 1 }, (_, i) =>
      learned(name, id, preset, first + i, measured.episodes),
    );
    const { meanReturn, standardError } = summarised(returns);
    const said = (value: number) => Number(value.toPrecision(4));
    expect({
      mean: said(meanReturn),
      standardError: said(standardError as number),
      worst: said(Math.min(...returns)),
    }).toEqual({
      mean: measured.mean,
      standardError: measured.standardError,
      worst: measured.worst,
    });
  },
  600_000,
);
