/** Training a language model on windows of a text, and its loss on another. */
import { capture, noGrad, type Tensor, tensor } from "gradus";
import type { Rng } from "gradus/core";
import { windows } from "gradus/data";
import { adamw, cosineSchedule, crossEntropy, type Module, warmup } from "gradus/nn";

export interface ReadingOptions {
  /** Characters of a window. */
  readonly length: number;
  /** Windows of a step. */
  readonly batch: number;
  readonly steps: number;
  /** Greatest step size: reached after a twentieth of the steps, then falling along half a cosine to a tenth. */
  readonly rate: number;
  /** Of AdamW: 0.01 and 0.999 unless given. */
  readonly weightDecay?: number;
  readonly beta2?: number;
  readonly reports?: number;
}

export interface Reading {
  readonly step: number;
  /** Mean over the steps since the last report, nats a character. */
  readonly loss: number;
}

/** Trains on windows drawn from the text. */
export function* read(
  model: Module,
  codes: Int32Array,
  { length, batch, steps, rate, weightDecay = 0.01, beta2 = 0.999, reports = 40 }: ReadingOptions,
  random: Rng,
): Generator<Reading> {
  const climb = adamw(model.parameters, { rate, weightDecay, beta2, maxNorm: 1 });
  const improve = capture((x: Tensor, y: Tensor, rate: number) =>
    climb(crossEntropy(model.forward(x.reshape(batch, length)), y.reshape(batch, length)), {
      rate,
    }),
  );
  const schedule = warmup(Math.ceil(steps / 20), cosineSchedule(rate, rate / 10, steps));
  const every = Math.max(1, Math.floor(steps / reports));
  let [sum, count] = [0, 0];
  let drawn: ReturnType<typeof windows> | undefined;
  model.train();
  for (let step = 1; step <= steps; step++) {
    drawn = windows(codes, { count: batch, length }, random, drawn);
    sum += improve(drawn.inputs, drawn.targets, schedule(step - 1)).item();
    count++;
    if (step % every !== 0 && step !== steps) continue;
    yield { step, loss: sum / count };
    [sum, count] = [0, 0];
  }
  model.eval();
}

/** Loss of each predicted character of a text, in nats, but for the first `skip` of each window, which have little to go by. */
export function losses(
  model: Module,
  codes: Int32Array,
  { length, skip }: { readonly length: number; readonly skip: number },
): Float64Array {
  const stride = length - skip;
  const count = Math.floor((codes.length - skip - 1) / stride);
  const all = new Float64Array(count * stride);
  const together = 64;
  model.eval();
  for (let from = 0; from < count; from += together) {
    const n = Math.min(together, count - from);
    const x = new Int32Array(n * length);
    const y = new Int32Array(n * length);
    for (let i = 0; i < n; i++) {
      const at = (from + i) * stride;
      x.set(codes.subarray(at, at + length), i * length);
      y.set(codes.subarray(at + 1, at + length + 1), i * length);
    }
    noGrad(() => {
      const logProb = model.forward(tensor(x, [n, length])).logSoftmax();
      const values = logProb.gather(tensor(y, [n, length, 1]), -1).data;
      for (let i = 0; i < n; i++) {
        for (let t = skip; t < length; t++)
          all[(from + i) * stride + t - skip] = -values[i * length + t];
      }
    });
  }
  return all;
}
