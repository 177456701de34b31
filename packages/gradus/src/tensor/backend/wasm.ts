/**
 * The numeric core in WebAssembly: the embedded kernels on memory that is reserved once and never
 * grows.
 *
 * Everything here is synchronous, so that importing the library is enough. Browsers allow that on a
 * page's main thread for modules up to 8 MB (Chrome; others have no limit); ours are a hundredth of
 * it.
 */
import { MemoryError } from "../../core/errors.ts";
import type { Backend } from "../kernels.ts";
import { base64 } from "./base64.ts";
import { binaries } from "./binaries.generated.ts";
import { jsBackend } from "./js.ts";

const PAGE = 65536;
const MEBI = 2 ** 20;

export interface WasmOptions {
  /**
   * Size of the memory. By default 2 GiB in Node and 1 GiB in a page, or 256 MiB where that is
   * refused.
   */
  readonly bytes?: number;
  /** Whether to use the build with fused multiply-add; by default where the host has it. */
  readonly relaxed?: boolean;
  /** Whether the memory can be used by several threads at once. */
  readonly shared?: boolean;
}

interface KernelModule {
  run(start: number, end: number, scratch: number, scratchBytes: number): number;
  multiplyAdd(a: number, b: number, c: number): number;
}

/**
 * The kernels in WebAssembly, compiled now.
 *
 * @throws MemoryError if the host refuses the memory; whatever the host throws if it has no
 * WebAssembly SIMD
 */
export function wasmBackend(options: WasmOptions = {}): Backend {
  const { shared = false, relaxed = hasRelaxedSimd() } = options;
  const binary = relaxed ? relaxedBinary() : base64(binaries.simd128);
  const memory = reserve(options.bytes, shared);
  const module = new WebAssembly.Module(shared ? withSharedMemory(binary) : binary);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const { run, multiplyAdd } = instance.exports as unknown as KernelModule;
  return {
    build: `wasm ${relaxed ? "relaxed" : "simd128"}${fuses(multiplyAdd) ? " fma" : ""}`,
    float: new Float32Array(memory.buffer),
    int: new Int32Array(memory.buffer),
    bytes: memory.buffer.byteLength,
    ...(shared ? { shared: { module, memory } } : {}),
    run: (start, end, scratch, scratchBytes) => run(start, end, scratch, scratchBytes) >>> 0,
  };
}

/**
 * The fastest core that this host can run: WebAssembly, or plain JavaScript where it has none or
 * forbids it.
 */
export function defaultBackend(): Backend {
  try {
    return wasmBackend();
  } catch (error) {
    if (error instanceof MemoryError) throw error;
    console.warn(
      `Gradus computes in plain JavaScript, which is many times slower: this host does not run WebAssembly SIMD (${error}). ` +
        "Under a content-security policy, allow 'wasm-unsafe-eval'.",
    );
    return jsBackend();
  }
}

let relaxedBytes: Uint8Array | undefined;

function relaxedBinary(): Uint8Array {
  relaxedBytes ??= base64(binaries.relaxed);
  return relaxedBytes;
}

/** Whether this host can run the relaxed build. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxedBinary());
}

/**
 * Whether a multiply-add is rounded once: (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴, and the last term does not
 * survive two roundings.
 */
function fuses(multiplyAdd: KernelModule["multiplyAdd"]): boolean {
  const a = 1 + 2 ** -12;
  return multiplyAdd(a, a, -(1 + 2 ** -11)) === 2 ** -24;
}

/** Address space for the engine: as much as asked for, or as much as the host gives. */
function reserve(bytes: number | undefined, shared: boolean): WebAssembly.Memory {
  const sizes = bytes === undefined ? [inNode() ? 2048 * MEBI : 1024 * MEBI, 256 * MEBI] : [bytes];
  for (const size of sizes) {
    const pages = Math.ceil(size / PAGE);
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    }
  }
  const wanted = Math.ceil(sizes[sizes.length - 1] / MEBI);
  throw new MemoryError(
    `This host refuses ${wanted} MiB of memory for tensors. Close other engines or pages, or ask for less with \`bytes\`.`,
  );
}

function inNode(): boolean {
  const host = globalThis as { process?: { versions?: { node?: string } } };
  return host.process?.versions?.node !== undefined;
}

/**
 * The same module with its memory import declared shared. Nothing else differs in a build for
 * shared memory, which tools/build-kernels.mjs verifies, so only one of the two is embedded.
 */
export function withSharedMemory(binary: Uint8Array): Uint8Array {
  const name = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2]; // "env" "memory", a memory
  const at = binary.findIndex((_, i) => name.every((byte, k) => binary[i + k] === byte));
  const limits = at + name.length;
  const most = [0x80, 0x80, 0x04]; // 65536 pages: all that 32-bit addresses reach
  const shared = new Uint8Array(binary.length + most.length);
  shared.set(binary.subarray(0, limits + 2));
  shared[at - 2] += most.length; // size of the import section: id, size, count, then the import
  shared[limits] = 3; // has a maximum, is shared
  shared.set(most, limits + 2);
  shared.set(binary.subarray(limits + 2), limits + 2 + most.length);
  return shared;
}
