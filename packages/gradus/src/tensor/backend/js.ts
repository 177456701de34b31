/**
 * The plain twin of the WebAssembly kernels: every kernel as loops over typed arrays, each as its
 * definition reads.
 *
 * It runs anywhere. With float64 arrays it is the reference that the fast kernels and the
 * derivatives are tested against.
 */
import { type Backend, type Kernel, kernels } from "../kernels.ts";
import { binary } from "./js/binary.ts";
import { conv, pool } from "./js/conv.ts";
import { elementwise, moving } from "./js/elementwise.ts";
import { gemm } from "./js/gemm.ts";
import { indexing } from "./js/indexing.ts";
import { type Command, type Memory, memory } from "./js/memory.ts";
import { optimisers } from "./js/optimisers.ts";
import { random } from "./js/random.ts";
import { reduce, rows } from "./js/reduce.ts";

const MEBI = 2 ** 20;

/**
 * Kernels in plain TypeScript.
 *
 * @param options.precision "float32" (default), or "float64": the reference, where `float` and
 * `int` are separate arrays
 * @param options.bytes     size of the memory, 4 bytes an element; 256 MiB unless given
 */
export function jsBackend(
  options: { readonly precision?: "float32" | "float64"; readonly bytes?: number } = {},
): Backend {
  const { precision = "float32", bytes = 256 * MEBI } = options;
  const m = memory(precision, bytes);
  const commands = tableOf(m);
  const rows = (Object.keys(kernels) as Kernel[]).map((name) => ({
    signature: kernels[name] as string,
    command: commands[name],
  }));

  const run = (start: number, end: number): number => {
    const words: number[] = [];
    for (let at = start; at < end; at += 4 * m.int[(at >> 2) + 1]) {
      const row = rows[m.int[at >> 2]];
      if (!row || m.int[(at >> 2) + 1] < 2) return at;
      decode(m, row.signature, (at >> 2) + 2, words);
      if (row.command(...words) === false) return at;
    }
    return 0;
  };
  return { build: `js ${precision}`, float: m.float, int: m.int, bytes, run };
}

/** Every kernel of the contract; one that is forgotten does not compile. */
function tableOf(m: Memory): { readonly [K in Kernel]: Command } {
  return {
    ...moving(m),
    ...elementwise(m),
    ...binary(m),
    ...reduce(m),
    ...rows(m),
    ...indexing(m),
    ...gemm(m),
    ...conv(m),
    ...pool(m),
    ...random(m),
    ...optimisers(m),
  };
}

/** Reads the argument words that start at index `at`, each as its letter in the signature says. */
function decode({ float, int }: Memory, signature: string, at: number, words: number[]): void {
  words.length = signature.length;
  for (let k = 0; k < signature.length; k++) {
    const letter = signature[k];
    if (letter === "p") words[k] = int[at + k] >>> 2;
    else if (letter === "i") words[k] = int[at + k];
    else if (letter === "f") words[k] = float[at + k];
    else words[k] = at + k;
  }
}
