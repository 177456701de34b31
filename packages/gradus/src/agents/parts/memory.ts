/** What a recurrent policy remembers of episodes side by side. */
import { StateError } from "../../core/errors.ts";

interface MemoryState {
  readonly carry: Float32Array;
  readonly begins: Uint8Array;
}

export class RunningMemory {
  readonly count: number;
  /** [count, width]: what the networks carry into the next step. */
  readonly carry: Float32Array;
  /** [count]: 1 where the next step is the first of an episode. */
  readonly begins: Uint8Array;

  /** @param width numbers that the networks carry for one episode */
  constructor(count: number, width: number) {
    this.count = count;
    this.carry = new Float32Array(count * width);
    this.begins = new Uint8Array(count).fill(1);
  }

  /** Before a step: nothing is left of the episodes that are over. */
  forget(): void {
    const { count, carry, begins } = this;
    const width = carry.length / count;
    for (let i = 0; i < count; i++) {
      if (begins[i] === 1) carry.fill(0, i * width, (i + 1) * width);
    }
  }

  /** After a step: what the networks carry out of it. */
  keep(carry: ArrayLike<number>): void {
    this.carry.set(carry);
    this.begins.fill(0);
  }

  state(): MemoryState {
    return { carry: this.carry.slice(), begins: this.begins.slice() };
  }

  /** @throws StateError for the memory of another network, or of other environments */
  restore({ carry, begins }: MemoryState): void {
    if (carry.length !== this.carry.length || begins.length !== this.count) {
      throw new StateError(
        `The saved memory has ${carry.length} numbers for ${begins.length} episodes, this one ${this.carry.length} for ${this.count}; it belongs to another network.`,
      );
    }
    this.carry.set(carry);
    this.begins.set(begins);
  }
}
