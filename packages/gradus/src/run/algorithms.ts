/** Every algorithm that can be trained by its name. */

import type { Networks } from "../agents/parts/networks.ts";
import { type DeepAlgorithm, deepAlgorithms } from "../agents/registry.ts";
import { unknownName } from "../core/errors.ts";
import { featureAlgorithms } from "../tabular/featureRegistry.ts";
import { tabularAlgorithms } from "../tabular/registry.ts";
import type { Algorithm } from "./algorithm.ts";

export const algorithms: Readonly<Record<string, Algorithm>> = {
  ...tabularAlgorithms,
  ...featureAlgorithms,
  ...deepAlgorithms,
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
