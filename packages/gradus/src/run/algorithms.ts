/** Every algorithm that can be trained by its name. */

import { deepAlgorithms } from "../agents/registry.ts";
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
