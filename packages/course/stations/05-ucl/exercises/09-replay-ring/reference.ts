interface Step {
  readonly terminated: boolean;
  readonly truncated: boolean;
}

interface Ring {
  readonly capacity: number;
  readonly steps: Step[];
  /** The place of the next step. */
  head: number;
}

/** Puts a step into the ring, in place of the oldest where it is full. */
export function remember(ring: Ring, step: Step): void {
  ring.steps[ring.head] = step;
  ring.head = (ring.head + 1) % ring.capacity;
}

/** The places of at most n successive steps from place i on, within one episode. */
export function window(ring: Ring, i: number, n: number): number[] {
  const places = [i];
  let k = i;
  while (places.length < n) {
    if (ring.steps[k].terminated || ring.steps[k].truncated) break;
    k = (k + 1) % ring.capacity;
    if (k === ring.head) break;
    places.push(k);
  }
  return places;
}
