/** The command that repeats a run; a chunk of its own, since it brings the tables of all algorithms with it. */
import type { Knob } from "gradus/core";
import { algorithmNamed, presetFor } from "gradus/run";
import type { RunEntry } from "./data.ts";

type Value = number | string | boolean;

/** The settings that a run of this algorithm has if nobody says anything; empty for one that the library does not have. */
function usual({ algorithm, world }: RunEntry): Readonly<Record<string, unknown>> {
  try {
    const knobs: Readonly<Record<string, Knob>> = algorithmNamed(algorithm).knobs;
    const defaults = Object.entries(knobs).map(([name, knob]) => [name, knob.default]);
    return { ...Object.fromEntries(defaults), ...presetFor(algorithm, world)?.knobs };
  } catch {
    return {};
  }
}

/** "gradus train ppo CartPole-v1 --seed 3 --steps 20000 --set rate=0.003": what differs from the usual is said, nothing else. */
export function commandOf(run: RunEntry, changes: Readonly<Record<string, Value>> = {}): string {
  const base = usual(run);
  const settings = Object.entries({ ...run.knobs, ...changes })
    .filter(([name, value]) => name !== "totalSteps" && !Object.is(base[name], value))
    .map(([name, value]) => `--set ${quoted(`${name}=${String(value)}`)}`);
  return [
    `gradus train ${run.algorithm} ${quoted(run.world)}`,
    `--seed ${run.seed} --steps ${run.steps}`,
    ...settings,
  ].join(" ");
}

/** For a shell, where it would take the text apart. */
const quoted = (text: string): string =>
  /^[\w.,:=/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
