/** Which worlds the algorithms of this folder can learn in: undefined where one fits, else the reason as a clause. */
import { ValueError } from "../core/errors.ts";
import { describe, type Space } from "../env/space.ts";
import type { AnyWorld } from "../env/world.ts";
import { featuresFor } from "./tileCoding.ts";

export type Fits = (world: AnyWorld) => string | undefined;

const takesNumbered: Fits = ({ id, actionSpace }) =>
  actionSpace.kind === "discrete"
    ? undefined
    : `it chooses among numbered actions, and ${id} takes ${describe(actionSpace)}`;

/** A table: numbered states and actions. */
export const fitsTable: Fits = (world) =>
  world.observationSpace.kind === "discrete"
    ? takesNumbered(world)
    : `it keeps a table of numbered states, and ${world.id} shows ${describe(world.observationSpace)}`;

/** Planning: a table, and a model that is written out. */
export const fitsModel: Fits = (world) =>
  world.model === undefined
    ? `it plans with the world's model, and ${world.id} has none that is written out`
    : fitsTable(world);

/** A bandit: a single state. */
export const fitsBandit: Fits = (world) => {
  const wrong = fitsTable(world);
  if (wrong !== undefined) return wrong;
  const { n } = world.observationSpace as { readonly n: number };
  return n === 1 ? undefined : `it knows a single state, and ${world.id} has ${n}`;
};

/** Self-play: the rules of a game of two players. */
export const fitsGame: Fits = (world) =>
  "winner" in world && "after" in world
    ? fitsTable(world)
    : `it needs the rules of a game of two players, and ${world.id} is none`;

/** Actions of these kinds, whatever is shown. */
export const fitsActions =
  (kinds: readonly Space["kind"][]): Fits =>
  (world) =>
    kinds.includes(world.actionSpace.kind)
      ? undefined
      : (takesNumbered(world) ??
        `it takes no ${world.actionSpace.kind}, and ${world.id} takes ${describe(world.actionSpace)}`);

/** Features of an observation (one-hot or tiles), and actions of these kinds. */
export const fitsFeatures =
  (kinds: readonly Space["kind"][] = ["discrete"]): Fits =>
  (world) => {
    const { id, observationSpace } = world;
    const wrong = fitsActions(kinds)(world);
    if (wrong !== undefined) return wrong;
    try {
      featuresFor(observationSpace);
      return undefined;
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      return `it lays tiles over numbers, and ${id} shows ${describe(observationSpace)}, which is too wide or of another kind`;
    }
  };
