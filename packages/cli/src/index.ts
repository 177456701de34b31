/**
 * What Node adds to the library: reading runs and files.
 *
 * The library takes bytes and knows no disk, so that it is the same in a page; this package is the only place that touches files.
 *
 *     import { loadPolicy } from "@gradus/cli";
 *     const policy = await loadPolicy("runs/ppo-CartPole-v1-seed1");
 */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { type LoadOptions, type Policy, loadPolicy as policyOfBytes, savePolicy } from "gradus/run";
import { kindOf, trained } from "./trained.ts";

export interface LoadRunOptions extends LoadOptions {
  /** Of a run: the state that did best while it was trained with --eval-every, in place of the newest. */
  readonly best?: boolean;
}

/**
 * The policy of a run of `gradus train` (its folder), or of a file that `gradus export RUN --policy FILE` wrote.
 *
 * @param path absolute, or relative to the folder that the process works in
 * @throws UsageError if there is no such run, DataError if a file is damaged or something else
 */
export async function loadPolicy<Action = unknown>(
  path: string,
  options: LoadRunOptions = {},
): Promise<Policy<Action>> {
  const isFile = statSync(resolve(path), { throwIfNoEntry: false })?.isFile() === true;
  if (isFile) return policyOfBytes<Action>(readFileSync(path), options);
  const advice = (): string =>
    "It has no policy; `gradus predict` asks its network about a picture.";
  const source = await trained(
    process.cwd(),
    path,
    advice,
    (message) => console.warn(message),
    kindOf(options),
  );
  const { networks = source.networks } = options;
  const own = networks === undefined ? {} : { networks };
  return policyOfBytes<Action>(savePolicy({ ...source, ...own }), { ...options, ...own });
}

export type { Policy };
