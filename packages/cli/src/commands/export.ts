/** `gradus export`: what was learned, for others to run: ONNX, PyTorch, a page. */
import { resolve } from "node:path";
import { loadPolicy, policyOnnx, policyWeights, savePolicy } from "gradus/run";
import { replace } from "../files.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { count, warning } from "../terminal.ts";
import { kindOf, trained } from "../trained.ts";
import { UsageError } from "../usage.ts";

export interface ExportOptions {
  readonly onnx?: string;
  readonly safetensors?: string;
  readonly policy?: string;
  readonly best?: boolean;
  readonly json?: boolean;
}

export async function exportRun(folder: string, options: ExportOptions, io: Io): Promise<number> {
  const { onnx, safetensors, policy: file } = options;
  if (onnx === undefined && safetensors === undefined && file === undefined) {
    throw new UsageError(
      "Export as what? Give --onnx FILE (other runtimes), --safetensors FILE (PyTorch) or --policy FILE (loadPolicy, in Node and in a page).",
    );
  }
  const source = await trained(io.cwd, folder, adviceForFit, warning(io.err), kindOf(options));
  const bytes = savePolicy(source);
  const { networks } = source;
  const policy = loadPolicy(bytes, networks === undefined ? {} : { networks });
  const made: [kind: string, path: string, content: Uint8Array][] = [];
  if (file !== undefined) made.push(["policy", file, bytes]);
  if (onnx !== undefined) made.push(["onnx", onnx, policyOnnx(policy)]);
  if (safetensors !== undefined) made.push(["safetensors", safetensors, policyWeights(policy)]);
  for (const [, path, content] of made) {
    replace(resolve(io.cwd, path), content);
    io.err.write(`${path}: ${count(content.length)} bytes.\n`);
  }
  const { shown, config } = source.run;
  io.err.write(
    `The policy of ${config.algorithm} in ${config.env} after ${count(source.steps)} steps.\n`,
  );
  emitter(
    io.out,
    options.json === true,
  )({
    event: "done",
    run: shown,
    steps: source.steps,
    files: Object.fromEntries(made.map(([kind, path]) => [kind, path])),
  });
  return 0;
}

const adviceForFit = (shown: string): string =>
  `Its network is there already, with PyTorch's names: ${shown}/model.safetensors. ONNX and policy files are of agents, from \`gradus train\`.`;

/** Below the options. */
export const exportHelp = `
--onnx: operator set 17; inputs "observation" (one for each part of a Dict or Tuple: "observation.goal") and, where the world
forbids actions at times, "mask"; outputs "action" and "logits". A policy with memory takes "memory" (zeros where an episode
begins) and gives "memory_next". Normaliser, the scaling and the clipping of actions are inside; where frames are stacked, the
observation is the stack. The first axis of everything is the batch.
--safetensors: safetensors.torch.load_file reads it; the names of the weights are PyTorch's.
--policy: everything in one file, also of tables and linear methods. In Node \`await loadPolicy("FILE")\` of @gradus/cli, in a
page \`loadPolicy(bytes)\` of gradus/run.`;
