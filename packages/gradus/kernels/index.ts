/**
 * The numeric kernels: one module, one entry. `run` reads a list of commands (src/tensor/kernels.ts
 * says what they are) and calls the kernel of each.
 *
 * Nothing here keeps state: no globals, no allocation, no data of its own. So several instances can
 * work on one shared memory. What a kernel needs to remember while it runs stands in the scratch
 * memory that the caller names.
 */
import * as binary from "./binary";
import * as conv from "./conv";
import { copy } from "./copy";
import * as elementwise from "./elementwise";
import { gemm } from "./gemm";
import * as indexing from "./indexing";
import { Opcode } from "./opcodes";
import * as optimisers from "./optimisers";
import * as pool from "./pool";
import * as random from "./random";
import * as reduce from "./reduce";
import * as rows from "./rows";

/**
 * Runs the commands in [start, end).
 *
 * @returns 0, or the address of the command that failed; those before it have run
 */
export function run(start: usize, end: usize, scratch: usize, scratchBytes: usize): usize {
  for (let at = start; at < end; ) {
    const words = load<u32>(at, 4);
    if (words < 2 || !execute(load<u32>(at), at + 8, scratch, scratchBytes)) return at;
    at += (<usize>words) << 2;
  }
  return 0;
}

/** a·b + c with a rounding that shows whether the processor fuses: see `wasmBackend`. */
export function multiplyAdd(a: f32, b: f32, c: f32): f32 {
  // @ts-ignore: ASC_FEATURE_RELAXED_SIMD is the compiler's own
  if (!ASC_FEATURE_RELAXED_SIMD) return a * b + c;
  const y = f32x4.relaxed_madd(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c));
  return f32x4.extract_lane(y, 0);
}

function execute(opcode: u32, args: usize, scratch: usize, scratchBytes: usize): bool {
  switch (opcode) {
    case Opcode.fill:
      elementwise.fill(args);
      break;
    case Opcode.copy:
      copy(args, scratch);
      break;
    case Opcode.toFloat:
      elementwise.toFloat(args);
      break;
    case Opcode.toInt:
      elementwise.toInt(args);
      break;
    case Opcode.neg:
      elementwise.neg(args);
      break;
    case Opcode.abs:
      elementwise.abs(args);
      break;
    case Opcode.sign:
      elementwise.sign(args);
      break;
    case Opcode.square:
      elementwise.square(args);
      break;
    case Opcode.sqrt:
      elementwise.sqrt(args);
      break;
    case Opcode.reciprocal:
      elementwise.reciprocal(args);
      break;
    case Opcode.exp:
      elementwise.exp(args);
      break;
    case Opcode.log:
      elementwise.log(args);
      break;
    case Opcode.expm1:
      elementwise.expm1(args);
      break;
    case Opcode.log1p:
      elementwise.log1p(args);
      break;
    case Opcode.sin:
      elementwise.sin(args);
      break;
    case Opcode.cos:
      elementwise.cos(args);
      break;
    case Opcode.tanh:
      elementwise.tanh(args);
      break;
    case Opcode.sigmoid:
      elementwise.sigmoid(args);
      break;
    case Opcode.softplus:
      elementwise.softplus(args);
      break;
    case Opcode.relu:
      elementwise.relu(args);
      break;
    case Opcode.gelu:
      elementwise.gelu(args);
      break;
    case Opcode.erf:
      elementwise.erf(args);
      break;
    case Opcode.floor:
      elementwise.floor(args);
      break;
    case Opcode.positive:
      elementwise.positive(args);
      break;
    case Opcode.oneMinusSquare:
      elementwise.oneMinusSquare(args);
      break;
    case Opcode.logisticSlope:
      elementwise.logisticSlope(args);
      break;
    case Opcode.geluSlope:
      elementwise.geluSlope(args);
      break;
    case Opcode.pow:
      elementwise.pow(args);
      break;
    case Opcode.add:
      binary.add(args, scratch);
      break;
    case Opcode.sub:
      binary.sub(args, scratch);
      break;
    case Opcode.mul:
      binary.mul(args, scratch);
      break;
    case Opcode.div:
      binary.div(args, scratch);
      break;
    case Opcode.maximum:
      binary.maximum(args, scratch);
      break;
    case Opcode.minimum:
      binary.minimum(args, scratch);
      break;
    case Opcode.greater:
      binary.greater(args, scratch);
      break;
    case Opcode.greaterEqual:
      binary.greaterEqual(args, scratch);
      break;
    case Opcode.equal:
      binary.equal(args, scratch);
      break;
    case Opcode.notEqual:
      binary.notEqual(args, scratch);
      break;
    case Opcode.equalInt:
      binary.equalInt(args, scratch);
      break;
    case Opcode.tanhSlopeMul:
      binary.tanhSlopeMul(args, scratch);
      break;
    case Opcode.sigmoidSlopeMul:
      binary.sigmoidSlopeMul(args, scratch);
      break;
    case Opcode.reluSlopeMul:
      binary.reluSlopeMul(args, scratch);
      break;
    case Opcode.where:
      binary.where(args, scratch);
      break;
    case Opcode.sum:
      reduce.sum(args);
      break;
    case Opcode.max:
      reduce.maximumOver(args);
      break;
    case Opcode.min:
      reduce.minimumOver(args);
      break;
    case Opcode.argmax:
      reduce.argmax(args);
      break;
    case Opcode.cumsum:
      reduce.cumsum(args);
      break;
    case Opcode.softmax:
      rows.softmax(args);
      break;
    case Opcode.logSoftmax:
      rows.logSoftmax(args);
      break;
    case Opcode.logsumexp:
      rows.logsumexp(args);
      break;
    case Opcode.take:
      return indexing.take(args);
    case Opcode.takeAdjoint:
      return indexing.takeAdjoint(args);
    case Opcode.gather:
      return indexing.gather(args);
    case Opcode.gatherAdjoint:
      return indexing.gatherAdjoint(args);
    case Opcode.oneHot:
      return indexing.oneHot(args);
    case Opcode.gemm:
      gemm(args, scratch, scratchBytes);
      break;
    case Opcode.conv2d:
      conv.conv2d(args, scratch, scratchBytes);
      break;
    case Opcode.conv2dInput:
      conv.conv2dInput(args, scratch, scratchBytes);
      break;
    case Opcode.conv2dWeight:
      conv.conv2dWeight(args, scratch, scratchBytes);
      break;
    case Opcode.maxPool2d:
      pool.maxPool2d(args, scratch, scratchBytes);
      break;
    case Opcode.avgPool2d:
      pool.avgPool2d(args, scratch, scratchBytes);
      break;
    case Opcode.avgPool2dAdjoint:
      pool.avgPool2dAdjoint(args, scratch, scratchBytes);
      break;
    case Opcode.uniform:
      random.uniform(args, scratch);
      break;
    case Opcode.normal:
      random.normal(args, scratch);
      break;
    case Opcode.sgd:
      optimisers.sgd(args);
      break;
    case Opcode.momentum:
      optimisers.momentum(args);
      break;
    case Opcode.rmsprop:
      optimisers.rmsprop(args);
      break;
    case Opcode.adam:
      optimisers.adam(args);
      break;
    case Opcode.tick:
      optimisers.tick(args);
      break;
    case Opcode.sumSquares:
      optimisers.sumSquares(args);
      break;
    default:
      return false;
  }
  return true;
}
