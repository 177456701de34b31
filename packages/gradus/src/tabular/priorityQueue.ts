/** Entries 0 … n − 1 by priority, highest first: a binary heap that knows where each entry stands. */

/** Plain data from which a queue goes on. */
export interface QueueState {
  readonly heap: Int32Array;
  readonly priority: Float64Array;
}

export class PriorityQueue {
  size = 0;
  private readonly heap: Int32Array;
  /** By entry. */
  private readonly priority: Float64Array;
  private readonly position: Int32Array; // −1 where the entry is not in the queue

  constructor(entries: number) {
    this.heap = new Int32Array(entries);
    this.priority = new Float64Array(entries);
    this.position = new Int32Array(entries).fill(-1);
  }

  /** An entry that is in the queue already keeps the higher of its two priorities. */
  insert(entry: number, priority: number): void {
    if (this.position[entry] === -1) {
      this.place(entry, this.size++);
    } else if (priority <= this.priority[entry]) return;
    this.priority[entry] = priority;
    this.rise(this.position[entry]);
  }

  /** Takes out the entry of highest priority. The queue must not be empty. */
  first(): number {
    const { heap } = this;
    const top = heap[0];
    this.position[top] = -1;
    this.size--;
    if (this.size > 0) {
      this.place(heap[this.size], 0);
      this.sink(0);
    }
    return top;
  }

  save(): QueueState {
    return { heap: this.heap.slice(0, this.size), priority: this.priority.slice() };
  }

  restore({ heap, priority }: QueueState): void {
    this.position.fill(-1);
    this.size = heap.length;
    this.priority.set(priority);
    heap.forEach((entry, at) => {
      this.place(entry, at);
    });
  }

  private place(entry: number, at: number): void {
    this.heap[at] = entry;
    this.position[entry] = at;
  }

  private rise(at: number): void {
    const { heap, priority } = this;
    const entry = heap[at];
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (priority[heap[above]] >= priority[entry]) break;
      this.place(heap[above], at);
      at = above;
    }
    this.place(entry, at);
  }

  private sink(at: number): void {
    const { heap, priority, size } = this;
    const entry = heap[at];
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && priority[heap[below + 1]] > priority[heap[below]]) below++;
      if (priority[heap[below]] <= priority[entry]) break;
      this.place(heap[below], at);
      at = below;
    }
    this.place(entry, at);
  }
}
