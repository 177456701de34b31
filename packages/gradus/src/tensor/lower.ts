/**
 * Lowering: a recorded list of commands becomes a shorter one that gives the same bits.
 *
 * Two passes: what nobody reads goes, and known patterns become one fused kernel. A pattern may only swallow an intermediate
 * result that is written once and read once, and that nothing writes to in between.
 */
import type { Argument, Ref, Storage } from "./engine.ts";
import type { Kernel } from "./kernels.ts";
import { type Step, touched } from "./trace.ts";

/** Removes steps whose results nobody reads. */
export function dropUnread(steps: readonly Step[], outputs: ReadonlySet<number>): Step[] {
  const live = new Set(outputs);
  const kept: Step[] = [];
  for (let i = steps.length - 1; i >= 0; i--) {
    const { reads, writes } = touched(steps[i]);
    if (!writes.some((s) => s.plan === undefined || live.has(s.plan))) continue;
    for (const s of [...reads, ...writes]) if (s.plan !== undefined) live.add(s.plan);
    kept.push(steps[i]);
  }
  return kept.reverse();
}

/** The steps that write and read a place; one that reads it twice stands twice. */
interface Uses {
  writers: number[];
  readers: number[];
}

/** The uses of every place, kept up to date while steps change: an unrolled program has tens of thousands of steps. */
class UseTable {
  private readonly uses = new Map<number, Uses>();

  constructor(steps: readonly Step[]) {
    steps.forEach((step, i) => {
      this.add(step, i);
    });
  }

  of(plan: number): Uses {
    let u = this.uses.get(plan);
    if (u === undefined) {
      u = { writers: [], readers: [] };
      this.uses.set(plan, u);
    }
    return u;
  }

  add(step: Step, at: number): void {
    const { reads, writes } = touched(step);
    for (const s of writes) if (s.plan !== undefined) this.of(s.plan).writers.push(at);
    for (const s of reads) if (s.plan !== undefined) this.of(s.plan).readers.push(at);
  }

  remove(step: Step, at: number): void {
    const { reads, writes } = touched(step);
    for (const { plan } of [...reads, ...writes]) {
      if (plan === undefined) continue;
      const u = this.of(plan);
      u.writers = u.writers.filter((i) => i !== at);
      u.readers = u.readers.filter((i) => i !== at);
    }
  }
}

function ref(a: Argument): Ref | undefined {
  return typeof a === "object" && "storage" in a ? a : undefined;
}

/** What a consumer (at `i`) and the producer of its argument become together, or undefined. */
type Fusion = (consumer: Step, producer: Step) => Step | undefined;

const activations: { readonly [K in Kernel]?: number } = { relu: 1, tanh: 2, sigmoid: 3, gelu: 4 };

/** gemm, then one operand of an elementwise function of its whole result. */
const activate: Fusion = (consumer, producer) => {
  const code = activations[consumer.kernel];
  const [, x, n] = consumer.args;
  const [M, N, batch] = [4, 5, 11].map((i) => producer.args[i] as number);
  if (code === undefined || producer.kernel !== "gemm" || producer.args[14] !== 0) return undefined;
  if (ref(x)?.offset !== 0 || n !== M * N * batch) return undefined; // a function of only some of its rows
  const args = [...producer.args];
  args[0] = consumer.args[0];
  args[14] = code;
  return { ...producer, args };
};

/** gemm, then a row added to every row. */
const addBias: Fusion = (consumer, producer) => {
  const g = producer.args;
  const [out, a, b] = consumer.args;
  const bias = ref(b);
  if (consumer.kernel !== "add" || producer.kernel !== "gemm" || bias === undefined)
    return undefined;
  if (ref(a)?.storage !== ref(g[0])?.storage || ref(a)?.offset !== 0 || g[3] !== 0 || g[14] !== 0)
    return undefined;
  const rows = (g[4] as number) * (g[11] as number);
  if (!addsRow(consumer.args.slice(3) as number[], rows, g[5] as number)) return undefined;
  return { ...producer, args: [out, g[1], g[2], bias, ...g.slice(4)] };
};

/** Whether [rank, shape, strideA, strideB] adds one row of `cols` to each of `rows` contiguous rows. */
function addsRow([rank, ...walk]: readonly number[], rows: number, cols: number): boolean {
  const is = (...expected: number[]): boolean => walk.every((v, i) => v === expected[i]);
  if (rank === 2) return is(rows, cols, cols, 1, 0, 1);
  if (rows === 1) return cols === 1 ? is(1, 0, 0) : is(cols, 1, 1);
  return cols === 1 && is(rows, 1, 0);
}

const slopes: { readonly [K in Kernel]?: Kernel } = {
  oneMinusSquare: "tanhSlopeMul",
  logisticSlope: "sigmoidSlopeMul",
  positive: "reluSlopeMul",
};

/** dy · slope(y): the backward pass of tanh, sigmoid and relu. */
const slopeMul: Fusion = (consumer, producer) => {
  const fused = slopes[producer.kernel];
  const [out, a, , rank, n, a0, b0] = consumer.args;
  if (fused === undefined || consumer.kernel !== "mul" || rank !== 1 || a0 !== 1 || b0 !== 1)
    return undefined;
  const b = ref(consumer.args[2]);
  if (b?.storage !== ref(producer.args[0])?.storage || ref(a) === undefined) return undefined;
  if (b?.offset !== 0 || n !== producer.args[2]) return undefined;
  return { ...consumer, kernel: fused, args: [out, a, producer.args[1], 1, n, 1, 1] };
};

const fusions: readonly Fusion[] = [activate, addBias, slopeMul];

/** Replaces known pairs by fused kernels. */
export function fuse(steps: readonly Step[], outputs: ReadonlySet<number>): Step[] {
  const list: (Step | undefined)[] = [...steps];
  const uses = new UseTable(steps);
  for (let i = 0; i < list.length; i++) {
    const consumer = list[i];
    if (consumer === undefined) continue;
    for (const source of candidates(consumer)) {
      const plan = source.plan as number;
      const { writers, readers } = uses.of(plan);
      if (outputs.has(plan) || writers.length !== 1 || readers.length !== 1) continue;
      const [at] = writers;
      const producer = list[at] as Step;
      const fused = fuseOne(consumer, producer);
      if (fused === undefined || overwritten(list, at, i)) continue;
      list[at] = undefined;
      list[i] = fused;
      uses.remove(producer, at);
      uses.remove(consumer, i);
      uses.add(fused, i);
      i--; // the fused step may be swallowed, or swallow, again
      break;
    }
  }
  return list.filter((s) => s !== undefined);
}

function candidates(step: Step): Storage[] {
  return touched(step).reads.filter((s) => s.plan !== undefined && s.host === undefined);
}

function fuseOne(consumer: Step, producer: Step): Step | undefined {
  for (const fusion of fusions) {
    const step = fusion(consumer, producer);
    if (step !== undefined) return step;
  }
  return undefined;
}

/** Whether something between the two steps writes what the first one reads. */
function overwritten(list: readonly (Step | undefined)[], from: number, to: number): boolean {
  const reads = touched(list[from] as Step).reads;
  for (let i = from + 1; i < to; i++) {
    const step = list[i];
    if (step === undefined) continue;
    for (const w of touched(step).writes) {
      if (
        reads.some((r) =>
          r.plan === undefined
            ? w.plan === undefined && r.address === w.address
            : r.plan === w.plan,
        )
      )
        return true;
    }
  }
  return false;
}
