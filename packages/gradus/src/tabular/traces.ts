/**
 * An eligibility trace: a vector as long as the weights, most of whose entries are 0. Sutton & Barto, 2nd ed., sections 12.2
 * and 12.5.
 *
 *     trace.decay(gamma * lambda);  trace.add(1, x);      // z ← γλz + x
 *     trace.addTo(w, alpha * delta);                      // w ← w + αδ z
 *
 * Only the entries that are not 0 are touched. One that has faded below 10⁻¹² counts as 0.
 */
import type { FeatureVector } from "./features.ts";

const FADED = 1e-12;

export class Trace {
  readonly z: Float64Array;
  /** Where z is not 0: the first `count` entries. */
  private readonly places: Int32Array;
  private readonly isListed: Uint8Array;
  private count = 0;

  constructor(size: number) {
    this.z = new Float64Array(size);
    this.places = new Int32Array(size);
    this.isListed = new Uint8Array(size);
  }

  /** z ← 0. */
  clear(): void {
    for (let i = 0; i < this.count; i++) {
      this.z[this.places[i]] = 0;
      this.isListed[this.places[i]] = 0;
    }
    this.count = 0;
  }

  /** z ← factor · z. */
  decay(factor: number): void {
    const { z, places } = this;
    for (let i = this.count - 1; i >= 0; i--) {
      const at = places[i];
      z[at] *= factor;
      if (z[at] < FADED && z[at] > -FADED) {
        z[at] = 0;
        this.isListed[at] = 0;
        places[i] = places[--this.count];
      }
    }
  }

  /** z ← z + step · x, in the block that begins at `from`: an accumulating trace. */
  add(step: number, x: FeatureVector, from = 0): void {
    if (x instanceof Int32Array) {
      for (let i = 0; i < x.length; i++) this.put(from + x[i], this.z[from + x[i]] + step);
    } else {
      for (let i = 0; i < x.length; i++) {
        if (x[i] !== 0) this.put(from + i, this.z[from + i] + step * x[i]);
      }
    }
  }

  /** zᵢ ← 1 where the binary feature i is active: a replacing trace. */
  replace(x: Int32Array, from = 0): void {
    for (let i = 0; i < x.length; i++) this.put(from + x[i], 1);
  }

  /** w ← w + step · z. */
  addTo(w: Float64Array, step: number): void {
    const { z, places } = this;
    for (let i = 0; i < this.count; i++) w[places[i]] += step * z[places[i]];
  }

  /** zᵀx, in the block that begins at `from`. */
  dot(x: FeatureVector, from = 0): number {
    let sum = 0;
    if (x instanceof Int32Array) for (let i = 0; i < x.length; i++) sum += this.z[from + x[i]];
    else for (let i = 0; i < x.length; i++) sum += this.z[from + i] * x[i];
    return sum;
  }

  /** The whole vector: for tasks that are saved while a trace lasts. */
  save(): Float64Array {
    return this.z.slice();
  }

  restore(saved: Float64Array): void {
    this.clear();
    for (let i = 0; i < saved.length; i++) if (saved[i] !== 0) this.put(i, saved[i]);
  }

  private put(at: number, value: number): void {
    this.z[at] = value;
    if (this.isListed[at] === 1) return;
    this.isListed[at] = 1;
    this.places[this.count++] = at;
  }
}
