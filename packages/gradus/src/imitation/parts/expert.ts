/** Who is imitated: somebody who can be asked what to do anywhere. */
import type { DeepAgent } from "../../agents/parts/agent.ts";
import { ShapeError } from "../../core/errors.ts";
import { flatSize, type Numbers } from "../../env/space.ts";
import type { AnyWorld } from "../../env/world.ts";

export interface Expert {
  /** The action for an observation, both in the world's own flat form. */
  act(observation: Numbers, mask?: Uint8Array): ArrayLike<number>;
  /** An episode begins. */
  begin?(): void;
}

/** A deep agent as an expert: its best actions. */
export const expertOf = (agent: DeepAgent): Expert => ({
  act: (observation, mask) => agent.act(observation, { deterministic: true, mask }),
  begin: () => agent.begin?.(),
});

/** What an expert says, checked. @throws ShapeError for an answer that is no action of the world */
export function asked(expert: Expert, world: AnyWorld): Expert["act"] {
  const size = flatSize(world.actionSpace);
  return (observation, mask) => {
    const action = expert.act(observation, mask);
    if (action.length === size) return action;
    throw new ShapeError(
      `The expert answers with ${action.length} numbers where ${world.id} takes ${size}. Is it an expert of another world?`,
    );
  };
}
