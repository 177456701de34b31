/** Weights of a network as a safetensors file, with PyTorch's names and layouts: both read each other's. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataError, GradusError, rng } from "gradus/core";
import { loadWeights, saveWeights } from "gradus/nn";
import { type Classifier, classifier, type FitConfig } from "gradus/run";
import { type FitRun, taskOf } from "./run-folder.ts";

/** The bytes of model.safetensors. */
export function weights({ layers }: Classifier): Uint8Array {
  return saveWeights(layers);
}

/** The network of a run as it was last saved. @throws DataError if it has not been saved, or the file is damaged */
export function loadNetwork({ path, shown, config }: FitRun): Classifier {
  const file = join(path, "model.safetensors");
  if (!existsSync(file)) {
    throw new DataError(
      `${shown} has no model.safetensors yet: nothing has been saved. Train it with \`gradus resume ${shown}\`.`,
    );
  }
  const { net, knobs } = config;
  const network = classifier(net, taskOf(config), knobs as unknown as FitConfig, rng(0));
  try {
    loadWeights(network.layers, readFileSync(file), file);
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    throw new DataError(`${error.message} Train again, or restore the file.`);
  }
  return network;
}
