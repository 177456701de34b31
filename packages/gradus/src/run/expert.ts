/** A policy in use as somebody to learn from. */
import { flatArray, flatSize, type Numbers, readFlat, writeFlat } from "../env/space.ts";
import type { Expert } from "../imitation/parts/expert.ts";
import type { Policy } from "./policy.ts";

/** The best actions of a policy, of whatever algorithm. Where frames are stacked it remembers the older ones itself. */
export function expertFrom(policy: Policy): Expert {
  const { observationSpace, actionSpace, stacked } = policy.world;
  const shown = stacked?.space ?? observationSpace;
  const newest = flatSize(observationSpace) - flatSize(shown);
  const answer = flatArray(actionSpace);
  return {
    begin: () => policy.begin(),
    act(observation: Numbers, mask?: Uint8Array) {
      const seen = readFlat(shown, observation, newest);
      const action = policy.act(seen, mask === undefined ? {} : { mask });
      writeFlat(actionSpace, action, answer, 0);
      return answer;
    },
  };
}
