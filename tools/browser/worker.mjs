/** The same in a worker, where the studio trains. */
import { bits } from "./bits.mjs";

self.postMessage(await bits());
