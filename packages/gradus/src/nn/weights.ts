/** The weights of a network as a safetensors file, with PyTorch's names and layouts: either library reads the other's. */
import { DataError } from "../core/errors.ts";
import { type AnyModule, loadNamed } from "./module.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "./safetensors.ts";

/**
 * All parameters and buffers of a module, by name, as the bytes of a safetensors file.
 *
 * In Python: `model.load_state_dict(safetensors.torch.load_file("model.safetensors"))`.
 *
 * @param metadata texts for the header of the file, beside `format`
 *
 * @example
 * ```ts
 * import { rng } from "gradus";
 * import { linear, loadWeights, saveWeights } from "gradus/nn";
 *
 * const bytes = saveWeights(linear(2, 3, rng(1))); // write them to model.safetensors
 * const other = linear(2, 3, rng(2));
 * loadWeights(other, bytes);
 * console.log(other.named["weight"].data[0] === linear(2, 3, rng(1)).named["weight"].data[0]);
 * ```
 * ```text output
 * true
 * ```
 */
export function saveWeights(
  m: AnyModule,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const tensors = Object.entries(m.named).map(
    ([name, { shape, data }]) => [name, { shape, data }] as const,
  );
  return writeSafetensors(new Map(tensors), { format: "pt", ...metadata });
}

/**
 * Overwrites all parameters and buffers of a module with those of a safetensors file, for example a PyTorch `state_dict`.
 * Its counters of batches (`num_batches_tracked`) are passed over.
 *
 * @param name what messages call the file
 * @throws DataError for a damaged file, ValueError for missing or unexpected names, ShapeError for a wrong shape; nothing is
 *   changed then
 */
export function loadWeights(m: AnyModule, bytes: Uint8Array, name?: string): void {
  const { tensors } = readSafetensors(bytes, name);
  loadNamed(m, new Map([...tensors].map(([key, stored]) => [key, numbers(key, stored)])));
}

function numbers(
  key: string,
  { dtype, shape, data }: StoredTensor,
): { shape: readonly number[]; data: ArrayLike<number> } {
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) return { shape, data };
  if (key.endsWith("num_batches_tracked")) return { shape, data: [] };
  throw new DataError(
    `"${key}" is ${dtype} in the file; weights are numbers with a fraction. Save it as F32.`,
  );
}
