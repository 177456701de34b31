/** The worker of the site's own pages. */
import { host } from "./host.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

const take = host((message: FromWorker) => self.postMessage(message));
self.onmessage = ({ data }: MessageEvent<ToWorker>) => take(data);
