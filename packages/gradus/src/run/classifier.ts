/**
 * The networks that `fit` trains: built from a network string, asked about pictures, improved by a mini-batch.
 *
 * Everything that touches the engine is here. A picture comes in as bytes; pixels are value/256, as in Nielsen's MNIST.
 */
import { ValueError } from "../core/errors.ts";
import { unknownName } from "../core/errors.ts";
import { sqrt } from "../core/math.ts";
import type { Rng } from "../core/random.ts";
import * as nn from "../nn/index.ts";
import { capture, type Tensor } from "../tensor/index.ts";
import type { Examples, FitConfig } from "./fit.ts";
import { layerSizes, type Task } from "./sizes.ts";

const chunk = 1000; // pictures asked about at a time
