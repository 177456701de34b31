/** What an expert did where: rows of observations with its actions, to learn from by mini-batches. The arrays grow; rows never change. */
import type { PolicyNetwork } from "../../agents/parts/policy.ts";
import { StateError } from "../../core/errors.ts";
import { gatherRows } from "../../data/batches.ts";
import type { Transitions } from "../../data/transitions.ts";
import { flatArray, type Numbers } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";
import type { MomentsState } from "../../env/wrappers/moments.ts";

/** Arrays for one step of learning; valid until the next. */
export interface DemonstrationBatch {
  /** [rows, features], as the network sees them. */
  readonly seen: Float32Array;
  /** [rows, numbers of an action], as the policy draws them. */
  readonly actions: Float32Array;
  /** [rows, choices]; empty in worlds without masks. */
  readonly masks: Uint8Array;
}

export interface DemonstrationsState {
  readonly observations: Numbers;
  readonly actions: Float32Array;
  readonly masks: Uint8Array;
}

export class Demonstrations {
  rows = 0;
  private readonly net: PolicyNetwork;
  private observations: Numbers;
  private actions: Float32Array;
  private masks: Uint8Array;
  private readonly choices: number;
  private readonly room = new Map<number, DemonstrationBatch & { readonly shown: Numbers }>();

  constructor(world: AnyWorld, net: PolicyNetwork) {
    this.net = net;
    this.choices = world.mask === undefined ? 0 : net.head.choices;
    this.observations = flatArray(world.observationSpace, 64);
    this.actions = new Float32Array(64 * net.head.width);
    this.masks = new Uint8Array(64 * this.choices);
  }

  /** The scale on which the network sees, as a part of a state: where policies of every kind have it. */
  get scale() {
    const { normaliser } = this.net.encoder;
    return {
      state: () => ({ normaliser: normaliser?.state() ?? null }),
      restore: (saved: { readonly normaliser: MomentsState | null }) => {
        if (saved.normaliser !== null) normaliser?.restore(saved.normaliser);
      },
    };
  }

  /** @param action in the world's own flat form */
  add(observation: ArrayLike<number>, action: ArrayLike<number>, mask?: ArrayLike<number>): void {
    const { rows, net, choices } = this;
    const { flat } = net.encoder;
    const { width } = net.head;
    this.observations = roomy(this.observations, (rows + 1) * flat);
    this.actions = roomy(this.actions, (rows + 1) * width);
    this.masks = roomy(this.masks, (rows + 1) * choices);
    this.observations.set(observation, rows * flat);
    net.head.fromWorld(action, this.actions.subarray(rows * width, (rows + 1) * width));
    if (mask !== undefined && choices > 0) this.masks.set(mask, rows * choices);
    this.rows++;
  }

  /** All steps of a data set of this world. */
  addAll(data: Transitions | undefined): this {
    if (data === undefined) return this;
    const { observations, actions, masks, length } = data;
    const [flat, width] = [observations.length / length, actions.length / length];
    const row = (array: Numbers, t: number, size: number) =>
      array.subarray(t * size, (t + 1) * size);
    for (let t = 0; t < length; t++)
      this.add(
        row(observations, t, flat),
        row(actions, t, width),
        masks && row(masks, t, this.choices),
      );
    return this;
  }

  /** Lets running statistics, if there are any, see all rows. */
  measureScale(): void {
    const { rows, net } = this;
    const { flat, width, normaliser } = net.encoder;
    if (normaliser === undefined || rows === 0) return;
    net.encoder.encode(
      this.observations.subarray(0, rows * flat),
      new Float32Array(rows * width),
      true,
    );
  }

  batch(rows: Int32Array): DemonstrationBatch {
    const { net, choices } = this;
    const { flat, width } = net.encoder;
    const n = rows.length;
    let room = this.room.get(n);
    if (room === undefined) {
      room = {
        shown: new (this.observations.constructor as new (n: number) => Numbers)(n * flat),
        seen: new Float32Array(n * width),
        actions: new Float32Array(n * net.head.width),
        masks: new Uint8Array(n * choices),
      };
      this.room.set(n, room);
    }
    gatherRows(this.observations, rows, flat, room.shown);
    net.encoder.encode(room.shown, room.seen);
    gatherRows(this.actions, rows, net.head.width, room.actions);
    if (choices > 0) gatherRows(this.masks, rows, choices, room.masks);
    return room;
  }

  state(): DemonstrationsState {
    const { rows, net, choices } = this;
    return {
      observations: this.observations.slice(0, rows * net.encoder.flat),
      actions: this.actions.slice(0, rows * net.head.width),
      masks: this.masks.slice(0, rows * choices),
    };
  }

  /** @throws StateError for rows of another world */
  restore({ observations, actions, masks }: DemonstrationsState): void {
    const { net } = this;
    const rows = actions.length / net.head.width;
    if (observations.length !== rows * net.encoder.flat)
      throw new StateError(
        `The saved demonstrations have ${observations.length} numbers of observations for ${rows} actions; they belong to another world.`,
      );
    this.rows = rows;
    this.observations = roomy(this.observations, observations.length);
    this.observations.set(observations);
    this.actions = roomy(this.actions, actions.length);
    this.actions.set(actions);
    this.masks = roomy(this.masks, masks.length);
    this.masks.set(masks);
  }
}

/** The same numbers with room for more. */
function roomy<N extends Numbers>(array: N, size: number): N {
  if (array.length >= size) return array;
  const larger = new (array.constructor as new (n: number) => N)(Math.max(size, 2 * array.length));
  larger.set(array);
  return larger;
}
