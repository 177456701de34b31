/** Every algorithm that can be trained by its name. */

import type { Networks } from "../agents/parts/networks.ts";
import { type DeepAlgorithm, deepAlgorithms } from "../agents/registry.ts";
import { unknownName, ValueError } from "../core/errors.ts";
import {
  type ImitationAlgorithm,
  imitationAlgorithms,
  type Teacher,
  type TeacherKind,
} from "../imitation/registry.ts";
import { featureAlgorithms } from "../tabular/featureRegistry.ts";
import { tabularAlgorithms } from "../tabular/registry.ts";
import type { Algorithm } from "./algorithm.ts";

export const algorithms: Readonly<Record<string, Algorithm>> = {
  ...tabularAlgorithms,
  ...featureAlgorithms,
  ...deepAlgorithms,
  ...imitationAlgorithms,
};

/** @throws UnknownNameError with the closest names */
export function algorithmNamed(name: string): Algorithm {
  if (Object.hasOwn(algorithms, name)) return algorithms[name];
  throw unknownName("algorithm", name, Object.keys(algorithms));
}

/** A deep algorithm with trunks of one's own in place of the default; others know no networks and stay as they are. */
export function withNetworks(entry: Algorithm, networks: Networks): Algorithm {
  if (entry.sees !== "observation") return entry;
  const { algorithm, policy } = entry as DeepAlgorithm & Algorithm;
  return {
    ...entry,
    algorithm: (world, config, random, from) => algorithm(world, config, random, from, networks),
    ...(policy && {
      policy: (world, config, saved, random) => policy(world, config, saved, random, networks),
    }),
  };
}

/** Whom an algorithm learns from beside the world; undefined where the world is enough. */
export const learnsFrom = (entry: Algorithm): TeacherKind | undefined =>
  (entry as Partial<ImitationAlgorithm>).learnsFrom;

/** What learns from an expert, with one. @throws ValueError for a teacher of the other kind, or what needs none */
export function withTeacher(entry: Algorithm, teacher: Teacher): Algorithm {
  const { taught } = entry as Partial<ImitationAlgorithm>;
  if (taught !== undefined) return taught(teacher);
  throw new ValueError(`${entry.title} learns from the world alone: leave the teacher out.`);
}
